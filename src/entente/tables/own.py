"""Checks of a user's own rows against the rows that a release holds."""

import pandas as pd

from entente.tables.dtypes import LINE, parse
from entente.tables.problem import Problem, word
from entente.tables.schema import Schema


def check_against(mine: pd.DataFrame, schema: Schema, name: str, ours: pd.DataFrame, version: str) -> list[Problem]:
    """Report rows that the release holds already, by their key, or by a figure that may stand only once.

    Parameters
    ----------
    mine : DataFrame
        A user's rows as text; the index is their lines.
    schema : Schema
    name : str
        The file's name in messages.
    ours : DataFrame
        The release's table.
    version : str
        The release.
    """
    whose = "(a correction of ours is a report to us)."
    found: list[Problem] = []
    if schema.local_value is not None:
        cure = f"release {version} holds a figure here; remove the row {whose}"
        found += _held(mine, schema, name, ours.dropna(subset=schema.local_value), schema.local_once, cure)
    cure = f"release {version} holds this key; give your row a key of its own {whose}"
    named = {each.row for each in found}
    return found + [each for each in _held(mine, schema, name, ours, schema.primary_key, cure) if each.row not in named]


def check_covered(mine: pd.DataFrame, schema: Schema, name: str, coverage: pd.DataFrame) -> list[Problem]:
    """Report rows of years that no stretch of coverage holds: no result would see them.

    Parameters
    ----------
    mine, schema, name
        As for `check_against`.
    coverage : DataFrame
        from_on and to_on (inclusive; empty: open) of the stretches that count for this table.
    """
    column = schema.local_covered
    if column is None or column not in mine:
        return []
    years = parse(mine[column], schema.field(column))[0].dropna()
    first, last = coverage["from_on"].dt.year, coverage["to_on"].dt.year
    outside = [year for year in years.unique() if not (first.le(year) & (last.ge(year) | last.isna())).any()]
    ends = ["today" if open_ else f"{end:.0f}" for end, open_ in zip(last, last.isna(), strict=True)]
    stretches = ", ".join(f"{begin} to {end}" for begin, end in zip(first, ends, strict=True))
    cure = f"outside the years that are covered ({stretches}), so no result would see the row; remove it."
    strange = years[years.isin(outside)]
    lines = zip(strange.index.tolist(), strange.tolist(), strict=True)
    return [Problem(name, line, column, str(year), cure) for line, year in lines]


def _held(
    mine: pd.DataFrame, schema: Schema, name: str, ours: pd.DataFrame, columns: tuple[str, ...], cure: str
) -> list[Problem]:
    """Report rows whose values in some columns stand together in a row of the release."""
    key = list(columns)
    if any(column not in mine for column in key):
        return []
    parsed = pd.DataFrame({column: parse(mine[column], schema.field(column))[0] for column in key})
    both = parsed.reset_index().merge(ours[key].drop_duplicates(), on=key, how="inner").sort_values(LINE)
    return [
        Problem(name, int(line), "|".join(key), "|".join(map(word, values)), cure)
        for line, *values in both.itertuples(index=False, name=None)
    ]
