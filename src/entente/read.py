"""Load a table: the release, and what a user adds to it in `local/`."""

from pathlib import Path

import pandas as pd

from entente.errors import BrokenPromise, UnknownName
from entente.folders import data_folder
from entente.release.stored import Release, open_release
from entente.release.stored import releases as _releases
from entente.tables.check import check
from entente.tables.dtypes import LINE, parse, typed
from entente.tables.problem import Problem
from entente.tables.schema import Schema, schema_names
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
    if not local or table not in _local_files():
        return frame
    mine, problems = _local(table, release, frame)
    if problems:
        raise BrokenPromise(_name(table), problems)
    return pd.concat([frame, typed(mine, stored.schema)], ignore_index=True)


def local_tables() -> dict[str, tuple[Path, int]]:
    """Say which tables have local rows: table -> (file, rows).

    Raises
    ------
    UnknownName
        If a file in the folder is named after no table: its rows would be lost in silence.
    """
    return {table: (path, len(read_text(path, _name(table)))) for table, path in _local_files().items()}


def check_local(version: str | None = None) -> list[Problem]:
    """Check all local rows against a release; one list of all problems."""
    release = open_release(version)
    problems: list[Problem] = []
    for table in _local_files():
        problems += _local(table, release, release.table(table).read())[1]
    return problems


def _local_files() -> dict[str, Path]:
    folder = data_folder() / "local"
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name in NOT_TABLES or path.name.startswith(".") or path.name.endswith("~"):
            continue
        if path.suffix != ".csv" or path.stem not in schema_names():
            raise UnknownName("table for the local file", path.name, [f"{name}.csv" for name in schema_names()])
        found[path.stem] = path
    return found


def _local(table: str, release: Release, ours: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Return a table's local rows as text, optional columns filled, and what is wrong with them."""
    schema, name = release.table(table).schema, _name(table)
    try:
        mine = _filled(read_text(_local_files()[table], name), schema)
    except BrokenPromise as broken:
        return ours.iloc[:0], [each for each in broken.problems if isinstance(each, Problem)]
    wanted = {each.resource for key in schema.foreign_keys for each in key.references} & set(release.tables)
    others = {each: ours if each == table else _joined(each, release) for each in wanted}
    return mine, check(mine, schema, name, others) + _taken(mine, ours, schema, name, release.version)


def _filled(mine: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Add the columns that a local file may leave out, empty."""
    absent = [column for column in schema.local_optional if column not in mine]
    return mine.assign(**{column: pd.Series(None, index=mine.index, dtype="str") for column in absent})


def _joined(table: str, release: Release) -> pd.DataFrame:
    """Return release and local rows for keys to be found in, without a word on what is wrong with the latter."""
    stored = release.table(table)
    frame, path = stored.read(), _local_files().get(table)
    if path is None:
        return frame
    try:
        mine = read_text(path)
    except BrokenPromise:  # said when that table is loaded or checked
        return frame
    columns = {field.name: parse(mine[field.name], field)[0] for field in stored.schema.fields if field.name in mine}
    return pd.concat([frame, pd.DataFrame(columns)], ignore_index=True)


def _taken(mine: pd.DataFrame, ours: pd.DataFrame, schema: Schema, name: str, version: str) -> list[Problem]:
    """Report keys that the release already holds."""
    key = list(schema.primary_key)
    if any(column not in mine for column in key):
        return []
    parsed = pd.DataFrame({column: parse(mine[column], schema.field(column))[0] for column in key})
    both = parsed.reset_index().merge(ours[key], on=key, how="inner").sort_values(LINE)
    cure = f"release {version} holds this key; give your row a key of its own (a correction of ours is a report to us)."
    return [
        Problem(name, int(line), "|".join(key), "|".join(map(str, values)), cure)
        for line, *values in both.itertuples(index=False, name=None)
    ]


def _name(table: str) -> str:
    return f"data/local/{table}.csv"
