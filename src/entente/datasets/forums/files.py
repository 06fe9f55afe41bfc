"""Read the forum files: one TOML file a forum, its entries with the lines on which they begin."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entente.errors import BrokenPromise
from entente.folders import data_folder
from entente.tables.problem import Problem

KINDS = ("member", "agenda", "activity", "evidence")
HEADER = re.compile(r"^\s*\[\[\s*(\w+)\s*\]\]")
AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Entry:
    """The forum itself (kind `forum`) or one of its members, issues, activities or pieces of evidence."""

    kind: str
    line: int  # on which it begins
    values: Mapping[str, Any]

    def text(self, key: str) -> str:
        """Return a value as text, empty if it is not there."""
        return str(self.values.get(key, ""))


@dataclass(frozen=True, slots=True)
class Forum:
    """One file: its name in messages, the forum's id (the file's name) and all entries."""

    file: str
    id: str
    entry: Entry
    entries: tuple[Entry, ...]

    def of(self, kind: str) -> list[Entry]:
        """Return the entries of one kind, in the file's order."""
        return [each for each in self.entries if each.kind == kind]


def folder() -> Path:
    """Return where the curated files on minilaterals lie."""
    return data_folder() / "curated" / "minilaterals"


def read_folder(where: Path) -> tuple[list[Forum], list[Problem]]:
    """Read every forum file of a folder; a file that is no TOML is left out and said."""
    forums: list[Forum] = []
    problems: list[Problem] = []
    for path in sorted(where.glob("*.toml")):
        try:
            forums.append(read_file(path))
        except BrokenPromise as broken:
            problems += [each for each in broken.problems if isinstance(each, Problem)]
    return forums, problems


def read_file(path: Path) -> Forum:
    """Read one forum file.

    Raises
    ------
    BrokenPromise
        If it is not UTF-8, or no TOML (an impossible date is none), with the line, key and value.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise BrokenPromise(
            name, [Problem(name, None, None, None, f"not UTF-8 ({error}); save it as UTF-8.")]
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenPromise(name, [_unreadable(name, path.read_text(encoding="utf-8"), str(error))]) from error
    own = {key: value for key, value in raw.items() if key not in KINDS}
    return Forum(name, path.stem, Entry("forum", 1, own), tuple(_entries(raw, text)))


def _entries(raw: Mapping[str, Any], text: str) -> Iterator[Entry]:
    begins: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for line, content in enumerate(text.splitlines(), start=1):
        found = HEADER.match(content)
        if found and found[1] in begins:
            begins[found[1]].append(line)
    for kind in KINDS:
        given = raw.get(kind, [])
        for place, values in enumerate(given if isinstance(given, list) else [given]):
            line = begins[kind][place] if place < len(begins[kind]) else 1
            yield Entry(kind, line, values if isinstance(values, dict) else {"(not a table)": values})


def _unreadable(name: str, text: str, error: str) -> Problem:
    found = AT_LINE.search(error)
    line = int(found[1]) if found else None
    content = text.splitlines()[line - 1] if line and line <= len(text.splitlines()) else ""
    key, is_pair, value = (part.strip() for part in content.partition("="))
    cure = f"this cannot be read ({error}); write text in quotes and dates of the calendar as YYYY-MM-DD."
    return Problem(name, line, key if is_pair else None, value if is_pair else None, cure)
