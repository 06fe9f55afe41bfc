"""How the pages of forums write dates, statuses, regions and tiers."""

import base64
import re
from html import escape
from urllib.parse import urlsplit

from entente.report.words import MONTHS

REGIONS = {
    "africa": "Africa",
    "americas": "Americas",
    "asia_pacific": "Asia and the Pacific",
    "eurasia": "Eurasia",
    "europe": "Europe",
    "middle_east": "Middle East",
    "cross_regional": "Across regions",
}
STATUSES = {
    "active": "active",
    "dormant": "dormant",
    "ended": "ended",
    "absorbed": "absorbed",
    "stillborn": "announced, never met",
    "proposed": "proposed only",
    "unknown": "status unknown",
}
SELECTIONS = {
    "purposive": "Chosen by hand",
    "sampled": "Drawn at random",
    "register": "Named in a claim that we test",
}
# From the highest rank down; drawings and tables sort by it.
TIERS = {
    "core": "full member",
    "associate": "associate",
    "observer": "observer",
    "dialogue": "dialogue partner",
    "named": "named in a proposal",
}
RANKS = {"associate": "associates", "observer": "observers", "dialogue": "dialogue partners"}  # lesser ones, plural
LEGAL = {
    "mou": "signed text that does not bind",
    "declaration": "joint declaration",
    "none": "none, practice only",
}
FEATURES = {
    "legal_basis": "Strongest legal text",
    "secretariat": "Secretariat",
    "meeting_level": "Highest level of regular meetings",
    "funding": "Funding",
    "verification": "Checks that members do what they said",
    "linkage_clause": "Cooperation tied to conduct on other issues",
    "values_clause": "Shared values named in the founding text",
    "obligation": "Strongest verb of the founding text",
}
# What two coders are compared on.
VARIABLES = {
    "founded_on": "Founding date, as exact as coded",
    "founded_year": "Year of founding",
    "issue_id": "Founding issue",
    "status": "Status",
    "region": "Region",
    "founding_act_kind": "Kind of founding act",
    **FEATURES,
    "founding_members": "Founding members",
    "end_mode": "How it ended",
    "last_sign_year": "Year of the last sign of life",
}
ISO = re.compile(
    r"\b(\d{4})-(0[1-9]|1[0-2])(-\d\d)?\b(?: \((day|month|year)\))?(?: (not[_ ](?:later|earlier)[_ ]than)\b)?"
)
SEASON = re.compile(r"\b\d{4}-\d\d\b(?!-| \()")  # in prose 2007-08 is as likely two years as a month
ADDRESS = re.compile(r"https?://\S+")
ONLY_CODES = re.compile(r"[A-Z]{3}(?: [A-Z]{3})+")
BOUNDS = {"not_later_than": "not later than ", "not_earlier_than": "not earlier than "}


def day(on: str, precision: str, bound: str = "") -> str:
    """Write a date as well as it is known: 15 September 2021, June 2022, 2021; "" for none."""
    if not on:
        return ""
    year, month, number = on.split("-")
    name = MONTHS[int(month) - 1]
    known = {"day": f"{int(number)} {name} {year}", "month": f"{name} {year}"}.get(precision, year)
    return BOUNDS.get(bound, "") + known


def dates(text: str) -> str:
    """Write the dates within a text, 2012-05-04, 2012-05 or 2012-05-01 (month), as well as they are known.

    A bound that stands behind a date, `not_later_than`, is written before it.
    """

    def write(found: re.Match[str]) -> str:
        year, month, number, precision, bound = found.groups()
        known = precision or ("day" if number else "month")
        return day(f"{year}-{month}{number or '-01'}", known, (bound or "").replace(" ", "_"))

    return ISO.sub(write, text)


def named(text: str, names: dict[str, str]) -> str:
    """Write a list of codes of states within a text, RUS IRN TUR, by their names."""

    def write(found: re.Match[str]) -> str:
        return ", ".join(names.get(each, each) for each in found[0].split())

    return ONLY_CODES.sub(write, text)


def plain(word: str) -> str:
    """Write a word of a closed list without underscores."""
    return word.replace("_", " ")


def linked(text: str) -> str:
    """Write text as HTML, its dates spelled; an address becomes a link that shows its host and so breaks no line."""
    out, last = [], 0
    for found in ADDRESS.finditer(text):
        url = found[0].rstrip(".,;:)'\"")
        link = f'<a href="{escape(url, quote=True)}">{escape(urlsplit(url).hostname or url)}</a>'
        out += [escape(_prose(text[last : found.start()])), link]
        last = found.start() + len(url)
    return "".join(out) + escape(_prose(text[last:]))


def _prose(text: str) -> str:
    """Write the full dates within prose; 2007-08 stays as it is."""
    out, last = [], 0
    for found in SEASON.finditer(text):
        out += [dates(text[last : found.start()]), found[0]]
        last = found.end()
    return "".join(out) + dates(text[last:])


def csv_address(content: bytes) -> str:
    """Write a CSV file as an address that the last step of the build turns into a file beside the page."""
    return "data:text/csv;base64," + base64.b64encode(content).decode()


def table(head: list[str], rows: list[list[str]], caption: str) -> str:
    """Write an HTML table whose heads and cells are HTML already; it scrolls in its own box where it is too wide."""
    top = "".join(f'<th scope="col">{each}</th>' for each in head)
    body = "\n".join(
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td>{cell or '–'}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )
    label = escape(caption, quote=True)
    return (
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table class="figures">\n'
        f"<caption>{escape(caption)}</caption>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def html(text: str) -> str:
    """Put HTML into a page that Markdown renderers read."""
    return f"```{{=html}}\n{text}\n```\n"


def margin(facts: dict[str, str]) -> str:
    """Write facts for the margin of a page, as Markdown: what the page rests on."""
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items())
    aside = f'<aside class="asides" aria-label="What this rests on"><dl class="plain">{items}</dl></aside>'
    return f"::: {{.column-margin}}\n{html(aside)}:::\n"
