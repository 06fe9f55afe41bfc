"""From text, or from what a builder made, to the types that a descriptor promises."""

import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from entente.errors import BrokenPromise
from entente.tables.problem import Problem
from entente.tables.schema import Field, Schema

DTYPES: dict[str, Any] = {
    "string": "str",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}
WANTED = {
    "string": "this is not text; write text.",
    "integer": "this is not a whole number; write digits only.",
    "number": "this is not a finite number; write digits, with a point before decimals.",
    "boolean": "this is neither true nor false; write true or false.",
    "date": "this is no date of the calendar; write YYYY-MM-DD (of a month or year: its first day).",
}
FOREIGN = "these digits are not those from 0 to 9, so the value is not read; write {}."  # \\d would take them
TRUTH = {
    "true": True,
    "True": True,
    "TRUE": True,
    "1": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "0": False,
}
LINE = "line"  # name of an index that holds the rows' lines in a file

Mask = pd.Series  # of bool, aligned with the column


def row_numbers(frame: pd.DataFrame) -> np.ndarray:
    """Return each row's 1-based line: read from the file, or as a CSV of the frame would have it."""
    if frame.index.name == LINE:
        return frame.index.to_numpy()
    return np.arange(2, len(frame) + 2)


def parse(values: pd.Series, field: Field) -> tuple[pd.Series, Mask]:
    """Return a column in its promised dtype, and which values could not be turned into it (missing there)."""
    if values.dtype == object or isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object).infer_objects()
    if isinstance(values.dtype, pd.StringDtype):
        values = values.mask((values == "").fillna(False))
    if values.isna().all():
        return _empty(values, field), pd.Series(False, index=values.index)
    typed = PARSERS[field.type](values)
    return typed, values.notna() & typed.isna()


def typed(frame: pd.DataFrame, schema: Schema, file: str | None = None) -> pd.DataFrame:
    """Return the schema's columns, in its order and types; raises `BrokenPromise` where that is impossible."""
    name = file or schema.name
    problems = [
        Problem(name, None, column, None, "this column is missing; add it.")
        for column in schema.columns
        if column not in frame.columns
    ]
    columns: dict[str, pd.Series] = {}
    for field in schema.fields:
        if field.name in frame.columns:
            columns[field.name], bad = parse(frame[field.name], field)
            problems += bad_values(frame, field, bad, name)
    if problems:
        raise BrokenPromise(name, problems)
    return pd.DataFrame(columns, index=frame.index)


def bad_values(frame: pd.DataFrame, field: Field, bad: Mask, file: str) -> list[Problem]:
    """Say which values are of the wrong type."""
    places = np.flatnonzero(bad.to_numpy())
    rows, values = row_numbers(frame)[places], frame[field.name].iloc[places]
    return [
        Problem(file, int(row), field.name, str(value), *_cure(str(value), field))
        for row, value in zip(rows, values, strict=True)
    ]


def _cure(value: str, field: Field) -> tuple[str, str]:
    """Return what to do, and its kind: digits of another script are said to be so."""
    if not any(each.isdecimal() and not each.isascii() for each in value):
        return WANTED[field.type], WANTED[field.type]
    plain = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in value)
    return FOREIGN.format(plain), FOREIGN.format("digits from 0 to 9")


def _empty(values: pd.Series, field: Field) -> pd.Series:
    return pd.Series([None] * len(values), index=values.index, name=values.name, dtype=object).astype(
        DTYPES[field.type]
    )


def _string(values: pd.Series) -> pd.Series:
    if isinstance(values.dtype, pd.StringDtype):
        return values.astype("str")
    held = values.astype(object)
    return held.where(held.map(lambda value: isinstance(value, str))).astype("str")


def _number(values: pd.Series) -> pd.Series:
    if pd.api.types.is_bool_dtype(values.dtype):
        return pd.Series(np.nan, index=values.index)
    if not pd.api.types.is_numeric_dtype(values.dtype):
        text = values.astype("str")
        values = text.where(text.str.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?").fillna(False))
    numbers = pd.to_numeric(values, errors="coerce").astype("Float64").astype("float64")
    return numbers.where(np.isfinite(numbers))


def _integer(values: pd.Series) -> pd.Series:
    if pd.api.types.is_integer_dtype(values.dtype):
        return values.astype("Int64")
    if isinstance(values.dtype, pd.StringDtype):  # not by way of floats, which lose digits of long numbers
        whole = values.where(values.str.fullmatch(r"[+-]?[0-9]{1,18}").fillna(False))
        return pd.to_numeric(whole, errors="coerce", dtype_backend="numpy_nullable").astype("Int64")
    numbers = _number(values)
    return numbers.where(numbers % 1 == 0).astype("Int64")


def _boolean(values: pd.Series) -> pd.Series:
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.astype("boolean")
    if isinstance(values.dtype, pd.StringDtype):
        return values.map(TRUTH).astype("boolean")
    held = values.astype(object)
    return held.where(held.map(lambda value: isinstance(value, bool | np.bool_)), None).astype("boolean")


def _date(values: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_dtype(values.dtype):
        return values.where(values == values.dt.normalize()).astype("datetime64[s]")
    text = values.astype("str")
    iso = text.where(text.str.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fillna(False))
    return pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")


PARSERS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
}
