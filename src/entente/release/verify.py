"""Whether a release on disk is what its descriptor says."""

import hashlib
from pathlib import Path

import pandas as pd

from entente.release.checks import check_tables
from entente.release.stored import RESTORE, StoredTable, open_release
from entente.tables.problem import Problem


def verify(version: str | None = None, data: Path | None = None) -> list[Problem]:
    """Compare files with their hashes, sizes and row counts, and check every table and the keys between them.

    Returns
    -------
    list of Problem
        Empty if the release is whole. A table whose file is damaged is not read, and keys to it are then reported.
    """
    release = open_release(version, data)
    problems: list[Problem] = []
    frames: dict[str, pd.DataFrame] = {}
    for name, table in release.tables.items():
        found = _file_problems(table)
        problems += found
        if not found:
            frames[name] = table.read()
            if len(frames[name]) != table.rows:
                cure = f"the descriptor says {table.rows} rows; {RESTORE}."
                problems.append(Problem(table.path.name, None, "rows", str(len(frames[name])), cure))
    schemas = {name: table.schema for name, table in release.tables.items()}
    return problems + check_tables(frames, schemas)


def _file_problems(table: StoredTable) -> list[Problem]:
    name = table.path.name
    if not table.path.is_file():
        return [Problem(name, None, None, None, f"the file is missing; {RESTORE}.")]
    content = table.path.read_bytes()
    if len(content) != table.bytes:
        cure = f"the descriptor says {table.bytes} bytes; {RESTORE}."
        return [Problem(name, None, "bytes", str(len(content)), cure)]
    digest = hashlib.sha256(content).hexdigest()
    if digest != table.sha256:
        return [Problem(name, None, "sha256", digest, f"the descriptor says {table.sha256}; {RESTORE}.")]
    return []
