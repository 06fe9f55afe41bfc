"""Figures on whether the method can see: restrictions that must hurt trade, and losses put in on purpose."""

from entente.report import charts, claim_tables, pick, sentences, titles
from entente.report.assayed import check
from entente.report.blocks import Block, nothing
from entente.report.figure import Figure, figure
from entente.report.fits import Fits
from entente.report.margin import Margin, margins
from entente.report.words import EMBARGOES, group_name, is_true, phrase, source_name, source_short, verdict


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
        tables=claim_tables.embargo_tables(fits.embargoes),
        source=source,
    )


def assay(fits: Fits, margin: Margin, *, source: str = "") -> Figure | Block:
    """Show how often each verdict came out when losses were put in on purpose."""
    chosen = pick.headline(fits.estimates)
    if fits.assay.empty or not chosen:
        return nothing("assay")
    rows = fits.assay[(fits.assay["source"] == chosen["source"]) & (fits.assay["group"] == chosen["group"])]
    if rows.empty:
        return nothing("assay")
    strict, _ = margins(margin)
    key = ", ".join(f"{verdict(name).mark} {verdict(name).words}" for name in dict.fromkeys(rows["verdict"]))
    return figure(
        charts.assay_chart(fits.assay, margin=margin, **chosen),
        id="assay",
        title=titles.assay(check(fits.assay, strict=strict, **chosen), strict),
        subtitle=f"Share of draws with each verdict, by the loss put into placebo decisions: {key}. "
        f"Quarrels about {group_name(chosen['group'])}, {source_name(chosen['source'])}.",
        alt=sentences.assay_alt(fits.assay, strict=strict, **chosen),
        data=rows,
        tables=(claim_tables.assay_table(fits.assay, **chosen),),
        source=source,
    )
