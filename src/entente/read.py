"""Load a table: the release, and what a user adds to it in `local/`."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from entente.errors import BrokenPromise, UnknownName
from entente.folders import data_folder
from entente.release.stored import Release, open_release
from entente.release.stored import releases as _releases
from entente.tables.check import check
from entente.tables.dtypes import parse, typed
from entente.tables.heirs import check_heirs
from entente.tables.own import check_against, check_covered
from entente.tables.problem import Problem
from entente.tables.schema import Schema, schema_names
from entente.tables.spells import check_overlap
from entente.tables.store import read_text

NOT_TABLES = {"README.md"}


def releases() -> list[str]:
    """List the versions at hand, the oldest first."""
    return _releases()


def load(table: str, version: str | None = None, local: bool = True) -> pd.DataFrame:
    """Return a typed table.

    Parameters
    ----------
    table : str
        Its name, as in ``"divergences"``.
    version : str, optional
        The release; by default the newest.
    local : bool
        Whether a user's own rows (``data/local/<table>.csv``) follow the release's.

    Raises
    ------
    UnknownName
        If there is no such release, or no such table in it.
    BrokenPromise
        If local rows break what the table promises, with every problem at once.
    """
    release = open_release(version)
    stored = release.table(table)
    frame = stored.read()
    if not local or table not in local_files():
        return frame
    mine, problems = _local(table, release, frame)
    if problems:
        raise BrokenPromise(_name(table), problems)
    return pd.concat([frame, typed(mine, stored.schema)], ignore_index=True)


def local_files(data: Path | None = None) -> dict[str, Path]:
    """List the files of a user's own rows: table -> file, whatever is in it.

    The one rule of what a local file is: the note that lies there, hidden files and what editors leave are none.

    Parameters
    ----------
    data : Path, optional
        The data folder, `data_folder` unless stated.

    Raises
    ------
    UnknownName
        If a file in the folder is named after no table: its rows would be lost in silence.
    """
    folder = (data or data_folder()) / "local"
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name in NOT_TABLES or path.name.startswith(".") or path.name.endswith("~"):
            continue
        if path.suffix != ".csv" or path.stem not in schema_names():
            raise UnknownName("table for the local file", path.name, [f"{name}.csv" for name in schema_names()])
        found[path.stem] = path
    return found


def local_tables(among: Collection[str] | None = None, data: Path | None = None) -> dict[str, tuple[Path, int]]:
    """Say which tables have local rows: table -> (file, rows); a file without a row counts as none.

    Parameters
    ----------
    among : collection of str, optional
        The tables that are asked about; by default all.
    data : Path, optional
        The data folder, `data_folder` unless stated.

    Raises
    ------
    UnknownName
        As `local_files`.
    BrokenPromise
        If a file cannot be read.
    """
    asked = {table: path for table, path in local_files(data).items() if among is None or table in among}
    counted = {table: (path, len(read_text(path, _name(table)))) for table, path in asked.items()}
    return {table: (path, rows) for table, (path, rows) in counted.items() if rows}


def check_local(version: str | None = None) -> list[Problem]:
    """Check all local files against a release; one list of all problems, those of files that cannot be used first."""
    files = local_files()
    if not files:
        return []
    release = open_release(version)
    problems: list[Problem] = []
    for table in sorted(files, key=lambda table: _shaped(table, release) is not None):
        problems += _local(table, release, release.table(table).read())[1]
    return problems


def _local(table: str, release: Release, ours: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Return a table's local rows as text, optional columns filled, and what is wrong with them."""
    schema, name = release.table(table).schema, _name(table)
    try:
        mine = _filled(read_text(local_files()[table], name, schema), schema)
    except BrokenPromise as broken:
        return ours.iloc[:0], [each for each in broken.problems if isinstance(each, Problem)]
    wanted = {each.resource for key in schema.foreign_keys for each in key.references} & set(release.tables)
    joined = {each: ours if each == table else _joined(each, release) for each in wanted}
    others = {each: frame for each, frame in joined.items() if frame is not None}  # no key is sought in the others
    found = check(mine, schema, name, others) + check_against(mine, schema, name, ours, release.version)
    found += check_overlap(mine, schema, name, ours, release.version)
    if table == "successions" and "states" in others and not _broken("states", release):
        named = {each.row for each in found}
        found += [each for each in check_heirs(mine, schema, name, ours, others["states"]) if each.row not in named]
    if schema.local_covered is not None:
        found += check_covered(mine, schema, name, _covered(table, release))
    return mine, found


def _filled(mine: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Add the columns that a local file may leave out, empty."""
    absent = [column for column in schema.local_optional if column not in mine]
    return mine.assign(**{column: pd.Series(None, index=mine.index, dtype="str") for column in absent})


def _joined(table: str, release: Release) -> pd.DataFrame | None:
    """Return release and local rows for keys to be found in; None if the local ones have no shape to be sought in.

    What is wrong with them is said when that table is loaded or checked, and nothing here on what follows from it.
    """
    stored = release.table(table)
    if table not in local_files():
        return stored.read()
    mine = _shaped(table, release)
    if mine is None:
        return None
    columns = {field.name: parse(mine[field.name], field)[0] for field in stored.schema.fields}
    return pd.concat([stored.read(), pd.DataFrame(columns)], ignore_index=True)


def _broken(table: str, release: Release) -> bool:
    """Say whether local rows of a table have values that cannot be read: what follows from them is not to be said."""
    mine = _shaped(table, release) if table in local_files() else None
    schema = release.table(table).schema
    return mine is not None and bool(check(mine, schema, _name(table), {}))


def _shaped(table: str, release: Release) -> pd.DataFrame | None:
    """Return a table's local rows as text; None if they cannot be read or a column is missing."""
    schema = release.table(table).schema
    try:
        return _filled(read_text(local_files()[table], schema=schema), schema)
    except BrokenPromise:
        return None


def _covered(table: str, release: Release) -> pd.DataFrame:
    """Return the stretches of a table's coverage."""
    rows = release.table("coverage").read()
    return rows[rows["table"].eq(table) & rows["scope"].eq("all") & rows["kind"].eq("covered")]


def _name(table: str) -> str:
    return f"data/local/{table}.csv"
