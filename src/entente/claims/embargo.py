"""Complete embargoes: whether the design sees them, in the traded dollar and in the flows that went to zero."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from entente.claims.fit import design, fit_dollars
from entente.errors import NotIdentified

KIND = "total_embargo"


def embargoes(sample: pd.DataFrame) -> pd.DataFrame:
    """Look for the first onsets that were answered with a total embargo, whatever they were about.

    Returns
    -------
    DataFrame
        Two rows: ``dollar`` (change of the traded dollar, log points of post over pre) and ``gone_to_zero`` (share of
        pairs that traded before and not at all after, beyond that of the same states' other pairs), each with bounds,
        rows, the plain shares, and whether the embargo was found.
    """
    hit = sample["embargo"].to_numpy(bool)
    rows = sample[~sample["treated"].to_numpy(bool) | hit].reset_index(drop=True)
    return pd.DataFrame([_dollar(rows), _gone(rows)])


def found(rows: pd.DataFrame, ways: Iterable[str]) -> bool:
    """Whether embargoes were found in every one of these ways (estimands)."""
    seen = rows.loc[rows["found"].astype(bool), "estimand"]
    return set(ways) <= set(seen)


def _dollar(rows: pd.DataFrame) -> dict[str, object]:
    said = fit_dollars(rows)
    if said is None:
        treated = rows[rows["treated"].to_numpy(bool)]
        gone = bool(treated["pre"].sum() > 0 and treated["post"].sum() == 0)
        note = (
            "all of it went to zero: found, though no finite value says how much" if gone else "nothing identifies it"
        )
        return {"kind": KIND, "estimand": "dollar", "found": gone, "note": note}
    low, high = said.fit.interval()
    return {
        "kind": KIND,
        "estimand": "dollar",
        "estimate": said.fit.estimate,
        "lower": said.fit.lower(),
        "upper": said.fit.upper(),
        "conf_low": low,
        "conf_high": high,
        "treated_rows": said.fit.treated_rows,
        "decisions": said.fit.decisions,
        "found": bool(said.fit.upper() < 0),
        "note": f"{said.separated_treated} treated rows carry no information; log points of post over pre",
    }


def _gone(rows: pd.DataFrame) -> dict[str, object]:
    traded = rows[rows["pre"] > 0].reset_index(drop=True)
    gone = np.where(traded["post"].to_numpy(float) == 0, 1.0, 0.0)
    treated = traded["treated"].to_numpy(bool)
    base = {"kind": KIND, "estimand": "gone_to_zero"}
    try:
        fit = design(traded, "decision").fit(gone)
    except NotIdentified:
        return {**base, "found": False, "note": "nothing identifies it"}
    low, high = fit.interval()
    return {
        **base,
        "estimate": fit.estimate,
        "lower": fit.lower(),
        "upper": fit.upper(),
        "conf_low": low,
        "conf_high": high,
        "treated_rows": fit.treated_rows,
        "decisions": fit.decisions,
        "gone_to_zero_share": float(np.mean(gone[treated])),
        "control_gone_to_zero_share": float(np.mean(gone[~treated])),
        "found": bool(fit.lower() > 0),
        "note": "difference of shares, beside the effects of both states in the year",
    }
