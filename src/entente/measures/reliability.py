"""How far coders agree beyond chance: Krippendorff's alpha, with an interval by resampling units."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from entente.errors import ShapeMismatch, UnknownName

Ratings = NDArray[np.float64]
Matrix = NDArray[np.float64]

LEVELS = ("nominal", "ordinal", "interval", "ratio")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha with its bootstrap interval; nan where nobody differs in anything (nothing to disagree about)."""

    alpha: float
    lower: float
    upper: float
    units: int  # that two coders at least have coded


def krippendorff_alpha(ratings: Ratings, level: str | Matrix = "nominal") -> float:
    """Return Krippendorff's alpha.

    Parameters
    ----------
    ratings : ndarray of float, shape (n_coders, n_units)
        Each coder's value of each unit; nan: not coded. Units with fewer than two values do not count.
    level : str or ndarray of float, shape (n_values, n_values)
        `nominal`, `ordinal`, `interval` or `ratio`; or the squared distances themselves, then the ratings are
        0, 1, ..., n_values - 1 (for values that are sets, as in `masi`).

    Returns
    -------
    float
        1: full agreement; 0: as by chance; below: worse. nan if all values are the same.

    Raises
    ------
    UnknownName
        If the level is none of the four.
    ShapeMismatch
        If a matrix of distances is too small for the ratings.

    References
    ----------
    Krippendorff (2019), Content Analysis, 4th ed., chapter 12.
    """
    values, pairs = _coincidences(ratings)
    return _alpha(values, pairs.sum(axis=0), level)


def agreement(
    ratings: Ratings,
    level: str | Matrix = "nominal",
    *,
    rng: np.random.Generator,
    draws: int = 2000,
    confidence: float = 0.95,
) -> Agreement:
    """Return alpha with a percentile interval over resampled units.

    Draws in which alpha is not defined (all values the same) are left out; the interval is nan if none is left.
    """
    values, pairs = _coincidences(ratings)
    units = len(pairs)
    alpha = _alpha(values, pairs.sum(axis=0), level)
    drawn = [
        _alpha(values, pairs[rng.integers(units, size=units)].sum(axis=0), level) for _ in range(draws if units else 0)
    ]
    held = np.array([each for each in drawn if not np.isnan(each)])
    if np.isnan(alpha) or not held.size:
        return Agreement(alpha, float("nan"), float("nan"), units)
    tail = (1 - confidence) / 2
    lower, upper = np.quantile(held, [tail, 1 - tail])
    return Agreement(alpha, float(lower), float(upper), units)


def masi(sets: list[frozenset[str]]) -> Matrix:
    """Return distances between sets: one minus Jaccard's share times 1, 2/3 (one holds the other), 1/3 or 0.

    References
    ----------
    Passonneau (2006), Measuring Agreement on Set-valued Items (MASI), LREC.
    """
    out = np.zeros((len(sets), len(sets)))
    for (i, a), (j, b) in combinations(enumerate(sets), 2):
        out[i, j] = out[j, i] = 1 - jaccard(a, b) * _monotone(a, b)
    return out


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the share of what is in either set that is in both; 1 for two empty sets."""
    return len(a & b) / len(a | b) if a | b else 1.0


def _monotone(a: frozenset[str], b: frozenset[str]) -> float:
    if a == b:
        return 1.0
    if a <= b or b <= a:
        return 2 / 3
    return 1 / 3 if a & b else 0.0


def _coincidences(ratings: Ratings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Count pairs of values within each unit that was coded twice at least: values, and (units, values, values)."""
    if ratings.ndim != 2:
        raise ShapeMismatch("ratings", ratings.shape, "(coders, units)", (0, 0))
    coded = ~np.isnan(ratings)
    kept = ratings[:, coded.sum(axis=0) > 1]
    values = np.unique(kept[~np.isnan(kept)])
    counts = (kept.T[:, :, None] == values).sum(axis=1).astype(np.float64)
    pairs = counts[:, :, None] * counts[:, None, :]
    own = np.arange(len(values))
    pairs[:, own, own] -= counts
    return values, pairs / np.maximum(counts.sum(axis=1) - 1, 1)[:, None, None]


def _alpha(values: NDArray[np.float64], pairs: Matrix, level: str | Matrix) -> float:
    marginals = pairs.sum(axis=1)
    apart = _distances(values, marginals, level)
    expected = float(marginals @ apart @ marginals)
    if expected == 0:
        return float("nan")
    return 1 - float((marginals.sum() - 1) * (pairs * apart).sum()) / expected


def _distances(values: NDArray[np.float64], marginals: NDArray[np.float64], level: str | Matrix) -> Matrix:
    """Return the squared distances between values at a level."""
    if isinstance(level, np.ndarray):
        places = values.astype(int)
        if len(places) and places.max() >= len(level):
            raise ShapeMismatch("distances", level.shape, "values", (int(places.max()) + 1,))
        chosen: Matrix = level[np.ix_(places, places)]
        return chosen
    a, b = values[:, None], values[None, :]
    if level == "nominal":
        return np.asarray(a != b, dtype=np.float64)
    if level == "interval":
        return np.asarray(np.square(a - b), dtype=np.float64)
    if level == "ratio":
        total = a + b
        return np.asarray(np.square(np.divide(a - b, total, out=np.zeros_like(total), where=total != 0)))
    if level == "ordinal":
        # All values between two, and half of each of the two (Krippendorff 2019, p. 301).
        middle = np.cumsum(marginals) - marginals / 2
        return np.asarray(np.square(middle[:, None] - middle[None, :]))
    raise UnknownName("level of measurement", level, LEVELS)
