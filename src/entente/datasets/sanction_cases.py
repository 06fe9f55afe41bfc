"""What TIES and GSDB have in common: a case of threatened or imposed sanctions, and how it becomes rows per dyad."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from entente.datasets.bodies import actors
from entente.errors import UnknownCode
from entente.folders import data_folder
from entente.panel.bodies import members_on_first_january

EU, UN, OTHER_BODY = "EUU", "UN", "OTHER_BODY"


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and how well it is known: the first day of what is known (month, year)."""

    day: pd.Timestamp
    precision: str

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> "Moment":
        """Put a date together from what is known of it."""
        if month is None:
            return cls(pd.Timestamp(year=year, month=1, day=1), "year")
        if day is None:
            return cls(pd.Timestamp(year=year, month=month, day=1), "month")
        return cls(pd.Timestamp(year=year, month=month, day=day), "day")


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a source, in our words: who decided, on whom, about what, with what, when."""

    source_id: str
    short: str  # of the source, for our keys
    states: tuple[str, ...]  # senders that the source names
    bodies: tuple[str, ...]  # bodies that acted
    targets: tuple[str, ...]
    began: Moment
    imposed: Moment | None
    ended: Moment | None
    at_least: Moment | None
    subjects: tuple[str, ...]
    domain: str
    instruments: tuple[str, ...]
    aligned: tuple[str, ...] = field(default=())  # states that follow the EU's decision

    @property
    def year(self) -> int:
        """Year in which the case begins."""
        return int(self.began.day.year)


@cache
def crosswalk(name: str) -> pd.DataFrame:
    """Read one of the curated lists under data/curated/sanctions/."""
    return pd.read_csv(data_folder() / "curated" / "sanctions" / f"{name}.csv", dtype="str", keep_default_na=False)


def coded(codes: Iterable[str], list_name: str, key: str) -> list[Mapping[str, str]]:
    """Look codes up in a curated list, each once, in their order; refuse a code that it does not hold."""
    known = _by_key(list_name, key)
    asked = list(dict.fromkeys(codes))
    unknown = sorted(set(asked) - set(known))
    if unknown:
        raise UnknownCode(key, unknown, f"Add each to data/curated/sanctions/{list_name}.csv, with the reason.")
    return [known[code] for code in asked]


@cache
def _by_key(list_name: str, key: str) -> dict[str, Mapping[str, str]]:
    rows = crosswalk(list_name).to_dict("records")
    return {str(row[key]): {str(name): str(value) for name, value in row.items()} for row in rows}


@cache
def instruments_of(short: str) -> Mapping[str, str]:
    """Map the codes of one source to instruments."""
    kinds = crosswalk("instruments")
    kinds = kinds[kinds["source"] == short]
    return dict(zip(kinds["code"], kinds["instrument"], strict=True))


def domain_of(domains: Iterable[str]) -> str:
    """Sum up whether subjects are domestic or foreign matters of the target."""
    known = {each for each in domains if each != "unknown"}
    if not known:
        return "unknown"
    return known.pop() if len(known) == 1 else "both"


def deciders(case: Case, members: pd.DataFrame) -> list[tuple[str, str]]:
    """Say who acts and who decided for it, one pair per acting state (or body that stands for itself).

    A named state decides for itself, unless the EU acts and it is a member (or follows the EU's decision): then the
    EU decided. Expanded bodies decide for their members on 1 January. Other bodies stand for themselves, and only
    where nobody is named (rule 8).

    Parameters
    ----------
    case : Case
    members : DataFrame
        body_id, state_id on 1 January of the case's year.

    Returns
    -------
    list of (side_a, decider)
    """
    treatment = dict(zip(actors()["actor_id"], actors()["treatment"], strict=True))
    found: dict[str, str] = {}
    for body in case.bodies:
        if treatment[body] == "expanded":
            belonging = members.loc[members["body_id"] == body, "state_id"]
            found.update({state: body for state in belonging if found.get(state) != EU})
    if EU in case.bodies:
        found.update(dict.fromkeys(case.aligned, EU))
    for state in case.states:
        if found.get(state) != EU:
            found[state] = state
    if found:
        return sorted(found.items())
    others = [body for body in case.bodies if body != UN] or list(case.bodies) or [OTHER_BODY]
    return [(others[0], others[0])]


def rows_per_dyad(cases: Sequence[Case], members: pd.DataFrame) -> pd.DataFrame:
    """Spread cases over their dyads: one row per acting side and target, with the case's tuples still in cells."""
    by_year: Mapping[int, pd.DataFrame] = {
        year: members_on_first_january(members, year) for year in {case.year for case in cases}
    }
    severity = crosswalk("instrument_kinds").set_index("instrument")["severity"].astype(int)
    rows = [
        _row(case, side_a, decider, side_b, severity)
        for case in cases
        for side_a, decider in deciders(case, by_year[case.year])
        for side_b in case.targets
        if side_a != side_b
    ]
    return pd.DataFrame(rows)


def _row(case: Case, side_a: str, decider: str, side_b: str, severity: pd.Series) -> dict[str, object]:
    kinds = [int(severity[each]) for each in case.instruments]
    return {
        "short": case.short,
        "decision_id": f"{decider}-{side_b}-{case.year}",
        "decider": decider,
        "origin": "derived",
        "side_a": side_a,
        "side_b": side_b,
        **_dated("occurred_on", case.began),
        **_dated("imposed_on", case.imposed),
        **_dated("ended_on", case.ended),
        **_dated("in_force_at_least_to", case.at_least),
        "un_only": decider == UN,
        "domain": case.domain,
        "form": "sanction" if case.imposed else "sanction_threat",
        # A threat is words; a measure whose kind is not said counts as a light one.
        "severity": max(kinds, default=2) if case.imposed else 1,
        "source_id": case.source_id,
        "subjects": frozenset(case.subjects),
        "instruments": case.instruments if case.imposed else (),
    }


def _dated(name: str, moment: Moment | None) -> dict[str, object]:
    day, precision = (moment.day, moment.precision) if moment else (pd.NaT, None)
    return {name: day, f"{name}_precision": precision}
