"""Does a table keep what its descriptor promises? Vectorised: only broken rows are looked at one by one."""

from collections.abc import Mapping

import pandas as pd

from entente.tables.dates import check_order, check_precision, check_spells, check_standing
from entente.tables.header import check_columns
from entente.tables.keys import check_distinct, check_foreign_key, check_key
from entente.tables.look import Look
from entente.tables.problem import Problem
from entente.tables.schema import Field, Schema

LOCAL = "data/local/"  # where a user's own files lie


def check(
    frame: pd.DataFrame, schema: Schema, file: str | None = None, others: Mapping[str, pd.DataFrame] | None = None
) -> list[Problem]:
    """Say everything that is wrong with a table.

    Parameters
    ----------
    frame : DataFrame
        The table, typed or as text (`read_text`); rows are named by their line in a file.
    schema : Schema
        What it promises.
    file : str, optional
        The file's name in messages; by default the table's. Below ``data/local/`` it is a user's own: then dates must
        also stand in their order, and what is named must have been there on the day.
    others : mapping of table name to DataFrame, optional
        Typed tables that foreign keys point to. A key to a table that is not given is not looked at; a table
        may point to itself.

    Returns
    -------
    list of Problem
        Empty if all promises are kept.
    """
    look = Look(frame, schema, file or schema.name)
    look.problems += check_columns(list(map(str, frame.columns)), schema, look.file, schema.columns)
    for each in schema.fields:
        if look.has(each.name):
            _constraints(look, each)
            check_precision(look, each)
    check_spells(look)
    check_distinct(look)
    own = look.file.startswith(LOCAL)
    check_key(look, (own and schema.local_once) or schema.primary_key)
    for key in schema.foreign_keys:
        check_foreign_key(look, key, others or {})
    if own:  # sources date roughly, and break these rules here and there; a user need not
        check_order(look)
        check_standing(look, others or {})
    return sorted(look.problems, key=lambda problem: problem.row or 0)


def _constraints(look: Look, each: Field) -> None:
    values, column = look.typed[each.name], (each.name,)
    held = values.notna()
    if each.required:
        look.report(~held & ~look.bad[each.name], column, "this value is required; fill it in.")
    if each.enum:
        look.report(held & ~values.isin(each.enum), column, f"not allowed; write one of {', '.join(each.enum)}.")
    if each.pattern:
        words = pd.Series(values.dropna().unique(), dtype="str")
        fits = words[words.str.fullmatch(each.pattern)]
        look.report(held & ~values.isin(fits), column, f"write it in the form {each.pattern}.")
    if each.minimum is not None:
        low = (values < _limit(each.minimum, each)).fillna(False)
        look.report(low, column, f"below the least allowed value, {each.minimum}; correct it.")
    if each.maximum is not None:
        high = (values > _limit(each.maximum, each)).fillna(False)
        look.report(high, column, f"above the greatest allowed value, {each.maximum}; correct it.")
    if each.unique:
        look.report(held & values.duplicated(), column, "stands in an earlier row already; no value may repeat.")


def _limit(value: float | str, each: Field) -> float | str | pd.Timestamp:
    return pd.Timestamp(value) if each.type == "date" else value
