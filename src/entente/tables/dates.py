"""Checks on dates: how well they are known, which comes first, and whether what is named was there on the day."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from entente.tables.look import Look
from entente.tables.schema import Field

COARSENESS = {"day": 0, "month": 1, "year": 2}
UNITS = {1: "M", 2: "Y"}  # numpy's letters for what a coarse date is whole in
Days = NDArray[np.datetime64]


def check_precision(look: Look, each: Field) -> None:
    """Report dates without a precision or the other way round, and coarse dates that are not a first day."""
    beside = f"{each.name}_precision"
    if each.type != "date" or each.precise or not look.has(beside):
        return
    date, precision = look.typed[each.name].notna() | look.bad[each.name], look.typed[beside].notna()
    missing = date & ~precision & ~look.bad[beside]
    look.report(missing, (beside,), f"{each.name} has a date; say how well it is known: day, month or year.")
    look.report(precision & ~date, (beside,), f"{each.name} is empty; leave its precision empty too.")
    first, _ = period(look.typed, each.name)
    held = look.typed[each.name].notna()
    later = held & (look.typed[each.name].to_numpy().astype("datetime64[D]") != first)
    cure = f"of a month or year write the first day, or say that {each.name} is known to the day."
    look.report(later, (each.name, beside), cure)


def check_spells(look: Look) -> None:
    """Report spells that end before they begin, as far as the dates' precisions tell."""
    if not look.has("valid_from", "valid_to"):
        return
    start, end = look.typed["valid_from"], look.typed["valid_to"]
    coarse = np.maximum(_coarseness(look.typed, "valid_from"), _coarseness(look.typed, "valid_to"))
    years, months = end.dt.year - start.dt.year, end.dt.month - start.dt.month
    exact = (coarse == 0) & (start >= end)
    rough = ((coarse == 1) & (years * 12 + months < 0)) | ((coarse == 2) & (years < 0))
    cure = "the spell ends before it begins, or on its first day; valid_to is the first day after it."
    look.report(exact | rough, ("valid_from", "valid_to"), cure)


def check_order(look: Look) -> None:
    """Report dates that lie before one that must come first, as far as their precisions tell (a user's own rows)."""
    for names in look.schema.local_order:
        for first, second in combinations([name for name in names if look.has(name)], 2):
            starts, _ = period(look.typed, first)
            _, ends = period(look.typed, second)
            broken = pd.Series(starts >= ends, index=look.typed.index)
            look.report(broken, (first, second), f"{second} lies before {first}; correct one of them.")


def check_standing(look: Look, others: Mapping[str, pd.DataFrame]) -> None:
    """Report what a table with spells names, but not for that day (a user's own rows)."""
    references = {key.fields[0]: key.references for key in look.schema.foreign_keys if len(key.fields) == 1}
    for name, on in look.schema.local_valid_on:
        for each in references.get(name, ()):
            table = others.get(each.resource)
            if look.has(name, on) and table is not None and {"valid_from", "valid_to"} <= set(table.columns):
                _standing(look, name, on, each.resource, table.set_axis(table[each.fields[0]], axis=0))


def _standing(look: Look, name: str, on: str, resource: str, spells: pd.DataFrame) -> None:
    first, after = period(look.typed, on)
    begins, _ = period(spells, "valid_from")
    gone, ends = period(spells, "valid_to")
    ends = np.where(ends - gone == np.timedelta64(1, "D"), gone, ends)  # known to the day: that day is out already
    held = look.typed[name].isin(spells.index) & look.typed[on].notna()
    names, rows = look.typed[name].to_numpy(), np.flatnonzero(held)
    places, outside, cures = spells.groupby(level=0).indices, np.zeros(len(held), dtype=bool), {}
    kind = f"not in {resource} then; correct one of the two."
    for value, which in pd.Series(rows).groupby(names[rows]).indices.items():
        at, here = places[value], rows[which]
        early, late = ~(begins[at, None] >= after[here]), ~(ends[at, None] <= first[here])  # an empty date is no bound
        outside[here] = ~(early & late).any(axis=0)
        known = "; ".join(f"from {begins[i]}" + ("" if np.isnat(gone[i]) else f" until before {gone[i]}") for i in at)
        cures[value] = kind.replace("then;", f"then ({known});")
    broken = pd.Series(outside, index=look.typed.index)
    look.report(broken, (name, on), lambda row: cures[names[row]], kind)


def period(frame: pd.DataFrame, name: str) -> tuple[Days, Days]:
    """Return the first day that a date, or a year's number, may mean, and the first that it cannot mean any more."""
    if pd.api.types.is_integer_dtype(frame[name]):
        years = (frame[name].astype("float64") - 1970).to_numpy()
        whole = np.where(np.isnan(years), np.iinfo(np.int64).min, years).astype("int64").astype("datetime64[Y]")
        return whole.astype("datetime64[D]"), (whole + 1).astype("datetime64[D]")
    days = frame[name].to_numpy().astype("datetime64[D]")
    first, after, coarse = days, days + 1, _coarseness(frame, name)
    for step, unit in UNITS.items():
        whole = days.astype(f"datetime64[{unit}]")
        first = np.where(coarse == step, whole.astype("datetime64[D]"), first)
        after = np.where(coarse == step, (whole + 1).astype("datetime64[D]"), after)
    return first, after


def _coarseness(frame: pd.DataFrame, name: str) -> NDArray[np.integer[Any]]:
    beside = f"{name}_precision"
    if beside not in frame:
        return np.zeros(len(frame), dtype="int64")
    return frame[beside].map(COARSENESS).fillna(0).to_numpy(dtype="int64")
