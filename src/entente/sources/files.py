"""The raw sources' files: which there should be (`data/sources.toml`), where they are, whether they are those meant."""

import hashlib
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from entente.errors import BadSpec, ChangedSource, MissingSource, UnknownName
from entente.folders import data_folder

KNOWN = {"id", "title", "version", "url", "release_use", "terms", "citation", "note", "file"}
NEEDED = ("id", "title", "release_use", "terms", "citation")
FETCH = "Run `entente sources fetch`, or place it there by hand (data/sources.toml has the address)."


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file: its path below the folder of sources, its hash, and where it can be downloaded, if anywhere."""

    path: str
    sha256: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of `data/sources.toml`."""

    id: str
    title: str
    version: str | None
    url: str | None
    release_use: str
    terms: str
    citation: str
    files: tuple[SourceFile, ...]


def declared() -> dict[str, Source]:
    """Read `data/sources.toml`: source id -> Source; raises `BadSpec` for what is not usable."""
    where = data_folder() / "sources.toml"
    try:
        entries = tomllib.loads(where.read_text(encoding="utf-8")).get("source", []) if where.is_file() else []
    except ValueError as error:  # not TOML, or not UTF-8
        raise BadSpec(where, "its text", str(error), "this is no TOML; correct it.") from error
    found: dict[str, Source] = {}
    for entry in entries:
        source = _source(where, entry)
        if source.id in found:
            raise BadSpec(where, "id", source.id, "this source stands twice; keep one entry.")
        found[source.id] = source
    return found


def _source(where: Path, entry: Mapping[str, Any]) -> Source:
    name = entry.get("id", "(no id)")
    for key in NEEDED:
        if not entry.get(key):
            raise BadSpec(where, f"[[source]] {name}: {key}", None, "is needed; state it.")
    for key in sorted(set(entry) - KNOWN):
        cure = f"unknown key; known are {', '.join(sorted(KNOWN))}."
        raise BadSpec(where, f"[[source]] {name}: {key}", entry[key], cure)
    listed = entry.get("file", [])  # our own coding is a source without files
    for file in listed:
        if not file.get("path") or len(file.get("sha256", "")) != 64:
            cure = "needs `path` and `sha256` (64 hexadecimal digits)."
            raise BadSpec(where, f"[[source.file]] of {name}", file, cure)
    return Source(
        id=name,
        title=entry["title"],
        version=entry.get("version"),
        url=entry.get("url"),
        release_use=entry["release_use"],
        terms=entry["terms"],
        citation=entry["citation"],
        files=tuple(SourceFile(each["path"], each["sha256"], each.get("url")) for each in listed),
    )


def folder() -> Path | None:
    """Return the folder that `ENTENTE_SOURCES` names; None if it is unset or empty (no sources at hand)."""
    named = os.environ.get("ENTENTE_SOURCES")
    return Path(named).expanduser() if named else None


def path(name: str) -> Path:
    """Return where a source file is; its hash is checked once a process.

    Parameters
    ----------
    name : str
        Path below the folder of sources, as in `data/sources.toml`: ``"ties_v4.1/TIESv4-1.xls"``.

    Raises
    ------
    MissingSource
        If no folder of sources is named, or the file is not in it.
    ChangedSource
        If the file has another hash than stated.
    UnknownName
        If `data/sources.toml` does not list the file.
    """
    known = {file.path: file for source in declared().values() for file in source.files}
    if name not in known:
        raise UnknownName("source file in data/sources.toml", name, sorted(known))
    root = folder()
    if root is None:
        raise MissingSource(name, "Name the folder of raw sources in ENTENTE_SOURCES.")
    full = root / name
    if not full.is_file():
        raise MissingSource(full, FETCH)
    found = _sha256_once(full.resolve())
    if found != known[name].sha256:
        raise ChangedSource(full, known[name].sha256, found)
    return full


def verify(ids: Iterable[str] | None = None) -> dict[str, str]:
    """Say of every stated file (of the given sources) whether it is ``there``, ``missing`` or ``different``."""
    sources = declared()
    wanted = list(sources) if ids is None else list(ids)
    for name in wanted:
        if name not in sources:
            raise UnknownName("source in data/sources.toml", name, sorted(sources))
    root = folder()
    return {file.path: _status(root, file) for name in wanted for file in sources[name].files}


def _status(root: Path | None, file: SourceFile) -> str:
    if root is None or not (root / file.path).is_file():
        return "missing"
    return "there" if sha256(root / file.path) == file.sha256 else "different"


def sha256(file: Path) -> str:
    """Hash a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


_sha256_once = cache(sha256)
