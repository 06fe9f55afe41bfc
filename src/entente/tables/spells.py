"""Spells as far as their dates' precisions tell, and the check that a user's own do not overlap another of the same."""

from bisect import bisect_left, insort
from dataclasses import dataclass

import numpy as np
import pandas as pd

from entente.tables.dates import Days, period
from entente.tables.look import Look
from entente.tables.problem import Problem
from entente.tables.schema import Schema

OPEN = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, order=True)
class Spell:
    """A spell in days since 1970: surely from `start` to before `end`, at most from `first` to before `last`.

    `begins` and `ends` are its dates as given (None: open).
    """

    start: int
    end: int
    first: int
    last: int
    begins: str
    ends: str | None

    def __str__(self) -> str:
        """Name the dates."""
        return f"from {self.begins}" + (" on" if self.ends is None else f" until before {self.ends}")

    def meets(self, other: "Spell") -> bool:
        """Say whether there surely is a day in both."""
        return max(self.start, other.start) < min(self.end, other.end)


def spells(frame: pd.DataFrame) -> list[Spell | None]:
    """Return each row's spell (typed valid_from and valid_to, with their precisions); None without a first day."""
    begins, begun = period(frame, "valid_from")
    ends, ended = period(frame, "valid_to")
    day = np.timedelta64(1, "D")
    bounds = zip(_days(begun - day), _days(ends), _days(begins), _days(ended - day), strict=True)
    return [
        None if np.isnat(begin) else Spell(*each, str(begin), None if np.isnat(end) else str(end))
        for each, begin, end in zip(bounds, begins, ends, strict=True)
    ]


def check_overlap(mine: pd.DataFrame, schema: Schema, name: str, ours: pd.DataFrame, version: str) -> list[Problem]:
    """Report spells that overlap one of the same state (or whatever the key names beside valid_from).

    Parameters
    ----------
    mine : DataFrame
        A user's rows as text; the index is their lines.
    schema, name
        The table, and the file's name in messages. A table whose key does not hold valid_from is not looked at.
    ours : DataFrame
        The release's table.
    version : str
        The release.

    Returns
    -------
    list of Problem
        One a row, which names the spell of the release, or of a row above, that it overlaps. A row with the very key
        of another is left to the checks of keys.
    """
    if "valid_to" not in schema.columns or "valid_from" not in schema.primary_key:
        return []
    look = Look(mine, schema, name)
    key = [column for column in schema.primary_key if column != "valid_from"]
    held: dict[object, list[tuple[Spell, str]]] = {}
    for of, spell in zip(_keys(ours, key), spells(ours), strict=True):
        if spell is not None and spell.start < spell.end:
            insort(held.setdefault(of, []), (spell, f"a spell of release {version}"))
    found: dict[int, str] = {}
    usable = (look.typed[key].notna().all(axis=1) & ~look.bad["valid_from"] & ~look.bad["valid_to"]).to_numpy()
    for place, (of, spell) in enumerate(zip(_keys(look.typed, key), spells(look.typed), strict=True)):
        if not usable[place] or spell is None or spell.start >= spell.end:
            continue
        others = held.setdefault(of, [])
        other = _overlapped(spell, others)
        if other is None:
            insort(others, (spell, f"row {look.frame.index[place]}"))
        elif other[0].begins != spell.begins:
            found[place] = f"overlaps {other[1]} ({other[0]}); correct the dates, or remove the row."
    look.problems = []
    broken = pd.Series([place in found for place in range(len(mine))], index=look.typed.index, dtype=bool)
    kind = "overlaps another spell of the same; correct the dates, or remove the row."
    look.report(broken, [*key, "valid_from", "valid_to"], lambda place: found[place], kind)
    return look.problems


def _overlapped(spell: Spell, others: list[tuple[Spell, str]]) -> tuple[Spell, str] | None:
    """Return one of some spells, sorted and apart, that meets a spell."""
    place = bisect_left(others, (spell, ""))
    near = others[max(place - 1, 0) : place + 1]
    return next((each for each in near if each[0].meets(spell)), None)


def _keys(frame: pd.DataFrame, key: list[str]) -> list[tuple[object, ...]]:
    return list(frame[key].itertuples(index=False, name=None))


def _days(days: Days) -> list[int]:
    """Return days since 1970; what is open ends never."""
    return [int(day) for day in np.where(np.isnat(days), OPEN, days.astype("datetime64[D]").astype("int64"))]
