"""Checks of a file's first line, before its rows: whether it is a header, and names the table's columns."""

from collections.abc import Sequence
from difflib import get_close_matches

from entente.tables.problem import Problem
from entente.tables.schema import Schema


def check_header(given: Sequence[str], schema: Schema, file: str) -> list[Problem]:
    """Say what keeps a user's own file from being read: no header, or a column missing or twice.

    Parameters
    ----------
    given : sequence of str
        The fields of the first line.
    schema : Schema
        The table; its `local_optional` columns may be left out.
    file : str
        The file's name in messages.

    Returns
    -------
    list of Problem
        One problem a missing column; a header that is not there is one problem. Empty if all columns are there: a
        column too many is said with the rows.
    """
    if not given:  # said by the reader
        return []
    if not _names_columns(given, schema):
        cure = f"not the names of the table's columns; put a header in the first line: {', '.join(_needed(schema))}."
        return [Problem(file, 1, None, ",".join(given), cure)]
    if set(_needed(schema)) <= set(given) and len(set(given)) == len(given):
        return []
    return check_columns(given, schema, file, _needed(schema))


def check_columns(given: Sequence[str], schema: Schema, file: str, needed: Sequence[str]) -> list[Problem]:
    """Report columns that stand twice, that the table does not know, and those needed that are missing.

    A column that is there under a wrong name is one problem: the wrong name.
    """
    known = schema.columns
    missing = [column for column in needed if column not in given]
    found: list[Problem] = []
    renamed: set[str] = set()
    for column in dict.fromkeys(given):
        if list(given).count(column) > 1:
            found.append(Problem(file, 1, column, None, "this column stands twice; keep one."))
        if column not in known:
            free = [name for name in missing if name not in renamed]
            plain = column.strip().casefold()
            near = get_close_matches(plain, free, n=1) or get_close_matches(plain, known, n=1)
            renamed.update(near)
            cure = f"rename it to {near[0]}" if near else f"remove it, or rename it to one of {', '.join(known)}"
            found.append(Problem(file, 1, column, None, f"the table has no such column; {cure}."))
    for column in missing:
        if column not in renamed:
            cure = f"this column is missing; add it ({schema.field(column).type})."
            found.append(Problem(file, 1, column, None, cure))
    return found


def _needed(schema: Schema) -> list[str]:
    return [column for column in schema.columns if column not in schema.local_optional]


def _names_columns(given: Sequence[str], schema: Schema) -> bool:
    """Say whether a line names columns: two of the table's, in whatever case, or names like them in half its fields."""
    words = [field.strip().casefold() for field in given]  # one word of a row may be a column's name by chance
    near = sum(bool(get_close_matches(word, schema.columns, n=1)) for word in words)
    return len(set(words) & set(schema.columns)) > 1 or 2 * near >= len(words)
