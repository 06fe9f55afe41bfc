"""Accessible HTML tables: every chart's numbers, rounded for reading, behind a disclosure that a keyboard opens."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

import pandas as pd

from entente.report.words import known

Format = Callable[[Any], str]
CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)


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


def disclosure(*tables: str, summary: str = "Table of these numbers") -> str:
    """Put tables behind a disclosure, each in a box of its own, which has its caption's name and scrolls if need be."""
    boxes = "\n".join(scroll_box(table, _caption(table) or summary) for table in tables)
    return f'<details class="numbers"><summary>{escape(summary)}</summary>\n{boxes}</details>'


def scroll_box(table: str, label: str) -> str:
    """Put a table into a box that scrolls sideways and that a keyboard reaches."""
    name = escape(label, quote=True)
    return f'<div class="scroll" role="region" aria-label="{name}" tabindex="0">\n{table}\n</div>'


def _caption(table: str) -> str:
    found = CAPTION.search(table)
    return unescape(found[1]) if found else ""


def _row(record: Mapping[Any, Any], columns: Mapping[str, Column], heads: int) -> str:
    cells = []
    for place, (name, column) in enumerate(columns.items()):
        text = escape(column.write(record[name])) if known(record[name]) and record[name] != "" else "–"
        cells.append(f'<th scope="row">{text}</th>' if place < heads else f"<td{_class(column)}>{text}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _class(column: Column) -> str:
    return ' class="n"' if column.numeric else ""
