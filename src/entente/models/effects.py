"""Multi-membership state effects within each period: a row of states i and j in t has the mean a_it + a_jt."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from entente.errors import ShapeMismatch, UnusableRows
from entente.models.blocks import Block, factor_block
from entente.models.labels import label_sums, member_sums, relabel, relabel_pairs

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Codes = NDArray[np.integer]


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """State-by-period effects of one sample: rows grouped once, one factored block per period.

    Nodes are the pairs (period, state) that occur; nodes `starts[t]` to `starts[t + 1]` belong to block t.
    """

    a: Ints  # node of each row's first state, shape (n,)
    b: Ints  # node of its second
    cells: Ints  # place of (a, b) in the blocks, flattened one after the other
    states: Ints  # state of each node
    starts: Ints  # shape (blocks + 1,)
    weights: Floats
    blocks: tuple[Block, ...]

    @classmethod
    def build(cls, period: Codes, a: Codes, b: Codes, weights: Floats) -> "Effects":
        """Group the rows by period and factor each period's normal matrix.

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
        key_a, key_b = times * n_states + first, times * n_states + second
        here = np.zeros(n_times * n_states, bool)
        here[key_a] = here[key_b] = True
        node = np.cumsum(here) - 1
        node_a, node_b = node.take(key_a), node.take(key_b)
        found = here.reshape(n_times, n_states)
        sizes = found.sum(axis=1)
        starts = _starts(sizes)
        # The cell of nodes i, j in block t: offset + (i - start) * size + (j - start).
        first_cells = np.repeat(_starts(sizes**2)[:-1] - starts[:-1] * (sizes + 1), sizes)
        first_cells += np.arange(len(first_cells)) * np.repeat(sizes, sizes)
        cells = first_cells.take(node_a) + node_b
        return cls(node_a, node_b, cells, np.nonzero(found)[1], starts, weights, _factor(cells, weights, starts))

    def reweight(self, weights: Floats) -> "Effects":
        """Give the effects of the same rows under other weights."""
        return replace(self, weights=weights, blocks=_factor(self.cells, weights, self.starts))

    @property
    def n_cells(self) -> int:
        """Cells of all blocks together."""
        return int(np.sum(np.diff(self.starts) ** 2))

    def squares(self, flat: Floats) -> list[Floats]:
        """Show a vector in the order of the cells as one square matrix per block."""
        return _squares(flat, self.starts)

    def split(self, x: Floats) -> list[Floats]:
        """Sum a row vector over the rows of each pair of states: one symmetric matrix per block."""
        return _split(self.cells, x, self.starts)

    def partner_sums(self, x: Floats, of_cells: Floats) -> Floats:
        """Sum, over the rows of each state and period, a row vector times a figure of (this state, its partner).

        Parameters
        ----------
        x : ndarray of float, shape (n,)
        of_cells : ndarray of float, shape (sum of s^2 over the blocks,)
            In the order of the cells.

        Returns
        -------
        ndarray of float, one per node
        """
        halves = self.squares(label_sums(self.cells, x, self.n_cells))
        figures = self.squares(of_cells)
        return np.concatenate(
            [np.vecdot(half, figure) + np.vecdot(half.T, figure) for half, figure in zip(halves, figures, strict=True)]
        )

    def node_sums(self, x: Floats) -> Floats:
        """Sum rows, shape (n,) or (n, k), over the rows of each state and period."""
        nodes = int(self.starts[-1])
        if x.ndim == 2:
            return np.column_stack([member_sums(self.a, self.b, column, nodes) for column in x.T])
        return member_sums(self.a, self.b, x, nodes)

    def solve(self, sums: Floats) -> Floats:
        """Solve the normal equations for right-hand sides in their range, shape (nodes,) or (nodes, k)."""
        out = np.empty_like(sums)
        for block, lo, hi in zip(self.blocks, self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True):
            out[lo:hi] = block.solve(sums[lo:hi])
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
        weights = self.weights if x.ndim == 1 else self.weights[:, None]
        fitted = self.solve(self.node_sums(weights * x))
        out = x - fitted.take(self.a, axis=0)
        out -= fitted.take(self.b, axis=0)
        return np.asarray(out)


def _squares(flat: Floats, starts: Ints) -> list[Floats]:
    sizes = np.diff(starts)
    offsets = _starts(sizes**2).tolist()
    parts = zip(offsets[:-1], offsets[1:], sizes.tolist(), strict=True)
    return [flat[lo:hi].reshape(size, size) for lo, hi, size in parts]


def _split(cells: Ints, x: Floats, starts: Ints) -> list[Floats]:
    flat = label_sums(cells, x, int(np.sum(np.diff(starts) ** 2)))
    return [half + half.T for half in _squares(flat, starts)]


def _factor(cells: Ints, weights: Floats, starts: Ints) -> tuple[Block, ...]:
    return tuple(factor_block(between) for between in _split(cells, weights, starts))


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
