"""Parts on the claims: each one's answer, facts and chart, and the strip of all of them by verdict."""

from html import escape
from typing import Any

from entente.report import pick, show
from entente.report.words import VERDICTS, badge, is_blind, verdict, why
from entente.site.forums.words import html
from entente.site.material import Claim, Material


def answer(claim: Claim) -> str:
    """Write a claim's verdict badge and answer, in the verdict's colour."""
    return html(show.answer(claim, claim.spec["margin"]).html)


def facts(claim: Claim, material: Material) -> str:
    """Write the margin column: what the answer rests on."""
    version = [str(material.release["version"])] if material.release else []
    return html(show.facts(claim, version).html)


def chart(claim: Claim) -> str:
    """Write a claim's headline chart, or a sentence where there is no result."""
    if claim.estimates.empty:
        return "There is no result to draw yet.\n"
    found = show.held_up(claim, claim.spec["margin"], source=show.source_line(claim), id=f"{claim.id}-held-up")
    return html(found.html)


def strip(material: Material) -> str:
    """Write the strip of claims, one cell each, marked and coloured by verdict, with a key and a list in words."""
    cells = "\n".join(_cell(entry, material) for entry in material.register)
    key = "\n".join(
        f'<li class="tone-{found.role}">{found.mark} <span class="key-words">{escape(found.words)}</span></li>'
        for found in VERDICTS.values()
    )
    listed = "\n".join(
        f"<li>{escape(entry['title'])}: {escape(_verdict(entry, material)[1])}</li>" for entry in material.register
    )
    return html(
        f'<ol class="strip" aria-label="The claims, by verdict">\n{cells}\n</ol>\n'
        f'<ul class="key" aria-label="Marks">\n{key}\n</ul>\n'
        f'<details class="numbers"><summary>The claims as a list</summary>\n<ol>\n{listed}\n</ol>\n</details>'
    )


def _verdict(entry: dict[str, Any], material: Material) -> tuple[str, str]:
    claim = material.claims.get(str(entry.get("spec", "")))
    row = None if claim is None or claim.estimates.empty else pick.row(claim.estimates, "holding_up")
    if row is None:
        return "not_tested", f"{VERDICTS['not_tested'].mark} not tested ({entry.get('why', 'not measured yet')})"
    reason = why(row) if verdict(row["verdict"]).role == "not_tested" and not is_blind(row) else ""
    beside = "; ".join(part for part in (entry.get("scope", ""), reason) if part)
    return str(row["verdict"]), f"{badge(row)}{f' ({beside})' if beside else ''}"


def _cell(entry: dict[str, Any], material: Material) -> str:
    name, words = _verdict(entry, material)
    found = verdict(name)
    label = escape(f"{entry['title']}: {words}", quote=True)
    inner = f'<span aria-hidden="true">{found.mark}</span><small>{escape(str(entry["number"]))}</small>'
    link = (
        f'<a href="{escape(entry["page"], quote=True)}" title="{label}" aria-label="{label}">{inner}</a>'
        if entry.get("page")
        else ""
    )
    return (
        f'<li class="tone-{found.role}">'
        + (link or f'<span class="cell-claim" role="img" title="{label}" aria-label="{label}">{inner}</span>')
        + "</li>"
    )
