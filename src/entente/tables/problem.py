"""What is wrong with a table, said so that an editor finds the place."""

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach of a descriptor's promise."""

    file: str
    row: int | None  # line in the file, the header being line 1; None: the column or the file as a whole
    column: str | None
    value: str | None
    cure: str  # what is wrong and what to do
    kind: str | None = field(default=None, compare=False)  # the cure without what differs from row to row

    def __str__(self) -> str:
        """Name file, row, column, value and cure in one line."""
        row = "" if self.row is None else f", row {self.row}"
        column = "" if self.column is None else f", column {self.column}"
        value = "" if self.value is None else f" = {self.value!r}"
        return f"{self.file}{row}{column}{value}: {self.cure}"

    @property
    def group(self) -> tuple[str, str | None, str]:
        """What it has in common with others that are of its kind: file, column and cure."""
        return self.file, self.column, self.kind or self.cure

    def more(self, count: int) -> str:
        """Say in one line that there are others of its kind."""
        column = "" if self.column is None else f", column {self.column}"
        return f"{self.file}{column}: and {count:,} more of the same kind ({(self.kind or self.cure).rstrip('.')})."


def word(value: object) -> str:
    """Write a value as a message shows it."""
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
