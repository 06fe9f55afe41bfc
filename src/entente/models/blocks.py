"""The normal matrix of one period's state effects, factored whatever its rank.

Notes
-----
The normal matrix of these effects is block diagonal, one block L = M'WM per period: L_ij is the weight of the rows
of i and j, L_ii the weight of all rows of i (a signless Laplacian). A block has as many zero eigenvalues as the graph
of its rows has bipartite components, each with the null vector +1 on one side, -1 on the other (Desai & Rao 1994,
Journal of Graph Theory 18(2), 181-194). So rank is found by counting, not by a tolerance.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]

# A pivot below this part of its diagonal may come from a rank deficiency: the graph of the block decides.
SUSPICIOUS_PIVOT = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The normal matrix of one period, ready to be solved."""

    between: Floats  # weight between two states, zero diagonal
    factor: Floats  # lower Cholesky factor, null vectors added
    pseudo: Floats | None  # pseudo-inverse, only where rounding defeats the factorisation

    @property
    def regular(self) -> bool:
        """Whether the factor is to be trusted."""
        return self.pseudo is None

    def solve(self, sums: Floats) -> Floats:
        """Solve for right-hand sides in the range of the normal matrix, shape (s,) or (s, k)."""
        if self.pseudo is not None:
            return np.asarray(self.pseudo @ sums)
        return np.asarray(lapack.dpotrs(self.factor, sums, lower=1)[0])

    def inverse(self) -> Floats:
        """Invert; with null vectors right on the range of the normal matrix."""
        if self.pseudo is not None:
            return self.pseudo.copy()
        half, _ = lapack.dpotri(self.factor, lower=1)
        inverse: Floats = half.T + half  # the factorisation left zeros above the diagonal
        inverse.ravel()[:: len(inverse) + 1] /= 2
        return inverse


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


def factor_block(between: Floats) -> Block:
    """Factor the normal matrix of one block; with bipartite components, add their null vectors first.

    Parameters
    ----------
    between : ndarray of float, shape (s, s)
        Weights between states, symmetric, zero diagonal.
    """
    total = between.sum(axis=0)
    normal = between.copy()
    normal.ravel()[:: len(normal) + 1] = total
    factor, worst = _cholesky(normal)
    if worst > SUSPICIOUS_PIVOT:
        return Block(between, factor, None)
    nulls = bipartite_nulls(between)
    for z in nulls:
        # On the range of the normal matrix, adding a multiple of zz' leaves the solution's fitted values as they are.
        normal += np.outer(z, z) * (total @ z**2 / (z @ z) ** 2)
    if nulls:
        factor, worst = _cholesky(normal)
    if worst > np.finfo(float).eps * len(normal):
        return Block(between, factor, None)
    root = 1 / np.sqrt(np.diag(normal))
    scaled = np.linalg.pinv(normal * np.outer(root, root), hermitian=True)
    return Block(between, factor, scaled * np.outer(root, root))


def _cholesky(normal: Floats) -> tuple[Floats, float]:
    """Lower Cholesky factor, and the smallest pivot as a part of its diagonal (0 where the factorisation fails)."""
    # A symmetric matrix is its own transpose, which LAPACK takes as it lies.
    factor, failed = lapack.dpotrf(normal.T, lower=1)
    return factor, 0.0 if failed else float(np.min(factor.diagonal() ** 2 / normal.diagonal()))
