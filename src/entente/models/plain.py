"""The same numbers by the slow and obvious way: what the fast forms are tested against."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.integer]


def dummies(period: Codes, a: Codes, b: Codes) -> Floats:
    """Dense matrix of state-by-period dummies: two ones in each row."""
    nodes = sorted(set(zip(period, a, strict=True)) | set(zip(period, b, strict=True)))
    place = {node: column for column, node in enumerate(nodes)}
    out = np.zeros((len(period), len(nodes)))
    for row, (t, i, j) in enumerate(zip(period, a, b, strict=True)):
        out[row, place[t, i]] = out[row, place[t, j]] = 1.0
    return out


def residualise(x: Floats, period: Codes, a: Codes, b: Codes, weights: Floats) -> Floats:
    """Residual of weighted least squares on the dummies, by a dense solver that allows rank deficiency."""
    root = np.sqrt(weights)
    m = dummies(period, a, b)
    fitted = np.linalg.lstsq(m * root[:, None], (x.T * root).T, rcond=1e-10)[0]
    return np.asarray(x - m @ fitted)


def coefficient(y: Floats, treated: NDArray[np.bool_], weights: Floats, period: Codes, a: Codes, b: Codes) -> float:
    """Coefficient of the treatment among the state-by-period effects; nan where the effects absorb it."""
    d = residualise(treated.astype(float), period, a, b, weights)
    size = float(np.sum(weights * d**2))
    return float(np.sum(weights * d * y) / size) if size > 1e-10 else float("nan")


def jackknife(
    y: Floats, treated: NDArray[np.bool_], weights: Floats, period: Codes, a: Codes, b: Codes
) -> tuple[Floats, float]:
    """Coefficients with each state left out, in ascending order of the states, and their jackknife variance."""
    betas = []
    for state in np.unique(np.concatenate([a, b])):
        keep = (a != state) & (b != state)
        betas.append(coefficient(y[keep], treated[keep], weights[keep], period[keep], a[keep], b[keep]))
    left = np.array(betas)
    count = len(left)
    return left, float((count - 2) / (2 * count) * np.sum((left - left.mean()) ** 2))


def dyadic_meat(scores: Floats, a: Codes, b: Codes) -> Floats:
    """Sum of u_r u_q' over all ordered pairs of rows that share a state, pair by pair."""
    out = np.zeros((scores.shape[1], scores.shape[1]))
    for r in range(len(a)):
        for q in range(len(a)):
            if {a[r], b[r]} & {a[q], b[q]}:
                out += np.outer(scores[r], scores[q])
    return out


def cluster_meat(scores: Floats, cluster: Codes) -> Floats:
    """Sum of u_r u_q' over all ordered pairs of rows of one cluster, pair by pair."""
    out = np.zeros((scores.shape[1], scores.shape[1]))
    for r in range(len(cluster)):
        for q in range(len(cluster)):
            if cluster[r] == cluster[q]:
                out += np.outer(scores[r], scores[q])
    return out
