"""Whether what is written in forum files is what their tables take: keys, words of the lists, dates, known members."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache

import pandas as pd

from entente.datasets.forums.files import Entry, Forum
from entente.datasets.forums.proof import FIRST_CODER
from entente.datasets.forums.rows import Rows, as_text, coded_keys, rows
from entente.tables.check import check
from entente.tables.dtypes import LINE
from entente.tables.problem import Problem
from entente.tables.schema import load_schema

EVIDENCE_KEYS = ("title", "url", "locator", "published_on", "accessed_on", "grade", "shows", "conflict", "coder")
NEEDED_OF_EVIDENCE = {
    "url": "evidence needs the address of the page; a page without one cannot be evidence.",
    "accessed_on": "say on which day the page was read.",
    "supports": "say which facts it supports, or leave the entry out.",
}
UNIQUE = {"evidence": "id", "activity": "key"}


def check_shape(
    forums: Sequence[Forum], found: Mapping[str, Rows], others: Mapping[str, pd.DataFrame]
) -> list[Problem]:
    """Check every entry of a batch against the descriptors of the tables it becomes rows of.

    Parameters
    ----------
    forums : sequence of Forum
        The batch.
    found : mapping of kind to Rows
        Its rows, as `rows` makes them.
    others : mapping of table name to DataFrame
        What members and issues are looked up in: states, actors, other_members, issues.
    """
    problems = [each for forum in forums for each in (*_ids(forum), *_keys(forum), *_unique(forum))]
    for each in found.values():
        given = {**others, "minilaterals": found["forum"].frame[["minilateral_id"]]}
        problems += _placed(check(each.frame[list(each.schema.columns)], each.schema, others=given), each.came_from)
    return problems + _evidence(forums)


def _ids(forum: Forum) -> Iterator[Problem]:
    written = forum.entry.text("minilateral_id")
    if written != forum.id:
        cure = f"the file's name says {forum.id}; use one id for both."
        yield Problem(forum.file, forum.entry.line, "minilateral_id", written, cure)


@cache
def known_keys(kind: str) -> tuple[str, ...]:
    """List the keys that an entry of this kind may hold."""
    if kind == "evidence":
        return ("id", "supports", *EVIDENCE_KEYS)
    tables = {"forum": "minilaterals", "member": "minilateral_members", "agenda": "minilateral_agenda"}
    return coded_keys(tables.get(kind, "minilateral_activity"))


def _keys(forum: Forum) -> Iterator[Problem]:
    for entry in (forum.entry, *forum.entries):
        known = known_keys(entry.kind)
        for key in sorted(set(entry.values) - set(known)):
            near = get_close_matches(key, known, n=1)
            cure = f"unknown key; {f'rename it to {near[0]}' if near else 'known are ' + ', '.join(known)}."
            yield Problem(forum.file, entry.line, f"{entry.kind}.{key}", entry.text(key), cure)


def _unique(forum: Forum) -> Iterator[Problem]:
    for kind, key in UNIQUE.items():
        seen: set[str] = set()
        for entry in forum.of(kind):
            value = entry.text(key)
            if not value or value in seen:
                cure = "it stands in an earlier entry too; give each its own." if value else "give each entry its own."
                yield Problem(forum.file, entry.line, f"{kind}.{key}", value or None, cure)
            seen.add(value)


def _evidence(forums: Sequence[Forum]) -> list[Problem]:
    came_from = tuple((forum, entry) for forum in forums for entry in forum.of("evidence"))
    frame = pd.DataFrame(
        {key: [as_text(entry.values.get(key)) for _, entry in came_from] for key in EVIDENCE_KEYS}, dtype=object
    )
    filled = frame.assign(
        evidence_id=[f"e{place}" for place in range(len(frame))],
        table="minilaterals",
        row_id="any",
        field=None,
        published_on_precision=frame["published_on"].notna().map({True: "day", False: None}),
        coder=frame["coder"].fillna(FIRST_CODER),
        confidence="low",
    )
    filled.index = pd.RangeIndex(len(frame), name=LINE)
    problems = _placed(check(filled, load_schema("evidence")), came_from)
    for forum, entry in came_from:
        for key, cure in NEEDED_OF_EVIDENCE.items():
            if not entry.values.get(key):
                problems.append(Problem(forum.file, entry.line, f"evidence.{key}", None, f"{entry.text('id')}: {cure}"))
    return problems


def _placed(problems: Sequence[Problem], came_from: Sequence[tuple[Forum, Entry]]) -> list[Problem]:
    """Say the file and line of each problem, whose row is a place in `came_from`."""
    out = []
    for each in problems:
        if each.row is None:
            out.append(each)
            continue
        forum, entry = came_from[each.row]
        column = "|".join(f"{entry.kind}.{name}" for name in (each.column or "").split("|"))
        if entry.kind == "forum":
            column = each.column or ""
        out.append(Problem(forum.file, entry.line, column, each.value, each.cure))
    return out


def other_tables(
    issues: pd.DataFrame, states: pd.Series, actors: pd.Series, others: pd.Series
) -> dict[str, pd.DataFrame]:
    """Return what members and issues are looked up in, as the checks want it."""
    return {
        "issues": issues[["issue_id"]].astype("str"),
        "states": pd.DataFrame({"state_id": states.astype("str")}),
        "actors": pd.DataFrame({"actor_id": actors.astype("str")}),
        "other_members": pd.DataFrame({"member_id": others.astype("str")}),
    }


def all_rows(forums: Sequence[Forum]) -> dict[str, Rows]:
    """Make the rows of all four tables."""
    return {kind: rows(forums, kind) for kind in ("forum", "member", "agenda", "activity")}
