import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from entente.errors import ShapeMismatch, UnusableRows
from entente.models import plain
from entente.models.blocks import Block, bipartite_nulls, factor_block
from entente.models.effects import Effects
from entente.models.labels import relabel

GRAPHS = {
    "complete": [(i, j) for i in range(5) for j in range(i)],
    "star": [(0, j) for j in range(1, 6)],
    "even ring": [(i, (i + 1) % 6) for i in range(6)],
    "odd ring and a pair": [(0, 1), (1, 2), (2, 0), (3, 4)],
    "two sides": [(i, j) for i in range(3) for j in range(3, 6)],
    "a triangle with a tail": [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)],
    "a pair twice": [(0, 1), (1, 0), (1, 2)],
}


@pytest.mark.parametrize("name", GRAPHS)
def test_residual_is_that_of_dense_least_squares(name: str) -> None:
    """Connected, disconnected and bipartite blocks, alone and beside a complete one."""
    rng = np.random.default_rng(1)
    pairs = np.array(GRAPHS[name] + GRAPHS["complete"])
    period = np.repeat([7, 3], [len(GRAPHS[name]), len(GRAPHS["complete"])])
    order = rng.permutation(len(pairs))
    pairs, period = pairs[order], period[order]
    weights, x = rng.uniform(0.05, 2, len(pairs)), rng.normal(3, 1, (len(pairs), 2))
    effects = Effects.build(period, pairs[:, 0], pairs[:, 1], weights)
    expected = plain.residualise(x, period, pairs[:, 0], pairs[:, 1], weights)
    assert_allclose(effects.residualise(x), expected, atol=1e-12)
    assert all(block.regular for block in effects.blocks)


def test_residual_of_four_states_by_hand() -> None:
    """With every pair of four states once, only the three ways to split them into pairs are left.

    Pair 12 goes with 34: of an indicator of 12, 1/3 stays on 12 and 34 and -1/6 on the other four pairs.
    """
    a, b = np.array([1, 1, 1, 2, 2, 3]), np.array([2, 3, 4, 3, 4, 4])
    effects = Effects.build(np.zeros(6, int), a, b, np.ones(6))
    indicator = np.array([1.0, 0, 0, 0, 0, 0])
    assert_allclose(effects.residualise(indicator), np.array([2, -1, -1, -1, -1, 2]) / 6, atol=1e-15)


def test_bipartite_components_are_counted() -> None:
    # A square 0-1-2-3 is bipartite, the triangle 4-5-6 is not, 7 stands alone.
    between = np.zeros((8, 8))
    for i, j in [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 4)]:
        between[i, j] = between[j, i] = 0.5
    nulls = {tuple(z) for z in bipartite_nulls(between)}
    assert nulls == {(1, -1, 1, -1, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0, 0, 1)}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(-6, 6))
def test_adding_what_the_effects_explain_changes_nothing(seed: int, size: float) -> None:
    rng = np.random.default_rng(seed)
    period, a = rng.integers(0, 3, 40), rng.integers(0, 6, 40)
    b = (a + rng.integers(1, 6, 40)) % 6
    effects = Effects.build(period, a, b, rng.uniform(0.1, 1, 40))
    shift = rng.normal(0, 10**size, (3, 6))
    x = rng.normal(size=40)
    # Rounding grows with what is added and taken away again.
    moved = effects.residualise(x + shift[period, a] + shift[period, b])
    assert_allclose(moved, effects.residualise(x), atol=1e-12 * (1 + 10**size))


def test_residual_is_orthogonal_where_weights_span_ten_orders() -> None:
    rng = np.random.default_rng(4)
    i, j = np.triu_indices(12, 1)
    weights = 10 ** rng.uniform(-5, 5, len(i))
    effects = Effects.build(np.zeros(len(i), int), i, j, weights)
    left = effects.residualise(rng.normal(size=len(i)))
    assert_allclose(effects.node_sums(weights * left) / effects.node_sums(weights), 0, atol=1e-12)


def test_a_block_that_rounding_makes_singular_gets_a_pseudo_inverse() -> None:
    """A square is bipartite; a chord of no weight to speak of makes it odd by the count, not by the numbers."""
    a, b, x = np.array([0, 1, 2, 3, 0]), np.array([1, 2, 3, 0, 2]), np.array([1.0, 0, 3, 0, 5])
    effects = Effects.build(np.zeros(5, int), a, b, np.array([1, 1, 1, 1, 1e-18]))
    assert not effects.blocks[0].regular
    # Around the square only the alternating part is left: (1 - 0 + 3 - 0) / 4 = 1.
    assert_allclose(effects.residualise(x)[:4], [1, -1, 1, -1], atol=1e-12)


@pytest.mark.parametrize("name", GRAPHS)
def test_partner_sums_go_to_the_state_with_what_it_holds_of_its_partner(name: str) -> None:
    rng = np.random.default_rng(6)
    pairs = np.array(GRAPHS[name] + GRAPHS["complete"])
    period = np.repeat([7, 3], [len(GRAPHS[name]), len(GRAPHS["complete"])])
    effects = Effects.build(period, pairs[:, 0], pairs[:, 1], np.ones(len(pairs)))
    x, figures = rng.normal(size=len(pairs)), rng.normal(size=effects.n_cells)
    slow = np.zeros(int(effects.starts[-1]))
    squares = effects.squares(figures)
    for a, b, value in zip(effects.a, effects.b, x, strict=True):
        block = int(np.searchsorted(effects.starts, a, "right")) - 1
        i, j = a - effects.starts[block], b - effects.starts[block]
        slow[a] += value * squares[block][i, j]
        slow[b] += value * squares[block][j, i]
    assert_allclose(effects.partner_sums(x, figures), slow, atol=1e-14)


def test_inverse_and_solution_of_a_block_agree() -> None:
    rng = np.random.default_rng(7)
    between = np.triu(rng.uniform(0.1, 1, (6, 6)), 1)
    block = factor_block(between + between.T)
    normal = block.between + np.diag(block.between.sum(axis=0))
    sums = rng.normal(size=(6, 2))
    assert_allclose(block.inverse() @ normal, np.eye(6), atol=1e-13)
    assert_allclose(block.solve(sums), np.linalg.solve(normal, sums), atol=1e-13)
    assert_allclose(block.solve(sums[:, 0]), block.solve(sums)[:, 0], atol=1e-15)


def test_a_pseudo_inverse_stands_in_for_the_factor() -> None:
    pseudo = np.array([[2.0, 1.0], [1.0, 3.0]])
    block = Block(np.zeros((2, 2)), np.eye(2), pseudo)
    assert_allclose(block.solve(np.array([1.0, 10.0])), [12, 31], atol=0)
    assert_allclose(block.inverse(), pseudo, atol=0)


def test_changing_an_inverse_leaves_its_block_as_it_was() -> None:
    a, b = np.array([0, 1, 2, 3, 0]), np.array([1, 2, 3, 0, 2])
    for tiny in (1.0, 1e-18):
        block = Effects.build(np.zeros(5, int), a, b, np.array([1, 1, 1, 1, tiny])).blocks[0]
        first = block.inverse()
        kept = first.copy()
        first[:] = 0
        assert_allclose(block.inverse(), kept, atol=0)


def test_reweighting_is_building_anew() -> None:
    rng = np.random.default_rng(5)
    i, j = np.triu_indices(7, 1)
    t, old, new = np.zeros(len(i), int), rng.uniform(1, 2, len(i)), rng.uniform(1, 2, len(i))
    x = rng.normal(size=len(i))
    again = Effects.build(t, i, j, old).reweight(new).residualise(x)
    assert_allclose(again, Effects.build(t, i, j, new).residualise(x), atol=1e-14)


@given(st.lists(st.sampled_from([-5, 0, 3, 900, 10**12]), max_size=20))
def test_labels_follow_the_codes(values: list[int]) -> None:
    labels, count = relabel(np.array(values, int))
    order = sorted(set(values))
    assert count == len(order)
    assert [order[label] for label in labels] == values


def test_unusable_rows_are_named() -> None:
    t = np.zeros(3, int)
    with pytest.raises(UnusableRows, match="a, b: 1 row"):
        Effects.build(t, np.array([1, 2, 3]), np.array([2, 2, 1]), np.ones(3))
    with pytest.raises(UnusableRows, match="weights: 2 row") as caught:
        Effects.build(t, np.array([1, 2, 3]), np.array([2, 3, 1]), np.array([1, 0, np.nan]))
    assert caught.value.rows == (1, 2)
    with pytest.raises(ShapeMismatch):
        Effects.build(t, np.array([1, 2, 3]), np.array([2, 3, 1]), np.ones(2))
    with pytest.raises(ShapeMismatch):
        Effects.build(t, np.array([1, 2, 3]), np.array([2, 3, 1]), np.ones(3)).residualise(np.ones(4))
