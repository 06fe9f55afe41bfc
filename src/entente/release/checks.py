"""What tables promise together: each its own descriptor, keys between them, and what may be published."""

from collections.abc import Mapping

import pandas as pd

from entente.tables.check import check
from entente.tables.problem import Problem
from entente.tables.schema import Schema

DESCRIBE_SOURCES = ("sources", "source_files")  # the only tables that may name a source used for checks alone


def check_tables(frames: Mapping[str, pd.DataFrame], schemas: Mapping[str, Schema]) -> list[Problem]:
    """Say everything that is wrong with a release's tables (typed frames by name), all at once."""
    problems: list[Problem] = []
    for name, frame in frames.items():
        problems += check(frame, schemas[name], others=frames)
        problems += _absent(schemas[name], frames)
        problems += _for_checks_only(name, frame, frames)
    for name in ("coverage", "evidence"):
        if name in frames:
            problems += _unknown_tables(name, frames)
    return problems + _evidence_rows(frames, schemas)


def _absent(schema: Schema, frames: Mapping[str, pd.DataFrame]) -> list[Problem]:
    wanted = {each.resource for key in schema.foreign_keys for each in key.references} - set(frames)
    cure = "the release has no such table, but {} points to it; add it."
    return [Problem(schema.name, None, None, name, cure.format(schema.name)) for name in sorted(wanted)]


def _for_checks_only(name: str, frame: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> list[Problem]:
    if name in DESCRIBE_SOURCES or "source_id" not in frame or "release_use" not in frames.get("sources", frame):
        return []
    sources = frames["sources"]
    barred = set(sources.loc[sources["release_use"] == "checks", "source_id"])
    cure = "this source is for checks only (release_use) and may not be published; leave its rows out."
    return [Problem(name, None, "source_id", each, cure) for each in sorted(barred & set(frame["source_id"].dropna()))]


def _unknown_tables(name: str, frames: Mapping[str, pd.DataFrame]) -> list[Problem]:
    unknown = sorted(set(frames[name]["table"].dropna()) - set(frames))
    return [Problem(name, None, "table", each, "the release has no such table; correct the name.") for each in unknown]


def _evidence_rows(frames: Mapping[str, pd.DataFrame], schemas: Mapping[str, Schema]) -> list[Problem]:
    if "evidence" not in frames:
        return []
    evidence = frames["evidence"]
    problems: list[Problem] = []
    for name in sorted(set(evidence["table"].dropna()) & set(frames)):
        given = set(evidence.loc[evidence["table"] == name, "row_id"].dropna())
        missing = sorted(given - set(row_ids(frames[name], schemas[name])))
        cure = f"{name} has no such row; correct the id (parts of a key are joined by a vertical bar)."
        problems += [Problem("evidence", None, "row_id", each, cure) for each in missing]
    return problems


def row_ids(frame: pd.DataFrame, schema: Schema) -> pd.Series:
    """Return each row's stable id: its primary key as text, parts joined by a vertical bar."""
    parts = [
        frame[name].dt.strftime("%Y-%m-%d") if schema.field(name).type == "date" else frame[name].astype("str")
        for name in schema.primary_key
    ]
    ids = parts[0]
    for part in parts[1:]:
        ids = ids + "|" + part
    return ids
