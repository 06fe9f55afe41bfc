"""The normal matrix of one period's state effects, inverted whatever its rank.

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
    """The normal matrix of one period, inverted."""

    between: Floats  # weight between two states, zero diagonal
    inverse: Floats  # generalised: right on the range of the normal matrix
    regular: bool  # false only where rounding defeats the factorisation and a pseudo-inverse stands in


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


def _cholesky_inverse(normal: Floats) -> tuple[Floats, float]:
    """Inverse by Cholesky, and the smallest pivot as a part of its diagonal (0 where the factorisation fails)."""
    # A symmetric matrix is its own transpose, which LAPACK takes as it lies.
    factor, failed = lapack.dpotrf(normal.T, lower=1)
    if failed:
        return normal, 0.0
    worst = float(np.min(factor.diagonal() ** 2 / normal.diagonal()))
    half, _ = lapack.dpotri(factor, lower=1, overwrite_c=1)
    inverse = half.T + half  # the factorisation left zeros above the diagonal
    inverse.ravel()[:: len(inverse) + 1] /= 2
    return inverse, worst
