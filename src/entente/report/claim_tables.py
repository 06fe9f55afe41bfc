"""The tables of a claim's page: what was found and what it rests on, in tables that fit beside each other's text."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from entente.report import pick
from entente.report.tables import Column, html_table
from entente.report.words import (
    EMBARGOES,
    VERDICTS,
    capital,
    change_in_tenths,
    group_name,
    is_true,
    known,
    lower_in_tenths,
    marked,
    number,
    percent,
    points,
    source_name,
    source_short,
    upper_in_tenths,
    verdict,
    why,
)

FLOWS = (
    "Flows that went to zero. The two shares are plain counts of rows; the difference beside them sets each pair "
    "against the same states’ other pairs in the same year, and can have another sign than the shares suggest"
)
By = Mapping[str, Column]


def estimates_tables(rows: pd.DataFrame, *, caption: str, by: By | None = None) -> tuple[str, str]:
    """Print rows of estimates in two tables, each narrow enough for a page: what was found, and what that rests on."""
    return change_table(rows, caption=caption, by=by), basis_table(rows, caption="What each row rests on", by=by)


def change_table(rows: pd.DataFrame, *, caption: str, by: By | None = None) -> str:
    """Print estimates in log points as changes in percent: the verdict and its reason first, then how sure."""
    columns = {
        "estimate": Column("Trade", change_in_tenths, True),
        "said": Column("Verdict"),
        "why": Column("Why"),
        "verdict_lenient": Column("Verdict at the lenient margin", lambda name: verdict(name).words),
        "lower": Column("Lower bound, one-sided", lower_in_tenths, True),
        "upper": Column("Upper bound, one-sided", upper_in_tenths, True),
        "conf_low": Column("Interval from", change_in_tenths, True),
        "conf_high": Column("Interval to", change_in_tenths, True),
    }
    told = [(marked(row), why(row)) if _told(row.get("verdict")) else ("", "") for row in rows.to_dict("records")]
    rows = rows.assign(said=[words for words, _ in told], why=[reason for _, reason in told])
    return _by_row(rows, columns, caption, by)


def basis_table(rows: pd.DataFrame, *, caption: str, by: By | None = None) -> str:
    """Print what estimates rest on: pairs, crises, decisions and their weight."""
    columns = {
        "treated_dyads": Column("Pairs that quarrelled", number, True),
        "dyads": Column("Pairs in all", number, True),
        "crises": Column("Crises", number, True),
        "decisions": Column("Decisions", number, True),
        "effective_decisions": Column("Effective decisions", number, True),
        "largest_decision_share": Column("Largest decision’s share", percent, True),
        "share_beyond_margin": Column("Decisions that lost more than the margin", percent, True),
    }
    return _by_row(rows, columns, caption, by)


def _by_row(rows: pd.DataFrame, columns: By, caption: str, by: By | None) -> str:
    """Print the columns that hold anything, after those that name the row; sources by their short names."""
    names = by or {
        "source": Column("Events", source_short),
        "group": Column("Quarrel about", lambda group: capital(group_name(group))),
    }
    shown = {name: column for name, column in columns.items() if name in rows.columns and rows[name].map(_told).any()}
    told = "" if by else "".join(f". {source_name(str(source))}" for source in dict.fromkeys(rows["source"]))
    return html_table(rows, {**names, **shown}, caption=f"{caption}{told}", heads=len(names))


def linkage_table(estimates: pd.DataFrame) -> str:
    """Print the share of quarrels answered with a trade instrument."""
    linked = pick.rows(estimates, "linkage").set_index(["source", "group"])
    without = (
        pick.rows(estimates, "linkage_without_partial").set_index(["source", "group"])["estimate"].rename("without")
    )
    columns = {
        "source": Column("Events", source_name),
        "group": Column("Quarrel about", lambda group: capital(group_name(group))),
        "estimate": Column("Answered with a trade instrument", percent, True),
        "without": Column("Without partial embargoes", percent, True),
        "decisions": Column("Decisions", number, True),
    }
    return html_table(
        linked.join(without).reset_index(),
        columns,
        caption="How often quarrels were answered with a trade instrument",
        heads=2,
    )


def assay_table(assay: pd.DataFrame, *, source: str, group: str) -> str:
    """Print the share of draws with each verdict, by the loss put in."""
    found = assay[(assay["source"] == source) & (assay["group"] == group)]
    keys = ["loss", "realised_loss"]
    wide = found.pivot_table(index=keys, columns="verdict", values="share", aggfunc="sum").reset_index()
    shown = [name for name in VERDICTS if name in wide.columns]
    columns = {"loss": Column("Loss put in", percent), "realised_loss": Column("Seen by the logarithms", percent)} | {
        name: Column(capital(VERDICTS[name].words), percent, True) for name in shown
    }
    return html_table(wide, columns, caption="How often each verdict came out, by the loss put in on purpose")


def embargo_tables(embargoes: pd.DataFrame) -> tuple[str, str]:
    """Print what restrictions that must hurt trade did: to traded dollars, and to flows that went to zero."""
    names = {
        "source": Column("Events", source_name),
        "kind": Column("Restriction", lambda kind: capital(EMBARGOES.get(kind, str(kind).replace("_", " ")))),
    }
    found = Column("Found", lambda found: "yes" if is_true(found) else "no")
    dollars = {
        "estimate": Column("Traded dollars", change_in_tenths, True),
        "lower": Column("Lower bound, one-sided", lower_in_tenths, True),
        "upper": Column("Upper bound, one-sided", upper_in_tenths, True),
        "treated_rows": Column("Rows", number, True),
        "found": found,
    }
    flows = {
        "gone_to_zero_share": Column("Flows gone to zero", percent, True),
        "control_gone_to_zero_share": Column("Among the other pairs", percent, True),
        "estimate": Column("Difference from the same states’ other pairs", points, True),
        "lower": Column("Lower bound, one-sided", points, True),
        "upper": Column("Upper bound, one-sided", points, True),
        "treated_rows": Column("Rows", number, True),
        "found": found,
    }
    rows = {name: embargoes[embargoes["estimand"] == name] for name in ("dollar", "gone_to_zero")}
    return (
        html_table(rows["dollar"], {**names, **dollars}, caption="Restrictions that must hurt trade", heads=2),
        html_table(rows["gone_to_zero"], {**names, **flows}, caption=FLOWS, heads=2),
    )


def _told(name: Any) -> bool:
    return known(name) and bool(name)
