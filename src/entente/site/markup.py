"""Mends to the markup of a rendered page, alike for both renderers: tables on a phone, the colour switch, print."""

import re
from html import escape, unescape

STACKED = 4  # columns from which a table's rows are stacked on a phone
WIDE = 7  # columns from which a table may leave the column of text
DENSE = 50  # rows from which stacked cells run on in one line
LONG = 60  # characters from which a stacked cell stands under its label

TABLE = re.compile(r"<table\b[^>]*>.*?</table>", re.DOTALL)
HEAD = re.compile(r"<thead\b[^>]*>(.*?)</thead>", re.DOTALL)
BODY = re.compile(r"(<tbody\b[^>]*)(>.*?</tbody>)", re.DOTALL)
ROW = re.compile(r"(<tr\b[^>]*)(>.*?</tr>)", re.DOTALL)
CELL = re.compile(r"<(t[hd])\b([^>]*)>(.*?)(?=</\1>)", re.DOTALL)
CAPTION = re.compile(r"(<caption\b[^>]*>)(.*?)(</caption>)", re.DOTALL)
MARK = re.compile(r'<small class="weak">.*?</small>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
TITLE = re.compile(r'<h1\b[^>]*class="[^"]*\btitle\b[^"]*"[^>]*>(.*?)</h1>', re.DOTALL)
SWITCH = re.compile(r"<a\b([^>]*\bquarto-color-scheme-toggle\b[^>]*)>(.*?)</a>", re.DOTALL)


def mend_tables(text: str) -> str:
    """Prepare a page's tables for narrow and wide screens.

    A caption is wrapped, so that it can stay in sight while its table scrolls. In a table of four columns or more each
    cell carries its column's heading (`data-label`), for stacked rows on a phone, and says what it is (`role`), since
    stacked cells are no table to a screen reader. Nothing is removed; a table with joined cells is left alone.
    """
    return TABLE.sub(lambda found: _table(found[0]), text)


def mend_switch(text: str) -> str:
    """Make the switch between light and dark a button that says what it does, whichever renderer wrote it."""

    def button(found: re.Match[str]) -> str:
        kept = re.sub(r'\s(?:href|title|aria-label)="[^"]*"', "", found[1])
        words = '<span class="to-dark">Dark</span><span class="to-light">Light</span>'
        return f'<button type="button"{kept}>{found[2]}{words}</button>'

    return SWITCH.sub(button, text)


def add_printed(text: str, version: str) -> str:
    """Write the line that only a printed page shows: its title and the version of the data."""
    title = TITLE.search(text)
    if not title:
        return text
    name = f"Entente: {_words(title[1])}"
    said = [name if name.endswith("?") else f"{name}.", f"Data version {version}." if version else ""]
    line = f'<p class="printed">{escape(" ".join(part for part in said if part))}</p>'
    return re.sub(r"(<main\b[^>]*>)", lambda found: found[1] + line, text, count=1)


def _table(table: str) -> str:
    table = CAPTION.sub(r"\1<span>\2</span>\3", table)
    head = HEAD.search(table)
    heads = [_words(MARK.sub("", cell[2])) for cell in _cells(head[1])] if head else []
    rows = [_cells(row[2]) for body in BODY.finditer(table) for row in ROW.finditer(body[2])]
    if len(heads) < STACKED or "span=" in table or any(len(row) != len(heads) for row in rows):
        return table
    kinds = ["stack", *(["wide"] if len(heads) >= WIDE else []), *(["dense"] if len(rows) >= DENSE else [])]
    table = HEAD.sub(lambda found: _heads(found[0]), table, count=1)
    table = BODY.sub(
        lambda found: f'{found[1]} role="rowgroup"{ROW.sub(lambda row: _row(row, heads), found[2])}', table
    )
    return _with_classes(table, kinds)


def _cells(text: str) -> list[tuple[str, str, str]]:
    return [(cell[1], cell[2], cell[3]) for cell in CELL.finditer(text)]


def _heads(head: str) -> str:
    head = head.replace("<thead", '<thead role="rowgroup"', 1)
    return re.sub(r"<(tr|th)\b", lambda tag: f'{tag[0]} role="{"row" if tag[1] == "tr" else "columnheader"}"', head)


def _row(row: re.Match[str], heads: list[str]) -> str:
    labels = iter(heads)

    def cell(found: re.Match[str]) -> str:
        label, first = next(labels), found.start() == start
        role = "rowheader" if found[1] == "th" else "cell"
        named = "" if first or not label else f' data-label="{escape(label, quote=True)}"'
        long = " data-long" if len(_words(found[3])) >= LONG else ""
        return f'<{found[1]}{found[2]} role="{role}"{named}{long}>{found[3]}'

    first_cell = CELL.search(row[2])
    start = first_cell.start() if first_cell else -1
    return f'{row[1]} role="row"{CELL.sub(cell, row[2])}'


def _with_classes(table: str, kinds: list[str]) -> str:
    tag, _, rest = table.partition(">")
    if 'class="' in tag:
        tag = re.sub(r'class="([^"]*)"', lambda found: f'class="{" ".join([found[1], *kinds])}"', tag, count=1)
    else:
        tag += f' class="{" ".join(kinds)}"'
    return f'{tag} role="table">{rest}'


def _words(html: str) -> str:
    return " ".join(unescape(TAG.sub(" ", html)).split())
