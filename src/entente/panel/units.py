"""Units of observation: states that go on under another id are one unit; a dyad is an unordered pair of units."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """States over time: u units, y calendar years."""

    names: tuple[str, ...]  # the id in use last, one per unit
    of_state: dict[str, int]  # every state_id -> unit
    years: NDArray[np.int64]  # shape (y,)
    exists: NDArray[np.bool_]  # shape (u, y): in the system on 1 January and on 31 December

    def pairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Unordered pairs of different units, the one with the alphabetically lower name first."""
        first, second = np.triu_indices(len(self.names), k=1)
        return first, second

    def year_index(self, years: pd.Series) -> NDArray[np.int64]:
        """Position of each calendar year; may lie outside 0..y-1."""
        return np.asarray(years.to_numpy(dtype=np.int64) - self.years[0])


def lineages(states: pd.DataFrame, successions: pd.DataFrame, first_year: int, last_year: int) -> Units:
    """Join states to units: a successor that continues its predecessor's dyads is the same unit.

    Parameters
    ----------
    states : DataFrame
        state_id, valid_from, valid_to (exclusive; empty: no end seen), one row per spell.
    successions : DataFrame
        predecessor, successor, continues_dyads.
    first_year, last_year : int
        Calendar years to cover, both included.
    """
    ids = sorted(states["state_id"].unique())
    number = {name: position for position, name in enumerate(ids)}
    going_on = successions[successions["continues_dyads"].astype(bool)]
    left = [number[name] for name in going_on["predecessor"]]
    right = [number[name] for name in going_on["successor"]]
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(len(ids), len(ids)))
    _, group = connected_components(graph, directed=False)
    latest = states.sort_values("valid_from").drop_duplicates("state_id", keep="last")
    latest = latest.assign(group=[group[number[name]] for name in latest["state_id"]])
    named = latest.drop_duplicates("group", keep="last").set_index("group")["state_id"]
    names = tuple(sorted(named))
    place = {name: position for position, name in enumerate(names)}
    of_state = {name: place[named[group[number[name]]]] for name in ids}
    years = np.arange(first_year, last_year + 1, dtype=np.int64)
    return Units(names, of_state, years, _exists(states, of_state, len(names), years))


def _exists(states: pd.DataFrame, of_state: dict[str, int], units: int, years: NDArray[np.int64]) -> NDArray[np.bool_]:
    begins = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    ends = (years - 1969).astype("datetime64[Y]").astype("datetime64[D]") - np.timedelta64(1, "D")
    on_first = np.zeros((units, len(years)), dtype=bool)
    on_last = np.zeros((units, len(years)), dtype=bool)
    starts = states["valid_from"].to_numpy("datetime64[D]")
    stops = states["valid_to"].fillna(pd.Timestamp("2200-01-01")).to_numpy("datetime64[D]")
    for name, start, stop in zip(states["state_id"], starts, stops, strict=True):
        unit = of_state[name]
        on_first[unit] |= (begins >= start) & (begins < stop)
        on_last[unit] |= (ends >= start) & (ends < stop)
    return on_first & on_last
