"""All estimates of one source: every group, outcome and variant, one row each."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from entente.claims.data import TradeData
from entente.claims.fit import OUTCOMES, CellFit, empty, fit_dollars, fit_logs, log_rows, weights, zero_sided
from entente.claims.sample import HEADLINE, build_sample, cell
from entente.claims.spec import Claim, EventSource, Group, Variant
from entente.results import ProjectionFit

Say = Callable[[str], None]
LOG_POINTS, SHARE = "log points", "share"
COUNTS = (
    "treated_rows", "dyads", "decisions", "deciders", "states", "effective_decisions", "effective_deciders",
    "largest_decision_share", "largest_decider_share",
)  # fmt: skip


def estimates(claim: Claim, data: TradeData, source: EventSource, say: Say) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit every group and variant of a source.

    Returns
    -------
    DataFrame
        One row per group, variant and quantity, without verdicts.
    DataFrame
        The headline sample, for the assay and the embargoes.
    """
    headline = build_sample(claim, data, source)
    rows = [row for group in claim.groups for row in _headline_rows(claim, headline, group, say)]
    for variant in claim.variants:
        if variant.source not in (None, source.id):
            continue
        plain = replace(variant, label=HEADLINE.label, weights=HEADLINE.weights, source=None)
        same = plain == HEADLINE  # only the weights differ
        sample = headline if same else build_sample(claim, data, source, variant)
        rows += [row for group in claim.groups for row in _variant_rows(claim, sample, group, variant)]
        say(f"{source.label}: variant {variant.label}")
    asked = [each.id for each in claim.groups if each.headline] if source is claim.sources[0] else []
    found = pd.DataFrame(rows).assign(claim_id=claim.id, source=source.id)
    return found.assign(headline=found["group"].isin(asked)), headline


def _headline_rows(claim: Claim, sample: pd.DataFrame, group: Group, say: Say) -> Iterator[dict[str, object]]:
    rows = cell(sample, group)
    about = {"group": group.id, "variant": HEADLINE.label}
    for quantity in OUTCOMES:
        yield {**about, **_log_row(claim, rows, quantity, claim.weights)}
    yield {**about, **_dollar_row(rows)}
    unlinked = rows[~rows["linked"].to_numpy(bool)].reset_index(drop=True)
    yield {**about, **_log_row(claim, unlinked, "holding_up", claim.weights), "quantity": "unlinked"}
    counted = log_rows(rows, "holding_up")  # those of T, so that T, L and D speak about the same quarrels
    for column, quantity in (("linked", "linkage"), ("linked_without_partial", "linkage_without_partial")):
        yield {**about, **_linkage_row(counted, column, quantity, claim.weights)}
    say(f"{group.label}: headline")


def _variant_rows(claim: Claim, sample: pd.DataFrame, group: Group, variant: Variant) -> Iterator[dict[str, object]]:
    rows = cell(sample, group)
    about = {"group": group.id, "variant": variant.label}
    for quantity in ("holding_up", "lead"):
        yield {**about, **_log_row(claim, rows, quantity, variant.weights)}
    yield {**about, **_dollar_row(rows)}


def _log_row(claim: Claim, rows: pd.DataFrame, quantity: str, kind: str) -> dict[str, object]:
    said = fit_logs(rows, quantity, kind)
    base = {"quantity": quantity, "unit": LOG_POINTS, "zero_sided": zero_sided(rows), "empty": empty(rows)}
    if said is None:
        return {**base, "note": "nothing identifies it"}
    return {**base, **fit_columns(said.fit), **_cell_columns(said, claim.margin.strict)}


def _dollar_row(rows: pd.DataFrame) -> dict[str, object]:
    said = fit_dollars(rows)
    base = {"quantity": "dollar", "unit": LOG_POINTS}
    if said is None:
        return {**base, "note": "nothing identifies it"}
    treated = said.fit.treated_rows + said.separated_treated
    note = f"{said.separated_treated} of {treated} treated rows carry no information"
    return {**base, **fit_columns(said.fit), "note": note if said.separated_treated else ""}


def _linkage_row(rows: pd.DataFrame, column: str, quantity: str, kind: str) -> dict[str, object]:
    """Share of decisions that were answered with a trade instrument, each decision counting once."""
    base = {"quantity": quantity, "unit": SHARE}
    treated = rows["treated"].to_numpy(bool)
    if not treated.any():
        return {**base, "note": "no decision"}
    weight = weights(rows, kind)[treated]
    linked = rows.loc[treated, column].to_numpy(float)
    share = float(np.average(linked, weights=weight))
    decisions = rows.loc[treated, "decision_id"]
    return {
        **base,
        "estimate": share,
        "treated_rows": int(treated.sum()),
        "decisions": int(decisions.nunique()),
        "deciders": int(rows.loc[treated, "decider"].nunique()),
        "crises": int(rows.loc[treated, "crisis_id"].nunique()),
    }


def fit_columns(fit: ProjectionFit) -> dict[str, object]:
    """Lay a fit out in the columns of a result file."""
    low, high = fit.interval()
    return {
        "estimate": fit.estimate,
        "std_error": fit.std_error,
        "ruling": fit.ruling,
        "se_dyadic": fit.se_dyadic,
        "se_decision": fit.se_decision,
        "se_jackknife": fit.se_jackknife,
        "df": fit.df,
        "lower": fit.lower(),
        "upper": fit.upper(),
        "conf_low": low,
        "conf_high": high,
        "rows": fit.rows,
        **{name: getattr(fit, name) for name in COUNTS},
        "note": "; ".join(fit.remarks),
    }


def _cell_columns(said: CellFit, margin: float) -> dict[str, object]:
    treated = said.rows[said.rows["treated"]]
    return {
        "crises": int(treated["crisis_id"].nunique()),
        "treated_dyads": int(treated["dyad"].nunique()),
        "share_beyond_margin": float((said.per_decision < math.log1p(margin)).mean()),
        "first_year": int(treated["year"].min()),
        "last_year": int(treated["year"].max()),
    }
