"""Charts: pure functions from a frame of results to an Altair chart."""

from collections.abc import Callable
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from entente.report import pick
from entente.report.intervals import COLUMNS, interval_chart
from entente.report.margin import Margin, margins
from entente.report.stacked import stacked_chart
from entente.report.words import (
    EMBARGOES,
    VERDICTS,
    capital,
    group_name,
    is_compared,
    is_true,
    known,
    marked,
    number,
    pairs,
    percent,
    phrase,
    source_name,
    variant_name,
    verdict,
)

CHANGE_LABEL = "datum.value == 0 ? '0' : (datum.value < 0 ? '\u2212' : '+') + format(abs(datum.value), '.0%')"
CHANGE_AXIS = "lower \u2190 trade after the quarrel \u2192 higher"
BAND = "loss beyond\nthe {margin} margin"
FIGURES = ("estimate", "lower", "upper", "conf_low", "conf_high")
SHARE_LABEL = "format(datum.value, '.0%')"


def retained_share_chart(estimates: pd.DataFrame, *, margin: Margin) -> alt.LayerChart:
    """Draw what happened to trade after a quarrel: a row for each group of quarrels, by source, against the margin.

    Parameters
    ----------
    estimates : DataFrame
        A claim's estimates, log points; the headline variant of `holding_up` is drawn.
    margin : Margin
        The strict and the lenient margin, shares: -0.10 is a loss of 10%.
    """
    found = pick.rows(estimates, "holding_up")
    return interval_chart(
        _changes(found, marked), margins=margins(margin), band=BAND, axis=CHANGE_AXIS, label_expr=CHANGE_LABEL
    )


def variants_chart(estimates: pd.DataFrame, *, margin: Margin, source: str, group: str) -> alt.LayerChart:
    """Draw one group of quarrels under every variant that the spec names, the headline first."""
    found = estimates[
        (estimates["quantity"] == "holding_up") & (estimates["source"] == source) & (estimates["group"] == group)
    ]
    found = pd.concat([found[found["variant"] == "headline"], found[found["variant"] != "headline"]])
    drawn = _changes(found, marked).assign(section="", label=found["variant"].map(variant_name).to_list())
    return interval_chart(drawn, margins=margins(margin), band=BAND, axis=CHANGE_AXIS, label_expr=CHANGE_LABEL)


def leads_chart(estimates: pd.DataFrame, *, margin: Margin) -> alt.LayerChart:
    """Draw how trade had moved before the quarrel: a row for each group, with the band that counts as no movement."""
    drawn = _changes(pick.rows(estimates, "lead"), lambda _row: "").assign(role="ink")
    return interval_chart(
        drawn,
        margins=margins(margin)[:1],
        band="fell by more\nthan {margin}",
        reference=(0.0, "no movement"),
        axis="lower \u2190 trade before the quarrel \u2192 higher",
        label_expr=CHANGE_LABEL,
    )


def companions_chart(estimates: pd.DataFrame, *, margin: Margin, source: str, group: str) -> alt.LayerChart:
    """Draw the readings that stand beside the headline: other windows, unlinked cases, the traded dollar."""
    found = estimates[
        (estimates["source"] == source)
        & (estimates["group"] == group)
        & (estimates["variant"] == "headline")
        & estimates["quantity"].isin(list(QUANTITIES))
    ]
    found = found.assign(place=found["quantity"].map(list(QUANTITIES).index)).sort_values("place")
    drawn = _changes(found, lambda row: marked(row) if row["quantity"] == "holding_up" else "")
    drawn = drawn.assign(
        section="",
        label=found["quantity"].map(QUANTITIES).to_list(),
        role=np.where(found["quantity"] == "holding_up", drawn["role"], "ink"),
    )
    return interval_chart(drawn, margins=margins(margin), band=BAND, axis=CHANGE_AXIS, label_expr=CHANGE_LABEL)


QUANTITIES = {
    "holding_up": "Holding up: years 1 to 3, the headline",
    "disruption": "Disruption: years 0 and 1",
    "durability": "Durability: years 4 to 6",
    "recovery": "Recovery: years 4 to 6 less 1 to 3",
    "unlinked": "Selected: unlinked cases",
    "dollar": "The traded dollar",
}


def linkage_chart(estimates: pd.DataFrame) -> alt.LayerChart:
    """Draw how often quarrels were answered with a trade instrument: a row for each group, by source."""
    found = pick.rows(estimates, "linkage")
    rows = []
    for record in found.to_dict("records"):
        without = pick.row(estimates, "linkage_without_partial", source=record["source"], group=record["group"])
        note = (
            f"{percent(without['estimate'])} without partial embargoes"
            if without is not None and known(without["estimate"])
            else ""
        )
        label = f"{percent(record['estimate'])} linked" if known(record["estimate"]) else "not known"
        rows.append({**_common(record), "note": note, "badge": label, "role": "ink"})
    return interval_chart(
        pd.DataFrame(rows, columns=COLUMNS),
        axis="quarrels answered with a trade instrument",
        label_expr=SHARE_LABEL,
        span=(0.0, 1.0),
    )


def embargo_chart(embargoes: pd.DataFrame) -> alt.LayerChart:
    """Draw what restrictions that must hurt trade did to the traded dollar: the proof that the design can see."""
    found = embargoes[embargoes["estimand"] == "dollar"]
    rows = [
        {
            **_in_shares(row),
            "label": capital(EMBARGOES.get(str(row["kind"]), str(row["kind"]).replace("_", " "))),
            "badge": "found" if is_true(row["found"]) else "not found",
            "role": "ink" if is_true(row["found"]) else "cannot_tell",
        }
        for row in found.to_dict("records")
    ]
    return interval_chart(
        pd.DataFrame(rows, columns=COLUMNS), axis="lower \u2190 traded dollars \u2192 higher", label_expr=CHANGE_LABEL
    )


def counts_chart(estimates: pd.DataFrame, *, needed: float) -> alt.LayerChart:
    """Draw how many effective decisions each row rests on, against the number below which there is no verdict."""
    rows = [
        {
            **_common(row),
            **{"estimate": row["effective_decisions"], "lower": None, "upper": None},
            **{"conf_low": row["effective_decisions"], "conf_high": row["decisions"]},
            "note": _decided(row),
            "badge": f"{number(row['effective_decisions'])} effective" if known(row["effective_decisions"]) else "",
            "role": "ink"
            if known(row["effective_decisions"]) and row["effective_decisions"] >= needed
            else "contradicted",
        }
        for row in pick.rows(estimates, "holding_up").to_dict("records")
    ]
    drawn = pd.DataFrame(rows, columns=COLUMNS)
    high = float(max([needed, *drawn["conf_high"].dropna()])) * 1.02
    return interval_chart(
        drawn,
        reference=(float(needed), f"{number(needed)} needed"),
        axis="decisions: dot effective, line all",
        label_expr="datum.label",
        span=(0.0, high),
    )


def assay_chart(assay: pd.DataFrame, *, margin: Margin, source: str, group: str) -> alt.LayerChart:
    """Draw how often each verdict came out, by the loss put in on purpose: stacked shares with the verdict's mark."""
    strict, _ = margins(margin)
    found = assay[(assay["source"] == source) & (assay["group"] == group)]
    order = {name: place for place, name in enumerate(VERDICTS)}
    drawn = found.assign(place=found["verdict"].map(order)).sort_values(["loss", "place"])
    said = [verdict(name) for name in drawn["verdict"]]
    drawn = drawn.assign(
        role=[each.role for each in said], words=[each.words for each in said], mark=[each.mark for each in said]
    )
    return stacked_chart(drawn, margin=strict)


def _decided(row: dict[Any, Any]) -> str:
    if not known(row["decisions"]):
        return "no decision that the design can use"
    return f"{number(row['decisions'])} decisions in {number(pairs(row))} pairs of states"


def _changes(found: pd.DataFrame, label: Callable[[dict[Any, Any]], str]) -> pd.DataFrame:
    rows = [
        {
            **_in_shares(row),
            "badge": label(row),
            "role": _role(row),
        }
        for row in found.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _role(row: dict[Any, Any]) -> str:
    """Return the token of a row's colour: its verdict's, muted where the row is no part of the claim."""
    if is_compared(row):
        return "muted"
    return verdict(row["verdict"]).role if known(row["verdict"]) else "ink"


def _common(row: dict[Any, Any]) -> dict[str, Any]:
    group = str(row.get("group", ""))
    figures = {name: row.get(name) for name in FIGURES}
    return {"section": source_name(str(row["source"])), "label": capital(group_name(group)), **figures}


def _in_shares(row: dict[Any, Any]) -> dict[str, Any]:
    """Return what a row of estimates in log points draws: its changes as shares, and a note that says them."""
    return {**_common(row), **{name: _share(row[name]) for name in FIGURES}, "note": phrase(row)}


def _share(log_points: float) -> float:
    return float(np.expm1(log_points)) if known(log_points) else float("nan")
