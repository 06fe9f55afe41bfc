"""The verdict rule: from bounds, gates, leads, the dollar estimand and the assay to one word of a closed list."""

import math
from dataclasses import dataclass

from scipy import stats

from entente.claims.spec import VerdictRules
from entente.results import ProjectionFit

SUPPORTED, SMALL_LOSS, CONTRADICTED = "supported", "supported_small_loss", "contradicted"
MIXED, CANNOT_TELL, NOT_TESTED = "mixed", "cannot_tell", "not_tested"
WORDS = (SUPPORTED, SMALL_LOSS, CONTRADICTED, MIXED, CANNOT_TELL, NOT_TESTED)
SURVIVES = (SUPPORTED, SMALL_LOSS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One word and why."""

    word: str
    reason: str


@dataclass(frozen=True, slots=True)
class Lead:
    """What the years before say: p for "no lead" (Holm-adjusted over the groups) and the equivalence interval."""

    p_holm: float
    low: float  # log points
    high: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """One-sided 95% bounds of another estimand, log points."""

    lower: float
    upper: float


def judge(
    fit: ProjectionFit | None,
    margin: float,
    rules: VerdictRules,
    *,
    lead: Lead | None,
    dollar: Bounds | None,
    assay_passed: bool | None,
    role: str = "off_issue",
    lead_margin: float | None = None,
) -> Verdict:
    """Give the verdict on one cell.

    Parameters
    ----------
    fit : ProjectionFit or None
        The headline fit; None where nothing identifies it.
    margin : float
        Smallest loss that counts as harm, a negative share (-0.10).
    rules : VerdictRules
    lead : Lead or None
        None where no lead can be computed: then "supported" is out of reach.
    dollar : Bounds or None
        Bounds of the dollar estimand; None where it has none.
    assay_passed : bool or None
        Whether the design could have seen a loss; None leaves the clause out (the assay scores the rule so).
    role : str
        ``mechanical`` cells show that the design can see and get no verdict.
    lead_margin : float, optional
        Margin within which leads are level (rule 14: the strict one, whatever the verdict's); by default `margin`.
    """
    blocked = _blocked(fit, rules, assay_passed, role)
    if blocked or fit is None:
        return blocked or Verdict(NOT_TESTED, "nothing identifies the effect")
    floor = math.log1p(margin)
    if lead is not None and lead.p_holm < rules.lead_alpha:
        return Verdict(NOT_TESTED, f"already diverging: trade moved before the quarrel (Holm p = {lead.p_holm:.3f})")
    if fit.lower() > floor:
        band = abs(math.log1p(margin if lead_margin is None else lead_margin))
        return _survives(fit, floor, lead, dollar, band)
    if fit.upper() < floor:
        if dollar is not None and dollar.lower > floor:
            return Verdict(MIXED, "the typical relationship lost more than the margin, the traded dollar did not")
        return Verdict(CONTRADICTED, "the loss is larger than the margin")
    return Verdict(CANNOT_TELL, "the interval spans the margin: more decisions, or less noise, would be needed")


def _blocked(fit: ProjectionFit | None, rules: VerdictRules, assay_passed: bool | None, role: str) -> Verdict | None:
    if role == "mechanical":
        return Verdict(NOT_TESTED, "mechanical: the answer itself restricts trade")
    if fit is None:
        return Verdict(NOT_TESTED, "nothing identifies the effect")
    if fit.effective_decisions < rules.minimum_effective_decisions:
        count = f"{fit.effective_decisions:.1f} effective decisions, {rules.minimum_effective_decisions:g} are needed"
        return Verdict(NOT_TESTED, f"too few decisions: {count}")
    if fit.largest_decision_share > rules.maximum_decision_share:
        return Verdict(NOT_TESTED, f"one decision carries {fit.largest_decision_share:.0%} of the weight")
    if assay_passed is False:
        return Verdict(NOT_TESTED, "design blind: it did not pass its assay")
    return None


def _survives(fit: ProjectionFit, floor: float, lead: Lead | None, dollar: Bounds | None, band: float) -> Verdict:
    if dollar is not None and dollar.upper < floor:
        return Verdict(MIXED, "the typical relationship held up, the traded dollar lost more than the margin")
    if lead is None or not (-band < lead.low and lead.high < band):
        return Verdict(CANNOT_TELL, "the years before are not shown to be level: a loss may have begun earlier")
    if fit.upper() < 0:
        return Verdict(SMALL_LOSS, "a loss is there, smaller than the margin")
    return Verdict(SUPPORTED, "a loss as large as the margin is excluded")


def holm(p_values: dict[str, float]) -> dict[str, float]:
    """Adjust p-values for looking at several (Holm 1979); nan stays nan and does not count.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70.
    """
    known = sorted((p, name) for name, p in p_values.items() if not math.isnan(p))
    adjusted, running = dict(p_values), 0.0
    for rank, (p, name) in enumerate(known):
        running = max(running, min(1.0, (len(known) - rank) * p))
        adjusted[name] = running
    return adjusted


def two_sided_p(fit: ProjectionFit) -> float:
    """P-value of "no effect" with the ruling error; nan where it has no degrees of freedom."""
    if not fit.df > 0 or not fit.std_error > 0:
        return float("nan")
    return float(2 * stats.t.sf(abs(fit.estimate / fit.std_error), fit.df))


def lead_of(fit: ProjectionFit | None, p_holm: float, rules: VerdictRules) -> Lead | None:
    """Sum a lead's fit up; None where it has no interval."""
    if fit is None or math.isnan(p_holm):
        return None
    low, high = fit.interval(rules.lead_level)
    return Lead(p_holm, low, high)


def bounds_of(fit: ProjectionFit | None) -> Bounds | None:
    """One-sided bounds of a fit; None where it has none."""
    if fit is None or math.isnan(fit.lower()):
        return None
    return Bounds(fit.lower(), fit.upper())


def share_upper(count: int, draws: int, level: float = 0.95) -> float:
    """One-sided upper bound of a share, exact (Clopper & Pearson 1934, Biometrika 26(4), 404-413)."""
    return 1.0 if count >= draws else float(stats.beta.ppf(level, count + 1, draws - count))
