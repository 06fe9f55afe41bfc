import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from panels import golden, golden_panel, take

from entente.errors import NotIdentified, UnusableRows
from entente.models import plain
from entente.models.dollar import DollarFit, dollar_coefficient, fit_dollar
from entente.models.separation import informative_rows
from entente.models.simulate import Panel, simulate_panel

Floats = NDArray[np.float64]


def flows(seed: int, states: int = 9, zeros: float = 0.1, spread: float = 2.0) -> tuple[Panel, Floats, Floats]:
    rng = np.random.default_rng(seed)
    panel = simulate_panel(rng, states=states, periods=3, decisions=2 * states, density=0.95, noise_sd=0.7)
    size = rng.normal(0, spread, states)
    pre = np.exp(size[panel.a] + size[panel.b] + rng.normal(3, 1, len(panel.y)))
    post = pre * np.exp(panel.y - 0.3 * panel.treated)
    u = rng.random(len(pre))
    return panel, np.where(u < zeros, 0, pre), np.where(u > 1 - zeros, 0, post)


def fit(panel: Panel, pre: Floats, post: Floats) -> DollarFit:
    identity = (panel.treated, panel.period, panel.a, panel.b, panel.decision, panel.decider)
    return fit_dollar(pre, post, *identity)


def test_agrees_with_glm_in_r() -> None:
    panel, frame = golden_panel()
    expected = golden("local_projection.csv")
    found = fit(panel, frame["pre"].to_numpy(), frame["post"].to_numpy())
    assert (found.empty_rows, found.separated_rows) == (0, 0)
    # R stops when the deviance moves by less than 1e-15 of itself, the coefficient then by some 1e-9.
    assert_allclose(found.fit.estimate, expected["dollar_estimate"], rtol=1e-7)
    assert_allclose(found.fit.dyadic_raw, expected["dollar_dyadic_variance"], rtol=1e-6)
    assert_allclose(found.fit.se_decision**2, expected["dollar_decision_variance"], rtol=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_a_binomial_glm_with_dummies(seed: int) -> None:
    import statsmodels.api as api

    panel, pre, post = flows(seed)
    gone = (panel.period == 1) & ((panel.a == 3) | (panel.b == 3))
    post = np.where(gone, 0, post)  # all of state 3's trade of period 1 is before: its rows say nothing
    found = fit(panel, pre, post)
    keep = (pre + post > 0) & ~gone
    matrix = np.column_stack([panel.treated, plain.dummies(panel.period, panel.a, panel.b)])[keep]
    total = (pre + post)[keep]
    model = api.GLM(post[keep] / total, matrix[:, matrix.any(axis=0)], api.families.Binomial(), freq_weights=total)
    assert_allclose(found.fit.estimate, model.fit(tol=1e-14, maxiter=200).params[0], rtol=1e-9)
    assert (found.empty_rows, found.separated_rows) == (np.sum(pre + post == 0), np.sum(gone & (pre + post > 0)))
    assert found.separated_treated == np.sum(gone & panel.treated & (pre + post > 0))
    assert found.fit.rows == keep.sum()


@pytest.mark.filterwarnings("ignore")  # pyfixest 0.60 uses what pandas 3.1 deprecates
def test_agrees_with_ppml_of_the_doubled_flows() -> None:
    """Each flow once in each order and on each side of the period; effects dyad x window, state x period x side."""
    import pyfixest

    panel, pre, post = flows(7, zeros=0.05, spread=1)
    parts = []
    for side, flow in enumerate((pre, post)):
        for sender, receiver in ((panel.a, panel.b), (panel.b, panel.a)):
            at = panel.period * 2 + side
            columns = {"y": flow, "row": np.arange(len(flow)), "d": panel.treated * side}
            parts.append(pd.DataFrame(columns | {"s": sender * 100 + at, "r": receiver * 100 + at}))
    oracle = pyfixest.fepois("y ~ d | row + s + r", pd.concat(parts, ignore_index=True), iwls_tol=1e-12)
    # pyfixest stops its demeaning at 1e-6.
    assert_allclose(fit(panel, pre, post).fit.estimate, oracle.coef()["d"], rtol=1e-5)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.floats(1e-6, 1e6))
def test_unit_order_and_sides_do_not_matter(seed: int, unit: float) -> None:
    rng = np.random.default_rng(seed)
    panel, pre, post = flows(seed, zeros=0)
    found = fit(panel, pre, post).fit
    order = rng.permutation(len(pre))
    again = fit(take(panel, order), unit * pre[order], unit * post[order]).fit
    backwards = fit(panel, post, pre).fit
    for name in ("estimate", "se_decision", "se_jackknife", "effective_decisions"):
        sign = -1 if name == "estimate" else 1
        assert_allclose(getattr(again, name), getattr(found, name), rtol=1e-6)
        assert_allclose(sign * getattr(backwards, name), getattr(found, name), rtol=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 0.2), st.floats(0, 3))
def test_the_coefficient_alone_is_that_of_the_fit(seed: int, zeros: float, spread: float) -> None:
    panel, pre, post = flows(seed, zeros=zeros, spread=spread)
    try:
        expected = fit(panel, pre, post).fit.estimate
    except NotIdentified:
        return
    found = dollar_coefficient(pre, post, panel.treated, panel.period, panel.a, panel.b)
    # Two steps below 1e-6 leave at most a few times that, also where a sparse panel makes them shrink slowly.
    assert_allclose(found, expected, rtol=0, atol=1e-4)


def test_a_treatment_that_the_effects_absorb_has_no_coefficient() -> None:
    panel, pre, post = flows(0, zeros=0)
    rows = (panel.period, panel.a, panel.b)
    first = (panel.a == 0) | (panel.b == 0)
    with pytest.raises(NotIdentified, match="absorb"):
        dollar_coefficient(pre, post, first, *rows)  # all rows of a state, and no others
    with pytest.raises(NotIdentified, match="absorb"):
        fit_dollar(pre, post, first, *rows, np.where(first, 1, -1), np.where(first, 1, -1))


@pytest.mark.parametrize(("seed", "zeros", "spread"), [(249, 0.38, 3.9), (333, 0.37, 3.3), (360, 0.37, 3.5)])
def test_a_maximum_that_runs_away_is_no_estimate(seed: int, zeros: float, spread: float) -> None:
    panel, pre, post = flows(seed, zeros=zeros, spread=spread)  # several states' trade vanishes together
    with pytest.raises(NotIdentified, match="no finite maximum"):
        fit(panel, pre, post)


def test_a_known_loss_is_recovered_exactly_without_noise() -> None:
    panel, pre, _ = flows(3, zeros=0)
    growth = np.random.default_rng(0).normal(0, 0.5, (3, 9))
    post = pre * np.exp(growth[panel.period, panel.a] + growth[panel.period, panel.b] - 0.25 * panel.treated)
    found = fit(panel, pre, post).fit
    assert_allclose([found.estimate, found.std_error], [-0.25, 0], atol=1e-9)


def test_one_newton_step_stands_in_for_the_refits_of_the_jackknife() -> None:
    """Flows of about one size: each state weighs little, and one step is close to the full refit."""
    panel, pre, post = flows(2, states=24, zeros=0.02, spread=0.5)
    found = fit(panel, pre, post).fit
    left = []
    for state in range(24):
        keep = (panel.a != state) & (panel.b != state)
        left.append(fit(take(panel, keep), pre[keep], post[keep]).fit.estimate)
    exact = np.sqrt((24 - 2) / (2 * 24) * np.sum((np.array(left) - np.mean(left)) ** 2))
    assert_allclose(found.se_jackknife, exact, rtol=0.05)


def test_separated_rows_by_hand() -> None:
    """One period. Rows 12, 23, 13 trade on both sides and hold 1, 2, 3. Rows 14 and 24 trade before only: 4 goes.

    5 trades after with 1 and before with 2: nothing separates. 6 and 7 trade with each other only, on both sides:
    they hold nothing else. 8 trades before with 6 and after with 7: moving 6 down and 7 up separates both.
    """
    a = np.array([1, 2, 1, 1, 2, 1, 2, 6, 6, 7])
    b = np.array([2, 3, 3, 4, 4, 5, 5, 7, 8, 8])
    pre = np.array([1.0, 1, 1, 1, 1, 0, 1, 1, 1, 0])
    post = np.array([1.0, 1, 1, 0, 0, 1, 0, 1, 0, 1])
    assert informative_rows(pre, post, np.zeros(10, int), a, b).tolist() == [0, 1, 2, 5, 6, 7]
    # In another period the same states are other nodes: there everything trades on both sides.
    pre, post = np.concatenate([pre, pre + 1]), np.concatenate([post, post + 1])
    later = informative_rows(pre, post, np.repeat([0, 1], 10), np.tile(a, 2), np.tile(b, 2))
    assert later.tolist() == [0, 1, 2, 5, 6, 7, *range(10, 20)]


def test_dropping_rows_can_separate_more() -> None:
    # A chain: 4 trades before only with 1, 5 only with 4; 4's rows go, then 5's.
    a, b = np.array([1, 2, 1, 1, 4]), np.array([2, 3, 3, 4, 5])
    pre, post = np.array([1.0, 1, 1, 1, 1]), np.array([1.0, 1, 1, 0, 0])
    assert informative_rows(pre, post, np.zeros(5, int), a, b).tolist() == [0, 1, 2]


def test_two_sided_rows_hold_what_would_separate() -> None:
    # 1, 2, 3 are held. 4 and 5 trade before only with 1: each would go down, but they trade on both sides with each
    # other, so that one goes up as the other goes down: neither moves.
    a, b = np.array([1, 2, 1, 4, 1, 1]), np.array([2, 3, 3, 5, 4, 5])
    pre, post = np.ones(6), np.array([1.0, 1, 1, 1, 0, 0])
    assert informative_rows(pre, post, np.zeros(6, int), a, b).tolist() == list(range(6))


def test_what_cannot_be_estimated_is_refused() -> None:
    panel, pre, post = flows(1, zeros=0)
    with pytest.raises(NotIdentified, match="no finite maximum"):
        fit(panel, pre, np.where(panel.treated, 0, post))
    with pytest.raises(NotIdentified, match="no treated row"):
        fit(panel, np.where(panel.treated, 0, pre), np.where(panel.treated, 0, post))
    with pytest.raises(UnusableRows, match="pre: 1 row"):
        fit(panel, np.where(np.arange(len(pre)) == 4, -1, pre), post)
