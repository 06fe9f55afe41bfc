"""What the rule said about losses that were put in on purpose, read from a claim's assay."""

from dataclasses import dataclass

import pandas as pd
from scipy import stats

from entente.report.words import is_true

ERROR = 0.05  # how often, at most, the rule may say "supported" at a loss as large as the margin


@dataclass(frozen=True, slots=True)
class Check:
    """What the rule said when a loss was put into trade on purpose, in draws."""

    draws: int
    wrong: int  # "supported", with or without a small loss, at the strict margin
    allowed: int  # as many leave the share's one-sided 95% bound below `ERROR`
    seen: int  # "contradicted" at the strict margin
    right: int  # "supported" where no loss was put in
    realised: float  # share lost that reaches the logarithms at the strict margin
    passed: bool


def check(assay: pd.DataFrame, *, source: str, group: str, strict: float) -> Check | None:
    """Read one group's assay; None where it has none."""
    if assay.empty:
        return None
    rows = assay[(assay["source"] == source) & (assay["group"] == group)]
    supported = rows["verdict"].isin(["supported", "supported_small_loss"])
    at, none = rows["loss"].round(6) == round(-strict, 6), rows["loss"] == 0
    if not (at & supported).any():
        return None
    draws = int(rows["draws"].max())
    return Check(
        draws,
        wrong=int(rows.loc[at & supported, "count"].sum()),
        allowed=max((k for k in range(draws) if share_bound(k, draws) < ERROR), default=-1),
        seen=int(rows.loc[at & (rows["verdict"] == "contradicted"), "count"].sum()),
        right=int(rows.loc[none & supported, "count"].sum()),
        realised=float(rows.loc[at, "realised_loss"].max()),
        passed=is_true(rows["passed"].iloc[0]),
    )


def share_bound(count: int, draws: int) -> float:
    """One-sided 95% upper bound of a share (Clopper & Pearson 1934, Biometrika 26(4), 404-413)."""
    return float(stats.beta.ppf(0.95, count + 1, draws - count)) if count < draws else 1.0
