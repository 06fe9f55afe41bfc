"""Verdicts on the estimates of one source: strict and lenient, for the headline and each variant."""

import math

import pandas as pd
from scipy import stats

from entente.claims.spec import Claim
from entente.claims.verdict import Bounds, Lead, Verdict, holm, judge
from entente.results import ProjectionFit

HEADLINE_QUANTITY, LEAD, DOLLAR = "holding_up", "lead", "dollar"
ASKED = (HEADLINE_QUANTITY,)
FIELDS = [name for name in ProjectionFit.__dataclass_fields__ if name != "dyadic_raw"]
FITTED = list(dict.fromkeys([*FIELDS, "std_error", "df", "lower", "upper"]))


def with_verdicts(claim: Claim, estimated: pd.DataFrame, passed: dict[str, bool]) -> pd.DataFrame:
    """Add verdict, verdict_lenient, reason, provisional to the rows that get one (holding up); empty elsewhere.

    Parameters
    ----------
    claim : Claim
    estimated : DataFrame
        The estimates of one source.
    passed : dict
        Whether the assay of each group's headline was passed.
    """
    columns = [*estimated.columns, *(name for name in FITTED if name not in estimated.columns)]
    estimated = estimated.reindex(columns=columns)  # a source of which nothing is identified has none of them
    out = estimated.assign(verdict="", verdict_lenient="", reason="", provisional="")
    for _, rows in estimated.groupby("variant", sort=False):
        leads = _leads(claim, rows)
        for index, row in rows[rows["quantity"].isin(ASKED)].iterrows():
            said = [
                _judge(claim, rows, row, margin, leads, passed)
                for margin in (claim.margin.strict, claim.margin.lenient)
            ]
            out.loc[index, ["verdict", "verdict_lenient"]] = [each.word for each in said]
            out.loc[index, "reason"] = said[0].reason
            out.loc[index, "provisional"] = "True"  # until the companions have run
    return out


def _judge(
    claim: Claim, rows: pd.DataFrame, row: pd.Series, margin: float, leads: dict[str, Lead], passed: dict[str, bool]
) -> Verdict:
    group = claim.group(str(row["group"]))
    dollars = rows[(rows["group"] == group.id) & (rows["quantity"] == DOLLAR)]
    bounds = [Bounds(float(low), float(up)) for low, up in zip(dollars["lower"], dollars["upper"], strict=True)]
    known = [each for each in bounds if not math.isnan(each.lower)]
    return judge(
        _as_fit(row),
        margin,
        claim.verdict,
        lead=leads.get(group.id),
        dollar=known[0] if known else None,
        assay_passed=passed.get(group.id, False),
        role=group.role,
        lead_margin=claim.margin.strict,
    )


def _leads(claim: Claim, rows: pd.DataFrame) -> dict[str, Lead]:
    """Leads of all groups that get a verdict, Holm-adjusted over them."""
    judged = {group.id for group in claim.groups if group.role != "mechanical"}
    asked = rows[(rows["quantity"] == LEAD) & rows["group"].isin(judged) & rows["std_error"].gt(0) & rows["df"].gt(0)]
    asked = asked.set_index("group")
    t = asked["estimate"] / asked["std_error"]
    p = {str(name): float(2 * stats.t.sf(abs(t[name]), asked["df"][name])) for name in asked.index}
    adjusted = holm(p)
    reach = {
        name: stats.t.ppf((1 + claim.verdict.lead_level) / 2, asked["df"][name]) * asked["std_error"][name]
        for name in p
    }
    return {
        name: Lead(
            adjusted[name], float(asked["estimate"][name] - reach[name]), float(asked["estimate"][name] + reach[name])
        )
        for name in p
    }


def _as_fit(row: pd.Series) -> ProjectionFit | None:
    """Read a fit back from its row; None where nothing identified it."""
    if pd.isna(row.get("estimate")):
        return None
    return ProjectionFit(dyadic_raw=float("nan"), **{name: row[name] for name in FIELDS})
