"""The shapes that models, claims and report share: what a fit says, in one form whatever library fitted it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """What a fitted model says: k terms, estimates and their covariance in the outcome's units."""

    terms: tuple[str, ...]
    beta: NDArray[np.float64]  # shape (k,)
    vcov: NDArray[np.float64]  # shape (k, k)
    df: float  # inf for a normal reference
    n_obs: int

    def tidy(self, level: float = 0.95) -> pd.DataFrame:
        """One row per term: estimate, std_error, statistic, p_value, conf_low, conf_high.

        Parameters
        ----------
        level : float
            Coverage of the two-sided interval, a share.

        Returns
        -------
        DataFrame
            All but `term` and `p_value` in the outcome's units; nan where `df` is not positive.
        """
        se = np.sqrt(np.diag(self.vcov))
        t = self.beta / se
        reach = stats.t.ppf((1 + level) / 2, self.df) * se
        return pd.DataFrame(
            {
                "term": list(self.terms),
                "estimate": self.beta,
                "std_error": se,
                "statistic": t,
                "p_value": 2 * stats.t.sf(np.abs(t), self.df),
                "conf_low": self.beta - reach,
                "conf_high": self.beta + reach,
            }
        )


@dataclass(frozen=True, slots=True)
class ProjectionFit:
    """One coefficient of a dyadic design with its three standard errors and what they rest on.

    Notes
    -----
    The largest of the three errors rules; one that cannot be had is nan and `remarks` says why. Effective numbers are
    1 / sum of squared shares, a decision's share being its part of the sum of weight x (residualised treatment)^2
    over treated rows.
    """

    estimate: float  # log points (log odds for the traded dollar)
    se_dyadic: float  # all pairs of rows that share a state, also over years
    se_decision: float  # treated rows by decision, controls by dyad
    se_jackknife: float  # one state left out at a time
    dyadic_raw: float  # the dyadic variance as computed; it can be negative
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

    @property
    def ruling(self) -> str:
        """Name of the largest standard error: dyadic, decision or jackknife."""
        named = {"dyadic": self.se_dyadic, "decision": self.se_decision, "jackknife": self.se_jackknife}
        return max(named, key=lambda name: -np.inf if np.isnan(named[name]) else named[name])

    @property
    def std_error(self) -> float:
        """The ruling standard error, in the estimate's units."""
        return float(getattr(self, f"se_{self.ruling}"))

    @property
    def df(self) -> float:
        """Degrees of freedom: the smaller of effective decisions and states, minus one."""
        return min(self.effective_decisions, self.states) - 1

    @property
    def remarks(self) -> tuple[str, ...]:
        """What has to be said beside the numbers: errors that could not be had."""
        found = []
        if np.isnan(self.se_dyadic):
            found.append(f"the dyadic variance came out as {self.dyadic_raw:.3g}, not positive: no dyadic error")
        if np.isnan(self.se_jackknife):
            found.append("without one of the states nothing identifies the effect: no state jackknife")
        return tuple(found)

    def lower(self, level: float = 0.95) -> float:
        """One-sided lower bound at `level` (a share); nan where `df` is not positive."""
        return self.estimate - self._reach(level)

    def upper(self, level: float = 0.95) -> float:
        """One-sided upper bound at `level` (a share); nan where `df` is not positive."""
        return self.estimate + self._reach(level)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Two-sided interval at `level` (a share); nan where `df` is not positive."""
        return self.lower((1 + level) / 2), self.upper((1 + level) / 2)

    def as_estimates(self, term: str = "treated") -> Estimates:
        """Give the same fit as `Estimates`, with the ruling error."""
        return Estimates((term,), np.array([self.estimate]), np.array([[self.std_error**2]]), self.df, self.rows)

    def _reach(self, level: float) -> float:
        return float(stats.t.ppf(level, self.df) * self.std_error)
