"""How to cite a table: us with the version, and the sources behind its rows. The one place where citations are made."""

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from entente.release.stored import Release, is_draft, open_release

PROJECT = "Entente project"
TITLE = "Entente: does cooperation between states on one issue survive their disagreement on others?"
DATA_LICENSE = "CC-BY-4.0"
KEYWORDS = ("international relations", "alliances", "sanctions", "trade", "non-inferiority")
DRAFT = "This is a draft: it may still change and is not to be cited."
CITE = "If you use Entente, cite it with these data; `entente cite <table>` also names the sources behind a table."
DRAFTS = "The software may be cited as here. Data of versions 0.x are drafts: they may change and are not to be cited."


def cite(table: str, version: str | None = None) -> str:
    """Return our citation of a table, then its sources' own, one a line.

    Parameters
    ----------
    table : str
        Name of a table of the release.
    version : str, optional
        The release; by default the newest. A draft (0.x) says that it is one. No identifier is ever made up: a
        DOI stands here only once the owner has one.

    Raises
    ------
    UnknownName
        If there is no such release, or no such table in it.
    """
    release = open_release(version)
    stored = release.table(table)
    lines = [_ours(stored.schema.title, release, stored.sha256)]
    used = source_ids(table, release)
    if used:
        sources = release.table("sources").read()
        lines += ["", "Its sources:", *sources.loc[sources["source_id"].isin(used), "citation"]]
    return "\n".join(lines)


def cite_release(version: str | None = None) -> str:
    """Return our citation of a release as a whole, with the hash of its descriptor, which names each table's; one line.

    Raises
    ------
    UnknownName
        If there is no such release.
    """
    release = open_release(version)
    return _ours("Entente data", release, hashlib.sha256(release.path.read_bytes()).hexdigest())


def _ours(title: str, release: Release, sha256: str) -> str:
    when = "draft" if release.draft else str(date.fromisoformat(release.raw["released_on"]).year)
    ours = f"{PROJECT} ({when}). {title}, version {release.version}. sha256 {sha256[:12]}."
    return f"{ours} {DRAFT}" if release.draft else ours


def source_ids(table: str, release: Release) -> set[str]:
    """Return the sources of a table's rows; of a table that only details another, that one's."""
    stored = release.table(table)
    if "source_id" in stored.schema.columns:
        return set(stored.read()["source_id"].dropna())
    parents = {
        each.resource
        for key in stored.schema.foreign_keys
        for each in key.references
        if each.resource in release.tables and set(release.table(each.resource).schema.primary_key) == set(key.fields)
    }
    return set().union(*(source_ids(parent, release) for parent in sorted(parents - {table})))


def citation_cff(pyproject: Path, released_on: date | None = None) -> str:
    """Return the text of `CITATION.cff`: version, author, abstract and licence from pyproject."""
    project: Mapping[str, Any] = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    version = project["version"]
    lines = [
        "cff-version: 1.2.0",
        f'message: "{DRAFTS if is_draft(version) else CITE}"',
        "type: software",
        f'title: "{TITLE}"',
        f'abstract: "{project["description"]}"',
        "authors:",
        *(f'  - name: "{author["name"]}"' for author in project["authors"]),
        f"version: {version}",
        *([f"date-released: {released_on.isoformat()}"] if released_on else []),
        f"license: {project['license']}",  # of the software; a list would mean: either of them
        "keywords:",
        *(f"  - {word}" for word in KEYWORDS),
    ]
    return "\n".join(lines) + "\n"


def owners_to_ask(release: Release) -> pd.DataFrame:
    """Return the sources whose owners must be asked before a public deposit (`release_use` is ask)."""
    sources = release.table("sources").read()
    return sources[sources["release_use"] == "ask"].reset_index(drop=True)
