"""What the trade design reads: flows and divergences, laid out over dyads and years."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from entente.errors import BrokenPromise, UnknownName
from entente.panel.bodies import members_on_first_january
from entente.panel.crises import merge_crises
from entente.panel.exposure import dyad_index
from entente.panel.flows import dyad_flows
from entente.panel.force import UNKNOWN_END_YEARS, spell_years
from entente.panel.units import Units, lineages
from entente.read import load

TABLES = (
    *("states", "successions", "trade_flows", "coverage", "body_members"),
    *("divergences", "divergence_issues", "divergence_instruments"),
)
# What was searched is the release's to say: a user's covered stretch would make zeros of all that is not there.
OWN_TABLES = tuple(name for name in TABLES if name != "coverage")
FLOW_SOURCE, LOCAL = "cow_trade_v4", "local"
FIRST_YEAR = 1945
NO_ISSUES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class TradeData:
    """Trade and quarrels of all dyads: d dyads, y calendar years."""

    units: Units
    flows: NDArray[np.float64]  # (2, d, y) current US dollars, there and back; nan: unknown
    cases: pd.DataFrame  # one row per divergence that is not the UN's alone
    members: pd.DataFrame  # body_id, state_id and spells

    @property
    def totals(self) -> NDArray[np.float64]:
        """Both directions together, shape (d, y)."""
        return np.asarray(self.flows[0] + self.flows[1])


def load_data(version: str | None = None, *, local: bool = True) -> TradeData:
    """Read the tables of a release, and a user's own rows, and lay them out.

    Raises
    ------
    BrokenPromise
        If a local row breaks what its table promises.
    """
    return lay_out({name: load(name, version, local and name in OWN_TABLES) for name in TABLES})


def lay_out(tables: dict[str, pd.DataFrame]) -> TradeData:
    """Lay tables out over dyads and years, as `load_data` does."""
    coverage = tables["coverage"]
    coverage = coverage[(coverage["table"] == "trade_flows") & (coverage["source_id"] == FLOW_SOURCE)]
    last_year = int(coverage["to_on"].max().year)
    units = lineages(tables["states"], tables["successions"], FIRST_YEAR, last_year)
    flows = _flows(tables["trade_flows"], units)
    cases = cases_of(tables["divergences"], tables["divergence_issues"], tables["divergence_instruments"])
    cases["dyad"] = dyad_index(units, cases["side_a"], cases["side_b"])
    return TradeData(units, dyad_flows(flows, coverage, units), cases, tables["body_members"])


def _flows(flows: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Take the source's figures and, where it has none or does not know, a user's own.

    The release has one source; rows of another are a user's. `load` refuses them where that one has a figure under the
    same codes; here, under those of a predecessor or successor.
    """
    own = flows["source_id"] != FLOW_SOURCE
    ordered = pd.concat([flows[~own], flows[own]], ignore_index=True)
    ends = {side: ordered[f"{side}_id"].map(units.of_state) for side in ("exporter", "importer")}
    same = pd.DataFrame({**ends, "year": ordered["year"]})
    known = same[(ordered["source_id"] == FLOW_SOURCE) & ordered["trade_usd"].notna()].drop_duplicates()
    doubled = same.merge(known, how="left", indicator=True)["_merge"].eq("both").to_numpy()
    if (beside := ordered[doubled & ordered["source_id"].ne(FLOW_SOURCE)]).size:
        cure = "the release holds this flow under a state's other code; remove the row."
        raise BrokenPromise(
            "data/local/trade_flows.csv",
            [f"{row.exporter_id} to {row.importer_id}, {row.year}: {cure}" for row in beside.itertuples()],
        )
    return ordered[~same.duplicated(keep="last").to_numpy()]


def cases_of(divergences: pd.DataFrame, issues: pd.DataFrame, instruments: pd.DataFrame) -> pd.DataFrame:
    """Bring divergences into one row each, with subjects, instruments and years.

    A user's row may leave out who decided, the decision and the crisis: then the acting side decided, once a year and
    target, and the crisis follows the rule of `panel.crises`.

    Returns
    -------
    DataFrame
        The divergences' columns and subjects (frozenset), instruments (frozenset), first_year, imposed_year,
        last_force_year, last_year. Decisions of the UN alone are left out (rule 8).
    """
    rows = divergences[~divergences["un_only"].fillna(False).astype(bool)].reset_index(drop=True)
    subjects = issues[issues["role"] == "subject"].groupby("divergence_id")["issue_id"].agg(frozenset)
    used = instruments.groupby("divergence_id")["instrument"].agg(frozenset)
    rows["subjects"] = [subjects.get(key, NO_ISSUES) for key in rows["divergence_id"]]
    rows["instruments"] = [used.get(key, NO_ISSUES) for key in rows["divergence_id"]]
    rows = rows.assign(**spell_years(rows))
    rows["decider"] = rows["decider"].fillna(rows["side_a"])
    named = rows["decider"] + "-" + rows["side_b"] + "-" + rows["first_year"].astype("str")
    rows["decision_id"] = rows["decision_id"].fillna(named)
    if rows["crisis_id"].isna().any():
        rows["crisis_id"] = _crises(rows)
    return rows


def _crises(rows: pd.DataFrame) -> pd.Series:
    """Put rows without a crisis into that of the rows they belong with, or into a new one."""
    merged = merge_crises(rows, rows["subjects"])
    # Merged anew, the groups bear other numbers than in the release: its names stand.
    named = rows.assign(merged=merged).dropna(subset="crisis_id").drop_duplicates("merged")
    known = merged.map(dict(zip(named["merged"], named["crisis_id"], strict=True)))
    return rows["crisis_id"].fillna(known).fillna("local-" + merged).astype("str")


def with_members_as_targets(cases: pd.DataFrame, data: TradeData, body: str) -> pd.DataFrame:
    """Let a quarrel with a body be one with each of its members of that 1 January (the variant of rule 8).

    Parameters
    ----------
    cases : DataFrame
        As in `TradeData.cases`.
    data : TradeData
        Its units and members.
    body : str
        The body, such as EUU.

    Returns
    -------
    DataFrame
        The other cases as they are; of the body's, one row per member other than the acting side, of one decision.

    Raises
    ------
    UnknownName
        If no member of the body is known.
    """
    if body not in set(data.members["body_id"]):
        raise UnknownName("body", body, sorted(set(data.members["body_id"])))
    aimed = cases["side_b"] == body
    parts = [cases[~aimed]]
    for year, rows in cases[aimed].groupby("first_year"):
        listed = members_on_first_january(data.members, int(str(year)))
        states = listed.loc[listed["body_id"] == body, "state_id"].rename("member")
        each = rows.merge(states, how="cross")
        each = each[each["member"] != each["side_a"]].assign(side_b=lambda frame: frame["member"])
        parts.append(each.assign(dyad=dyad_index(data.units, each["side_a"], each["side_b"])).drop(columns="member"))
    return pd.concat(parts, ignore_index=True)


def with_unknown_end(cases: pd.DataFrame, years: int) -> pd.DataFrame:
    """Count an unknown end as another number of years in force (the variant of rule 4)."""
    return cases if years == UNKNOWN_END_YEARS else cases.assign(**spell_years(cases, unknown_end_years=years))
