"""The pieces of a claim's page that are no charts: its answer, what that rests on, a word where there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from entente.report import pick, sentences
from entente.report.assayed import check
from entente.report.fits import Fits
from entente.report.margin import Margin, margins
from entente.report.words import badge, known, number, pairs, percent, source_name, source_title, verdict, years

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


def nothing(name: str) -> Block:
    """Say where a figure would stand that there is no result for it."""
    return Block(name, '<p class="nothing">There is no result to draw here yet.</p>')
