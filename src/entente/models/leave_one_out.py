"""What leaving each state out does to the residualised treatment: the exact refits of the state jackknife.

Notes
-----
Without the rows of state s, a block's normal matrix loses row and column s and its diagonal falls by the weights w_js
of the lost rows. The residualised treatment d of the full sample is orthogonal to all dummies, so the refit moves the
effects by h_s = (L_-s - diag(w_s))^-1 (-w_js d_js). With G the inverse of the full block, the inverse of the block
without s is G after one rank-one step, and v = sqrt(w_s) h_s solves (I - K) v = v0 with K = sqrt(w_s) G_-s sqrt(w_s):
a matrix close to the identity where states have many partners, solved for all s of a block together by conjugate
gradients. Null vectors added to a bipartite block stay null without s, so they change nothing here either. Columns that
do not converge, and blocks with a pseudo-inverse, are solved one by one.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from entente.models.blocks import Block, invert_block
from entente.models.effects import Effects, split_cells

Floats = NDArray[np.float64]
Reals = NDArray[np.floating]
Ints = NDArray[np.intp]
R = TypeVar("R", bound=np.floating)

MAX_STEPS = 40
# What single precision may lose of a column's norm in a handful of matrix products.
SINGLE_ERROR = 2e-7
# Largest variance inflation of a state's effect at which rounding the inverse to single precision is harmless.
STEADY = 10.0


def left_out_shifts(effects: Effects, residual: Floats, tolerance: float = 1e-11) -> tuple[Floats, Floats]:
    """How far the effect of each row's other member moves when one member is left out.

    Parameters
    ----------
    effects : Effects
        The effects of the full sample.
    residual : ndarray of float, shape (n,)
        The treatment residualised on them.
    tolerance : float
        Largest remaining residual of a refit, relative to the root of the weighted sum of squares of `residual`.

    Returns
    -------
    without_a, without_b : ndarray of float, shape (n,)
        Move of b's effect when a is left out, of a's when b is: on the refit the residual of a remaining row of i and j
        is `residual` minus the moves of i and j.
    """
    pulls = effects.weights * residual
    size = float(np.sqrt(pulls @ residual))
    pairs = split_cells(effects.cells, pulls, effects.starts)
    moves = [_shift_block(block, pair, tolerance * size) for block, pair in zip(effects.blocks, pairs, strict=True)]
    without_b = np.concatenate([move.ravel() for move in moves])
    without_a = np.concatenate([move.T.ravel() for move in moves])
    return without_a[effects.cells], without_b[effects.cells]


def _shift_block(block: Block, pairs: Floats, tolerance: float) -> Floats:
    """Solve one block: entry (j, s) is the move of state j's effect when s is left out."""
    if block.regular:
        moves, pending = _solve_together(block, pairs, tolerance)
    else:
        moves, pending = np.zeros_like(pairs), np.arange(len(pairs))
    for s in pending.tolist():
        moves[:, s] = _solve_alone(block.between, pairs[:, s], s)
    return moves


def _solve_together(block: Block, pairs: Floats, tolerance: float) -> tuple[Floats, Ints]:
    """Solve (I - K) v = v0 for all columns; also say which did not converge."""
    root = np.sqrt(block.between)
    v = _times_root(block.inverse, -pairs, root)
    more, pending = _conjugate_gradients(*_remainder(block, root, v, tolerance), tolerance)
    v += more
    return np.divide(v, root, out=v, where=root > 0), pending


def _remainder(block: Block, root: Floats, v: Floats, tolerance: float) -> tuple[Reals, Reals, Reals]:
    """Give G, the roots and K v0, in single precision if what that loses stays below the tolerance.

    v0 is most of the solution; what is left, (I - K)^-1 K v0, is smaller by the number of partners.
    """
    if np.max(np.diag(block.inverse) * block.between.sum(axis=0)) < STEADY:
        coarse, roots = block.inverse.astype(np.float32), root.astype(np.float32)
        rest = _times_root(coarse, roots * v.astype(np.float32), roots)
        if np.sqrt(_squares(rest).max()) * SINGLE_ERROR <= tolerance:
            return coarse, roots, rest
    return block.inverse, root, _times_root(block.inverse, root * v, root)


def _conjugate_gradients(inverse: Reals, root: Reals, rest: Reals, tolerance: float) -> tuple[Reals, Ints]:
    """Solve (I - K) x = rest column by column, all columns at once."""
    x = np.zeros_like(rest)
    step, square = rest.copy(), _squares(rest)
    for _ in range(MAX_STEPS):
        active = square > tolerance**2
        if not active.any():
            break
        image = step - _times_root(inverse, root * step, root)
        curve = np.einsum("js,js->s", step, image)
        length = np.divide(square, curve, out=np.zeros_like(square), where=active & (curve > 0))
        x += length * step
        image *= length
        rest -= image
        before, square = square, _squares(rest)
        step *= np.divide(square, before, out=np.zeros_like(square), where=active)
        step += rest
    return x, np.flatnonzero(square > tolerance**2)


def _times_root(inverse: NDArray[R], x: NDArray[R], root: NDArray[R]) -> NDArray[R]:
    """Apply, to each column s, the inverse of the block without s, then the roots of the lost weights."""
    full = inverse @ x
    full -= inverse * (np.diag(full) / np.diag(inverse))
    full *= root
    return full


def _squares(x: Reals) -> Reals:
    return np.asarray(np.einsum("js,js->s", x, x))


def _solve_alone(between: Floats, pair: Floats, s: int) -> Floats:
    """Solve one refit directly; states whose only partner was s have no effect left."""
    others = np.arange(len(between)) != s
    keep = others & (between[others] > 0).any(axis=0)
    out = np.zeros(len(between))
    out[keep] = invert_block(between[np.ix_(keep, keep)]).inverse @ -pair[keep]
    return out
