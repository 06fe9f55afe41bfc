"""The traded dollar: fractional logit of post / (pre + post) with state-by-period effects.

Notes
-----
Poisson pseudo-maximum likelihood of flows with dyad-by-window and state-by-period-by-side effects, conditioned on each
row's sum over its two sides, is this logit weighted by pre + post (Wooldridge 1999, Journal of Econometrics 90(1),
77-97); zeros stay in.
At the maximum the working regression of iteratively reweighted least squares has the same coefficient, scores and
curvature, so its `ProjectionDesign` gives the dyadic and by-decision sandwich; its state jackknife is one Newton
step from the full fit with the state's rows removed, not a full refit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit, xlogy

from entente.errors import NotIdentified, ShapeMismatch, UnusableRows
from entente.models.effects import Effects
from entente.models.local_projection import ABSORBED, ProjectionDesign
from entente.models.separation import informative_rows
from entente.results import ProjectionFit

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.integer]

MAX_STEPS = 100
CONVERGED = 1e-9  # movement of the linear predictor, as part of its largest value
SETTLED = 1e-6  # movement of the coefficient alone, in two steps running
# Beyond this a treated row's odds are those of a flow that vanished: the coefficient has no finite maximum.
FARTHEST = 30.0


@dataclass(frozen=True, slots=True)
class DollarFit:
    """The log odds of the traded dollar and what was left out to get it."""

    fit: ProjectionFit
    empty_rows: int  # nothing traded before or after
    separated_rows: int  # all of a state's trade on one side of the period: no information on the effect
    separated_treated: int  # of these, treated


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    share: Floats
    total: Floats
    treated: Flags
    effects: Effects
    most: float  # log-likelihood of the shares themselves, which no fit exceeds


def fit_dollar(
    pre: Floats,
    post: Floats,
    treated: Flags,
    period: Codes,
    a: Codes,
    b: Codes,
    decision: Codes,
    decider: Codes,
) -> DollarFit:
    """Effect on the traded dollar, as a change of the log ratio of post to pre.

    Parameters
    ----------
    pre, post : ndarray of float, shape (n,)
        Flow before and after, zero or more, in one unit.
    treated : ndarray of bool, shape (n,)
        Rows in which a decision begins.
    period, a, b : ndarray of int, shape (n,)
        Calendar period and the two different states.
    decision, decider : ndarray of int, shape (n,)
        Ids (>= 0) for treated rows, -1 for controls.

    Returns
    -------
    DollarFit
        Counts inside `fit` are those of the rows that carry information.

    Raises
    ------
    UnusableRows
        If a flow is negative or not finite.
    NotIdentified
        If no informative treated row is left, or all trade of the treated vanished: the effect is then infinite.
    """
    kept, sample = _prepare(pre, post, treated, period, a, b)
    _, eta = _maximise(sample)
    odds = expit(eta)
    weights = sample.total * odds * (1 - odds)
    working = eta + (sample.share - odds) / (odds * (1 - odds))
    design = ProjectionDesign.build(
        treated[kept], weights, period[kept], a[kept], b[kept], decision[kept], decider[kept]
    )
    lost = pre + post > 0
    empty = len(pre) - int(lost.sum())
    lost[kept] = False
    return DollarFit(design.fit(working), empty, int(lost.sum()), int((lost & treated).sum()))


def dollar_coefficient(
    pre: Floats, post: Floats, treated: Flags, period: Codes, a: Codes, b: Codes, tolerance: float = SETTLED
) -> float:
    """Coefficient of `fit_dollar` alone, without errors: for screening many fits.

    Parameters
    ----------
    pre, post, treated, period, a, b : ndarray, shape (n,)
        As for `fit_dollar`.
    tolerance : float
        Movement of the coefficient, log points, at which to stop when two steps running stay below it. The effects of
        states with little trade may then still be on their way; as a rule they hardly touch the coefficient.

    Raises
    ------
    UnusableRows, NotIdentified
        As `fit_dollar`; that other states' effects have no finite maximum may go unnoticed, since it stops before.
    """
    _, sample = _prepare(pre, post, treated, period, a, b)
    return _maximise(sample, settled=tolerance)[0]


def _prepare(
    pre: Floats, post: Floats, treated: Flags, period: Codes, a: Codes, b: Codes
) -> tuple[NDArray[np.intp], _Sample]:
    """Keep the rows that carry information on the effect; their shares, weights and effects."""
    _check_flows(pre, post, treated)
    some = np.flatnonzero(pre + post > 0)
    kept = some[informative_rows(pre[some], post[some], period[some], a[some], b[some])]
    if not treated[kept].any():
        raise NotIdentified("no treated row trades on both sides of its period.", 0, len(kept))
    total = pre[kept] + post[kept]
    scale = total / total.mean()
    effects = Effects.build(period[kept], a[kept], b[kept], scale)
    share = post[kept] / total
    most = float(scale @ (xlogy(share, share) + xlogy(1 - share, 1 - share)))
    return kept, _Sample(share, scale, treated[kept], effects, most)


def _maximise(sample: _Sample, settled: float = 0.0) -> tuple[float, Floats]:
    """Coefficient and linear predictor at the maximum, by reweighted least squares with halved steps.

    It also ends where two steps running, the last one whole, moved the coefficient by less than `settled`.
    """
    d = sample.treated.astype(float)
    eta = np.zeros(len(d))
    beta, before, best = 0.0, np.inf, _likelihood(sample, eta)
    for _ in range(MAX_STEPS):
        odds = expit(eta)
        curvature = odds * (1 - odds)
        if not curvature.all():  # odds beyond all rounding: some flows vanish together
            break
        working = eta + (sample.share - odds) / curvature
        effects = sample.effects.reweight(sample.total * curvature)
        residual, outcome = effects.residualise(np.stack([d, working], axis=1)).T
        pull = effects.weights * residual
        size = float(pull @ residual)
        if size <= ABSORBED * float(effects.weights @ d):
            raise NotIdentified("the state-by-period effects absorb the treatment.", int(d.sum()), len(d))
        target = float(pull @ outcome / size)
        aim = working - (outcome - target * residual)
        step = 1.0
        while (value := _likelihood(sample, eta + step * (aim - eta))) < best - 1e-9 * abs(best) and step > 1e-6:
            step /= 2
        moved, shift = step * float(np.max(np.abs(aim - eta))), abs(target - beta)
        beta, eta, best = beta + step * (target - beta), eta + step * (aim - eta), value
        if abs(beta) > FARTHEST:
            break
        if moved < CONVERGED * (1 + float(np.max(np.abs(eta)))) or (step == 1 and max(shift, before) < settled):
            return beta, eta
        before = shift
    raise NotIdentified("the traded dollar's effect has no finite maximum.", int(d.sum()), len(d))


def _likelihood(sample: _Sample, eta: Floats) -> float:
    """Weighted Bernoulli log-likelihood, less that of the shares themselves."""
    return float(sample.total @ (sample.share * eta + log_expit(-eta))) - sample.most


def _check_flows(pre: Floats, post: Floats, treated: Flags) -> None:
    for name, flow in (("pre", pre), ("post", post)):
        if flow.shape != treated.shape:
            raise ShapeMismatch(name, flow.shape, "treated", treated.shape)
        if (bad := np.flatnonzero(~(flow >= 0) | np.isinf(flow))).size:
            raise UnusableRows(name, bad.tolist(), "hold no flow of zero or more", "Leave unknown flows out.")
