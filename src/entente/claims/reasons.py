"""Why a divergence counts in the headline sample, or why it does not: one sentence per reason."""

from dataclasses import replace
from difflib import get_close_matches

import numpy as np
import pandas as pd

from entente.claims.data import LOCAL, TradeData, load_data, with_unknown_end
from entente.claims.sample import onsets
from entente.claims.spec import Claim, EventSource
from entente.claims.spec_file import read_spec
from entente.errors import UnknownName
from entente.panel.exposure import any_within, exposure
from entente.panel.flows import window_mean
from entente.read import load

DEFAULT_CLAIM = "ring-fencing-trade"
NEAREST = 5  # ids named where one is not found


def explain(divergence_id: str, claim_id: str = DEFAULT_CLAIM) -> str:
    """Say for each source of events whether a divergence is a treated row, and in which groups, or why not.

    Raises
    ------
    UnknownName
        If neither the release nor data/local holds it.
    """
    claim, data = read_spec(claim_id), load_data()
    rows = data.cases[data.cases["divergence_id"] == divergence_id]
    if rows.empty:
        return _outside(divergence_id)
    case = rows.iloc[0]
    named = [each for each in claim.sources if case["source_id"] in (each.source_id, LOCAL)]
    lines = [f"{each.label}: {reason(claim, data, each, case)}" for each in named]
    return "\n".join(lines) or f"{case['source_id']} is not a source of this design; its rows only block controls."


def _outside(divergence_id: str) -> str:
    """Say why a divergence is not among the cases; raises `UnknownName` with the nearest ids if there is none."""
    known = load("divergences")["divergence_id"].tolist()
    if divergence_id in known:
        return "does not count: decided by the United Nations alone."
    near = get_close_matches(divergence_id, known, n=NEAREST, cutoff=0.5)
    raise UnknownName("divergence", divergence_id, near or [f"{len(known):,} others (`entente export divergences`)"])


def reason(claim: Claim, data: TradeData, source: EventSource, case: pd.Series) -> str:
    """Give the first reason why a case is not treated; the groups it enters if it is."""
    data = replace(data, cases=with_unknown_end(data.cases, claim.rules.unknown_end_years))
    year, dyad = int(case["first_year"]), int(case["dyad"])
    if dyad < 0:
        return f"does not count: {case['side_a']} or {case['side_b']} is not a state, or both are one."
    if not source.first_year <= year <= source.last_year:
        return f"does not count: it begins in {year}, this source's onsets run {source.first_year}-{source.last_year}."
    place = year - int(data.units.years[0])
    said = _loud(claim, data, dyad, place, year) or _unknown(claim, data, dyad, place, year)
    if said:
        return said
    began = onsets(claim, data.cases, source)
    first = began[(began["dyad"] == dyad) & (began["year"] == year)].iloc[0]
    if first["decision_id"] != case["decision_id"]:
        return f"does not count: {first['decision_id']} is earlier in the same pair and year, one row a year counts."
    groups = [group.label for group in claim.groups if group.enters(first["subjects"], imposed=bool(first["imposed"]))]
    if not groups:
        return "blocks controls only: what began is about no single group (no subject, or a bundle with trade)."
    sides = [_mean(data, dyad, place, window) for window in (claim.rules.pre, claim.rules.post)]
    zero = "" if min(sides) > 0 else " (one side is all zero: only in the dollar estimand)"
    return f"counts, in: {', '.join(groups)}{zero}."


def _loud(claim: Claim, data: TradeData, dyad: int, place: int, year: int) -> str:
    before = claim.rules.quiet_before
    events = exposure(data.cases[data.cases["dyad"] == dyad], data.units)
    if not any_within(events.anything, -before, -1)[dyad, place]:
        return ""
    spells = data.cases[data.cases["dyad"] == dyad]
    window = (year - before, year - 1)
    in_force = (spells["imposed_year"] <= window[1]) & (spells["last_force_year"] >= window[0])
    near = spells[spells["first_year"].between(*window) | in_force.fillna(False).astype(bool)]
    names = ", ".join(near["divergence_id"].astype("str").head(3))
    return f"does not count: not quiet, something began or was in force in {year - before}-{year - 1} ({names})."


def _unknown(claim: Claim, data: TradeData, dyad: int, place: int, year: int) -> str:
    for name, window in (("before", claim.rules.pre), ("after", claim.rules.post)):
        if np.isnan(_mean(data, dyad, place, window)):
            span = f"{year + window[0]}-{year + window[1]}"
            return f"does not count: outside coverage, trade is not known in every year {name} ({span})."
    return ""


def _mean(data: TradeData, dyad: int, place: int, window: tuple[int, int]) -> float:
    return float(window_mean(data.totals[[dyad]], *window)[0, place])
