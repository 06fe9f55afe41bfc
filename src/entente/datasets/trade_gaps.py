"""Where COW's trade may not be believed when it says nothing, or zero: gaps of states, and groups that did not report.

The rules and their reasons stand in data/curated/decisions.md, "Trade coverage".
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from entente.datasets.trade_cube import Flags, Floats, TradeCube

LEAST_SHARE = 0.5  # of a state's total that must stand in its pairs
LEAST_PAIRS = 0.5  # of a state's possible pairs that must have a figure, where there is no total to compare
COMMUNIST = "communist"

NO_ROWS = "The file has no figure of this state."
APPORTIONED = "Not measured but apportioned; left out."
BELOW = "Less than half of the state's total trade stands in its pairs."
FEW_PAIRS = "No total to compare with, and figures for less than half of the pairs."


def state_gaps(cube: TradeCube, unreported: pd.DataFrame, apportioned: pd.DataFrame) -> NDArray[np.object_]:
    """Say for each state and year why its missing and zero flows are unknown.

    Parameters
    ----------
    cube : TradeCube
    unreported : DataFrame
        group, state_id, first_year, last_year: states of the communist group are spared the test against totals, since
        what they lack is their trade with each other, which is unknown pair by pair.
    apportioned : DataFrame
        state_id, first_year, last_year.

    Returns
    -------
    ndarray of str, shape (states, years)
        The reason; empty where the state is covered or not in the system.
    """
    known = ~np.isnan(cube.flows) & cube.possible
    count = known.sum(axis=0) + known.sum(axis=1)
    pairs = cube.possible.sum(axis=0) + cube.possible.sum(axis=1)
    share = share_of_totals(cube)
    spared = _within(cube, unreported[unreported["group"] == COMMUNIST])
    untested = np.isnan(share)
    why = np.full(share.shape, "", dtype=object)
    why[untested & (count < LEAST_PAIRS * pairs)] = FEW_PAIRS
    why[~untested & (share < LEAST_SHARE) & ~spared] = BELOW
    why[count == 0] = NO_ROWS
    why[_within(cube, apportioned)] = APPORTIONED
    why[~cube.member] = ""
    return why


def share_of_totals(cube: TradeCube) -> Floats:
    """Trade that stands in a state's pairs as a share of its total trade, shape (states, years); nan: no total.

    Imports and exports together, or the one that has a total.
    """
    known = np.nan_to_num(cube.flows)
    has_imports, has_exports = ~np.isnan(cube.imports), ~np.isnan(cube.exports)
    found = known.sum(axis=0) * has_imports + known.sum(axis=1) * has_exports
    total = np.nan_to_num(cube.imports) + np.nan_to_num(cube.exports)
    return np.asarray(np.divide(found, total, out=np.full(found.shape, np.nan), where=total > 0))


def unreported_zeros(cube: TradeCube, unreported: pd.DataFrame) -> Flags:
    """Find the zeros between two states of a group whose trade with each other was not reported, shape of the flows."""
    zero = cube.flows == 0
    found = np.zeros(zero.shape, dtype=bool)
    for _, group in unreported.groupby("group"):
        within = _within(cube, group)
        found |= zero & within[:, None, :] & within[None, :, :]
    return found


def _within(cube: TradeCube, listed: pd.DataFrame) -> Flags:
    """Mark the listed states in the listed years, shape (states, years)."""
    found = np.zeros((len(cube.states), len(cube.years)), dtype=bool)
    for state_id, first, last in listed[["state_id", "first_year", "last_year"]].itertuples(index=False):
        found[cube.states.index(state_id), (cube.years >= first) & (cube.years <= last)] = True
    return found
