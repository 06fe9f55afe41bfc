"""A release as one deposits it: a folder with plain names, and a note on terms and on whom to ask first."""

import json
import shutil
from pathlib import Path

import pandas as pd

from entente.errors import BrokenPromise
from entente.release.cite import DRAFT, PROJECT, owners_to_ask
from entente.release.stored import Release, open_release
from entente.release.verify import verify


def pack(into: Path, version: str | None = None) -> Path:
    """Write `entente-<version>/` into a folder: tables under plain names, `datapackage.json`, `README.md`.

    Raises
    ------
    BrokenPromise
        If the release is not whole; nothing is written.
    FileExistsError
        If the folder is there already.
    """
    release = open_release(version)
    problems = verify(release.version)
    if problems:
        raise BrokenPromise(f"release {release.version}", problems)
    target, beside = into / f"entente-{release.version}", into / f".entente-{release.version}.part"
    if target.exists():
        raise FileExistsError(f"{target}: this folder is there already; remove it, or pack into another.")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    resources = []
    for resource in release.raw["resources"]:
        plain = f"{resource['name']}.{resource['format']}"
        shutil.copyfile(release.table(resource["name"]).path, beside / plain)
        resources.append({**resource, "path": plain})
    descriptor = {**release.raw, "resources": resources}
    text = json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n"
    (beside / "datapackage.json").write_text(text, encoding="utf-8")
    (beside / "README.md").write_text(readme(release), encoding="utf-8")
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
        "Columns, units and keys of each stand in `datapackage.json`.",
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
