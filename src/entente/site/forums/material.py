"""What the pages of forums are about: the newest release's tables, and what was measured of the coding."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from entente.site.forums.weak import weak_variables

KINDS = {
    "members": "minilateral_members",
    "agenda": "minilateral_agenda",
    "activity": "minilateral_activity",
    "evidence": "evidence",
}

# The curated files that the coding page offers.
OFFERED = ("first_codes.csv", "adjudication.csv", "adjudication_changes.csv", "second_reading.csv", "error_check.csv")

READ_ON = re.compile(r"^accessed_on = (\S+)", flags=re.MULTILINE)

Rows = list[dict[str, str]]


@dataclass(frozen=True, eq=False)
class Forum:
    """One forum: its row, and its rows of the other tables, all as text ("" where empty)."""

    row: dict[str, str]
    members: Rows
    agenda: Rows
    activity: Rows
    evidence: Rows
    proof: dict[tuple[str, str, str], tuple[list[str], str]]  # table, row, column -> documents (e1, ...), confidence

    @property
    def id(self) -> str:
        """The forum's key, also its page's name."""
        return self.row["minilateral_id"]


@dataclass(frozen=True, eq=False)
class Forums:
    """All forums of a release, the names of members and issues, and tables on the coding (empty: not there yet)."""

    version: str
    forums: tuple[Forum, ...]
    names: dict[str, str]
    called: dict[str, frozenset[str]]  # every name that a member bears in our tables, older ones too
    issues: dict[str, str]
    consistency: pd.DataFrame
    outside: pd.DataFrame
    errors: pd.DataFrame
    log: pd.DataFrame
    reading: pd.DataFrame
    candidates: pd.DataFrame
    second: tuple[str, str]  # first and last day on which the second coder read a page; "" where none did
    files: dict[str, bytes]  # what is offered beside the coding page, by name

    @property
    def weak(self) -> frozenset[str]:
        """The variables on which two readings of the same forum agree too little."""
        return weak_variables(self.consistency)


def read_forums(root: Path, release: dict[str, Any] | None) -> Forums | None:
    """Read the forums of a release; None where it holds none."""
    paths = {each["name"]: root / "data" / "releases" / each["path"] for each in (release or {}).get("resources", [])}
    if release is None or "minilaterals" not in paths:
        return None
    tables = {kind: _text(paths[name]) for kind, name in KINDS.items()}
    evidence = tables["evidence"][tables["evidence"]["table"].str.startswith("minilateral")]
    tables["evidence"] = evidence.assign(minilateral_id=evidence["row_id"].str.partition(".")[0])
    groups = {kind: _by_forum(table) for kind, table in tables.items()}
    forums = []
    for row in records(_text(paths["minilaterals"])):
        own = [groups[kind].get(row["minilateral_id"], []) for kind in KINDS]
        forums.append(Forum(row, own[0], own[1], own[2], own[3], _proof(own[3])))
    results, curated = root / "analysis" / "results", root / "data" / "curated" / "minilaterals"
    return Forums(
        version=str(release["version"]),
        forums=tuple(forums),
        names=_names(paths),
        called=_called(paths),
        issues=_pairs(_text(paths["issues"]), "issue_id"),
        consistency=_text(results / "minilaterals-consistency.csv"),
        outside=_text(results / "minilaterals-outside.csv"),
        errors=_text(curated / "error_check.csv"),
        log=_text(curated / "adjudication.csv"),
        reading=_text(curated / "second_reading.csv"),
        candidates=_text(curated / "candidates.csv"),
        second=_read_on(curated / "second"),
        files={name: (curated / name).read_bytes() for name in OFFERED if (curated / name).is_file()},
    )


def records(frame: pd.DataFrame) -> Rows:
    """Return a table of text as one mapping per row."""
    columns = [str(name) for name in frame.columns]
    return [dict(zip(columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


def _by_forum(table: pd.DataFrame) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in records(table):
        found.setdefault(row["minilateral_id"], []).append(row)
    return found


def _proof(evidence: Rows) -> dict[tuple[str, str, str], tuple[list[str], str]]:
    found: dict[tuple[str, str, str], tuple[list[str], str]] = {}
    for row in evidence:
        fact = (row["table"], row["row_id"], row["field"])
        found.setdefault(fact, ([], row["confidence"]))[0].append(row["evidence_id"].split(".")[1])
    return found


def _names(paths: dict[str, Path]) -> dict[str, str]:
    states = _pairs(_text(paths["states"]).sort_values("valid_from"), "state_id")
    bodies, others = _text(paths["actors"]), _text(paths["other_members"])
    return {**states, **_pairs(bodies, "actor_id"), **_pairs(others, "member_id"), "EUU": "European Union"}


def _called(paths: dict[str, Path]) -> dict[str, frozenset[str]]:
    found = {key: {name} for key, name in _names(paths).items()}
    for row in records(_text(paths["states"])):
        found[row["state_id"]].add(row["name"])
    found["EUU"].add("EU")
    return {key: frozenset(names) for key, names in found.items()}


def _read_on(folder: Path) -> tuple[str, str]:
    """Return the first and last day on which a coder read a page, from the files of a folder."""
    found = [day for path in folder.glob("*.toml") for day in READ_ON.findall(path.read_text(encoding="utf-8"))]
    return (min(found), max(found)) if found else ("", "")


def _pairs(rows: pd.DataFrame, key: str) -> dict[str, str]:
    """Return key -> name, the last row's where a key stands twice."""
    return dict(zip(rows[key], rows["name"], strict=True))


def _text(path: Path) -> pd.DataFrame:
    """Read a table as text, "" where a value is missing; an empty frame where there is no file."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        words = [each.cast(pa.string()).fill_null("").to_pylist() for each in table.columns]
        return pd.DataFrame(dict(zip(table.column_names, words, strict=True)), dtype="str")
    return pd.read_csv(path, dtype="str", keep_default_na=False) if path.is_file() else pd.DataFrame()
