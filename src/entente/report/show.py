"""The figures of a claim's page, one call each: chart, words, table and downloads from the same rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

import pandas as pd

from entente.report import charts, pick, sentences, tables, titles
from entente.report.assayed import check
from entente.report.figure import Figure, figure
from entente.report.margin import Margin, margins
from entente.report.tables import Column
from entente.report.words import (
    EMBARGOES,
    badge,
    change,
    group_name,
    is_true,
    known,
    number,
    pairs,
    percent,
    phrase,
    source_name,
    source_short,
    source_title,
    variant_name,
    verdict,
    years,
)


class Fits(Protocol):
    """A claim's results, whether fitted now or read from where they are committed."""

    @property
    def estimates(self) -> pd.DataFrame:
        """One row per source, group, variant and quantity."""

    @property
    def assay(self) -> pd.DataFrame:
        """One row per source, group, loss put in and verdict."""

    @property
    def embargoes(self) -> pd.DataFrame:
        """One row per source, restriction and estimand."""


@dataclass(frozen=True, eq=False)
class Block:
    """A piece of a page that is not a chart, as HTML."""

    name: str
    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        """Name the block, without an address in memory."""
        return f"Block({self.name!r})"


def answer(fits: Fits, margin: Margin) -> Block:
    """Show the verdict's badge, the answer in one sentence and what it covers."""
    row = pick.row(fits.estimates, "holding_up")
    if row is None:
        return Block(
            "answer",
            '<div class="answer tone-not_tested"><p class="badge-line">– not tested</p>'
            "<p>There is no result yet.</p></div>",
        )
    strict = margins(margin)[0]
    checked = check(fits.assay, source=row["source"], group=row["group"], strict=strict)
    text = sentences.verdict_sentence(row, strict=strict, checked=checked)
    kind = source_name(row["source"]).partition(": ")[2]
    covers = (
        f"The evidence covers the years {years(row)}, from {source_title(row['source'])}: {kind}. "
        f"{sentences.evidence(row)}"
    )
    return Block(
        "answer",
        f'<div class="answer tone-{verdict(row["verdict"]).role}"><p class="badge-line">{escape(badge(row))}</p>'
        f'<p>{escape(text)}</p><p class="covers">{escape(covers)}</p></div>',
    )


def facts(fits: Fits, releases: Sequence[str] = ()) -> Block:
    """Show what the headline rests on, for the margin of a page."""
    row = pick.row(fits.estimates, "holding_up")
    row = {**row, "pairs": pairs(row)} if row else None
    counted = {name: number(row[name]) if row else "not known yet" for name in COUNTED}
    shares = {name: percent(row[name]) if row and known(row[name]) else "not known yet" for name in SHARES}
    facts = {
        "Data release": releases[-1] if releases else "none yet",
        "Years": years(row) if row else "none yet",
        **{COUNTED[name]: value for name, value in counted.items()},
        **{SHARES[name]: value for name, value in shares.items()},
        "Hash of inputs": str(row["inputs_hash"])[:12] if row else "none yet",
    }
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items())
    return Block(
        "facts", f'<aside class="asides" aria-label="What this rests on"><dl class="plain">{items}</dl></aside>'
    )


COUNTED = {
    "pairs": "Pairs that quarrelled",
    "dyads": "Pairs in all",
    "crises": "Crises",
    "decisions": "Decisions",
    "effective_decisions": "Effective decisions",
    "effective_deciders": "Effective deciders",
}
SHARES = {
    "largest_decision_share": "Largest decision’s weight",
    "largest_decider_share": "Largest decider’s weight",
}


OTHER = ("disruption", "durability", "unlinked", "dollar")  # readings that are changes of trade, not differences of two


def nothing(name: str) -> Block:
    """Say where a figure would stand that there is no result for it."""
    return Block(name, '<p class="nothing">There is no result to draw here yet.</p>')


def source_line(fits: Fits, releases: Sequence[str] = ()) -> str:
    """Write where a figure's numbers come from: events, trade, release, hash of the inputs."""
    if fits.estimates.empty:
        return "There is no result yet."
    names = " and ".join(sorted({str(source).upper() for source in fits.estimates["source"]}))
    release = f"; release {releases[-1]}" if releases else ""
    return (
        f"Events: {names}. Trade: Correlates of War{release}; inputs {str(fits.estimates['inputs_hash'].iloc[0])[:12]}."
    )


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
        table=tables.estimates_table(rows, caption="Change in trade after a quarrel, by what it was about"),
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
        alt=f"{titles.variants(rows)}. {_said(rows, 'variant', variant_name)}.",
        data=rows,
        table=tables.estimates_table(rows, caption="The headline under each variant", by=name),
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
        alt=f"The headline and other readings. {_said(rows, 'quantity', charts.QUANTITIES.__getitem__)}.",
        data=rows,
        table=tables.estimates_table(rows, caption="Readings beside the headline", by=name),
        source=source,
    )


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
        table=tables.linkage_table(fits.estimates),
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
        alt=f"How trade had moved before the quarrel. {_said(rows, 'group', group_name)}.",
        data=rows,
        table=tables.estimates_table(rows, caption="Change in trade before the quarrel"),
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
        table=tables.estimates_table(rows, caption="What each answer rests on"),
        source=source,
    )


def embargoes(fits: Fits, *, source: str = "") -> Figure | Block:
    """Show what restrictions that must hurt trade did: whether the design can see."""
    rows = fits.embargoes[fits.embargoes["estimand"] == "dollar"]
    if rows.empty:
        return nothing("embargoes")
    said = [
        f"{source_short(row['source'])}, {EMBARGOES.get(str(row['kind']), str(row['kind']).replace('_', ' '))}: "
        f"{phrase(row)}, {'found' if is_true(row['found']) else 'not found'}"
        for row in rows.to_dict("records")
    ]
    return figure(
        charts.embargo_chart(fits.embargoes),
        id="embargoes",
        title=titles.embargoes(rows),
        subtitle="Traded dollars under restrictions that limit trade by law; a design that misses these would miss a "
        "loss. Found: the one-sided 95% upper bound lies below no change. No verdict comes from them.",
        alt=f"Restrictions that must hurt trade. {'; '.join(said)}.",
        data=fits.embargoes,
        table=tables.embargo_table(fits.embargoes),
        source=source,
    )


def assay(fits: Fits, margin: Margin, *, source: str = "") -> Figure | Block:
    """Show how often each verdict came out when losses were put in on purpose."""
    chosen = pick.headline(fits.estimates)
    if (
        fits.assay.empty
        or not chosen
        or not ((fits.assay["source"] == chosen["source"]) & (fits.assay["group"] == chosen["group"])).any()
    ):
        return nothing("assay")
    said = sentences.assay(fits.assay, strict=margins(margin)[0], **chosen)
    rows = fits.assay[(fits.assay["source"] == chosen["source"]) & (fits.assay["group"] == chosen["group"])]
    key = ", ".join(f"{verdict(name).mark} {verdict(name).words}" for name in dict.fromkeys(rows["verdict"]))
    return figure(
        charts.assay_chart(fits.assay, margin=margin, **chosen),
        id="assay",
        title=titles.assay(check(fits.assay, strict=margins(margin)[0], **chosen), margins(margin)[0]),
        subtitle=f"Share of draws with each verdict, by the loss put into placebo decisions: {key}. "
        f"Quarrels about {group_name(chosen['group'])}, {source_name(chosen['source'])}.",
        alt=said,
        data=rows,
        table=tables.assay_table(fits.assay, **chosen),
        source=source,
    )


def _said(rows: pd.DataFrame, name: str, write: Callable[[str], str]) -> str:
    return "; ".join(f"{write(str(row[name]))}: {phrase(row)}" for row in rows.to_dict("records"))
