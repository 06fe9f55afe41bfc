"""A chart as a page shows it: static image, specification, table, downloads; readable with no script and no network."""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from entente.report.tables import disclosure
from entente.report.theme import night, tokens

PHONE = 640  # pixels: below this the narrow drawing is shown


@dataclass(frozen=True, eq=False)
class Figure:
    """What `figure` makes: HTML for a notebook, and the drawing as SVG."""

    id: str
    title: str
    html: str
    svg: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        """Name the figure, without an address in memory that would change from run to run."""
        return f"Figure({self.id!r}, {self.title!r})"


def figure(
    chart: alt.LayerChart,
    *,
    id: str,
    title: str,
    alt: str,
    data: pd.DataFrame,
    tables: Sequence[str],
    subtitle: str = "",
    source: str = "",
) -> Figure:
    """Wrap a chart for a page.

    Parameters
    ----------
    chart : LayerChart
        A chart of `entente.report.charts`; its `usermeta.inset` says how much narrower than its room the plot is.
    id : str
        Name of the figure: letters, digits and hyphens; also the name of its downloads.
    title, subtitle : str
        What to see; what is measured, in which unit, of whom and when.
    alt : str
        The finding in words, for who does not see the image.
    data : DataFrame
        The exact rows drawn, offered as CSV.
    tables : sequence of str
        The same rows as HTML tables, rounded for reading.
    source : str
        Where the numbers come from, with the version of the data.

    Returns
    -------
    Figure
        Shows itself in a notebook; the same chart gives the same bytes.
    """
    spec = chart.to_dict()
    wide, narrow = (static_svg(spec, tokens()["chart"][width]) for width in ("wide", "narrow"))
    parts = [
        f'<figure class="chart" id="{escape(id, quote=True)}">',
        f'<figcaption><span class="chart-title">{escape(title)}</span>',
        f'<span class="chart-subtitle">{escape(subtitle)}</span></figcaption>' if subtitle else "</figcaption>",
        f'<div class="chart-room">{_picture(wide, narrow, alt)}</div>',
        f'<script type="application/json" class="chart-spec">{_json(spec)}</script>',
        f'<p class="chart-foot">{_foot(id, source, data, wide)}</p>',
        disclosure(*tables),
        "</figure>",
    ]
    return Figure(id, title, "\n".join(parts), wide)


def static_svg(spec: dict[str, Any], room: int) -> str:
    """Draw a Vega-Lite spec as SVG for a room of so many pixels, with its dark colours for readers in the dark."""
    drawn = vl_convert.vegalite_to_svg(json.dumps({**spec, "width": room - spec["usermeta"]["inset"]}))
    rules = "".join(
        f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}' for light, dark in night().items()
    )
    head, _, body = _numbered_afresh(str(drawn)).partition(">")
    return f"{head}><style>@media (prefers-color-scheme:dark){{{rules}}}</style>{body}"


def _numbered_afresh(svg: str) -> str:
    """Count clip paths from 0 again: the drawing library counts on over all charts of a process."""
    names = list(dict.fromkeys(re.findall(r"\bclip\d+\b", svg)))
    return re.sub(r"\bclip\d+\b", lambda found: f"clip{names.index(found[0])}", svg)


def _picture(wide: str, narrow: str, words: str) -> str:
    image = f'<img src="{_uri("image/svg+xml", wide)}" alt="{escape(words, quote=True)}">'
    return f'<picture><source media="(max-width: {PHONE}px)" srcset="{_uri("image/svg+xml", narrow)}">{image}</picture>'


def _foot(name: str, source: str, data: pd.DataFrame, svg: str) -> str:
    csv = data.to_csv(index=False, float_format="%.10g", lineterminator="\n")
    links = [
        f'<a download="{escape(name, quote=True)}.csv" href="{_uri("text/csv;charset=utf-8", csv)}">Data (CSV)</a>',
        f'<a download="{escape(name, quote=True)}.svg" href="{_uri("image/svg+xml", svg)}">Chart (SVG)</a>',
    ]
    said = f'<span class="chart-source">{escape(source)}</span> ' if source else ""
    return said + " ".join(links)


def _uri(kind: str, text: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"


def _json(spec: dict[str, Any]) -> str:
    """Write a spec so that it can stand inside a script element: no "<" can end it early."""
    return json.dumps(spec, sort_keys=True, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
