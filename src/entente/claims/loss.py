"""A loss of known size, put into the flows that follow a placebo decision, and what of it reaches the logarithms."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from entente.claims.fit import weights

SOURCE_UNIT = 1e6  # the flows' source counts whole millions of dollars (rule 19)


def inject(flows: NDArray[np.float64], rows: pd.DataFrame, window: tuple[int, int], loss: float) -> NDArray[np.float64]:
    """Mean flow of the window after, with a loss put into each raw direction and year of the treated rows.

    Parameters
    ----------
    flows : ndarray, shape (2, dyads, years)
        Dollars there and back.
    rows : DataFrame
        dyad, place, treated, post.
    window : (first, last)
        Years relative to t.
    loss : float
        Share lost, permanent; the reduced flow is rounded to the source's unit, whole millions.

    Returns
    -------
    ndarray, shape (rows,)
        Dollars a year, controls untouched.
    """
    post = rows["post"].to_numpy(float).copy()
    treated = rows["treated"].to_numpy(bool)
    if loss == 0:
        return post
    dyad = rows.loc[treated, "dyad"].to_numpy(np.intp)
    place = rows.loc[treated, "place"].to_numpy(np.intp)
    total = np.zeros(len(dyad))
    for step in range(window[0], window[1] + 1):
        for direction in (0, 1):
            left = flows[direction, dyad, place + step] * (1 - loss)
            total += np.round(left / SOURCE_UNIT) * SOURCE_UNIT
    post[treated] = total / (window[1] - window[0] + 1)
    return post


def mean_fall(kept: pd.DataFrame) -> float:
    """Mean log points by which the treated flows of the log sample fell, each decision counting once."""
    treated = kept[kept["treated"].to_numpy(bool)]
    if treated.empty:
        return float("nan")
    fell = np.log(treated["post"].to_numpy(float)) - np.log(treated["unhurt"].to_numpy(float))
    return float(np.average(fell, weights=weights(treated, "decision")))


def realised_loss(fell: list[tuple[float, ...]]) -> NDArray[np.float64]:
    """Share lost by loss put in, averaged over the draws that have a treated row; nan where none has."""
    points = np.array(fell)
    known = np.isfinite(points)
    total, count = np.where(known, points, 0.0).sum(axis=0), known.sum(axis=0)
    mean = np.divide(total, count, out=np.full(points.shape[1], np.nan), where=count > 0)
    return np.asarray(-np.expm1(mean) + 0.0)  # no minus zero
