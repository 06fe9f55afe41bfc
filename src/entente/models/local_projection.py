"""Local-projection differences with state-by-period effects: one coefficient, three errors, many outcomes.

Notes
-----
The treatment is residualised on the effects once (Frisch & Waugh 1933; Lovell 1963); every outcome on the same rows
then costs one pass. Periods without a treated row say nothing about the coefficient and are counted but not computed.
No small-sample factor is applied: the t reference with few degrees of freedom takes its place.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entente.errors import NotIdentified, ShapeMismatch, UnusableRows
from entente.models.effects import Effects, label_sums, member_sums, relabel
from entente.models.leave_one_out import left_out_shifts
from entente.results import ProjectionFit

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.integer]

# A treatment of which less than this part is left beside the effects is absorbed by them, up to rounding.
ABSORBED = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Leverage:
    """What the estimate rests on, whatever the outcome."""

    rows: int
    treated_rows: int
    dyads: int
    decisions: int
    deciders: int
    states: int
    effective_decisions: float
    effective_deciders: float
    largest_decision_share: float
    largest_decider_share: float


@dataclass(frozen=True, slots=True, eq=False)
class ProjectionDesign:
    """All that does not depend on the outcome: residualised treatment, clusters, refits without each state."""

    used: NDArray[np.intp]  # rows of periods with a treated row
    effects: Effects
    residual: Floats  # treatment residualised on the effects, on `used`
    size: float  # sum of weight x residual^2
    a: NDArray[np.intp]  # state labels 0 .. states - 1, on `used`
    b: NDArray[np.intp]
    dyad: NDArray[np.intp]
    cluster: NDArray[np.intp]  # treated rows by decision, controls by dyad
    without_a: Floats  # weight x what is left of the treatment in a row once a is left out
    without_b: Floats
    left_sizes: Floats  # sum of weight x residual^2 of the refit without each state
    leverage: Leverage

    @classmethod
    def build(
        cls, treated: Flags, weights: Floats, period: Codes, a: Codes, b: Codes, decision: Codes, decider: Codes
    ) -> "ProjectionDesign":
        """Prepare the design.

        Parameters
        ----------
        treated : ndarray of bool, shape (n,)
            Rows in which a decision begins.
        weights : ndarray of float, shape (n,)
            Positive weights.
        period, a, b : ndarray of int, shape (n,)
            Calendar period and the two different states.
        decision, decider : ndarray of int, shape (n,)
            Ids (>= 0) for treated rows, -1 for controls.

        Raises
        ------
        ShapeMismatch
            If the vectors differ in length.
        UnusableRows
            If a weight is not positive, a row pairs a state with itself, or ids do not go with `treated`.
        NotIdentified
            If no row is treated or the effects absorb the treatment.
        """
        _check_ids(treated, period, decision, decider)
        labels, states = relabel(np.concatenate([a, b]))
        first, second = labels[: len(a)], labels[len(a) :]
        dyads, n_dyads = relabel(np.minimum(first, second) * states + np.maximum(first, second))
        times, n_times = relabel(period)
        used = np.flatnonzero((np.bincount(times, treated, n_times) > 0)[times])
        d, w = treated[used].astype(float), weights[used]
        effects = Effects.build(times[used], first[used], second[used], w)
        residual = effects.residualise(d)
        size = float(np.sum(w * residual**2))
        if size <= ABSORBED * np.sum(w * d):
            why = "no row is treated." if not d.any() else "the state-by-period effects absorb the treatment."
            raise NotIdentified(why, int(treated.sum()), len(treated))
        shift_a, shift_b = left_out_shifts(effects, residual)
        without_a, without_b = w * (residual - shift_a), w * (residual - shift_b)
        lost = _by_state(first[used], second[used], states, residual * without_a, residual * without_b)
        return cls(
            used,
            effects,
            residual,
            size,
            first[used],
            second[used],
            dyads[used],
            relabel(np.where(treated, n_dyads + decision, dyads)[used])[0],
            without_a,
            without_b,
            size - lost,
            _leverage(w * residual**2, treated, used, decision, decider, n_dyads, states),
        )

    def fit(self, y: Floats) -> ProjectionFit:
        """Estimate the coefficient of the treatment on one outcome, with all three errors.

        Parameters
        ----------
        y : ndarray of float, shape (n,)
            Outcome of every row given to `build`, finite; its unit is the estimate's.
        """
        beta, left = self._errors(y)
        scores = self.effects.weights * self.residual * left / self.size
        states = len(self.left_sizes)
        members = member_sums(self.a, self.b, scores, states)
        dyads = np.bincount(self.dyad, scores)
        clusters = np.bincount(self.cluster, scores)
        raw = float(members @ members - dyads @ dyads)
        kept = self.leverage
        return ProjectionFit(
            estimate=beta,
            se_dyadic=float(np.sqrt(raw)) if raw > 0 else float("nan"),
            se_decision=float(np.sqrt(clusters @ clusters)),
            se_jackknife=float(np.sqrt(self._jackknife_variance(left))),
            dyadic_raw=raw,
            rows=kept.rows,
            treated_rows=kept.treated_rows,
            dyads=kept.dyads,
            decisions=kept.decisions,
            deciders=kept.deciders,
            states=kept.states,
            effective_decisions=kept.effective_decisions,
            effective_deciders=kept.effective_deciders,
            largest_decision_share=kept.largest_decision_share,
            largest_decider_share=kept.largest_decider_share,
        )

    def coefficient(self, y: Floats) -> float:
        """Give the estimate alone."""
        return self._errors(y)[0]

    def scores(self, y: Floats) -> Floats:
        """Influence of every row on the estimate, shape (n,), zero in periods without a treated row.

        The dyadic or clustered sum of products of two fits' influences on common rows is their covariance.
        """
        out = np.zeros(self.leverage.rows)
        out[self.used] = self.effects.weights * self.residual * self._errors(y)[1] / self.size
        return out

    def left_out(self, y: Floats) -> Floats:
        """Estimates with each state left out, exactly refitted, in ascending order of the state codes.

        nan where the remaining rows do not identify the effect.
        """
        beta, left = self._errors(y)
        return beta + self._moves(left)

    def _errors(self, y: Floats) -> tuple[float, Floats]:
        """Coefficient, and the regression's residuals on the used rows."""
        if y.shape != (self.leverage.rows,):
            raise ShapeMismatch("y", y.shape, "the design", (self.leverage.rows,))
        outcome = self.effects.residualise(y[self.used])
        beta = float(np.sum(self.effects.weights * self.residual * outcome) / self.size)
        if not np.isfinite(beta):
            bad = np.flatnonzero(~np.isfinite(y))
            raise UnusableRows("y", bad.tolist(), "are not finite", "Leave those rows out of the sample.")
        return beta, outcome - beta * self.residual

    def _moves(self, left: Floats) -> Floats:
        """How far the estimate moves without each state."""
        lost = _by_state(self.a, self.b, len(self.left_sizes), left * self.without_a, left * self.without_b)
        kept = self.left_sizes > ABSORBED * self.size
        return np.divide(-lost, self.left_sizes, out=np.full_like(lost, np.nan), where=kept)

    def _jackknife_variance(self, left: Floats) -> float:
        """(S - 2) / (2 S) x sum of squares about the mean: each dyad goes twice (Snijders & Borgatti 1999)."""
        moves = self._moves(left)
        states = len(moves)
        return float((states - 2) / (2 * states) * np.sum((moves - moves.mean()) ** 2))


def fit_projection(
    y: Floats,
    treated: Flags,
    weights: Floats,
    period: Codes,
    a: Codes,
    b: Codes,
    decision: Codes,
    decider: Codes,
) -> ProjectionFit:
    """Fit one outcome; the parameters are those of `ProjectionDesign.build` and `ProjectionDesign.fit`."""
    return ProjectionDesign.build(treated, weights, period, a, b, decision, decider).fit(y)


def _by_state(a: NDArray[np.intp], b: NDArray[np.intp], states: int, from_a: Floats, from_b: Floats) -> Floats:
    return label_sums(a, from_a, states) + label_sums(b, from_b, states)


def _leverage(
    parts: Floats, treated: Flags, used: NDArray[np.intp], decision: Codes, decider: Codes, dyads: int, states: int
) -> Leverage:
    """Count decisions and deciders, plainly and by their parts of weight x (residualised treatment)^2."""
    acted = treated[used]
    by_decision = _shares(decision[used][acted], parts[acted])
    by_decider = _shares(decider[used][acted], parts[acted])
    return Leverage(
        rows=len(treated),
        treated_rows=int(treated.sum()),
        dyads=dyads,
        decisions=len(by_decision),
        deciders=len(by_decider),
        states=states,
        effective_decisions=float(1 / np.sum(by_decision**2)),
        effective_deciders=float(1 / np.sum(by_decider**2)),
        largest_decision_share=float(by_decision.max()),
        largest_decider_share=float(by_decider.max()),
    )


def _shares(ids: Codes, parts: Floats) -> Floats:
    labels, count = relabel(ids)
    sums = np.bincount(labels, parts, count)
    return np.asarray(sums / sums.sum())


def _check_ids(treated: Flags, period: Codes, decision: Codes, decider: Codes) -> None:
    for name, ids in (("decision", decision), ("decider", decider)):
        if ids.shape != treated.shape:
            raise ShapeMismatch(name, ids.shape, "treated", treated.shape)
        if (bad := np.flatnonzero((ids >= 0) != treated)).size:
            cure = "Give each treated row an id of 0 or more, and each control -1."
            raise UnusableRows(name, bad.tolist(), "do not go with treated", cure)
    if period.shape != treated.shape:
        raise ShapeMismatch("period", period.shape, "treated", treated.shape)
