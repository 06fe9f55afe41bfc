"""What an estimate rests on: decisions and deciders, counted plainly and by their leverage."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entente.models.labels import label_sums, relabel

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Codes = NDArray[np.integer]


@dataclass(frozen=True, slots=True, eq=False)
class Leverage:
    """What the estimate rests on, whatever the outcome."""

    rows: int
    treated_rows: int
    dyads: int
    decisions: int
    deciders: int
    states: int
    effective_decisions: float
    effective_deciders: float
    largest_decision_share: float
    largest_decider_share: float


def measure_leverage(pair: Ints, states: int, decision: Codes, decider: Codes, parts: Floats) -> Leverage:
    """Count what the estimate rests on.

    Parameters
    ----------
    pair : ndarray of int, shape (n,)
        First state x `states` + second state of every row, both labelled 0 .. states - 1.
    states : int
        States of the sample.
    decision, decider : ndarray of int, shape (m,)
        Ids of the treated rows.
    parts : ndarray of float, shape (m,)
        Weight x (residualised treatment)^2 of the treated rows; shares are parts of their sum.
    """
    return Leverage(
        rows=len(pair),
        treated_rows=len(parts),
        dyads=_count_dyads(pair, states),
        states=states,
        **_shares(decision, parts, "decision"),
        **_shares(decider, parts, "decider"),
    )


def _count_dyads(pair: Ints, states: int) -> int:
    seen = np.zeros(states**2, bool)
    seen[pair] = True
    square = seen.reshape(states, states)
    return int(np.count_nonzero(np.triu(square | square.T)))


def _shares(ids: Codes, parts: Floats, who: str) -> dict[str, Any]:
    """Count decisions or deciders, plainly and by their parts of weight x (residualised treatment)^2."""
    labels, count = relabel(ids)
    sums = label_sums(labels, parts, count)
    shares = sums / sums.sum()
    return {
        f"{who}s": count,
        f"effective_{who}s": float(1 / (shares @ shares)),
        f"largest_{who}_share": float(shares.max()),
    }
