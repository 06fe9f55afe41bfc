"""The ways a block can be solved: all states together, one at a time."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from panels import design, take

from entente.models import leave_one_out
from entente.models.blocks import Block, factor_block
from entente.models.simulate import Panel, simulate_panel

Floats = NDArray[np.float64]


def large(seed: int) -> Panel:
    return simulate_panel(np.random.default_rng(seed), states=90, periods=20, decisions=60, density=0.7)


def refits(panel: Panel, states: NDArray[np.intp]) -> list[float]:
    kept = [take(panel, (panel.a != state) & (panel.b != state)) for state in states]
    return [design(part).coefficient(part.y) for part in kept]


def test_large_blocks_together_are_as_good_as_refits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leave_one_out, "_solve_alone", None)  # the iteration must do
    panel = large(1)
    found = design(panel).left_out(panel.y)
    some = np.arange(0, 90, 9)
    # Errors of the refits are held below 1e-11 of what the whole treatment weighs; estimates are about 0.1 apart.
    assert_allclose(found[some], refits(panel, some), atol=1e-11)


def test_the_iteration_stops_when_the_next_step_no_longer_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = large(1)
    exact = design(panel).left_out(panel.y)
    steps: list[int] = []
    advance = leave_one_out._Refits.advance

    def counted(self: leave_one_out._Refits, x: Floats) -> Floats:
        steps.append(len(x))
        return advance(self, x)

    monkeypatch.setattr(leave_one_out._Refits, "advance", counted)
    prepared = design(panel)
    refitted = int(prepared.effects.starts[-1])  # one refit for each state and period
    assert sum(steps) < 3.5 * refitted  # two digits a step after the first, down to 1e-11 of the whole
    monkeypatch.setattr(leave_one_out, "MAX_STEPS", 1)
    monkeypatch.setattr(leave_one_out, "_solve_alone", lambda between, *_: np.zeros(len(between)))
    assert np.abs(design(panel).left_out(panel.y) - exact).max() > 1e-6  # unfinished rows are not taken for done


FIVE = [(i, j, 1.0) for i in range(5) for j in range(i + 1, 5)]
ODD = {
    "a state with one partner": [*FIVE, (0, 5, 1.0)],
    "a star": [(0, j, 1.0) for j in range(1, 5)],
    "an odd ring only through one state": [(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0), (2, 3, 1.0), (3, 4, 1.0)],
    "nearly all goes with one partner": [*FIVE, (0, 5, 1.0), (1, 5, 1e-4)],
    "a star of very unequal weights": [(0, 1, 1.0), (0, 2, 1e-11)],
    "a star that rounding takes apart": [(0, 1, 1.0), (0, 2, 1e-17)],
}


def odd(name: str) -> Panel:
    """Return the odd block between two complete ones of five states, treated in all three where that is identified."""
    rows = [(t, *row) for t, block in enumerate((FIVE, ODD[name], FIVE)) for row in block]
    period, a, b = (np.array([row[k] for row in rows], int) for k in range(3))
    treated = np.zeros(len(rows), bool)
    treated[[0, 7, len(FIVE), len(rows) - 1]] = True
    decision = np.where(treated, np.arange(len(rows)), -1)
    y = np.random.default_rng(4).normal(size=len(rows))
    return Panel(y, treated, np.array([row[3] for row in rows]), period, a, b, decision, decision)


@pytest.mark.parametrize("name", ODD)
def test_odd_blocks_are_refitted_as_well(name: str) -> None:
    panel = odd(name)
    expected = refits(panel, np.unique([panel.a, panel.b]))
    assert_allclose(design(panel).left_out(panel.y), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "alone"),
    [("a state with one partner", False), ("nearly all goes with one partner", True)],
)
def test_which_refits_are_solved_alone(name: str, alone: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    solved: list[int] = []
    original = leave_one_out._solve_alone

    def noted(between: Floats, pulls: Floats, s: int) -> Floats:
        solved.append(s)
        return original(between, pulls, s)

    monkeypatch.setattr(leave_one_out, "_solve_alone", noted)
    design(odd(name))
    assert (0 in solved) == alone  # without state 0, state 5 has no partner left, or hardly one


def test_blocks_with_a_pseudo_inverse_are_not_iterated(monkeypatch: pytest.MonkeyPatch) -> None:
    together: list[bool] = []
    original = leave_one_out._solve_together

    def noted(block: Block, *rest: Any) -> NDArray[np.intp]:
        together.append(block.regular)
        return original(block, *rest)

    monkeypatch.setattr(leave_one_out, "_solve_together", noted)
    prepared = design(odd("a star that rounding takes apart"))
    assert [block.regular for block in prepared.effects.blocks] == [True, False, True]
    assert together == [True, True]


def test_refits_that_go_on_alone_go_on_as_before() -> None:
    rng = np.random.default_rng(5)
    between = np.triu(rng.uniform(0.1, 1, (7, 7)), 1)
    refits, steady = leave_one_out._Refits.of(factor_block(between + between.T))
    assert steady.all()
    some, step = np.array([5, 2]), rng.normal(size=(7, 7))
    together, alone = refits.pass_on(step.copy()), refits.take(some).pass_on(step[some])
    for all_rows, few in zip(together, alone, strict=True):
        assert_allclose(few, all_rows[some], atol=0)
    assert_allclose(refits.take(some).advance(alone[0]), refits.advance(together[0])[some], atol=1e-15)


def test_all_ways_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = simulate_panel(np.random.default_rng(2), states=20, periods=4)
    found = design(panel).left_out(panel.y)
    monkeypatch.setattr(leave_one_out, "MAX_STEPS", 0)  # nothing converges: one state at a time
    assert_allclose(design(panel).left_out(panel.y), found, atol=1e-10)


def test_weights_over_ten_orders_of_magnitude() -> None:
    """Flows as weights: rows that the iteration cannot finish are solved one by one."""
    panel = large(3)
    rng = np.random.default_rng(3)
    size = rng.normal(0, 3, 90)
    panel = replace(panel, weights=np.exp(size[panel.a] + size[panel.b] + rng.normal(0, 1, len(panel.y))))
    some = np.concatenate([np.argsort(size)[-4:], [0, 1, 2]])
    assert_allclose(design(panel).left_out(panel.y)[some], refits(panel, some), rtol=1e-7, atol=1e-9)
