"""What leaving each state out does to the residualised treatment: the exact refits of the state jackknife.

Notes
-----
Without the rows of state s, a block's normal matrix loses row and column s and its diagonal falls by the weights w_js
of the lost rows. The residualised treatment d of the full sample is orthogonal to all dummies, so the refit moves the
effects by h_s = (L_-s - diag(w_s))^-1 (-w_js d_js). With G the inverse of the full block, the inverse of the block
without s is G after one rank-one step, and v = sqrt(w_s) h_s solves (I - K) v = v0 with K = sqrt(w_s) G_-s sqrt(w_s):
a matrix close to the identity where states have many partners, solved for all s of a block together by conjugate
gradients, one row per s. Null vectors added to a bipartite block stay null without s, so they change nothing here
either. Rows that do not converge, and blocks with a pseudo-inverse, are solved one by one.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from entente.models.blocks import Block, invert_block
from entente.models.effects import Effects

Floats = NDArray[np.float64]
Reals = NDArray[np.floating]
Ints = NDArray[np.intp]
R = TypeVar("R", bound=np.floating)

MAX_STEPS = 40
# What single precision may lose of a row's norm in a handful of matrix products.
SINGLE_ERROR = 2e-7
# Largest variance inflation of a state's effect at which rounding the inverse to single precision is harmless.
STEADY = 10.0
# Conjugate gradients go on with the unfinished rows alone once these are fewer than this part.
FEW = 0.7


def left_out_moves(effects: Effects, residual: Floats, tolerance: float = 1e-11) -> list[Floats]:
    """How far the effects move when one state is left out: one matrix per block.

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
    list of ndarray, shape (s, s)
        Entry (s, j) of a block: move of state j's effect when s is left out (without meaning where the two share no
        row): on the refit the residual of a remaining row of i and j is `residual` minus the moves of i and j.
    """
    pulls = effects.weights * residual
    size = float(np.sqrt(pulls @ residual))
    pairs = effects.split(pulls)
    return [_block_moves(block, pair, tolerance * size) for block, pair in zip(effects.blocks, pairs, strict=True)]


def _block_moves(block: Block, pairs: Floats, tolerance: float) -> Floats:
    """Solve one block."""
    if block.regular:
        moves, pending = _solve_together(block, pairs, tolerance)
    else:
        moves, pending = np.zeros_like(pairs), np.arange(len(pairs))
    for s in pending.tolist():
        moves[s] = _solve_alone(block.between, pairs[s], s)
    return moves


def _solve_together(block: Block, pairs: Floats, tolerance: float) -> tuple[Floats, Ints]:
    """Solve (I - K) v = v0 for all rows; also say which did not converge.

    v0 is most of the solution; what is left, (I - K)^-1 K v0, is smaller by the number of partners: rows in which what
    single precision loses of it stays below the tolerance are solved in single precision.
    """
    root = np.sqrt(block.between)
    rows = np.arange(len(pairs))
    v = _times(block.inverse, -pairs, root, rows)
    scaled = root * v
    doubtful, stuck = rows, rows[:0]
    if np.max(np.diag(block.inverse) * block.between.sum(axis=0)) < STEADY:
        coarse, roots = block.inverse.astype(np.float32), root.astype(np.float32)
        rest = _times(coarse, scaled.astype(np.float32), roots, rows)
        fine = np.sqrt(_squares(rest)) * SINGLE_ERROR <= tolerance
        more, stuck = _conjugate_gradients(coarse, roots[fine], rest[fine], rows[fine], tolerance)
        v[fine] += more
        doubtful = rows[~fine]
    rest = _times(block.inverse, scaled[doubtful], root[doubtful], doubtful)
    more, stuck_too = _conjugate_gradients(block.inverse, root[doubtful], rest, doubtful, tolerance)
    v[doubtful] += more
    return np.divide(v, root, out=v, where=root > 0), np.concatenate([stuck, stuck_too])


def _conjugate_gradients(inverse: Reals, root: Reals, rest: Reals, rows: Ints, tolerance: float) -> tuple[Reals, Ints]:
    """Solve (I - K) x = rest for the refits without some states, all at once; also say which did not converge."""
    x = np.zeros_like(rest)
    at = np.arange(len(rows))
    step, square = rest.copy(), _squares(rest)
    for _ in range(MAX_STEPS):
        active = square > tolerance**2
        left = int(np.count_nonzero(active))
        if not left:
            return x, rows[:0]
        if left < FEW * len(at):
            at, rows = at[active], rows[active]
            root, rest, step, square = root[active], rest[active], step[active], square[active]
        image = _times(inverse, root * step, root, rows)
        np.subtract(step, image, out=image)
        curve = np.einsum("sj,sj->s", step, image)
        length = np.divide(square, curve, out=np.zeros_like(square), where=curve > 0)[:, None]
        x[at] += length * step
        image *= length
        rest -= image
        before, square = square, _squares(rest)
        step *= np.divide(square, before, out=np.zeros_like(square), where=before > 0)[:, None]
        step += rest
    return x, rows[square > tolerance**2]


def _times(inverse: NDArray[R], x: NDArray[R], root: NDArray[R], rows: Ints) -> NDArray[R]:
    """Apply, to each row, the inverse of the block without its state, then the roots of the lost weights."""
    full = x @ inverse
    own = full[np.arange(len(rows)), rows] / inverse[rows, rows]
    own_part = inverse[rows] if len(rows) < len(inverse) else inverse
    full -= own_part * own[:, None]
    full *= root
    return full


def _squares(x: Reals) -> Reals:
    return np.asarray(np.einsum("sj,sj->s", x, x))


def _solve_alone(between: Floats, pair: Floats, s: int) -> Floats:
    """Solve one refit directly; states whose only partner was s have no effect left."""
    others = np.arange(len(between)) != s
    keep = others & (between[others] > 0).any(axis=0)
    out = np.zeros(len(between))
    out[keep] = invert_block(between[np.ix_(keep, keep)]).inverse @ -pair[keep]
    return out
