"""What is wrong with a table, said so that an editor finds the place."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach of a descriptor's promise."""

    file: str
    row: int | None  # line in the file, the header being line 1; None: the column or the file as a whole
    column: str | None
    value: str | None
    cure: str  # what is wrong and what to do

    def __str__(self) -> str:
        """Name file, row, column, value and cure in one line."""
        row = "" if self.row is None else f", row {self.row}"
        column = "" if self.column is None else f", column {self.column}"
        value = "" if self.value is None else f" = {self.value!r}"
        return f"{self.file}{row}{column}{value}: {self.cure}"


def word(value: object) -> str:
    """Write a value as a message shows it."""
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
