"""Figures on how trade moved: after each group of quarrels, under each variant, read in other ways, and before."""

from collections.abc import Callable

import pandas as pd

from entente.report import charts, claim_tables, pick, sentences, titles
from entente.report.blocks import Block, nothing
from entente.report.figure import Figure, figure
from entente.report.fits import Fits
from entente.report.margin import Margin, margins
from entente.report.tables import Column
from entente.report.words import (
    Row,
    change,
    group_name,
    known,
    percent,
    phrase,
    said_of,
    source_name,
    source_short,
    variant_name,
)

OTHER = ("disruption", "durability", "unlinked", "dollar")  # readings that are changes of trade, not differences of two


def held_up(fits: Fits, margin: Margin, *, source: str = "", id: str = "held-up") -> Figure | Block:
    """Show what happened to trade after each group of quarrels: the headline chart."""
    rows = pick.rows(fits.estimates, "holding_up")
    if rows.empty:
        return nothing(id)
    title = titles.held_up(rows.iloc[0].to_dict())
    strict, lenient = margins(margin)
    return figure(
        charts.retained_share_chart(fits.estimates, margin=margin),
        id=id,
        title=title,
        subtitle="Change in their trade, years before against years after, relative to the same two "
        f"states’ other partners, {titles.spans(rows)}; "
        "each decision counts once. Dot: estimate; thick line: between the one-sided 95% "
        f"bounds; thin line: 95% interval; dotted: losses of {percent(-strict)} and {percent(-lenient)}. The rows "
        "about trade itself are there to compare with: they are no part of the claim.",
        alt=sentences.interval_alt(rows, title),
        data=rows,
        tables=claim_tables.estimates_tables(rows, caption="Change in trade after a quarrel, by what it was about"),
        source=source,
    )


def variants(fits: Fits, margin: Margin, *, source: str = "") -> Figure | Block:
    """Show the headline under every variant that the spec names."""
    e = fits.estimates
    rows = e[(e["quantity"] == "holding_up") & e["headline"].astype(bool)]
    if not (rows["variant"] == "headline").any():
        return nothing("variants")
    chosen = pick.headline(e)
    name = {"variant": Column("Variant", lambda label: variant_name(str(label)))}
    return figure(
        charts.variants_chart(e, margin=margin, **chosen),
        id="variants",
        title=titles.variants(rows),
        subtitle="The same change in trade under each variant of the spec; quarrels "
        f"about {group_name(chosen['group'])}, {source_name(chosen['source'])}.",
        alt=f"{titles.variants(rows)}. {_said(rows, lambda row: variant_name(str(row['variant'])))}.",
        data=rows,
        tables=claim_tables.estimates_tables(rows, caption="The headline under each variant", by=name),
        source=source,
    )


def companions(fits: Fits, margin: Margin, *, source: str = "") -> Figure | Block:
    """Show the readings beside the headline: other windows, unlinked cases, the traded dollar."""
    e = fits.estimates
    rows = e[e["headline"].astype(bool) & (e["variant"] == "headline") & e["quantity"].isin(list(charts.QUANTITIES))]
    if rows.empty:
        return nothing("companions")
    chosen = pick.headline(e)
    name = {"quantity": Column("Reading", lambda label: charts.QUANTITIES[str(label)])}
    return figure(
        charts.companions_chart(e, margin=margin, **chosen),
        id="companions",
        title=f"Read in other ways, trade is {titles.range_of(rows[rows['quantity'].isin(OTHER)])}",
        subtitle="Other years, the selected cases where no trade instrument was used, and each traded "
        f"dollar instead of each relationship; {source_name(chosen['source'])}.",
        alt=f"The headline and other readings. {_said(rows, lambda row: charts.QUANTITIES[row['quantity']])}.",
        data=rows,
        tables=claim_tables.estimates_tables(rows, caption="Readings beside the headline", by=name),
        source=source,
    )


def leads(fits: Fits, margin: Margin, *, source: str = "") -> Figure | Block:
    """Show how trade had moved before the quarrel."""
    rows = pick.rows(fits.estimates, "lead")
    if rows.empty:
        return nothing("lead")
    first = rows.iloc[0].to_dict()
    moved = change(first["estimate"]) if known(first["estimate"]) else "not known"
    return figure(
        charts.leads_chart(fits.estimates, margin=margin),
        id="leads",
        title=f"Before a quarrel about {group_name(first['group'])}, trade was {moved} than in the years before"
        if moved[:1].isdigit()
        else "How trade had moved before the quarrel",
        subtitle="The same pairs and decisions, the years just before the quarrel against the years "
        "before those. Movement here is not an effect of the quarrel.",
        alt=f"How trade had moved before the quarrel. {_said(rows, _quarrel)}.",
        data=rows,
        tables=claim_tables.estimates_tables(rows, caption="Change in trade before the quarrel"),
        source=source,
    )


def _quarrel(row: Row) -> str:
    return f"{source_short(row['source'])}, {group_name(row['group'])}"


def _said(rows: pd.DataFrame, name: Callable[[Row], str]) -> str:
    """Say each row under its name, with its verdict where it has one."""
    return "; ".join(f"{name(row)}: {phrase(row)}{_judged(row)}" for row in rows.to_dict("records"))


def _judged(row: Row) -> str:
    return f" ({said_of(row)})" if known(row["verdict"]) and row["verdict"] else ""
