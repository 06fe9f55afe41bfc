"""Frames to a release: canonical files, stored once by their hash, and a descriptor that names them."""

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from entente.errors import BrokenPromise, PublishedRelease
from entente.folders import data_folder
from entente.release.checks import check_tables
from entente.release.stored import is_draft, open_release, releases
from entente.tables.schema import Schema, load_schema
from entente.tables.store import canonical, to_bytes

SOURCE = {"title": "title", "version": "version", "path": "url"}  # the descriptor's word: our column
MEDIATYPE = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def write(
    frames: Mapping[str, pd.DataFrame], version: str, data: Path | None = None, released_on: date | None = None
) -> Path:
    """Check tables, and write them as one release.

    Parameters
    ----------
    frames : mapping of table name to DataFrame
        Every table of the release.
    version : str
        Three numbers. 0.x are drafts, which may be written again until they are tagged.
    data : Path, optional
        The data folder; by default the one found.
    released_on : date, optional
        Day of publication; needed from 1.0.0 on.

    Returns
    -------
    Path
        The release's descriptor.

    Raises
    ------
    PublishedRelease
        If the version is published already (nothing changes), or a version from 1.0.0 on has no date.
    BrokenPromise
        If any table breaks what its descriptor promises; nothing is written.
    """
    data = data or data_folder()
    _may_write(version, data, released_on)
    schemas = {name: load_schema(name) for name in sorted(frames)}
    ready = {name: canonical(frames[name], schema) for name, schema in schemas.items()}
    problems = check_tables(ready, schemas)
    if problems:
        raise BrokenPromise(f"release {version}", problems)
    files: dict[Path, bytes] = {}
    resources = []
    for name, schema in schemas.items():
        content = to_bytes(ready[name], schema)
        resource = _resource(schema, content, len(ready[name]))
        resources.append(resource)
        files[data / "releases" / resource["path"]] = content
    descriptor = _descriptor(version, released_on, ready.get("sources"), resources)
    return _put(data, version, files, (json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n").encode())


def tagged(version: str, folder: Path) -> bool:
    """Say whether git has a tag of the version (`0.1.0` or `v0.1.0`); no where git or a repository is absent."""
    command = ["git", "-C", str(folder), "tag", "--list", version, f"v{version}"]
    try:
        return bool(subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip())
    except OSError:
        return False


def _may_write(version: str, data: Path, released_on: date | None) -> None:
    draft, there = is_draft(version), version in releases(data)
    if there and not draft:
        raise PublishedRelease(version, "it is there already")
    if there and tagged(version, data):
        raise PublishedRelease(version, "it is tagged")
    if not draft and released_on is None:
        raise PublishedRelease(version, "no day of publication is given (released_on)")


def _resource(schema: Schema, content: bytes, rows: int) -> dict[str, Any]:
    digest, form = hashlib.sha256(content).hexdigest(), schema.storage
    place = {
        "path": f"tables/{schema.name}-{digest[:12]}.{form}",
        "format": form,
        "mediatype": MEDIATYPE[form],
        "encoding": "utf-8",
        "rows": rows,
        "bytes": len(content),
        "hash": f"sha256:{digest}",
    }
    described = {key: value for key, value in schema.raw.items() if key not in {"schema", *place}}
    return {**described, **place, "schema": schema.raw["schema"]}


def _descriptor(
    version: str, released_on: date | None, sources: pd.DataFrame | None, resources: list[dict[str, Any]]
) -> dict[str, Any]:
    draft = is_draft(version)
    listed = [] if sources is None else sources.astype(object).where(sources.notna(), None).to_dict("records")
    return {
        "name": "entente",
        "title": f"Entente data, version {version}" + (" (draft)" if draft else ""),
        "version": version,
        "description": "Draft: may change, not to be cited." if draft else "Published: never changes.",
        "released_on": released_on.isoformat() if released_on else None,
        "made_with": {"python": platform.python_version(), "pandas": pd.__version__, "pyarrow": pa.__version__},
        "sources": [
            {key: each[column] for key, column in SOURCE.items() if each[column] is not None} for each in listed
        ],
        "resources": resources,
    }


def _put(data: Path, version: str, files: Mapping[Path, bytes], descriptor: bytes) -> Path:
    """Write beside, then rename, the descriptor last; a failure removes what it had begun."""
    target = data / "releases" / f"datapackage-{version}.json"
    before = set(_files_of(data, [version])) if version in releases(data) else set()
    begun = [path for path in files if not path.exists()]
    try:
        for path, content in files.items():
            if not path.exists() or path.read_bytes() != content:
                replace(path, content)
        replace(target, descriptor)
    except BaseException:
        for path in begun:
            path.unlink(missing_ok=True)
        raise
    for path in before - set(_files_of(data, releases(data))):
        path.unlink(missing_ok=True)  # a draft's own file that no version names any more
    return target


def _files_of(data: Path, versions: list[str]) -> list[Path]:
    return [table.path for version in versions for table in open_release(version, data).tables.values()]


def replace(path: Path, content: bytes) -> None:
    """Write a file so that at any moment either the old or the whole new content is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)  # noqa: PTH105
    finally:
        beside.unlink(missing_ok=True)
