import inspect
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_results import row

from entente.claims import verdict
from entente.report import words


def log(share: float) -> float:
    return math.log1p(share)


@pytest.mark.parametrize(
    ("share", "said"), [(-0.08, "8% lower"), (0.03, "3% higher"), (0.004, "about the same"), (-0.004, "about the same")]
)
def test_change_by_hand(share: float, said: str) -> None:
    assert words.change(log(share)) == said


def test_a_loss_reads_as_in_the_brief() -> None:
    assert words.phrase(row(estimate=log(-0.08), lower=log(-0.14))) == "8% lower, at most 14%"


def test_a_gain_says_which_way_its_bound_points() -> None:
    assert words.phrase(row(estimate=log(0.03), lower=log(-0.042))) == "3% higher, at most 5% lower"
    assert words.phrase(row(estimate=log(0.05), lower=log(0.018))) == "5% higher, at least 1%"


def test_without_estimate_or_bound_nothing_is_claimed() -> None:
    assert words.phrase(row(estimate=float("nan"))) == "no estimate"
    assert words.phrase(row(estimate=log(-0.08), lower=float("nan"))) == "8% lower, no bound"
    assert words.smallest_loss_excluded(row(lower=float("nan"))) == "no loss is excluded"


@given(st.floats(-0.6, -0.001))
def test_rounding_never_takes_a_bound_across_the_margin(share: float) -> None:
    at_most = int(words.loss_ceiling(log(share)).rstrip("%"))
    assert (at_most <= 10) == (-share <= 0.10 + 1e-9)  # the float tolerance of the ceiling
    assert int(words.loss_floor(log(share)).rstrip("%")) <= -share * 100 + 1e-7


def test_a_bound_of_exactly_the_margin_stays_there() -> None:
    assert words.loss_ceiling(log(-0.10)) == "10%"
    assert words.loss_floor(log(-0.10)) == "10%"


def test_the_six_verdicts_have_their_own_marks() -> None:
    assert [found.mark for found in words.VERDICTS.values()] == ["●", "◐", "✕", "◇", "?", "–"]
    assert words.badge(row(verdict="supported_small_loss", provisional=True)) == "◐ supported, small loss (provisional)"
    assert words.badge(row(verdict="contradicted", provisional="False")) == "✕ contradicted"


def test_an_empty_verdict_is_not_tested() -> None:
    assert words.verdict(float("nan")).words == "not tested"  # type: ignore[arg-type]
    assert words.verdict("").words == "not tested"


def test_pairs_are_those_that_quarrelled_where_known() -> None:
    assert words.pairs({"dyads": 900, "treated_dyads": 12}) == 12
    assert words.pairs({"dyads": 900, "treated_dyads": float("nan")}) == 900


def test_every_reason_that_the_rule_gives_has_plain_words() -> None:
    reasons = re.findall(r'Verdict\(\w+, f?"([^"]+)"', inspect.getsource(verdict))
    assert len(set(reasons)) == len(words.REASONS)
    plain = [words.why(row(reason=reason)) for reason in reasons]
    assert set(plain) == set(words.REASONS.values())
    assert all(len(said) < 50 for said in plain)
    assert words.why(row(reason="something else")) == "something else"
    assert words.why(row(reason=float("nan"))) == ""
