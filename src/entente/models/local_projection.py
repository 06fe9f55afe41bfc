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
from entente.models.effects import Effects, check_rows
from entente.models.labels import label_sums, relabel, relabel_pairs
from entente.models.leave_one_out import left_out_moves
from entente.models.leverage import Leverage, measure_leverage
from entente.results import ProjectionFit

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.integer]
Ints = NDArray[np.intp]

# A treatment of which less than this part is left beside the effects is absorbed by them, up to rounding.
ABSORBED = 1e-9
# Weights that differ by more than this factor: rounding leaves too much of the effects in a residual taken once.
UNEQUAL = 1e4


@dataclass(frozen=True, slots=True, eq=False)
class ProjectionDesign:
    """All that does not depend on the outcome: residualised treatment, clusters, refits without each state."""

    used: Ints | slice  # rows of periods with a treated row
    effects: Effects
    residual: Floats  # treatment residualised on the effects, on `used`
    pull: Floats  # weight x residual / sum of weight x residual^2
    size: float  # sum of weight x residual^2
    pair: Ints  # first state x states + second state, labels 0 .. states - 1, on `used`
    acted: Ints  # places of the treated rows in `used`
    decision: Ints  # labels of the decisions of `acted`
    moves: Floats  # in the order of the cells, entry (s, j): how far the effect of j moves once s is left out
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
        check_rows(period, a, b, weights)
        first, second, states = relabel_pairs(a, b)
        times, n_times = relabel(period)
        busy = np.bincount(times[treated], minlength=n_times) > 0
        used = slice(None) if busy.all() else np.flatnonzero(busy[times])
        times, a, b = (np.cumsum(busy) - 1)[times[used]], first[used], second[used]
        d, w = treated[used].astype(float), weights[used]
        effects = Effects.of_labels(times, int(busy.sum()), a, b, states, w)
        residual = _residual(effects, d)
        part = w * residual
        size = float(part @ residual)
        if size <= ABSORBED * (w @ d):
            why = "the state-by-period effects absorb the treatment." if treated.any() else "no row is treated."
            raise NotIdentified(why, int(treated.sum()), len(treated))
        moves = left_out_moves(effects, part, size)
        lost = _losses(effects, moves, part, residual, states)
        acted = np.flatnonzero(treated[used])
        return cls(
            used=used,
            effects=effects,
            residual=residual,
            pull=part / size,
            size=size,
            pair=a * states + b,
            acted=acted,
            decision=relabel(decision[treated])[0],
            moves=moves,
            left_sizes=size - lost,
            leverage=measure_leverage(
                first * states + second, states, decision[treated], decider[treated], (part * residual)[acted]
            ),
        )

    def fit(self, y: Floats) -> ProjectionFit:
        """Estimate the coefficient of the treatment on one outcome, with all three errors.

        Parameters
        ----------
        y : ndarray of float, shape (n,)
            Outcome of every row given to `build`, finite; its unit is the estimate's.
        """
        beta, left = self._errors(y)
        scores = self.pull * left
        dyads = self._by_dyad(self.pair, scores)
        members = dyads.sum(axis=0)
        # Each dyad stands on both sides of the diagonal.
        raw = float(members @ members - np.sum(dyads**2) / 2)
        controls = dyads - self._by_dyad(self.pair[self.acted], scores[self.acted])
        decisions = np.bincount(self.decision, scores[self.acted])
        kept = self.leverage
        return ProjectionFit(
            estimate=beta,
            se_dyadic=float(np.sqrt(raw)) if raw > 0 else float("nan"),
            se_decision=float(np.sqrt(decisions @ decisions + np.sum(controls**2) / 2)),
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
        out[self.used] = self.pull * self._errors(y)[1]
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
        outcome = _residual(self.effects, y[self.used])
        beta = float(self.pull @ outcome)
        if not np.isfinite(beta):
            bad = np.flatnonzero(~np.isfinite(y))
            raise UnusableRows("y", bad.tolist(), "are not finite", "Leave those rows out of the sample.")
        return beta, outcome - beta * self.residual

    def _by_dyad(self, pair: Ints, x: Floats) -> Floats:
        """Sum a row vector over the rows of each dyad, as a symmetric matrix of states."""
        states = self.leverage.states
        half = label_sums(pair, x, states**2).reshape(states, states)
        return half + half.T

    def _moves(self, left: Floats) -> Floats:
        """How far the estimate moves without each state."""
        states = len(self.left_sizes)
        pulled = self.effects.weights * left
        lost = _losses(self.effects, self.moves, pulled, self.residual, states)
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


def _residual(effects: Effects, x: Floats) -> Floats:
    """Residual on the effects; orthogonal to them under very unequal weights too, as leaving a state out asks."""
    once = effects.residualise(x)
    unequal = effects.weights.max(initial=0) > UNEQUAL * effects.weights.min(initial=np.inf)
    return effects.residualise(once) if unequal else once


def _losses(effects: Effects, moves: Floats, x: Floats, residual: Floats, states: int) -> Floats:
    """Sum, for each state left out, what a row vector times the residualised treatment loses to the refit.

    The vector must sum to zero over each state's rows of each period, as the weighted residuals of a fit do. Then the
    sum over the rows that stay, whose residual treatment is less by the moves of both states, is found from the rows
    that go: their products with the residual, less those with the move of the partner.
    """
    lost = effects.node_sums(x * residual) - effects.partner_sums(x, moves)
    return label_sums(effects.states, lost, states)


def _check_ids(treated: Flags, period: Codes, decision: Codes, decider: Codes) -> None:
    for name, ids in (("decision", decision), ("decider", decider)):
        if ids.shape != treated.shape:
            raise ShapeMismatch(name, ids.shape, "treated", treated.shape)
        if (bad := np.flatnonzero((ids >= 0) != treated)).size:
            cure = "Give each treated row an id of 0 or more, and each control -1."
            raise UnusableRows(name, bad.tolist(), "do not go with treated", cure)
    if period.shape != treated.shape:
        raise ShapeMismatch("period", period.shape, "treated", treated.shape)
