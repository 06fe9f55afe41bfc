"""Multi-membership state effects within each period: a row of states i and j in t has the mean a_it + a_jt."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from entente.errors import ShapeMismatch, UnusableRows
from entente.models.blocks import Block, invert_block
from entente.models.labels import label_sums, member_sums, relabel, relabel_pairs

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Codes = NDArray[np.integer]


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """State-by-period effects of one sample: rows grouped once, one inverted block per period.

    Nodes are the pairs (period, state) that occur; nodes `starts[t]` to `starts[t + 1]` belong to block t.
    """

    a: Ints  # node of each row's first state, shape (n,)
    b: Ints  # node of its second
    cells: Ints  # place of (a, b) in the blocks, flattened one after the other
    mirrors: Ints  # place of (b, a)
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
        check_rows(period, a, b, weights)
        times, n_times = relabel(period)
        first, second, n_states = relabel_pairs(a, b)
        return cls.of_labels(times, n_times, first, second, n_states, weights)

    @classmethod
    def of_labels(
        cls, times: Ints, n_times: int, first: Ints, second: Ints, n_states: int, weights: Floats
    ) -> "Effects":
        """Do the same for periods and states that are labelled 0, 1, .. and rows that are known to be usable."""
        here = np.zeros((n_times, n_states), bool)
        here[times, first] = here[times, second] = True
        nodes = (np.cumsum(here) - 1).reshape(here.shape)
        sizes = here.sum(axis=1)
        starts = _starts(sizes)
        node_a, node_b = nodes[times, first], nodes[times, second]
        # The cell of nodes i, j in block t: offset + (i - start) * size + (j - start).
        origin = _starts(sizes**2)[:-1] - starts[:-1] * (sizes + 1)
        origins, size = origin[times], sizes[times]
        cells, mirrors = origins + node_a * size + node_b, origins + node_b * size + node_a
        return cls(node_a, node_b, cells, mirrors, starts, weights, _invert(cells, weights, starts))

    def reweight(self, weights: Floats) -> "Effects":
        """Give the effects of the same rows under other weights."""
        return replace(self, weights=weights, blocks=_invert(self.cells, weights, self.starts))

    def split(self, x: Floats) -> list[Floats]:
        """Sum a row vector over the rows of each pair of states: one symmetric matrix per block."""
        return _split(self.cells, x, self.starts)

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


def _split(cells: Ints, x: Floats, starts: Ints) -> list[Floats]:
    sizes = np.diff(starts)
    offsets = _starts(sizes**2).tolist()
    flat = label_sums(cells, x, offsets[-1])
    parts = zip(offsets[:-1], offsets[1:], sizes.tolist(), strict=True)
    halves = [flat[lo:hi].reshape(size, size) for lo, hi, size in parts]
    return [half + half.T for half in halves]


def _invert(cells: Ints, weights: Floats, starts: Ints) -> tuple[Block, ...]:
    return tuple(invert_block(between) for between in _split(cells, weights, starts))


def _starts(sizes: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)


def check_rows(period: Codes, a: Codes, b: Codes, weights: Floats) -> None:
    """Refuse rows that no block can hold: states paired with themselves, weights that are not positive numbers."""
    for name, column in (("a", a), ("b", b), ("weights", weights)):
        if column.shape != period.shape:
            raise ShapeMismatch(name, column.shape, "period", period.shape)
    if (same := np.flatnonzero(a == b)).size:
        raise UnusableRows("a, b", same.tolist(), "pair a state with itself", "A dyad has two different states.")
    if (bad := np.flatnonzero(~(weights > 0) | np.isinf(weights))).size:
        raise UnusableRows("weights", bad.tolist(), "hold no positive number", "Leave those rows out of the sample.")
