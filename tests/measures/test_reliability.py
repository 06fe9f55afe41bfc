"""Krippendorff's alpha: his own example at four levels, by hand, by properties; MASI by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from entente.errors import ShapeMismatch, UnknownName
from entente.measures.reliability import agreement, jaccard, krippendorff_alpha, masi

NAN = float("nan")
# Four coders, twelve units (Krippendorff 2011, Computing Krippendorff's alpha-reliability, section D).
CANONICAL = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
)


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_the_canonical_example(level: str, published: float) -> None:
    assert round(krippendorff_alpha(CANONICAL, level), 3) == published


def test_by_hand() -> None:
    # Two coders, units aa, ab, bb: four of six values in agreeing pairs; n_a = n_b = 3, n = 6.
    # alpha = 1 - (6 - 1) * 1 / (3 * 3), o_ab being 1 on each side of the diagonal.
    ratings = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    assert_allclose(krippendorff_alpha(ratings), 1 - 5 / 9)


def test_full_agreement_is_one_and_a_constant_is_nothing() -> None:
    assert krippendorff_alpha(np.array([[1.0, 2.0], [1.0, 2.0]])) == 1
    assert np.isnan(krippendorff_alpha(np.array([[1.0, 1.0], [1.0, 1.0]])))
    assert np.isnan(krippendorff_alpha(np.array([[1.0, NAN], [NAN, 1.0]])))


def test_a_matrix_of_distances_is_the_level_it_stands_for() -> None:
    values = CANONICAL - 1
    squared = np.square(np.arange(5.0)[:, None] - np.arange(5.0))
    assert_allclose(krippendorff_alpha(values, squared), krippendorff_alpha(values, "interval"))
    with pytest.raises(ShapeMismatch):
        krippendorff_alpha(values, squared[:3, :3])


def test_other_levels_and_shapes_are_refused() -> None:
    with pytest.raises(UnknownName, match="nominal"):
        krippendorff_alpha(CANONICAL, "cardinal")
    with pytest.raises(ShapeMismatch):
        krippendorff_alpha(np.array([1.0, 2.0]))


@given(arrays(np.float64, (2, 8), elements=st.integers(0, 3).map(float)), st.permutations(range(8)))
def test_coders_and_units_may_change_places(ratings: np.ndarray, order: list[int]) -> None:
    for level in ("nominal", "ordinal", "interval"):
        alpha = krippendorff_alpha(ratings, level)
        assert_allclose(krippendorff_alpha(ratings[::-1], level), alpha)
        assert_allclose(krippendorff_alpha(ratings[:, order], level), alpha)
        assert np.isnan(alpha) or alpha <= 1


@given(arrays(np.float64, (2, 8), elements=st.integers(0, 3).map(float)))
def test_nominal_does_not_ask_how_far(ratings: np.ndarray) -> None:
    assert_allclose(krippendorff_alpha(ratings), krippendorff_alpha(10.0**ratings))
    assert_allclose(krippendorff_alpha(ratings, "interval"), krippendorff_alpha(3 + 2 * ratings, "interval"))


def test_the_interval_holds_the_estimate_and_shrinks_with_units() -> None:
    rng = np.random.default_rng(1)
    few = agreement(CANONICAL, rng=rng, draws=300)
    many = agreement(np.tile(CANONICAL, 20), rng=rng, draws=300)
    assert few.units == 11
    assert few.lower < few.alpha < few.upper <= 1
    assert many.upper - many.lower < (few.upper - few.lower) / 3


def test_the_interval_covers_what_is_true() -> None:
    """Two coders of whom each guesses a fifth of the time: alpha is .64; 95% intervals hold it nine times in ten."""
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(60):
        truth = rng.integers(4, size=80)
        coders = [np.where(rng.random(80) < 0.2, rng.integers(4, size=80), truth) for _ in range(2)]
        found = agreement(np.array(coders, dtype=np.float64), rng=rng, draws=200)
        held += found.lower <= 0.64 <= found.upper
    assert held >= 51  # 57 expected, four standard deviations below


def test_the_interval_of_nothing_is_nothing() -> None:
    found = agreement(np.array([[1.0, 1.0], [1.0, 1.0]]), rng=np.random.default_rng(1), draws=10)
    assert np.isnan([found.alpha, found.lower, found.upper]).all()
    assert agreement(np.full((2, 3), NAN), rng=np.random.default_rng(1)).units == 0


def test_masi_by_hand() -> None:
    sets = [frozenset(each) for each in ("ab", "abc", "bcd", "xy")]
    apart = masi(sets)
    assert_allclose(apart[0], [0, 1 - 2 / 3 * 2 / 3, 1 - 1 / 4 / 3, 1])
    assert_allclose(apart, apart.T)
    assert jaccard(frozenset(), frozenset()) == 1
