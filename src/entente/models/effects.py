"""Multi-membership state effects within each period: a row of states i and j in t has the mean a_it + a_jt.

Notes
-----
The normal matrix of these effects is block diagonal, one block L = M'WM per period: L_ij is the weight of the rows
of i and j, L_ii the weight of all rows of i (a signless Laplacian). A block has as many zero eigenvalues as the graph
of its rows has bipartite components, each with the null vector +1 on one side, -1 on the other (Desai & Rao 1994,
Journal of Graph Theory 18(2), 181-194). So rank is found by counting, not by a tolerance.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from entente.errors import ShapeMismatch, UnusableRows

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Codes = NDArray[np.integer]

# A pivot below this part of its diagonal may come from a rank deficiency: the graph of the block decides.
SUSPICIOUS_PIVOT = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The normal matrix of one period, inverted."""

    between: Floats  # weight between two states, zero diagonal
    inverse: Floats  # generalised: right on the range of the normal matrix
    regular: bool  # false only where rounding defeats the factorisation and a pseudo-inverse stands in


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """State-by-period effects of one sample: rows grouped once, one inverted block per period.

    Nodes are the pairs (period, state) that occur; nodes `starts[t]` to `starts[t + 1]` belong to block t.
    """

    a: Ints  # node of each row's first state, shape (n,)
    b: Ints  # node of its second
    cells: Ints  # place of (a, b) in the blocks, flattened one after the other
    starts: Ints  # shape (blocks + 1,)
    weights: Floats
    blocks: tuple[Block, ...]

    @classmethod
    def build(cls, period: Codes, a: Codes, b: Codes, weights: Floats) -> "Effects":
        """Group the rows by period and invert each period's normal matrix.

        Parameters
        ----------
        period, a, b : ndarray of int, shape (n,)
            Period and the two different states of each row; any codes.
        weights : ndarray of float, shape (n,)
            Positive least-squares weights.

        Raises
        ------
        ShapeMismatch
            If the vectors differ in length.
        UnusableRows
            If a row pairs a state with itself or its weight is not a positive number.
        """
        _check(period, a, b, weights)
        times, n_times = relabel(period)
        first, second, n_states = relabel_pairs(a, b)
        here = np.zeros((n_times, n_states), bool)
        here[times, first] = here[times, second] = True
        nodes = (np.cumsum(here) - 1).reshape(here.shape)
        sizes = here.sum(axis=1)
        starts = _starts(sizes)
        node_a, node_b = nodes[times, first], nodes[times, second]
        # The cell of nodes i, j in block t: offset + (i - start) * size + (j - start).
        origin = _starts(sizes**2)[:-1] - starts[:-1] * (sizes + 1)
        cells = origin[times] + node_a * sizes[times] + node_b
        return cls(node_a, node_b, cells, starts, weights, _invert(cells, weights, starts))

    def reweight(self, weights: Floats) -> "Effects":
        """Give the effects of the same rows under other weights."""
        return replace(self, weights=weights, blocks=_invert(self.cells, weights, self.starts))

    def node_sums(self, x: Floats) -> Floats:
        """Sum a row vector over the rows of each state and period."""
        return member_sums(self.a, self.b, x, int(self.starts[-1]))

    def solve(self, sums: Floats) -> Floats:
        """Solve the normal equations for one right-hand side per node (it must lie in their range)."""
        out = np.empty_like(sums)
        for block, lo, hi in zip(self.blocks, self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True):
            out[lo:hi] = block.inverse @ sums[lo:hi]
        return out

    def residualise(self, x: Floats) -> Floats:
        """Residual of the weighted least-squares fit of each column on the state-by-period dummies.

        Parameters
        ----------
        x : ndarray of float, shape (n,) or (n, k)
            Rows in the order they were given to `build`.

        Returns
        -------
        ndarray
            Same shape and units as `x`.
        """
        if x.shape[0] != len(self.a):
            raise ShapeMismatch("x", x.shape, "the rows of the effects", self.a.shape)
        if x.ndim == 2:
            return np.column_stack([self.residualise(column) for column in x.T])
        fitted = self.solve(self.node_sums(self.weights * x))
        return np.asarray(x - fitted[self.a] - fitted[self.b])


def relabel(values: Codes) -> tuple[Ints, int]:
    """Replace integer codes by 0, 1, .. in ascending order of the codes; also say how many there are."""
    labels, _, count = relabel_pairs(values, values[:0])
    return labels, count


def relabel_pairs(a: Codes, b: Codes) -> tuple[Ints, Ints, int]:
    """Replace the integer codes of two vectors by 0, 1, .. in common; also say how many there are."""
    filled = [x for x in (a, b) if x.size]
    low, high = min((int(x.min()) for x in filled), default=0), max((int(x.max()) for x in filled), default=-1)
    if high - low > 4 * a.size + 100_000:
        unique, labels = np.unique(np.concatenate([a, b]), return_inverse=True)
        return labels[: a.size].astype(np.intp), labels[a.size :].astype(np.intp), len(unique)
    seen = np.zeros(high - low + 1, np.intp)
    seen[a - low] = seen[b - low] = 1
    labels = np.cumsum(seen) - 1
    return labels[a - low], labels[b - low], int(seen.sum())


def label_sums(labels: Ints, x: Floats, count: int) -> Floats:
    """Sum a row vector over the rows of each label 0 .. count - 1."""
    return np.bincount(labels, x, count).astype(np.float64, copy=False)


def member_sums(a: Ints, b: Ints, x: Floats, count: int) -> Floats:
    """Sum a row vector over the rows that have each label 0 .. count - 1 on either side."""
    return label_sums(a, x, count) + label_sums(b, x, count)


def split_cells(cells: Ints, x: Floats, starts: Ints) -> list[Floats]:
    """Sum a row vector over the rows of each pair in each block: one symmetric matrix per block."""
    sizes = np.diff(starts)
    offsets = _starts(sizes**2).tolist()
    flat = label_sums(cells, x, offsets[-1])
    parts = zip(offsets[:-1], offsets[1:], sizes.tolist(), strict=True)
    halves = [flat[lo:hi].reshape(size, size) for lo, hi, size in parts]
    return [half + half.T for half in halves]


def bipartite_nulls(between: Floats) -> list[Floats]:
    """Null vectors of a block, one per bipartite component: +1 on one side, -1 on the other, 0 elsewhere.

    Parameters
    ----------
    between : ndarray of float, shape (s, s)
        Weights between states; an entry that is not zero is an edge.

    Notes
    -----
    In the double cover (an edge from i on one sheet to j on the other) a component is bipartite if and only if its two
    copies of a state stay apart.
    """
    size = len(between)
    i, j = np.nonzero(between)
    cover = coo_array((np.ones(len(i)), (i, j + size)), shape=(2 * size, 2 * size))
    _, part = connected_components(cover, directed=False)
    upper, lower = part[:size], part[size:]
    nulls = []
    for label in np.unique(np.minimum(upper, lower)[upper != lower]):
        nulls.append((upper == label).astype(float) - (lower == label).astype(float))
    return nulls


def invert_block(between: Floats) -> Block:
    """Invert the normal matrix of one block; with bipartite components, add their null vectors first."""
    total = between.sum(axis=0)
    normal = between.copy()
    normal[np.diag_indices_from(normal)] = total
    inverse, worst = _cholesky_inverse(normal)
    if worst > SUSPICIOUS_PIVOT:
        return Block(between, inverse, True)
    nulls = bipartite_nulls(between)
    for z in nulls:
        # On the range of the normal matrix, adding a multiple of zz' leaves the solution's fitted values as they are.
        normal += np.outer(z, z) * (total @ z**2 / (z @ z) ** 2)
    if nulls:
        inverse, worst = _cholesky_inverse(normal)
    if worst <= np.finfo(float).eps * len(normal):
        root = 1 / np.sqrt(np.diag(normal))
        inverse = np.linalg.pinv(normal * np.outer(root, root), hermitian=True) * np.outer(root, root)
        return Block(between, inverse, False)
    return Block(between, inverse, True)


def _invert(cells: Ints, weights: Floats, starts: Ints) -> tuple[Block, ...]:
    return tuple(invert_block(between) for between in split_cells(cells, weights, starts))


def _starts(sizes: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)


def _cholesky_inverse(normal: Floats) -> tuple[Floats, float]:
    """Inverse by Cholesky, and the smallest pivot as a part of its diagonal (0 where the factorisation fails)."""
    factor, failed = lapack.dpotrf(normal, lower=0)
    if failed:
        return normal, 0.0
    worst = float(np.min(np.diag(factor) ** 2 / np.diag(normal)))
    half, _ = lapack.dpotri(factor, lower=0, overwrite_c=1)
    inverse = half + half.T  # the factorisation left zeros below the diagonal
    inverse[np.diag_indices_from(inverse)] = np.diag(half)
    return inverse, worst


def _check(period: Codes, a: Codes, b: Codes, weights: Floats) -> None:
    for name, column in (("a", a), ("b", b), ("weights", weights)):
        if column.shape != period.shape:
            raise ShapeMismatch(name, column.shape, "period", period.shape)
    if (same := np.flatnonzero(a == b)).size:
        raise UnusableRows("a, b", same.tolist(), "pair a state with itself", "A dyad has two different states.")
    if (bad := np.flatnonzero(~(weights > 0) | np.isinf(weights))).size:
        raise UnusableRows("weights", bad.tolist(), "hold no positive number", "Leave those rows out of the sample.")
