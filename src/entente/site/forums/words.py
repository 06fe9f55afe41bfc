"""How the pages of forums write dates, statuses, regions and tiers."""

import base64
import re
from html import escape
from urllib.parse import urlsplit

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
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
TIERS = {
    "core": "full member",
    "associate": "associate",
    "observer": "observer",
    "dialogue": "dialogue partner",
    "named": "named in a proposal",
}
FEATURES = {
    "legal_basis": "Founding instrument",
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
ISO = re.compile(r"\b(\d{4})-(\d\d)(-\d\d)?\b(?: \((day|month|year)\))?")
ADDRESS = re.compile(r"https?://\S+")
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
    """Write the dates within a text, 2012-05-04, 2012-05 or 2012-05-01 (month), as well as they are known."""

    def write(found: re.Match[str]) -> str:
        year, month, number, precision = found.groups()
        known = precision or ("day" if number else "month")
        return day(f"{year}-{month}{number or '-01'}", known)

    return ISO.sub(write, text)


def plain(word: str) -> str:
    """Write a word of a closed list without underscores."""
    return word.replace("_", " ")


def linked(text: str) -> str:
    """Write text as HTML; an address in it becomes a link that shows its host, so that it breaks no line."""
    out, last = [], 0
    for found in ADDRESS.finditer(text):
        url = found[0].rstrip(".,;:)'\"")
        link = f'<a href="{escape(url, quote=True)}">{escape(urlsplit(url).hostname or url)}</a>'
        out += [escape(text[last : found.start()]), link]
        last = found.start() + len(url)
    return "".join(out) + escape(text[last:])


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
