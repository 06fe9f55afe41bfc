"""Exposure of dyads to divergences: what begins when, what is in force, what is quiet."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from entente.panel.units import Units

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """Events of dyads by year, shape (dyads, years) each, dyads in the order of `Units.pairs()`."""

    begins: Flags  # a case of any source begins, threat or imposition
    in_force: Flags  # an answer is in force (threats never are)

    @property
    def anything(self) -> Flags:
        """Something begins or is in force."""
        return self.begins | self.in_force


def dyad_index(units: Units, side_a: pd.Series, side_b: pd.Series) -> NDArray[np.int64]:
    """Position of each unordered pair among `units.pairs()`; -1 where a side is no state or both are one unit."""
    one = side_a.map(units.of_state).fillna(-1).to_numpy(dtype=np.int64)
    other = side_b.map(units.of_state).fillna(-1).to_numpy(dtype=np.int64)
    low, high = np.minimum(one, other), np.maximum(one, other)
    count = len(units.names)
    place = low * count - low * (low + 1) // 2 + (high - low - 1)
    return np.where((low >= 0) & (low != high), place, -1)


def exposure(rows: pd.DataFrame, units: Units) -> Exposure:
    """Lay divergences out over dyads and years.

    Parameters
    ----------
    rows : DataFrame
        dyad (position, -1: no dyad of states), first_year, imposed_year, last_force_year (both empty for threats).
    units : Units
    """
    count = len(units.names) * (len(units.names) - 1) // 2
    years = len(units.years)
    begins = np.zeros((count, years), dtype=bool)
    in_force = np.zeros((count, years), dtype=bool)
    kept = rows[rows["dyad"] >= 0]
    start = kept["first_year"].to_numpy(dtype=np.int64) - units.years[0]
    inside = (start >= 0) & (start < years)
    begins[kept["dyad"].to_numpy(dtype=np.int64)[inside], start[inside]] = True
    imposed = kept[kept["imposed_year"].notna()]
    low = imposed["imposed_year"].to_numpy(dtype=np.int64) - units.years[0]
    high = imposed["last_force_year"].to_numpy(dtype=np.int64) - units.years[0]
    for dyad, first, last in zip(imposed["dyad"].to_numpy(dtype=np.int64), low, high, strict=True):
        in_force[dyad, max(first, 0) : max(last + 1, 0)] = True
    return Exposure(begins, in_force)


def any_within(flags: Flags, first: int, last: int) -> Flags:
    """Say for every t whether a flag is up in any year from t+first to t+last; years outside count as none."""
    years = flags.shape[1]
    out = np.zeros_like(flags)
    for step in range(first, last + 1):
        low, high = max(0, -step), min(years, years - step)
        if low < high:
            out[:, low:high] |= flags[:, low + step : high + step]
    return out
