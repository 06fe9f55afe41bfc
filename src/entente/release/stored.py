"""Releases as they lie on disk: `releases/datapackage-<version>.json` beside `releases/tables/`."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from entente.errors import BrokenPromise, UnknownName
from entente.folders import data_folder
from entente.tables.problem import Problem
from entente.tables.schema import Schema, parse_schema
from entente.tables.store import read_table

RESTORE = "restore the file from version control, or build the release again"
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


@dataclass(frozen=True, slots=True)
class StoredTable:
    """One table of a release: what the release says of its file, and what the file promised when it was written."""

    name: str
    schema: Schema
    path: Path
    rows: int
    bytes: int
    sha256: str

    def read(self) -> pd.DataFrame:
        """Return the typed frame; raises `BrokenPromise` if the file is gone."""
        if not self.path.is_file():
            raise BrokenPromise(
                self.name, [Problem(self.path.name, None, None, None, f"the file is missing; {RESTORE}.")]
            )
        return read_table(self.path, self.schema)


@dataclass(frozen=True, slots=True)
class Release:
    """One version: its descriptor as read, and its tables by name."""

    version: str
    path: Path
    tables: Mapping[str, StoredTable]
    raw: Mapping[str, Any]

    @property
    def draft(self) -> bool:
        """Whether it may still change, and is not to be cited."""
        return is_draft(self.version)

    def table(self, name: str) -> StoredTable:
        """Return one table; raises `UnknownName`."""
        if name not in self.tables:
            raise UnknownName(f"table in release {self.version}", name, sorted(self.tables))
        return self.tables[name]


def order(version: str) -> tuple[int, ...]:
    """Return a version's place among versions; raises `UnknownName` for what is no version."""
    if not VERSION.fullmatch(version):
        raise UnknownName("version (three numbers, as in 1.2.0)", version, releases())
    return tuple(int(part) for part in version.split("."))


def is_draft(version: str) -> bool:
    """Versions 0.x are drafts: they may change until tagged, and are not to be cited."""
    return order(version)[0] == 0


def releases(data: Path | None = None) -> list[str]:
    """List the versions on disk, the oldest first."""
    found = ((data or data_folder()) / "releases").glob("datapackage-*.json")
    names = (path.stem.removeprefix("datapackage-") for path in found)
    return sorted(
        (name for name in names if VERSION.fullmatch(name)), key=lambda name: tuple(map(int, name.split(".")))
    )


def open_release(version: str | None = None, data: Path | None = None) -> Release:
    """Read a release's descriptor, by default the newest version's.

    Raises
    ------
    UnknownName
        If there is no such version.
    BrokenPromise
        If its descriptor is damaged.
    """
    data = data or data_folder()
    known = releases(data)
    wanted = version or (known[-1] if known else "(newest)")
    if wanted not in known:
        raise UnknownName("release", wanted, known)
    path = data / "releases" / f"datapackage-{wanted}.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        tables = {resource["name"]: _stored(path.parent, resource) for resource in raw["resources"]}
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # not JSON, or not what we write
        cure = f"this is no descriptor of a release ({type(error).__name__}: {error}); {RESTORE}."
        raise BrokenPromise(f"release {wanted}", [Problem(path.name, None, None, None, cure)]) from error
    return Release(wanted, path, tables, raw)


def _stored(folder: Path, resource: Mapping[str, Any]) -> StoredTable:
    return StoredTable(
        name=resource["name"],
        schema=parse_schema(resource),
        path=folder / resource["path"],
        rows=resource["rows"],
        bytes=resource["bytes"],
        sha256=resource["hash"].removeprefix("sha256:"),
    )
