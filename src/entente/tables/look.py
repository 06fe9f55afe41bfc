"""One look at a table: what came, what it was turned into, what was found."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from entente.tables.dtypes import LINE, bad_values, parse, row_numbers
from entente.tables.problem import Problem, word
from entente.tables.schema import Schema


class Look:
    """A table under check.

    Attributes
    ----------
    frame : DataFrame
        As it came, its index the rows' lines.
    typed : DataFrame
        The known columns in their promised types; missing where a value is of another type.
    bad : dict of column name to Series of bool
        Where a value is of another type.
    problems : list of Problem
        What was found so far; wrong types are found on creation.
    """

    def __init__(self, frame: pd.DataFrame, schema: Schema, file: str) -> None:
        self.frame = frame.set_axis(pd.Index(row_numbers(frame), name=LINE), axis=0)
        self.schema, self.file = schema, file
        self.problems: list[Problem] = []
        self.bad: dict[str, pd.Series] = {}
        columns: dict[str, pd.Series] = {}
        for each in schema.fields:
            if list(frame.columns).count(each.name) == 1:
                columns[each.name], self.bad[each.name] = parse(self.frame[each.name], each)
                self.problems += bad_values(self.frame, each, self.bad[each.name], file)
        self.typed = pd.DataFrame(columns, index=self.frame.index)

    def has(self, *columns: str) -> bool:
        """Say whether all these columns are there."""
        return all(column in self.typed.columns for column in columns)

    def report(
        self, broken: pd.Series, columns: Sequence[str], cure: str | Callable[[int], str], kind: str | None = None
    ) -> None:
        """Add a problem for each row where `broken` holds; `cure` is text, or is asked by position (`kind` is not)."""
        places = np.flatnonzero(broken.to_numpy(dtype=bool))
        lines, names = row_numbers(self.frame), "|".join(columns)
        shown = self.frame[list(columns)].iloc[places].astype(object)
        for place, values in zip(places, shown.itertuples(index=False, name=None), strict=True):
            text = cure if isinstance(cure, str) else cure(int(place))
            value = "|".join(map(word, values)) or None
            self.problems.append(Problem(self.file, int(lines[place]), names, value, text, kind))
