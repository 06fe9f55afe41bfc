"""What leaving each state out does to the residualised treatment: the exact refits of the state jackknife.

Notes
-----
Without the rows of state s, a block's normal matrix loses row and column s and its diagonal falls by the weights w_js
of the lost rows. The residualised treatment d of the full sample is orthogonal to all dummies, so the refit moves the
effects by h_s = (L_-s - diag(w_s))^-1 u_s, u_js = -w_js d_js. With G the inverse of L_-s, that is h_s = G (u_s + w_s
h_s). Jacobi's iteration (Saad 2003, Iterative Methods for Sparse Linear Systems, section 4.1) solves each equation for
its own unknown, so that a step is what the last one, h, leaves to it: (G - diag g)(w_s h) / (1 - g w_s), with g the
diagonal of G. It gains about two digits where states have many partners, for all s of a block together, one row per s.
G need not be formed: it is the inverse of the full block, applied to a vector whose entry s is chosen so that the
product's entry s vanishes. Null vectors added to a bipartite block stay null without s, so they change nothing here
either. Rows that do not converge, and blocks with a pseudo-inverse, are solved one by one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entente.models.blocks import Block, factor_block
from entente.models.effects import Effects

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.intp]

MAX_STEPS = 12
# A refit is iterated only if every other state's effect keeps more than a thousandth of its information without s.
MOST_LOST = 0.999
# The iteration goes on with the unfinished rows alone once these are fewer than this part.
FEW = 0.7


def left_out_moves(effects: Effects, pulls: Floats, size: float, tolerance: float = 1e-11) -> Floats:
    """How far the effects move when one state is left out, in the order of the effects' cells.

    Parameters
    ----------
    effects : Effects
        The effects of the full sample.
    pulls : ndarray of float, shape (n,)
        Weight x treatment residualised on the effects.
    size : float
        Sum of weight x residualised treatment squared.
    tolerance : float
        Error aimed at in a row of moves, weighted by what the state left out shares with the others, relative to the
        root of `size`. What is left is foreseen from the last two steps: it can come out larger where a slow component
        is still small.

    Returns
    -------
    ndarray of float, shape (sum of s^2 over the blocks,)
        Entry (s, j) of a block: move of state j's effect when s is left out (without meaning where the two share no
        row): on the refit the residual of a remaining row of i and j is the old one minus the moves of i and j.
    """
    bound = tolerance * float(np.sqrt(size))
    moves = np.empty(effects.n_cells)
    for block, pair, out in zip(effects.blocks, effects.split(pulls), effects.squares(moves), strict=True):
        _block_moves(block, pair, bound, out)
    return moves


def _block_moves(block: Block, pulls: Floats, tolerance: float, out: Floats) -> None:
    """Solve one block."""
    pending = _solve_together(block, pulls, tolerance, out) if block.regular else np.arange(len(pulls))
    for s in pending.tolist():
        out[s] = _solve_alone(block.between, pulls[s], s)


@dataclass(frozen=True, slots=True, eq=False)
class _Refits:
    """The refits of a block without some states, one row each."""

    row: Ints  # 0, 1, ..
    state: Ints  # left out
    pivot: Floats  # its entry on the diagonal of the full block's inverse
    beside: Floats  # the full inverse with zeros on its diagonal
    own: Floats  # its rows of the states left out
    gain: Floats  # 1 / (1 - what a state's effect loses of its information), one column per state that stays
    onward: Floats  # lost weight x gain

    @classmethod
    def of(cls, block: Block) -> tuple["_Refits", Flags]:
        """Prepare the refits without each state; also say which rows may be iterated."""
        inverse = block.inverse()
        states = np.arange(len(inverse))
        # A state whose only partner goes has no row left: its effect is nobody's loss.
        stays = np.count_nonzero(block.between, axis=0) > 1
        lost = block.between if stays.all() else block.between * stays
        pivot = inverse.diagonal().copy()
        gain = lost * pivot
        steady = gain.max(axis=1) < MOST_LOST
        if not steady.all():
            lost, gain = lost * steady[:, None], gain * steady[:, None]
        np.subtract(1, gain, out=gain)
        np.divide(1, gain, out=gain)
        inverse[states, states] = 0
        return cls(states, states, pivot, inverse, inverse, gain, lost * gain), steady

    def take(self, some: Ints) -> "_Refits":
        """Go on with some rows."""
        return _Refits(
            self.row[: len(some)],
            self.state[some],
            self.pivot[some],
            self.beside,
            self.own[some],
            self.gain[some],
            self.onward[some],
        )

    def pass_on(self, step: Floats) -> tuple[Floats, Floats]:
        """Give what a step shifts on the other states, and its size; `step` is used up."""
        x = self.onward * step
        step *= self.gain
        return x, np.sqrt(np.vecdot(x, step))

    def advance(self, x: Floats) -> Floats:
        """Next step: the inverse without each row's state, its diagonal apart, applied to `x`.

        Entry s of row s comes as zero and is given the value that makes the product's entry s vanish.
        """
        x[self.row, self.state] = np.vecdot(x, self.own) / -self.pivot
        return np.asarray(x @ self.beside)


def _solve_together(block: Block, pulls: Floats, tolerance: float, moves: Floats) -> Ints:
    """Solve all rows by iteration; say which did not converge."""
    refits, steady = _Refits.of(block)
    whole, gain = refits.state, refits.gain
    x = -pulls
    step = refits.advance(x)
    x *= refits.pivot
    step += x
    moves[:] = step
    x, size = refits.pass_on(step)
    going = size > tolerance
    for _ in range(MAX_STEPS):
        left = int(np.count_nonzero(going))
        if not left:
            break
        if left < FEW * len(size):
            kept = np.flatnonzero(going)
            refits, x, size = refits.take(kept), x[kept], size[kept]
        step = refits.advance(x)
        if len(size) == len(whole):
            moves += step
        else:
            moves[refits.state] += step
        before = size
        x, size = refits.pass_on(step)
        # If steps go on shrinking as the last two did, what is to come sums to size^2 / (before - size).
        going = size**2 > tolerance * (before - size)
    moves *= gain
    failed = ~steady
    failed[refits.state[going]] = True
    return np.flatnonzero(failed)


def _solve_alone(between: Floats, pulls: Floats, s: int) -> Floats:
    """Solve one refit directly; states whose only partner was s have no effect left."""
    others = np.arange(len(between)) != s
    keep = others & (between[others] > 0).any(axis=0)
    out = np.zeros(len(between))
    if not keep.any():
        return out
    out[keep] = factor_block(between[np.ix_(keep, keep)]).solve(-pulls[keep])
    return out
