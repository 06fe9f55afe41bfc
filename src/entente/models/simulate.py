"""A small world with a known effect: states, years, decisions that touch several dyads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Rows of a dyadic design: outcome, treatment and what identifies a row."""

    y: Floats  # log points
    treated: NDArray[np.bool_]
    weights: Floats  # 1 for controls, 1 / (dyads of the decision) for treated rows
    period: Ints
    a: Ints
    b: Ints
    decision: Ints  # -1 for controls
    decider: Ints


def simulate_panel(
    rng: np.random.Generator,
    *,
    states: int = 30,
    periods: int = 10,
    decisions: int = 40,
    deciders: int = 10,
    members: int = 3,
    density: float = 0.8,
    effect: float = 0.0,
    decision_sd: float = 0.0,
    state_sd: float = 0.5,
    dyad_sd: float = 0.0,
    noise_sd: float = 1.0,
) -> Panel:
    """Draw a panel whose treatment effect is known.

    Parameters
    ----------
    rng : Generator
        Source of all randomness.
    states, periods, decisions, deciders : int
        How many there are; each decision falls in one period and has one decider.
    members : int
        A decision of decider k is taken by up to this many states against one target: one treated row each.
    density : float
        Share of the pairs of states that have a row in a period.
    effect : float
        True effect, log points.
    decision_sd, state_sd, dyad_sd, noise_sd : float
        Standard deviation, log points, of what a decision's rows share, of each state-by-period effect, of what a
        dyad keeps over the periods, and of a row's own noise.
    """
    first, second = np.triu_indices(states, 1)
    period, pair = np.divmod(np.flatnonzero(rng.random(periods * len(first)) < density), len(first))
    a, b = first[pair], second[pair]
    decision, decider = _decide(rng, period, a, b, (states, periods, decisions, deciders, members))
    treated = decision >= 0
    size = np.bincount(decision[treated], minlength=decisions)
    shift = rng.normal(0, state_sd, (periods, states))
    y = shift[period, a] + shift[period, b] + rng.normal(0, noise_sd, len(a))
    y += rng.normal(0, dyad_sd, len(first))[pair]
    y[treated] += effect + rng.normal(0, decision_sd, decisions)[decision[treated]]
    weights = np.where(treated, 1 / np.maximum(size, 1)[decision], 1.0)
    return Panel(y, treated, weights, period, a, b, decision, decider)


def _decide(
    rng: np.random.Generator, period: Ints, a: Ints, b: Ints, counts: tuple[int, int, int, int, int]
) -> tuple[Ints, Ints]:
    """Give each decision a period, a target and member states; a row belongs to the first decision that takes it."""
    states, periods, decisions, deciders, members = counts
    rows = {key: row for row, key in enumerate(zip(period.tolist(), a.tolist(), b.tolist(), strict=True))}
    decision, decider = np.full(len(a), -1), np.full(len(a), -1)
    for k in range(decisions):
        when, who = int(rng.integers(periods)), int(rng.integers(deciders))
        target, *takers = rng.choice(states, 1 + int(rng.integers(1, members + 1)), replace=False).tolist()
        for taker in takers:
            row = rows.get((when, min(target, taker), max(target, taker)))
            if row is not None and decision[row] < 0:
                decision[row], decider[row] = k, who
    return decision, decider
