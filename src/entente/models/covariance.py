"""Meat of a sandwich: sums of products of row scores over pairs of rows that may depend on each other."""

import numpy as np
from numpy.typing import NDArray

from entente.models.labels import relabel

Floats = NDArray[np.float64]
Codes = NDArray[np.integer]


def dyadic_meat(scores: Floats, a: Codes, b: Codes) -> Floats:
    """Sum of u_r u_q' over all ordered pairs of rows (r, q) that share a state, whatever their years.

    Parameters
    ----------
    scores : ndarray of float, shape (n, k)
        One score per row and coefficient.
    a, b : ndarray of int, shape (n,)
        The two states of each row; a row whose two states are the same is a self-dyad.

    Returns
    -------
    ndarray of float, shape (k, k)
        Symmetric, but not always positive semi-definite: see `repair`.

    Notes
    -----
    Inclusion-exclusion: sum over members m of S_m S_m' minus sum over dyads d of S_d S_d'. Two rows of one dyad share
    two states and were counted twice; rows of a self-dyad share one, so self-dyads are not subtracted.

    References
    ----------
    Fafchamps & Gubert (2007), Journal of Development Economics 83(2), 326-350; Aronow, Samii & Assenova (2015),
    Political Analysis 23(4), 564-577.
    """
    states, count = relabel(np.concatenate([a, b]))
    first, second = states[: len(a)], states[len(a) :]
    apart = first != second
    members = group_sums(scores, first, count) + group_sums(scores[apart], second[apart], count)
    dyads, n_dyads = relabel((np.minimum(first, second) * count + np.maximum(first, second))[apart])
    pairs = group_sums(scores[apart], dyads, n_dyads)
    return np.asarray(members.T @ members - pairs.T @ pairs)


def cluster_meat(scores: Floats, cluster: Codes) -> Floats:
    """Sum of u_r u_q' over all ordered pairs of rows of one cluster, shape (k, k)."""
    labels, count = relabel(cluster)
    sums = group_sums(scores, labels, count)
    return np.asarray(sums.T @ sums)


def repair(meat: Floats) -> tuple[Floats, bool]:
    """Clip the negative eigenvalues of a symmetric matrix to zero, and say whether there were any."""
    values, vectors = np.linalg.eigh(meat)
    if values[0] >= 0:
        return meat, False
    return np.asarray((vectors * np.maximum(values, 0)) @ vectors.T), True


def group_sums(scores: Floats, labels: NDArray[np.intp], count: int) -> Floats:
    """Sum the rows of each label 0 .. count - 1, shape (count, k)."""
    return np.column_stack([np.bincount(labels, column, count) for column in scores.T])
