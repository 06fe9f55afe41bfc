"""Rows that state-by-period effects of a logit predict perfectly: they carry no information on anything else.

Notes
-----
A direction z of the effects separates when z_i + z_j is 0 on rows with trade on both sides, not negative where all of
it is after and not positive where all is before, and not 0 everywhere: the likelihood rises along z for ever, and rows
with z_i + z_j other than 0 drop out (Albert & Anderson 1984, Biometrika 71(1), 1-10). A state whose rows are all empty
on the same side is the simplest case. States in a component with an odd cycle of two-sided rows have z = 0; the rest
is a linear programme (Konis 2007, thesis, University of Oxford).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from entente.models.blocks import bipartite_nulls
from entente.models.labels import relabel

Floats = NDArray[np.float64]
Codes = NDArray[np.integer]
Ints = NDArray[np.intp]

# A direction that moves a row by less than this, of at most 2, is the solver's rounding.
STILL = 1e-6


def informative_rows(pre: Floats, post: Floats, period: Codes, a: Codes, b: Codes) -> Ints:
    """Positions, ascending, of the rows that no direction of the state-by-period effects separates.

    Parameters
    ----------
    pre, post : ndarray of float, shape (n,)
        Flows, zero or more; no row has both zero.
    period, a, b : ndarray of int, shape (n,)
        Period and the two different states.
    """
    side = (np.sign(post) - np.sign(pre)).astype(float)
    times, count = relabel(period)
    kept = np.ones(len(side), bool)
    for t in np.flatnonzero(np.bincount(times, side != 0, count)):
        rows = np.flatnonzero(times == t)
        while (lost := _separated(side[rows], a[rows], b[rows])).any():
            kept[rows[lost]] = False
            rows = rows[~lost]
    return np.flatnonzero(kept)


def _separated(side: Floats, a: Codes, b: Codes) -> NDArray[np.bool_]:
    """Rows of one period that one direction separates; none if there is no such direction."""
    states, count = relabel(np.concatenate([a, b]))
    first, second = states[: len(a)], states[len(a) :]
    free = _free(first[side == 0], second[side == 0], count)
    near = np.flatnonzero(free[first] | free[second])
    lost = np.zeros(len(side), bool)
    if not side[near].any():
        return lost
    moves = np.zeros((len(near), count))
    moves[np.arange(len(near)), first[near]] = moves[np.arange(len(near)), second[near]] = 1.0
    moves = moves[:, free]
    signed = moves * side[near][:, None]
    solution = linprog(
        -signed.sum(axis=0),
        A_ub=-signed[side[near] != 0],
        b_ub=np.zeros(int(np.count_nonzero(side[near]))),
        A_eq=moves[side[near] == 0],
        b_eq=np.zeros(int(np.count_nonzero(side[near] == 0))),
        bounds=(-1, 1),
    )
    lost[near] = signed @ np.asarray(solution.x) > STILL
    return lost


def _free(first: Ints, second: Ints, count: int) -> NDArray[np.bool_]:
    """States that two-sided rows do not hold in place: isolated, or in a bipartite component of those rows."""
    between = np.zeros((count, count))
    between[first, second] = between[second, first] = 1.0
    free = np.zeros(count, bool)
    for null in bipartite_nulls(between):
        free |= null != 0
    return free
