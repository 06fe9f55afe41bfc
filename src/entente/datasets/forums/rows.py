"""From entries to rows: one frame per table, as coded, and the place in a file that each row came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from entente.datasets.forums.files import Entry, Forum
from entente.tables.dtypes import LINE, parse
from entente.tables.schema import Schema, load_schema

TABLE_OF = {
    "forum": "minilaterals",
    "member": "minilateral_members",
    "agenda": "minilateral_agenda",
    "activity": "minilateral_activity",
}
SOURCE = "entente"
# Columns that no coder writes: keys, the source, and what follows from the forum's end.
DERIVED = {
    "minilaterals": ("source_id",),
    "minilateral_members": ("membership_id", "minilateral_id", "ended_with_forum", "source_id"),
    "minilateral_agenda": ("agenda_id", "minilateral_id", "ended_with_forum", "source_id"),
    "minilateral_activity": ("activity_id", "minilateral_id", "source_id"),
}
EXTRA = {"minilateral_activity": ("key",)}  # written by a coder, part of an id


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of one table, all columns as text, and the forum and entry of each row, in the same order."""

    schema: Schema
    frame: pd.DataFrame
    came_from: tuple[tuple[Forum, Entry], ...]


def coded_keys(table: str) -> tuple[str, ...]:
    """List what a coder may write in an entry that becomes a row of this table."""
    own = [name for name in load_schema(table).columns if name not in DERIVED[table]]
    return (*EXTRA.get(table, ()), *own)


def rows(forums: Sequence[Forum], kind: str) -> Rows:
    """Make one table's rows from the entries of one kind, keys derived, nothing else decided."""
    schema = load_schema(TABLE_OF[kind])
    came_from = tuple(
        (forum, entry) for forum in forums for entry in ([forum.entry] if kind == "forum" else forum.of(kind))
    )
    keys = [key for key in coded_keys(schema.name) if key != "minilateral_id" or kind == "forum"]
    coded = {key: [as_text(entry.values.get(key)) for _, entry in came_from] for key in keys}
    frame = pd.DataFrame(coded, dtype=object).reindex(columns=[*keys])
    frame["minilateral_id"] = [
        entry.text("minilateral_id") if kind == "forum" else forum.id for forum, entry in came_from
    ]
    frame["source_id"] = SOURCE
    frame.index = pd.RangeIndex(len(frame), name=LINE)
    if kind != "forum":
        frame[schema.primary_key[0]] = _ids(frame, kind)
    if "ended_with_forum" in schema.columns:
        frame["ended_with_forum"] = "false"
    return Rows(schema, frame, came_from)


def as_text(value: object) -> object:
    """Write a TOML value as the text that a CSV of the table would hold; what is no plain value stays as it is."""
    if isinstance(value, date):  # a date with a time too: no column takes it
        return value.isoformat()
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ";".join(value) or None
    return value


def typed_rows(found: Rows) -> pd.DataFrame:
    """Return the rows in their promised types, missing where a value is of another type."""
    columns = {
        each.name: parse(found.frame[each.name], each)[0] for each in found.schema.fields if each.name in found.frame
    }
    return pd.DataFrame(columns, index=found.frame.index)


def _ids(frame: pd.DataFrame, kind: str) -> pd.Series:
    """Name rows: `<forum>.<state>.<n>` and `<forum>.<issue>[.<n>]` by date, `<forum>.<key>`."""
    if kind == "activity":
        return frame["minilateral_id"].astype("str") + "." + frame["key"].fillna("").astype("str")
    subject = "state_id" if kind == "member" else "issue_id"
    what = frame["minilateral_id"].astype("str") + "." + frame[subject].fillna("").astype("str")
    order = pd.DataFrame({"what": what, "on": frame["valid_from"].astype("str")})
    order = order.sort_values(["what", "on"], kind="stable")
    count = (order.groupby("what", sort=False).cumcount() + 1).reindex(frame.index).astype("str")
    return what + "." + count if kind == "member" else what.where(count == "1", what + "." + count)
