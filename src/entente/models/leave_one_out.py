"""What leaving each state out does to the residualised treatment: the exact refits of the state jackknife.

Notes
-----
Without the rows of state s, a block's normal matrix loses row and column s and its diagonal falls by the weights w_js
of the lost rows. The residualised treatment d of the full sample is orthogonal to all dummies, so the refit moves the
effects by h_s = (L_-s - diag(w_s))^-1 (-w_js d_js). With G the inverse of the full block, the inverse of the block
without s is G after one rank-one step, and v = sqrt(w_s) h_s solves (I - K) v = v0 with K = sqrt(w_s) G_-s sqrt(w_s):
a matrix close to the identity where states have many partners, solved for all s of a block together by conjugate
gradients. Columns that do not converge, and blocks without full rank, are solved one by one.
"""

import numpy as np
from numpy.typing import NDArray

from entente.models.effects import Effects, invert_block, split_cells

Floats = NDArray[np.float64]
Reals = NDArray[np.floating]

MAX_STEPS = 40
# What single precision may lose of a column's norm in a handful of matrix products.
SINGLE_ERROR = 1e-6


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
    pairs = split_cells(effects.cells, effects.weights * residual, effects.starts)
    size = float(np.sqrt(np.sum(effects.weights * residual**2)))
    inverses = [g if full else None for g, full in zip(effects.inverses, effects.full_rank, strict=True)]
    moves = [_shift_block(*block, tolerance * size) for block in zip(effects.between, pairs, inverses, strict=True)]
    without_b = np.concatenate([move.ravel() for move in moves])
    without_a = np.concatenate([move.T.ravel() for move in moves])
    return without_a[effects.cells], without_b[effects.cells]


def _shift_block(between: Floats, pairs: Floats, inverse: Floats | None, tolerance: float) -> Floats:
    """Solve one block: entry (j, s) is the move of state j's effect when s is left out."""
    if inverse is None:
        moves, pending = np.zeros_like(between), np.arange(len(between))
    else:
        moves, pending = _solve_together(between, pairs, inverse, tolerance)
    for s in pending.tolist():
        moves[:, s] = _solve_alone(between, pairs[:, s], s)
    return moves


def _solve_together(
    between: Floats, pairs: Floats, inverse: Floats, tolerance: float
) -> tuple[Floats, NDArray[np.intp]]:
    """Solve (I - K) v = v0 for all columns; also say which did not converge."""
    root = np.sqrt(between)
    v = _times_root(inverse, pairs, root)
    np.negative(v, out=v)
    # v0 is most of the solution; what is left, (I - K)^-1 K v0, is so small that single precision will mostly do.
    rest = _apply(*(x.astype(np.float32) for x in (inverse, root, v)))
    if np.sqrt(_squares(rest).max()) * SINGLE_ERROR > tolerance:
        rest = _apply(inverse, root, v)
    more, pending = _conjugate_gradients(inverse.astype(rest.dtype), root.astype(rest.dtype), rest, tolerance)
    v += more
    return np.divide(v, root, out=v, where=root > 0), pending


def _conjugate_gradients(inverse: Reals, root: Reals, rest: Reals, tolerance: float) -> tuple[Reals, NDArray[np.intp]]:
    """Solve (I - K) x = rest column by column, all columns at once."""
    x = np.zeros_like(rest)
    step, square = rest.copy(), _squares(rest)
    for _ in range(MAX_STEPS):
        active = square > tolerance**2
        if not active.any():
            break
        image = step - _apply(inverse, root, step)
        curve = np.einsum("js,js->s", step, image)
        length = np.divide(square, curve, out=np.zeros_like(square), where=active & (curve > 0))
        x += length * step
        image *= length
        rest -= image
        before, square = square, _squares(rest)
        step *= np.divide(square, before, out=np.zeros_like(square), where=active)
        step += rest
    return x, np.flatnonzero(square > tolerance**2)


def _apply(inverse: Reals, root: Reals, x: Reals) -> Reals:
    """Give K x."""
    return _times_root(inverse, root * x, root)


def _times_root(inverse: Reals, x: Reals, root: Reals) -> Reals:
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
    inverse, _ = invert_block(between[np.ix_(keep, keep)])
    out[keep] = inverse @ -pair[keep]
    return out
