"""The grid of dyad-years: every pair of states that are both in the system all year, under the ids of that year."""

import numpy as np
import pandas as pd

ON = {"first": "-01-01", "last": "-12-31"}


def state_years(states: pd.DataFrame, successions: pd.DataFrame, first_year: int, last_year: int) -> pd.DataFrame:
    """List the states that are in the system all year.

    A state is in year t if it is a member on 1 January of t and, itself or through a successor that continues its
    dyads, on 31 December: the Soviet Union has 1991 and Russia 1992, a state that enters or ends in between has neither
    year in full and is left out.

    Parameters
    ----------
    states : DataFrame
        state_id, valid_from, valid_to (exclusive; empty: no end seen); several rows a state.
    successions : DataFrame
        predecessor, successor, continues_dyads.
    first_year, last_year : int
        Calendar years, both included.

    Returns
    -------
    DataFrame
        state_id, year; one row per state and year, sorted.
    """
    going_on = successions[successions["continues_dyads"].astype(bool)]
    heir = dict(zip(going_on["predecessor"], going_on["successor"], strict=True))
    rows = []
    for year in range(first_year, last_year + 1):
        opening, closing = (_members(states, pd.Timestamp(f"{year}{day}")) for day in ON.values())
        rows += [(state, year) for state in sorted(opening) if closing & set(_line(state, heir))]
    table = pd.DataFrame(rows, columns=["state_id", "year"])
    return table.astype({"state_id": "str", "year": "Int64"}).sort_values(["state_id", "year"], ignore_index=True)


def dyad_years(states: pd.DataFrame, successions: pd.DataFrame, first_year: int, last_year: int) -> pd.DataFrame:
    """Pair the states of each year.

    Parameters
    ----------
    states, successions, first_year, last_year
        As for `state_years`.

    Returns
    -------
    DataFrame
        dyad_id (``AUS-USA``), state_a, state_b (alphabetical), year; one row per unordered pair and year, sorted.
    """
    parts = []
    for year, group in state_years(states, successions, first_year, last_year).groupby("year"):
        ids = group["state_id"].to_numpy()
        first, second = np.triu_indices(len(ids), k=1)
        parts.append(pd.DataFrame({"state_a": ids[first], "state_b": ids[second], "year": year}))
    empty = pd.DataFrame({"state_a": [], "state_b": [], "year": []})
    pairs = pd.concat(parts or [empty]).astype({"state_a": "str", "state_b": "str", "year": "Int64"})
    pairs.insert(0, "dyad_id", pairs["state_a"] + "-" + pairs["state_b"])
    return pairs.sort_values(["dyad_id", "year"], ignore_index=True)


def _members(states: pd.DataFrame, day: pd.Timestamp) -> set[str]:
    there = (states["valid_from"] <= day) & (states["valid_to"].isna() | (day < states["valid_to"]))
    return set(states.loc[there, "state_id"])


def _line(state: str, heir: dict[str, str]) -> list[str]:
    line = [state]
    while line[-1] in heir and heir[line[-1]] not in line:
        line.append(heir[line[-1]])
    return line
