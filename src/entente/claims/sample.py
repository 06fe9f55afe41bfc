"""Which dyad-years are compared: first onsets of a source's cases, and quiet controls (rules 1-5)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from entente.claims.data import LOCAL, TradeData, with_members_as_targets, with_unknown_end
from entente.claims.spec import Claim, EventSource, Group, Variant
from entente.errors import UnknownName
from entente.panel.exposure import Exposure, any_within, exposure
from entente.panel.flows import window_mean

FLAGS = ("imposed", "linked", "linked_without_partial", "embargo")  # false for controls
HEADLINE = Variant("headline")
TRADE_INSTRUMENTS = frozenset(
    {"total_embargo", "partial_embargo", "import_restriction", "export_restriction", "blockade"}
)
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Masks:
    """Which dyad-years of a source are treated, controls, or known in both windows; shape (dyads, years) each."""

    treated: Flags
    control: Flags
    known: Flags


def masks(claim: Claim, data: TradeData, source: EventSource, variant: Variant = HEADLINE) -> Masks:
    """Apply the rules of quiet and of known windows.

    Treated: a case of the source (or of a user's own rows) begins; nothing began and nothing was in force in the
    quiet years before, in any source, either direction. Control: nothing begins or is in force from before to after.
    """
    rules = claim.rules
    cases = _cases(claim, data, variant)
    events = exposure(cases, data.units)
    own = exposure(cases[cases["source_id"].isin([source.source_id, LOCAL])], data.units)
    before = any_within(events.anything, -rules.quiet_before, -1)
    treated = own.begins & ~before
    if variant.quiet_treated_after is not None:
        treated &= ~_again(events, variant.quiet_treated_after)
    control = ~any_within(events.anything, -rules.quiet_before, rules.quiet_after)
    totals = data.totals
    pre = window_mean(totals, *rules.pre)
    post = window_mean(totals, *rules.post)
    known = np.isfinite(pre) & np.isfinite(post)
    last = min(source.last_year, variant.last_year or source.last_year)
    years = (data.units.years >= source.first_year) & (data.units.years <= last)
    known &= years[None, :] & _kept(data, variant)[:, None]
    return Masks(treated & known, control & known, known)


def build_sample(claim: Claim, data: TradeData, source: EventSource, variant: Variant = HEADLINE) -> pd.DataFrame:
    """List treated and control dyad-years with their flows and, for the treated, what began.

    Returns
    -------
    DataFrame
        One row per dyad-year: dyad, place (positions in `data.flows`), a, b (units), year, treated; pre, post,
        disruption, durability, lead (mean dollars a year in each window; nan where unknown); for treated rows
        decision_id, decider, crisis_id, subjects, imposed, linked, linked_without_partial, embargo, severity (see
        `onsets`).
    """
    mask = masks(claim, data, source, variant)
    dyad, place = np.nonzero(mask.treated | mask.control)
    first, second = data.units.pairs()
    rules, totals = claim.rules, data.totals
    windows = {
        name: window_mean(totals, *span)[dyad, place]
        for name, span in {
            "pre": rules.pre,
            "post": rules.post,
            "disruption": rules.disruption,
            "durability": rules.durability,
            "lead": rules.lead,
        }.items()
    }
    rows = pd.DataFrame(
        {
            "dyad": dyad,
            "place": place,
            "a": first[dyad],
            "b": second[dyad],
            "year": data.units.years[place],
            "treated": mask.treated[dyad, place],
            **windows,
        }
    )
    began = onsets(claim, _cases(claim, data, variant), source)
    joined = rows.merge(began, on=["dyad", "year", "treated"], how="left", validate="1:1")
    return joined.assign(**{name: joined[name].eq(True).fillna(False).astype(bool) for name in FLAGS})


def onsets(claim: Claim, cases: pd.DataFrame, source: EventSource) -> pd.DataFrame:
    """Sum up what begins in each dyad and year in which a case of the source begins.

    Returns
    -------
    DataFrame
        dyad, year, treated (True); decision_id, decider, crisis_id of the source's earliest decision (rule 2);
        subjects of all cases that begin, any source (rule 5); imposed: any imposed by the end of the quiet years
        after (rule 16); linked: any answered with a trade instrument by then (rule 15), linked_without_partial: the
        same without partial embargoes; embargo: any total embargo by then; severity: the gravest.
    """
    after = claim.rules.quiet_after
    rows = cases[cases["dyad"] >= 0].rename(columns={"first_year": "year"})
    soon = rows["imposed_year"].notna() & (rows["imposed_year"] <= rows["year"] + after)
    kinds = rows["instruments"]
    rows = rows.assign(
        soon=soon.astype(bool),
        linked=soon & kinds.map(lambda used: bool(used & TRADE_INSTRUMENTS)),
        linked_without_partial=soon & kinds.map(lambda used: bool(used & TRADE_INSTRUMENTS - {"partial_embargo"})),
        embargo=soon & kinds.map(lambda used: "total_embargo" in used),
    )
    keys = ["dyad", "year"]
    together = rows.groupby(keys).agg(
        subjects=("subjects", lambda sets: frozenset().union(*sets)),
        imposed=("soon", "max"),
        linked=("linked", "max"),
        linked_without_partial=("linked_without_partial", "max"),
        embargo=("embargo", "max"),
        severity=("severity", "max"),
    )
    own = rows[rows["source_id"].isin([source.source_id, LOCAL])]
    own = own.sort_values([*keys, "occurred_on", "decision_id"], kind="stable").drop_duplicates(keys)
    first = own.set_index(keys)[["decision_id", "decider", "crisis_id"]]
    joined = first.join(together).reset_index().assign(treated=True)
    return joined.astype({"dyad": "int64", "year": "int64"})


def cell(sample: pd.DataFrame, group: Group) -> pd.DataFrame:
    """Keep the treated rows of one group, and all controls."""
    kept = ~sample["treated"].to_numpy()
    treated = sample[sample["treated"]]
    began = zip(treated["subjects"], treated["imposed"].astype(bool), strict=True)
    inside = [group.enters(subjects, imposed=imposed) for subjects, imposed in began]
    kept[treated.index[inside]] = True
    return sample[kept].reset_index(drop=True)


def _cases(claim: Claim, data: TradeData, variant: Variant) -> pd.DataFrame:
    cases = with_unknown_end(data.cases, variant.unknown_end_years or claim.rules.unknown_end_years)
    body = variant.target_members_of
    return with_members_as_targets(cases, data, body) if body else cases


def _again(events: Exposure, years: int) -> Flags:
    """Say whether another case begins in the years after."""
    return any_within(events.begins, 1, years)


def _kept(data: TradeData, variant: Variant) -> Flags:
    """Say which dyads a variant keeps."""
    first, second = data.units.pairs()
    if variant.without_state is None:
        return np.ones(len(first), dtype=bool)
    if variant.without_state not in data.units.of_state:
        raise UnknownName("state to be left out", variant.without_state, sorted(data.units.of_state))
    gone = data.units.of_state[variant.without_state]
    return np.asarray((first != gone) & (second != gone))
