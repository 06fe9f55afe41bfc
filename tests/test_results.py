import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from entente.results import Estimates, ProjectionFit


def example(**changes: float) -> ProjectionFit:
    values = {
        "estimate": -0.1, "se_dyadic": 0.05, "se_decision": 0.04, "se_jackknife": 0.06, "dyadic_raw": 0.0025,
        "rows": 100, "treated_rows": 9, "dyads": 50, "decisions": 8, "deciders": 3, "states": 30,
        "effective_decisions": 2.0, "effective_deciders": 2.0, "largest_decision_share": 0.5,
        "largest_decider_share": 0.5,
    }  # fmt: skip
    return ProjectionFit(**(values | changes))  # type: ignore[arg-type]


def test_the_largest_error_rules() -> None:
    assert (example().ruling, example().std_error) == ("jackknife", 0.06)
    assert example(se_dyadic=0.07).ruling == "dyadic"
    assert example(se_decision=0.08).ruling == "decision"
    assert example(se_jackknife=math.nan).ruling == "dyadic"


def test_bounds_by_hand_with_one_degree_of_freedom() -> None:
    # With one degree of freedom t is Cauchy: 95% point tan(.45 pi) = 6.3138, 97.5% point tan(.475 pi) = 12.706.
    found = example()
    assert found.df == 1
    assert_allclose(found.lower(), -0.1 - math.tan(0.45 * math.pi) * 0.06)
    assert_allclose(found.upper(0.9), -0.1 + math.tan(0.4 * math.pi) * 0.06)
    assert_allclose(
        found.interval(), (-0.1 - math.tan(0.475 * math.pi) * 0.06, -0.1 + math.tan(0.475 * math.pi) * 0.06)
    )


def test_degrees_of_freedom_are_the_smaller_count() -> None:
    assert example(effective_decisions=12.5).df == 11.5
    assert example(effective_decisions=12.5, states=6).df == 5
    none = example(effective_decisions=1.0)
    assert none.df == 0
    assert all(math.isnan(bound) for bound in (none.lower(), none.upper(), *none.interval()))


def test_missing_errors_are_said() -> None:
    assert example().remarks == ()
    assert "-0.001" in example(se_dyadic=math.nan, dyadic_raw=-0.001).remarks[0]
    assert "jackknife" in example(se_jackknife=math.nan).remarks[0]


def test_tidy_gives_one_row_per_term() -> None:
    shown = Estimates(("x", "z"), np.array([1.0, -9.0]), np.diag([0.25, 1.0]), np.inf, 10).tidy()
    assert shown["term"].tolist() == ["x", "z"]
    assert_allclose(shown["std_error"], [0.5, 1])
    assert_allclose(shown["p_value"], 2 * stats.norm.cdf([-2, -9]))  # not 0 at nine sigma
    assert_allclose(shown["conf_low"], [1 - 0.5 * 1.959963985, -9 - 1.959963985])


def test_a_fit_is_an_estimate() -> None:
    shown = example().as_estimates("quarrel").tidy()
    low, high = example().interval()
    assert shown.loc[0, "term"] == "quarrel"
    assert_allclose(shown[["estimate", "std_error", "conf_low", "conf_high"]], [[-0.1, 0.06, low, high]])


def test_results_are_frozen() -> None:
    with pytest.raises(AttributeError):
        example().estimate = 0.0  # type: ignore[misc]
