"""What leaving each state out does to the residualised treatment: the exact refits of the state jackknife.

Notes
-----
Without the rows of state s, a block's normal matrix loses row and column s and its diagonal falls by the weights w_js
of the lost rows. The residualised treatment d of the full sample is orthogonal to all dummies, so the refit moves the
effects by h_s = (L_-s - diag(w_s))^-1 (-w_js d_js). With G the inverse of L_-s, this is (I - G diag(w_s)) h_s = u_s,
u_s = G (-w_js d_js): a matrix close to the identity where states have many partners, so Jacobi's iteration (Saad 2003,
Iterative Methods for Sparse Linear Systems, section 4.1) gains about two digits a step, for all s of a block together,
one row per s. G need not be formed: it is the inverse of the full block, applied to a vector whose entry s is chosen
so that the product's entry s vanishes. Null vectors added to a bipartite block stay null without s, so they change
nothing here either. Rows that do not converge, and blocks with a pseudo-inverse, are solved one by one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entente.models.blocks import Block, invert_block
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
    blocks = zip(effects.blocks, effects.split(pulls), strict=True)
    return np.concatenate([_block_moves(block, pair, bound).ravel() for block, pair in blocks])


def _block_moves(block: Block, pulls: Floats, tolerance: float) -> Floats:
    """Solve one block."""
    if block.regular:
        moves, pending = _solve_together(block, pulls, tolerance)
    else:
        moves, pending = np.zeros_like(pulls), np.arange(len(pulls))
    for s in pending.tolist():
        moves[s] = _solve_alone(block.between, pulls[s], s)
    return moves


@dataclass(frozen=True, slots=True, eq=False)
class _Refits:
    """The refits of a block without some states, one row each."""

    inverse: Floats  # of the full block
    own: Floats  # its rows of the states left out
    pivot: Floats  # their diagonal entries
    row: Ints
    state: Ints
    lost: Floats  # weights shared with the state left out
    gain: Floats  # 1 / diagonal of I - G diag(lost)
    back: Floats  # what that diagonal lacks of 1, times `gain`
    steady: Flags  # rows that may be iterated

    @classmethod
    def of(cls, block: Block) -> "_Refits":
        """Prepare the refits without each state."""
        inverse, states = block.inverse, np.arange(len(block.inverse))
        # A state whose only partner goes has no row left: its effect is nobody's loss.
        alone = np.count_nonzero(block.between, axis=0) == 1
        lost = np.where(alone, 0.0, block.between) if alone.any() else block.between
        pivot = inverse.diagonal()
        back = inverse * inverse
        back /= pivot[:, None]
        np.subtract(pivot, back, out=back)
        back *= lost
        steady = back.max(axis=1) < MOST_LOST
        gain = 1 - back
        np.divide(1, gain, out=gain, where=gain > 0)
        back *= gain
        return cls(inverse, inverse, pivot, states, states, lost, gain, back, steady)

    def take(self, some: Ints) -> "_Refits":
        """Go on with some rows."""
        return _Refits(
            self.inverse,
            self.own[some],
            self.pivot[some],
            self.row[: len(some)],
            self.state[some],
            self.lost[some],
            self.gain[some],
            self.back[some],
            self.steady[some],
        )

    def start(self, pulls: Floats) -> Floats:
        """First step: the moves, as if those of other states changed nothing."""
        step = self._apply(-pulls)
        step *= self.gain
        return step

    def advance(self, step: Floats, shifted: Floats) -> Floats:
        """Next step, from the last one and its product with `lost` (both are used up)."""
        more = self._apply(shifted)
        more *= self.gain
        step *= self.back
        more -= step
        return more

    def _apply(self, x: Floats) -> Floats:
        """Apply, to each row, the inverse of the block without its state."""
        x[self.row, self.state] = 0
        x[self.row, self.state] = np.vecdot(x, self.own) / -self.pivot
        return np.asarray(x @ self.inverse)


def _solve_together(block: Block, pulls: Floats, tolerance: float) -> tuple[Floats, Ints]:
    """Solve all rows by iteration; also say which did not converge."""
    refits = _Refits.of(block)
    step = refits.start(pulls)
    moves, rows = step.copy(), refits.state
    failed = ~refits.steady
    shifted = refits.lost * step
    size = np.sqrt(np.vecdot(shifted, step))
    going = (size > tolerance) & refits.steady
    for _ in range(MAX_STEPS):
        left = int(np.count_nonzero(going))
        if not left:
            break
        if left < FEW * len(rows):
            kept = np.flatnonzero(going)
            refits, rows, step, shifted, size = refits.take(kept), rows[kept], step[kept], shifted[kept], size[kept]
        step = refits.advance(step, shifted)
        moves[rows] += step
        shifted = refits.lost * step
        before, size = size, np.sqrt(np.vecdot(shifted, step))
        # If steps go on shrinking as the last two did, what is to come sums to size^2 / (before - size).
        going = (size**2 > tolerance * (before - size)) & refits.steady
    failed[rows[going]] = True
    return moves, np.flatnonzero(failed)


def _solve_alone(between: Floats, pulls: Floats, s: int) -> Floats:
    """Solve one refit directly; states whose only partner was s have no effect left."""
    others = np.arange(len(between)) != s
    keep = others & (between[others] > 0).any(axis=0)
    out = np.zeros(len(between))
    if not keep.any():
        return out
    out[keep] = invert_block(between[np.ix_(keep, keep)]).inverse @ -pulls[keep]
    return out
