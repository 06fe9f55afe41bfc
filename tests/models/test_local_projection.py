import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from panels import design, five_states, golden, golden_panel, take

from entente.errors import NotIdentified, ShapeMismatch, UnusableRows
from entente.models import plain
from entente.models.covariance import cluster_meat, dyadic_meat
from entente.models.local_projection import fit_projection
from entente.models.simulate import Panel, simulate_panel
from entente.results import ProjectionFit

ERRORS = ("estimate", "se_dyadic", "se_decision", "se_jackknife", "dyadic_raw", "effective_decisions")


def fit(panel: Panel) -> ProjectionFit:
    return design(panel).fit(panel.y)


def same(left: ProjectionFit, right: ProjectionFit, rtol: float = 1e-9) -> None:
    for name in left.__slots__:
        # A variance that is zero up to rounding has no relative accuracy.
        assert_allclose(getattr(left, name), getattr(right, name), rtol=rtol, atol=1e-11, err_msg=name)


def small(seed: int, **options: Any) -> Panel:
    return simulate_panel(
        np.random.default_rng(seed), states=8, periods=3, decisions=9, deciders=4, density=0.9, dyad_sd=0.5, **options
    )


def test_five_states_by_hand() -> None:
    """One period, every pair of five states once, 12 and 34 treated.

    Without state 5 four states are left, both treated pairs being one of the three splits into pairs:
    y12 3, y34 1 against y13 1, y14 0, y23 0, y24 1 gives (3 + 1)/2 - (1 + 0 + 0 + 1)/4 = 1.5.
    Without 1 only 34 is treated and goes with 25: (1 + 1) - (y23 0 + y45 2 + y24 1 + y35 0)/2 = 0.5. In the same
    way without 2: (1 + 2) - (1 + 2 + 0 + 0)/2 = 1.5, without 3: (3 + 2) - (0 + 1 + 2 + 1)/2 = 3, without 4:
    (3 + 0) - (1 + 1 + 2 + 0)/2 = 1. Mean 1.5; squares 0, 1, 0, 2.25, .25 sum to 3.5; x (5 - 2)/(2 x 5) = 1.05.

    With all five the residualised treatment is 2/3 on 12 and 34, -1/3 on 13, 14, 23, 24 and 0 on the pairs of 5:
    the estimate is again 1.5. Regression residuals there: 1/6, -1/6, 2/3, -1, 0, 1/3; scores, over the sum of squares
    4/3: 1/12, -1/12, -2/12, 3/12, 0, -1/12. Their squares sum to 16/144: the decision error is 1/3. Sums by state:
    2/12, 0, -3/12, 1/12, 0 with squares of 14/144: the dyadic variance is (14 - 16)/144, negative.
    """
    panel = five_states()
    prepared = design(panel)
    # The refits are iterated; 1e-11 of the treatment's weight is what they aim at.
    assert_allclose(prepared.left_out(panel.y), [0.5, 1.5, 3, 1, 1.5], rtol=1e-10)
    found = prepared.fit(panel.y)
    assert_allclose(found.estimate, 1.5, rtol=1e-12)
    assert_allclose(found.se_jackknife, math.sqrt(1.05), rtol=1e-10)
    assert_allclose(found.se_decision, 1 / 3, rtol=1e-12)
    assert_allclose(found.dyadic_raw, -2 / 144, rtol=1e-12)
    assert math.isnan(found.se_dyadic)
    assert_allclose(found.effective_decisions, 2, rtol=1e-12)
    assert_allclose(found.largest_decision_share, 0.5, rtol=1e-12)
    assert (found.rows, found.treated_rows, found.dyads, found.states, found.decisions) == (10, 2, 10, 5, 2)
    assert found.ruling == "jackknife"


def test_agrees_with_lm_in_r() -> None:
    panel, _ = golden_panel()
    expected, found = golden("local_projection.csv"), fit(panel)
    # R printed 12 digits.
    assert_allclose(found.estimate, expected["estimate"], rtol=1e-10)
    assert_allclose(found.dyadic_raw, expected["dyadic_variance"], rtol=1e-10)
    assert_allclose(found.se_decision**2, expected["decision_variance"], rtol=1e-10)
    assert_allclose(found.se_jackknife**2, expected["jackknife_variance"], rtol=1e-10)
    assert_allclose(found.effective_decisions, expected["effective_decisions"], rtol=1e-10)
    assert_allclose(found.largest_decision_share, expected["largest_decision_share"], rtol=1e-10)


@pytest.mark.filterwarnings("ignore")  # pyfixest 0.60 uses what pandas 3.1 deprecates
def test_agrees_with_pyfixest_on_the_doubled_panel() -> None:
    import pyfixest

    panel = simulate_panel(np.random.default_rng(3), states=20, periods=6, density=0.7)
    both = pd.DataFrame(
        {
            "y": np.tile(panel.y, 2),
            "treated": np.tile(panel.treated, 2).astype(float),
            "weights": np.tile(panel.weights, 2),
            "sender": np.concatenate([panel.a, panel.b]) * 1000 + np.tile(panel.period, 2),
            "receiver": np.concatenate([panel.b, panel.a]) * 1000 + np.tile(panel.period, 2),
        }
    )
    oracle = pyfixest.feols("y ~ treated | sender + receiver", both, weights="weights", vcov="iid")
    # pyfixest stops its demeaning at 1e-6.
    assert_allclose(fit(panel).estimate, oracle.coef()["treated"], rtol=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.35, 0.6, 1.0]))
def test_errors_are_the_slow_sums_and_the_explicit_refits(seed: int, density: float) -> None:
    panel = simulate_panel(np.random.default_rng(seed), states=7, periods=3, decisions=6, density=density)
    try:
        prepared = design(panel)
    except NotIdentified:
        identity = (panel.y, panel.treated, panel.weights, panel.period, panel.a, panel.b)
        assert not panel.treated.any() or math.isnan(plain.coefficient(*identity))
        return
    found, scores = prepared.fit(panel.y), prepared.scores(panel.y)[:, None]
    betas, variance = plain.jackknife(panel.y, panel.treated, panel.weights, panel.period, panel.a, panel.b)
    assert_allclose(prepared.left_out(panel.y), betas, rtol=1e-10, atol=1e-10)
    assert_allclose(found.se_jackknife**2, variance, rtol=1e-10, atol=1e-10)
    assert_allclose(found.dyadic_raw, plain.dyadic_meat(scores, panel.a, panel.b)[0, 0], rtol=1e-10, atol=1e-12)
    pair = np.minimum(panel.a, panel.b) * 100 + np.maximum(panel.a, panel.b)
    cluster = np.where(panel.treated, 10_000 + panel.decision, pair)
    assert_allclose(found.se_decision**2, plain.cluster_meat(scores, cluster)[0, 0], rtol=1e-10)
    assert_allclose(dyadic_meat(scores, panel.a, panel.b)[0, 0], found.dyadic_raw, atol=1e-12)
    assert_allclose(cluster_meat(scores, cluster)[0, 0], found.se_decision**2, rtol=1e-10)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_order_names_and_sides_of_rows_do_not_matter(seed: int) -> None:
    rng, panel = np.random.default_rng(seed), small(seed)
    found = fit(panel)
    same(fit(take(panel, rng.permutation(len(panel.y)))), found)
    names = rng.permutation(900)[: panel.b.max() + 1]
    same(fit(replace(panel, a=names[panel.a], b=names[panel.b])), found)
    turned = rng.random(len(panel.y)) < 0.5
    same(fit(replace(panel, a=np.where(turned, panel.b, panel.a), b=np.where(turned, panel.a, panel.b))), found)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_a_row_split_into_parts_of_its_weight_changes_no_error(seed: int) -> None:
    rng, panel = np.random.default_rng(seed), small(seed)
    found = fit(panel)
    parts = rng.uniform(0.1, 0.9, len(panel.y))
    twice = take(panel, np.tile(np.arange(len(panel.y)), 2))
    split = fit(replace(twice, weights=np.concatenate([panel.weights * parts, panel.weights * (1 - parts)])))
    for name in ERRORS:
        assert_allclose(getattr(split, name), getattr(found, name), rtol=1e-8, atol=1e-11)
    heavier = fit(replace(panel, weights=panel.weights * 7))
    for name in ERRORS:
        assert_allclose(getattr(heavier, name), getattr(found, name), rtol=1e-8, atol=1e-11)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(-2, 2))
def test_state_years_drop_out_and_a_common_loss_is_found(seed: int, loss: float) -> None:
    rng, panel = np.random.default_rng(seed), small(seed)
    prepared, found = design(panel), fit(panel)
    shift = rng.normal(0, 5, (3, 8))
    moved = panel.y + shift[panel.period, panel.a] + shift[panel.period, panel.b] + loss * panel.treated
    same(prepared.fit(moved), replace(found, estimate=found.estimate + loss))
    exact = prepared.fit(loss * panel.treated + shift[panel.period, panel.a] + shift[panel.period, panel.b])
    assert_allclose([exact.estimate, exact.std_error], [loss, 0], atol=1e-12)


def test_periods_without_treatment_are_counted_but_say_nothing() -> None:
    panel = small(5)
    quiet = replace(take(panel, ~panel.treated), period=panel.period[~panel.treated] + 100)
    joined = Panel(*(np.concatenate([getattr(panel, k), getattr(quiet, k)]) for k in panel.__slots__))
    found, before = fit(joined), fit(panel)
    assert found.rows == len(joined.y) > before.rows
    same(replace(found, rows=before.rows), before)


def test_scores_of_two_outcomes_give_their_covariance() -> None:
    # The variance of a difference of two outcomes is that of the difference of their scores.
    panel = small(6)
    prepared, other = design(panel), np.random.default_rng(0).normal(size=len(panel.y))
    scores = np.column_stack([prepared.scores(panel.y), prepared.scores(other)])
    joint = dyadic_meat(scores, panel.a, panel.b)
    assert_allclose(joint[0, 0] + joint[1, 1] - 2 * joint[0, 1], prepared.fit(panel.y - other).dyadic_raw, rtol=1e-9)
    assert prepared.coefficient(panel.y) == prepared.fit(panel.y).estimate


def test_effective_numbers_follow_the_weight_not_the_rows() -> None:
    # Two treated pairs of one decision, taken by two deciders.
    panel = five_states()
    joint = fit(replace(panel, decision=np.where(panel.treated, 4, -1)))
    assert (joint.decisions, joint.deciders) == (1, 2)
    assert_allclose([joint.effective_decisions, joint.effective_deciders], [1, 2], rtol=1e-12)
    assert joint.df == 0
    assert math.isnan(joint.lower())


def test_shares_of_deciders_by_leverage() -> None:
    panel = small(9)
    left = plain.residualise(panel.treated.astype(float), panel.period, panel.a, panel.b, panel.weights)
    parts = pd.Series((panel.weights * left**2)[panel.treated]).groupby(panel.decider[panel.treated]).sum()
    shares, found = parts / parts.sum(), fit(panel)
    assert_allclose(found.effective_deciders, 1 / (shares**2).sum(), rtol=1e-10)
    assert_allclose(found.largest_decider_share, shares.max(), rtol=1e-10)


def test_without_the_only_decider_there_is_no_jackknife() -> None:
    rows = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4), (1, 5), (2, 5)]
    a, b = np.array(rows).T
    treated = np.array([True] + [False] * 7)
    ids = np.where(treated, 0, -1)
    found = fit_projection(np.arange(8.0) ** 2, treated, np.ones(8), np.zeros(8, int), a, b, ids, ids)
    assert math.isnan(found.se_jackknife)
    assert any("jackknife" in remark for remark in found.remarks)
    assert found.ruling != "jackknife"


def test_what_cannot_be_estimated_is_refused() -> None:
    panel = small(1)
    none = np.zeros(len(panel.y), bool)
    with pytest.raises(NotIdentified, match="no row is treated"):
        fit(replace(panel, treated=none, decision=np.where(none, 0, -1), decider=np.where(none, 0, -1)))
    star = take(panel, (panel.a == 0) | (panel.b == 0))
    ids = np.where(np.arange(len(star.y)) == 0, 1, -1)
    with pytest.raises(NotIdentified, match="absorb"):
        fit(replace(star, treated=ids > 0, decision=ids, decider=ids))
    with pytest.raises(UnusableRows, match="decision"):
        fit(replace(panel, decision=np.full(len(panel.y), -1)))
    # Rows are named by their place in what was passed, also behind a period without treatment.
    quiet = replace(take(panel, ~panel.treated), period=panel.period[~panel.treated] - 100)
    joined = Panel(*(np.concatenate([getattr(quiet, k), getattr(panel, k)]) for k in panel.__slots__))
    with pytest.raises(UnusableRows) as caught:
        fit(replace(joined, weights=np.where(np.arange(len(joined.y)) == len(joined.y) - 1, 0.0, joined.weights)))
    assert caught.value.rows == (len(joined.y) - 1,)
    with pytest.raises(UnusableRows, match="y: 1 row"):
        fit(replace(panel, y=np.where(np.arange(len(panel.y)) == np.argmax(panel.treated), np.nan, panel.y)))
    with pytest.raises(ShapeMismatch):
        design(panel).fit(panel.y[1:])


def test_a_known_loss_is_recovered_and_covered() -> None:
    rng = np.random.default_rng(11)
    hits, estimates = 0, []
    for _ in range(400):
        found = fit(simulate_panel(rng, states=25, periods=6, decisions=30, effect=-0.2, decision_sd=0.3, dyad_sd=0.4))
        low, high = found.interval()
        hits += low <= -0.2 <= high
        estimates.append(found.estimate)
    assert abs(np.mean(estimates) + 0.2) < 4 * np.std(estimates) / np.sqrt(400)
    # Of 600 draws 97% cover (the dyadic error alone: 89%); 400 draws move that by one percentage point.
    assert hits >= 0.93 * 400
