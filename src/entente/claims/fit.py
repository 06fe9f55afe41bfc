"""Fit one cell of a claim: which rows enter for an outcome, with which weights, through which estimator."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from entente.errors import NotIdentified
from entente.models.dollar import DollarFit, dollar_coefficient, fit_dollar
from entente.models.local_projection import ProjectionDesign
from entente.results import ProjectionFit

# Each outcome is the log of one window's mean less the log of another's.
OUTCOMES = {
    "holding_up": ("post", "pre"),
    "disruption": ("disruption", "pre"),
    "durability": ("durability", "pre"),
    "recovery": ("durability", "post"),
    "lead": ("pre", "lead"),
}

# Rows of which the effects leave less than this part say nothing of their own.
LEAST_LEFT = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class CellFit:
    """A fit with the rows it rests on."""

    fit: ProjectionFit
    rows: pd.DataFrame
    per_decision: pd.Series  # mean effect of each decision, log points, by decision_id


def log_rows(rows: pd.DataFrame, quantity: str) -> pd.DataFrame:
    """Keep rows whose logs exist: the headline's two windows, and the outcome's own, are known and not zero."""
    needed = dict.fromkeys(("pre", "post", *OUTCOMES[quantity]))
    kept = np.logical_and.reduce([rows[name].to_numpy() > 0 for name in needed])
    return rows[kept].reset_index(drop=True)


def zero_sided(rows: pd.DataFrame) -> int:
    """Count treated rows with a side that is all zero: the logs lose them, the dollar estimand does not."""
    return int((rows["treated"] & ((rows["pre"] == 0) | (rows["post"] == 0))).sum())


def empty(rows: pd.DataFrame) -> int:
    """Count treated rows without trade on either side: they carry no information in any estimand."""
    return int((rows["treated"] & (rows["pre"] == 0) & (rows["post"] == 0)).sum())


def outcome(rows: pd.DataFrame, quantity: str) -> NDArray[np.float64]:
    """Log points by which one window's mean lies above another's, per row."""
    later, earlier = OUTCOMES[quantity]
    return np.asarray(np.log(rows[later].to_numpy(float)) - np.log(rows[earlier].to_numpy(float)))


def weights(rows: pd.DataFrame, kind: str) -> NDArray[np.float64]:
    """Weigh rows: controls 1; treated 1 too (``dyad``), or 1/n with n the decision's treated rows (``decision``)."""
    out = np.ones(len(rows))
    if kind == "decision":
        treated = rows["treated"].to_numpy()
        decisions = rows.loc[treated, "decision_id"]
        out[treated] = 1 / decisions.map(decisions.value_counts()).to_numpy(float)
    return out


def design(rows: pd.DataFrame, kind: str) -> ProjectionDesign:
    """Prepare the projection of a treatment on state-by-year effects; raises `NotIdentified`."""
    return ProjectionDesign.build(
        rows["treated"].to_numpy(bool),
        weights(rows, kind),
        rows["year"].to_numpy(np.int64),
        rows["a"].to_numpy(np.int64),
        rows["b"].to_numpy(np.int64),
        codes(rows, "decision_id"),
        codes(rows, "decider"),
    )


def codes(rows: pd.DataFrame, column: str) -> NDArray[np.int64]:
    """Give a column's values over treated rows numbers; -1 for controls."""
    out = np.full(len(rows), -1, dtype=np.int64)
    treated = rows["treated"].to_numpy(bool)
    out[treated] = pd.factorize(rows.loc[treated, column], sort=True)[0]
    return out


def fit_logs(rows: pd.DataFrame, quantity: str, kind: str) -> CellFit | None:
    """Fit one outcome in logs; None where nothing identifies it."""
    kept = log_rows(rows, quantity)
    try:
        prepared = design(kept, kind)
    except NotIdentified:
        return None
    y = outcome(kept, quantity)
    fit = prepared.fit(y)
    return CellFit(fit, kept, _per_decision(prepared, kept, y, fit.estimate))


def fit_dollars(rows: pd.DataFrame) -> DollarFit | None:
    """Fit the traded dollar on all rows, zeros included; None where nothing identifies it."""
    try:
        return fit_dollar(
            rows["pre"].to_numpy(float),
            rows["post"].to_numpy(float),
            rows["treated"].to_numpy(bool),
            rows["year"].to_numpy(np.int64),
            rows["a"].to_numpy(np.int64),
            rows["b"].to_numpy(np.int64),
            codes(rows, "decision_id"),
            codes(rows, "decider"),
        )
    except NotIdentified:
        return None


def dollar_point(rows: pd.DataFrame) -> float | None:
    """Point estimate of the traded dollar, without errors; None where nothing identifies it."""
    periods = rows.loc[rows["treated"].to_numpy(bool), "year"].unique()
    kept = rows[rows["year"].isin(periods)]
    try:
        return dollar_coefficient(
            kept["pre"].to_numpy(float),
            kept["post"].to_numpy(float),
            kept["treated"].to_numpy(bool),
            kept["year"].to_numpy(np.int64),
            kept["a"].to_numpy(np.int64),
            kept["b"].to_numpy(np.int64),
        )
    except NotIdentified:
        return None


def _per_decision(prepared: ProjectionDesign, rows: pd.DataFrame, y: NDArray[np.float64], beta: float) -> pd.Series:
    """Mean over a decision's rows of what each gained or lost, beside the effects of its two states."""
    left = np.full(len(rows), np.nan)
    own = np.ones(len(rows))
    left[prepared.used] = prepared.effects.residualise(y[prepared.used]) - beta * prepared.residual
    own[prepared.used] = prepared.residual
    # The effects of its two states took up part of what a row did of its own: the more, the fewer partners they have.
    effects = beta + left / np.where(own > LEAST_LEFT, own, 1.0)
    treated = rows["treated"].to_numpy(bool)
    return pd.Series(effects[treated]).groupby(rows.loc[treated, "decision_id"].to_numpy()).mean()
