"""Checks on what identifies a row and what it points to."""

from collections.abc import Mapping
from difflib import get_close_matches

import pandas as pd

from entente.tables.dtypes import row_numbers
from entente.tables.look import Look
from entente.tables.schema import ForeignKey, Reference

MOST_WORDS = 5000  # among more values than these no nearest one is sought
MOST_SOUGHT = 50  # of the strange values themselves; more than are shown of one kind


def check_distinct(look: Look) -> None:
    """Report rows where two columns that must differ hold the same value."""
    for pair in look.schema.distinct:
        if look.has(*pair):
            same = (look.typed[pair[0]] == look.typed[pair[1]]).fillna(False) & look.typed[pair[0]].notna()
            look.report(same, pair, f"{pair[0]} and {pair[1]} may not be the same; correct one.")


def check_key(look: Look, columns: tuple[str, ...]) -> None:
    """Report rows whose key stands in an earlier row."""
    key = list(columns)
    if not look.has(*key):
        return
    again = look.typed[key].notna().all(axis=1) & look.typed.duplicated(key)
    if not again.any():
        return
    lines = pd.Series(row_numbers(look.frame), index=look.typed.index)
    first = lines.groupby([look.typed[name] for name in key], sort=False).transform("first").to_numpy()
    kind = "this key stands in a row above already; keep one row."
    look.report(again, key, lambda place: f"this key stands in row {int(first[place])} already; keep one row.", kind)


def check_foreign_key(look: Look, key: ForeignKey, others: Mapping[str, pd.DataFrame]) -> None:
    """Report values that stand in none of the tables the key points to; silent where one of those is not given."""
    if not look.has(*key.fields) or any(not _tables(look, each, others) for each in key.references):
        return
    known: set[object] = set()
    for each in key.references:
        known = known.union(*(_values(table, each.fields) for table in _tables(look, each, others)))
    given = look.typed[list(key.fields)]
    distinct = given.dropna().drop_duplicates()  # a long table points to few rows
    strange = distinct[[value not in known for value in _tuples(distinct)]]
    if not strange.empty:
        unknown = pd.Series(pd.MultiIndex.from_frame(given).isin(_rows(strange)), index=given.index)
        values, cures = _tuples(given), _cures(_tuples(strange), known, key.references)
        kind = _cure("", key.references)
        look.report(unknown, key.fields, lambda place: cures.get(values[place], kind), kind)


def _tables(look: Look, reference: Reference, others: Mapping[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Return where a reference looks: the other table, and the table itself where it points to itself."""
    given = [others[reference.resource]] if reference.resource in others else []
    return [*given, look.typed] if reference.resource == look.schema.name else given


def _values(table: pd.DataFrame, fields: tuple[str, ...]) -> set[object]:
    return set(_tuples(table[list(fields)].dropna().drop_duplicates()))


def _tuples(frame: pd.DataFrame) -> list[object]:
    if frame.shape[1] == 1:
        return list(frame.iloc[:, 0])
    return list(_rows(frame))


def _rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(frame.itertuples(index=False, name=None))


def _cures(strange: list[object], known: set[object], references: tuple[Reference, ...]) -> dict[object, str]:
    """Say of the first strange values which known one is nearest."""
    words = sorted(map(str, known)) if len(known) <= MOST_WORDS else []
    near = {value: get_close_matches(str(value), words, n=1) for value in strange[:MOST_SOUGHT]}
    return {value: _cure(f" (nearest: {found[0]})" if found else "", references) for value, found in near.items()}


def _cure(hint: str, references: tuple[Reference, ...]) -> str:
    where = " or ".join(f"{each.resource}.{'|'.join(each.fields)}" for each in references)
    return f"not found in {where}{hint}; correct it, or add the row there first."
