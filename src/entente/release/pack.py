"""A release as one deposits it: a folder with plain names, and a note on terms and on whom to ask first."""

import json
import shutil
from pathlib import Path

import pandas as pd

from entente.errors import BrokenPromise, EntenteError
from entente.release.cite import DATA_LICENSE, DRAFT, PROJECT, cite_release, owners_to_ask
from entente.release.stored import Release, open_release
from entente.release.verify import verify

LICENSE_PATH = "https://creativecommons.org/licenses/by/4.0/"
LICENSE = {"name": DATA_LICENSE, "path": LICENSE_PATH, "title": "Creative Commons Attribution 4.0"}
OTHERS = (
    "What other people made stays theirs: each source's terms stand below and in the table `sources` (`terms`, "
    "`citation`, `release_use`)."
)
HOW_TO_READ = (
    "Each table is a plain file: CSV in UTF-8 with a header, or Parquet; read it with whatever reads such files. "
    "Columns, types, units and keys stand in `datapackage.json` (a Frictionless data package). An empty field is "
    "missing; dates are `YYYY-MM-DD`, with their precision beside them. `entente.load` reads the folder `data/` of the "
    "repository, not this one."
)


def pack(into: Path, version: str | None = None) -> Path:
    """Write `entente-<version>/` into a folder: tables under plain names, `datapackage.json`, `README.md`, the licence.

    Raises
    ------
    BrokenPromise
        If the release is not whole; nothing is written.
    EntenteError
        If the folder is there already.
    """
    release = open_release(version)
    problems = verify(release.version)
    if problems:
        raise BrokenPromise(f"release {release.version}", problems)
    target, beside = into / f"entente-{release.version}", into / f".entente-{release.version}.part"
    if target.exists():
        raise EntenteError(f"{target}: this folder is there already; remove it, or pack into another.")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    resources = []
    for resource in release.raw["resources"]:
        plain = f"{resource['name']}.{resource['format']}"
        shutil.copyfile(release.table(resource["name"]).path, beside / plain)
        resources.append({**resource, "path": plain})
    descriptor = {**release.raw, "licenses": [LICENSE], "resources": resources}
    text = json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n"
    (beside / "datapackage.json").write_text(text, encoding="utf-8")
    (beside / "README.md").write_text(readme(release), encoding="utf-8")
    (beside / "LICENSE").write_text(license_text(), encoding="utf-8")
    return beside.rename(target)


def readme(release: Release) -> str:
    """Return the note of a deposit: what it is, its tables, each source's terms, the owners to ask."""
    sources = release.table("sources").read()
    ask = owners_to_ask(release)
    status = DRAFT if release.draft else f"Published on {release.raw['released_on']}; this version never changes."
    lines = [
        f"# Entente data, version {release.version}",
        "",
        f"{PROJECT}. {status}",
        "",
        "## Tables",
        "",
        "| table | rows | what it holds |",
        "| --- | --- | --- |",
        *(f"| {name} | {table.rows} | {_cell(table.schema.description)} |" for name, table in release.tables.items()),
        "",
        "## How to read them",
        "",
        HOW_TO_READ,
        "",
        "## Licence and citation",
        "",
        f"Our own data: Creative Commons Attribution 4.0 (CC BY 4.0, {LICENSE_PATH}); see `LICENSE`. {OTHERS}",
        "",
        f"Cite: {cite_release(release.version)}",
        "",
        "## Before a public deposit: ask these owners",
        "",
        *(_asks(ask) if len(ask) else ["No source needs to be asked."]),
        "",
        "## Terms of the sources",
        "",
        "| source | version | what of it is here | terms | cite |",
        "| --- | --- | --- | --- | --- |",
        *(_source_line(row) for _, row in sources.iterrows()),
    ]
    return "\n".join(lines) + "\n"


def license_text() -> str:
    """Return the licence of our own data as a deposit carries it."""
    ours = (
        f"Data of the {PROJECT}, as far as they are ours: Creative Commons Attribution 4.0 International (CC BY 4.0)."
    )
    return f"{ours}\n\nLicense text: {LICENSE_PATH}legalcode\n\n{OTHERS}\n"


def _asks(ask: pd.DataFrame) -> list[str]:
    return [f"- {row['title']}: {row['url'] if pd.notna(row['url']) else 'no address'}" for _, row in ask.iterrows()]


def _source_line(row: "pd.Series[str]") -> str:
    use = {
        "rows": "rows",
        "derived": "figures that our rules derived",
        "ask": "figures that our rules derived; ask first",
        "checks": "nothing (checks only)",
    }
    cells = (row["title"], row["version"], use[row["release_use"]], row["terms"], row["citation"])
    return f"| {' | '.join('' if pd.isna(cell) else _cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
