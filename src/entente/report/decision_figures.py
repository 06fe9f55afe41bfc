"""Figures on the decisions behind the answers: how many there are, and how often trade was their instrument."""

import pandas as pd

from entente.report import charts, claim_tables, pick
from entente.report.blocks import Block, nothing
from entente.report.figure import Figure, figure
from entente.report.fits import Fits
from entente.report.words import group_name, known, number, percent, source_name, source_short


def linkage(fits: Fits, *, source: str = "") -> Figure | Block:
    """Show how often quarrels were answered with a trade instrument."""
    rows = pick.rows(fits.estimates, "linkage")
    if rows.empty:
        return nothing("linkage")
    first = rows.iloc[0].to_dict()
    said = [
        f"{group_name(row['group'])} ({source_name(row['source'])}): {percent(row['estimate'])}"
        for row in rows.to_dict("records")
        if known(row["estimate"])
    ]
    return figure(
        charts.linkage_chart(fits.estimates),
        id="linkage",
        title=f"{percent(first['estimate'])} of quarrels about {group_name(first['group'])} were "
        "answered with a trade instrument"
        if known(first["estimate"])
        else "Linkage",
        subtitle="Share of treated decisions whose cases were answered with an instrument on trade, "
        "each decision once. Partial embargoes include arms embargoes.",
        alt=f"How often quarrels were linked to trade. {'; '.join(said)}.",
        data=pd.concat([rows, pick.rows(fits.estimates, "linkage_without_partial")]),
        tables=(claim_tables.linkage_table(fits.estimates),),
        source=source,
    )


def counts(fits: Fits, *, needed: float, source: str = "") -> Figure | Block:
    """Show how many decisions each answer rests on; below `needed` effective ones there is no verdict."""
    rows = pick.rows(fits.estimates, "holding_up")
    if rows.empty:
        return nothing("counts")
    counted = rows[rows["decisions"].notna()]
    enough = int((counted["effective_decisions"] >= needed).sum())
    none = len(rows) - len(counted)
    said = [
        f"{source_short(row['source'])}, {group_name(row['group'])}: {number(row['decisions'])} decisions, "
        f"worth {number(row['effective_decisions'])}"
        for row in counted.to_dict("records")
    ]
    return figure(
        charts.counts_chart(fits.estimates, needed=needed),
        id="counts",
        title=f"{number(enough)} of {number(len(rows))} rows have {number(needed)} effective decisions or more"
        + (f"; {number(none)} have none at all" if none else ""),
        subtitle="Decisions with unequal weight count for fewer: the dot is how many equal ones they "
        "are worth, the line ends at their plain number.",
        alt=f"Decisions behind each answer. {'; '.join(said)}.",
        data=rows,
        tables=(claim_tables.basis_table(rows, caption="What each answer rests on"),),
        source=source,
    )
