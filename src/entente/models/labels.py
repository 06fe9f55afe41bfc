"""Integer codes to labels 0, 1, .., and sums of row vectors by label."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Codes = NDArray[np.integer]


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
