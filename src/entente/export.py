"""A table as a file for another program: CSV, Parquet or Stata."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from entente.errors import UnknownName
from entente.read import load
from entente.release.stored import open_release
from entente.tables.schema import Schema
from entente.tables.store import to_bytes

SUFFIXES = {"csv": "csv", "parquet": "parquet", "stata": "dta"}
STATA_LABEL = 80  # longest label of a variable or of the data


def export(table: str, into: Path, form: str = "csv", version: str | None = None, local: bool = False) -> Path:
    """Write a table into a folder, under its plain name.

    Parameters
    ----------
    table : str
        Its name, as in ``"divergences"``.
    into : Path
        The folder; it is made if need be.
    form : {"csv", "parquet", "stata"}
        CSV and Parquet as in a release. Stata 14 and later: days become Stata dates, yes and no 1 and 0, missing text
        empty, and each variable is labelled with its meaning.
    version : str, optional
        The release; by default the newest.
    local : bool
        Whether a user's own rows follow.

    Raises
    ------
    UnknownName
        If there is no such form, release or table.
    """
    if form not in SUFFIXES:
        raise UnknownName("format", form, sorted(SUFFIXES))
    schema, frame = open_release(version).table(table).schema, load(table, version, local)
    path = into / f"{table}.{SUFFIXES[form]}"
    into.mkdir(parents=True, exist_ok=True)
    if form == "stata":
        _write_stata(frame, schema, path)
    else:
        path.write_bytes(to_bytes(frame, replace(schema, storage=form)))
    return path


def _write_stata(frame: pd.DataFrame, schema: Schema, path: Path) -> None:
    kinds = {field.name: field.type for field in schema.fields}
    days = [name for name, kind in kinds.items() if kind == "date"]
    frame.assign(**{name: _for_stata(frame[name], kind) for name, kind in kinds.items()}).to_stata(
        path,
        write_index=False,
        version=118,  # from Stata 14 on: text in UTF-8
        convert_dates=dict.fromkeys(days, "td"),
        data_label=schema.title[:STATA_LABEL],
        variable_labels={field.name: field.description[:STATA_LABEL] for field in schema.fields},
    )


def _for_stata(values: pd.Series, kind: str) -> pd.Series:
    if kind == "string":
        return values.astype(object).where(values.notna(), "")  # a column that is empty throughout has no type there
    if kind == "date":
        return values.astype("datetime64[ns]")
    if kind == "boolean":
        return values.astype("Int8").astype("Float64").astype("float64")
    return values.astype("int64" if kind == "integer" and values.notna().all() else "float64")
