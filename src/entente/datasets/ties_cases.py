"""TIES cases in our words: codes to issues, instruments and actors, by the curated lists."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from entente.datasets.bodies import actors
from entente.datasets.crosswalk import state_ids
from entente.datasets.sanction_cases import EU, OTHER_BODY, Case, Moment, coded, domain_of, instruments_of

SOURCE, SHORT = "ties_v4.1", "ties"
EU_NUMBER = 1000  # TIES gives the EU a number that is in no list of states
Row = Mapping[str, Any]  # one case; what is missing is None
ISSUES = ("issue_1", "issue_2", "issue_3")
SENDERS = ("sender_1", "sender_2", "sender_3", "sender_4", "sender_5", "primary_sender")


def cases(raw: pd.DataFrame) -> list[Case]:
    """Turn TIES rows (as `sources.ties.read` gives them) into cases, in their order; drops none."""
    people = _people(raw)
    rows = raw.astype(object).where(raw.notna(), None).to_dict("records")
    return [_case({str(key): value for key, value in row.items()}, people) for row in rows]


def _people(raw: pd.DataFrame) -> dict[tuple[int, int], str]:
    """Name every state that is mentioned, by its number and the year of the case."""
    long = raw.melt(id_vars="start_year", value_vars=[*SENDERS, "target"], value_name="number")
    long = long.dropna(subset=["number"]).drop_duplicates(["number", "start_year"])
    states = long[long["number"] != EU_NUMBER]
    ids = state_ids(states["number"], states["start_year"])
    return dict(zip(zip(states["number"], states["start_year"], strict=True), ids, strict=True))


def _case(row: Row, people: dict[tuple[int, int], str]) -> Case:
    year = int(row["start_year"])
    numbers = [row[name] for name in SENDERS if row[name] is not None]
    named = tuple(dict.fromkeys(people[number, year] for number in numbers if number != EU_NUMBER))
    issues = coded(
        [str(i) for i in (row["issue_1"], row["issue_2"], row["issue_3"]) if i is not None], "ties_issues", "code"
    )
    imposed = _imposed(row) if row["imposition"] == 1 else None
    ended = _moment(row["end_year"], row["end_month"], row["end_day"])
    target = row["target"]
    return Case(
        source_id=SOURCE,
        short=SHORT,
        states=named,
        bodies=_bodies(row, eu_sends=EU_NUMBER in numbers),
        targets=(EU if target == EU_NUMBER else people[target, year],),
        began=_moment(year, row["start_month"], row["start_day"]) or Moment.of(year),
        imposed=imposed,
        ended=ended,
        at_least=None if ended else _moment(row["ongoing_year"], None, None),
        subjects=tuple(sorted({each["issue_id"] for each in issues} - {""})),
        domain=domain_of(each["domain"] for each in issues),
        instruments=_instruments(str(row["instruments"])),
    )


def _bodies(row: Row, *, eu_sends: bool) -> tuple[str, ...]:
    """Name the bodies that acted: by COW number, by name in the free text, or as an unnamed other body."""
    listed = actors()
    by_number = {n: a for a, ns in zip(listed["actor_id"], listed["cow_igo"], strict=True) for n in ns.split(";") if n}
    by_name = {n: a for a, ns in zip(listed["actor_id"], listed["gsdb_names"], strict=True) for n in ns.split(";") if n}
    numbers = str(row["institution_ids"]).split()
    text = re.split(r"\s*,\s*", str(row["other_institution"]))
    found = [EU] if eu_sends else []
    found += [by_number.get(number, OTHER_BODY) for number in numbers]
    found += [by_name[part] for part in text if part in by_name]
    if not found and row["institution"] == 1:
        found = [OTHER_BODY]
    return tuple(dict.fromkeys(found))


def _instruments(text: str) -> tuple[str, ...]:
    known = instruments_of(SHORT)
    return tuple(sorted({known[code] for code in re.findall(r"\d+", text)}))


def _imposed(row: Row) -> Moment:
    """Date the imposition; some years are sentences that begin with one, five are empty: then the case's own year."""
    year = re.match(r"\d{4}", str(row["imposed_year"]))
    if not year:
        return Moment.of(int(row["start_year"]))
    day = str(row["imposed_day"])
    exact = day if day.isdigit() and year.group() == str(row["imposed_year"]) else None
    return _moment(int(year.group()), row["imposed_month"], exact) or Moment.of(int(year.group()))


def _moment(year: Any, month: Any, day: Any) -> Moment | None:
    """Date from numbers that may be missing; a day that its month does not have leaves the month."""
    y, m, d = (None if value is None else int(value) for value in (year, month, day))
    if y is None:
        return None
    try:
        return Moment.of(y, m, d)
    except ValueError:
        return Moment.of(y, m)
