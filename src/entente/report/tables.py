"""Accessible HTML tables: every chart's numbers, rounded for reading, behind a disclosure that a keyboard opens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from entente.report import pick
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
    upper_in_tenths,
    verdict,
    why,
)

Format = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a printed table: its heading, how a cell is written, and whether it is a number."""

    heading: str
    write: Format = str
    numeric: bool = False


def html_table(frame: pd.DataFrame, columns: Mapping[str, Column], *, caption: str, heads: int = 1) -> str:
    """Write a frame as an HTML table.

    Parameters
    ----------
    frame : DataFrame
        One row per row; only the columns named in `columns` are printed, in that order.
    columns : mapping of str to Column
        How each column is headed and written; a missing value is written "–".
    caption : str
        What the table holds.
    heads : int
        How many columns, from the left, name the row.

    Returns
    -------
    str
        HTML with every text escaped.
    """
    head = "".join(f'<th scope="col"{_class(column)}>{escape(column.heading)}</th>' for column in columns.values())
    body = "\n".join(_row(record, columns, heads) for record in frame.to_dict("records"))
    return (
        f'<table class="figures">\n<caption>{escape(caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    )


def disclosure(table: str, *, summary: str = "Table of these numbers") -> str:
    """Put a table behind a disclosure; a wide one scrolls in its own box."""
    return f'<details class="numbers"><summary>{escape(summary)}</summary>\n{scroll_box(table, summary)}</details>'


def scroll_box(table: str, label: str) -> str:
    """Put a table into a box that scrolls sideways and that a keyboard reaches."""
    name = escape(label, quote=True)
    return f'<div class="scroll" role="region" aria-label="{name}" tabindex="0">\n{table}\n</div>'


def estimates_table(rows: pd.DataFrame, *, caption: str, by: Mapping[str, Column] | None = None) -> str:
    """Print rows of estimates in log points as changes in percent, with what they rest on."""
    columns = by or {
        "source": Column("Events", source_name),
        "group": Column("Quarrel about", lambda group: capital(group_name(group))),
    }
    figures = {
        "estimate": Column("Trade", change_in_tenths, True),
        "lower": Column("Lower bound, one-sided", lower_in_tenths, True),
        "upper": Column("Upper bound, one-sided", upper_in_tenths, True),
        "conf_low": Column("Interval from", change_in_tenths, True),
        "conf_high": Column("Interval to", change_in_tenths, True),
        "said": Column("Verdict"),
        "why": Column("Why"),
        "verdict_lenient": Column("Lenient margin", lambda name: verdict(name).words),
    }
    evidence = {
        "treated_dyads": Column("Pairs that quarrelled", number, True),
        "dyads": Column("Pairs in all", number, True),
        "crises": Column("Crises", number, True),
        "decisions": Column("Decisions", number, True),
        "effective_decisions": Column("Effective decisions", number, True),
        "largest_decision_share": Column("Largest decision’s share", percent, True),
        "share_beyond_margin": Column("Decisions that lost more than the margin", percent, True),
    }
    told = [(marked(row), why(row)) if _told(row.get("verdict")) else ("", "") for row in rows.to_dict("records")]
    rows = rows.assign(said=[words for words, _ in told], why=[reason for _, reason in told])
    shown = {
        name: column
        for name, column in {**figures, **evidence}.items()
        if name in rows.columns and rows[name].map(_told).any()
    }
    return html_table(rows, {**columns, **shown}, caption=caption, heads=len(columns))


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


def embargo_table(embargoes: pd.DataFrame) -> str:
    """Print what restrictions that must hurt trade did: traded dollars, and flows that went to zero."""
    columns = {
        "source": Column("Events", source_name),
        "kind": Column("Restriction", lambda kind: capital(EMBARGOES.get(kind, str(kind).replace("_", " ")))),
        "estimate": Column("Traded dollars", change_in_tenths, True),
        "lower": Column("Lower bound, one-sided", lower_in_tenths, True),
        "upper": Column("Upper bound, one-sided", upper_in_tenths, True),
        "treated_rows": Column("Rows", number, True),
        "found": Column("Found", lambda found: "yes" if is_true(found) else "no"),
        "gone": Column("Flows gone to zero", percent, True),
        "control_gone": Column("Among the other pairs", percent, True),
        "beyond": Column("Beyond the same states’ other pairs", points, True),
        "gone_found": Column("Found there", lambda found: "yes" if is_true(found) else "no"),
    }
    keys = ["source", "kind"]
    flows = embargoes[embargoes["estimand"] == "gone_to_zero"].set_index(keys)
    taken = {
        "gone_to_zero_share": "gone",
        "control_gone_to_zero_share": "control_gone",
        "estimate": "beyond",
        "found": "gone_found",
    }
    shares = flows[list(taken)].rename(columns=taken)
    dollars = embargoes[embargoes["estimand"] == "dollar"].set_index(keys).join(shares).reset_index()
    return html_table(dollars, columns, caption="Restrictions that must hurt trade", heads=2)


def _told(name: Any) -> bool:
    return known(name) and bool(name)


def _row(record: Mapping[Any, Any], columns: Mapping[str, Column], heads: int) -> str:
    cells = []
    for place, (name, column) in enumerate(columns.items()):
        text = escape(column.write(record[name])) if known(record[name]) and record[name] != "" else "–"
        cells.append(f'<th scope="row">{text}</th>' if place < heads else f"<td{_class(column)}>{text}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _class(column: Column) -> str:
    return ' class="n"' if column.numeric else ""
