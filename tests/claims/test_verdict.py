import math
from dataclasses import replace
from typing import Any

import pytest

from entente.claims.spec import VerdictRules
from entente.claims.verdict import Bounds, Lead, bounds_of, holm, judge, lead_of, share_upper, two_sided_p
from entente.results import ProjectionFit

RULES = VerdictRules(15, 0.20, 0.05, 0.90, "")
LEVEL = Lead(p_holm=0.5, low=-0.05, high=0.05)
FLOOR = math.log1p(-0.10)  # -0.1054 log points


def fit(estimate: float, error: float = 0.02, **changes: Any) -> ProjectionFit:
    """Return a fit with so many degrees of freedom that its bounds are the estimate -+ 1.65 errors."""
    base = ProjectionFit(
        estimate=estimate, se_dyadic=error, se_decision=error / 2, se_jackknife=error / 3, dyadic_raw=error**2,
        rows=9999, treated_rows=900, dyads=800, decisions=900, deciders=90, states=2000, effective_decisions=1001.0,
        effective_deciders=50.0, largest_decision_share=0.01, largest_decider_share=0.1,
    )  # fmt: skip
    return replace(base, **changes)


def word(found: ProjectionFit | None, **changes: Any) -> str:
    options: dict[str, Any] = {"lead": LEVEL, "dollar": None, "assay_passed": True, **changes}
    return judge(found, options.pop("margin", -0.10), RULES, **options).word


HOLDS, SMALL, LOSS, WIDE = fit(0.0), fit(-0.05), fit(-0.30), fit(-0.10, 0.2)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (HOLDS, "supported"),
        (fit(0.4), "supported"),
        (SMALL, "supported_small_loss"),
        (fit(-0.02), "supported"),  # a loss that is not clearly there
        (LOSS, "contradicted"),
        (WIDE, "cannot_tell"),
        (fit(FLOOR), "cannot_tell"),
        (fit(FLOOR + 0.0329 + 1e-3), "supported_small_loss"),  # 1.646 errors of .02 are .0329
        (fit(FLOOR + 0.0329 - 1e-3), "cannot_tell"),
        (fit(FLOOR - 0.0329 - 1e-3), "contradicted"),
        (fit(FLOOR - 0.0329 + 1e-3), "cannot_tell"),
        (fit(0.0, math.nan), "cannot_tell"),  # no bounds, no word
    ],
)
def test_the_word_follows_the_one_sided_bounds(found: ProjectionFit, expected: str) -> None:
    assert word(found) == expected


def test_the_margin_is_a_share_not_log_points() -> None:
    # The lower bound of -.104 lies above log(.9) = -.1054 and below -.10.
    assert word(fit(-0.104 + 0.0329)) == "supported_small_loss"


@pytest.mark.parametrize(
    ("found", "dollar", "expected"),
    [
        (HOLDS, Bounds(-0.5, -0.2), "mixed"),  # the dollar establishes a loss at the margin
        (HOLDS, Bounds(-0.5, -0.10), "supported"),
        (LOSS, Bounds(-0.10, 0.3), "mixed"),  # the dollar excludes it
        (LOSS, Bounds(-0.11, 0.3), "contradicted"),
        (LOSS, Bounds(-0.5, -0.3), "contradicted"),
        (WIDE, Bounds(-0.5, -0.3), "cannot_tell"),
    ],
)
def test_the_traded_dollar_can_make_it_mixed(found: ProjectionFit, dollar: Bounds, expected: str) -> None:
    assert word(found, dollar=dollar) == expected


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        (None, "cannot_tell"),
        (Lead(0.5, -0.1053, 0.1053), "supported"),
        (Lead(0.5, -0.1054, 0.0), "cannot_tell"),
        (Lead(0.5, 0.0, 0.1054), "cannot_tell"),
        (Lead(0.049, -0.01, 0.01), "not_tested"),
        (Lead(0.05, -0.01, 0.01), "supported"),
    ],
)
def test_leads_must_be_level_and_not_clearly_sloped(lead: Lead | None, expected: str) -> None:
    assert word(HOLDS, lead=lead) == expected


def test_a_loss_needs_no_level_lead_but_no_slope_either() -> None:
    assert word(LOSS, lead=None) == "contradicted"
    assert word(LOSS, lead=Lead(0.01, -0.5, -0.3)) == "not_tested"


def test_the_lenient_margin_leaves_the_band_of_the_leads_where_the_strict_one_puts_it() -> None:
    wide = Lead(0.5, -0.12, 0.0)
    assert word(HOLDS, margin=-0.15, lead=wide, lead_margin=-0.10) == "cannot_tell"
    assert word(HOLDS, margin=-0.15, lead=LEVEL, lead_margin=-0.10) == "supported"
    assert word(HOLDS, margin=-0.15, lead=wide) == "supported"


GATES: list[tuple[dict[str, Any], str]] = [
    ({"role": "mechanical"}, "mechanical"),
    ({"found": None}, "nothing identifies"),
    ({"effective_decisions": 14.9}, "too few decisions: 14.9 effective decisions, 15 are needed"),
    ({"largest_decision_share": 0.21}, "one decision carries 21%"),
    ({"assay_passed": False}, "design blind"),
    ({"lead": Lead(0.01, -0.5, -0.3)}, "already diverging"),
]


@pytest.mark.parametrize("place", range(len(GATES)))
def test_gates_close_in_their_order(place: int) -> None:
    """Close a gate and all those after it: the first one gives the reason."""
    closed: dict[str, Any] = {}
    for gate, _ in reversed(GATES[place:]):
        closed |= gate
    counts = {name: closed.pop(name) for name in ("effective_decisions", "largest_decision_share") if name in closed}
    found = closed.pop("found", fit(0.0, **counts))
    said = judge(found, -0.10, RULES, **{"lead": LEVEL, "dollar": None, "assay_passed": True, **closed})
    assert said.word == "not_tested"
    assert GATES[place][1] in said.reason


def test_gates_are_open_at_their_bounds_and_to_the_assay_itself() -> None:
    assert word(fit(0.0, effective_decisions=15.0), assay_passed=None) == "supported"
    assert word(fit(0.0, largest_decision_share=0.20)) == "supported"


def test_holm_by_hand() -> None:
    # Sorted .01 .03 .04: times 3, 2, 1 is .03 .06 .04; none may be smaller than the one before.
    assert holm({"a": 0.04, "b": 0.01, "c": 0.03, "d": math.nan}) == pytest.approx(
        {"a": 0.06, "b": 0.03, "c": 0.06, "d": math.nan}, nan_ok=True
    )
    assert holm({"a": 0.6, "b": 0.7}) == {"a": 1.0, "b": 1.0}
    assert holm({}) == {}


def test_one_of_a_hundred_is_below_five_per_cent_and_two_are_not() -> None:
    assert share_upper(1, 100) == pytest.approx(0.0466, abs=1e-4)  # tables of Clopper and Pearson
    assert share_upper(2, 100) == pytest.approx(0.0616, abs=1e-4)
    assert share_upper(0, 100) == pytest.approx(1 - 0.05 ** (1 / 100))
    assert share_upper(100, 100) == 1.0


def test_p_values_and_sums_of_fits() -> None:
    # Two effective decisions leave one degree of freedom, where t is Cauchy: P(|t| > 1) = .5.
    one = fit(0.02, effective_decisions=2.0)
    assert two_sided_p(one) == pytest.approx(0.5)
    assert math.isnan(two_sided_p(fit(0.02, effective_decisions=1.0)))
    assert math.isnan(two_sided_p(fit(0.02, 0.0)))
    lead = lead_of(one, 0.7, RULES)
    assert lead is not None
    reach = math.tan(0.45 * math.pi) * 0.02
    assert (lead.p_holm, lead.low, lead.high) == pytest.approx((0.7, 0.02 - reach, 0.02 + reach))
    assert lead_of(None, 0.7, RULES) is lead_of(one, math.nan, RULES) is None
    assert bounds_of(one) == Bounds(one.lower(), one.upper())
    assert bounds_of(None) is bounds_of(fit(0.02, effective_decisions=1.0)) is None
