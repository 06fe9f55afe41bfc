"""Drawing intervals: dot, thin 95% line, thick line between one-sided bounds, the margin as a band with its name."""

import math
from typing import Any, Literal

import altair as alt
import pandas as pd

from entente.report.theme import colour, tokens, vega_config

ROW, HEAD, TOP, HALF = (
    74,
    44,
    36,
    12,
)  # pixels: one interval, one section heading, names above the first row, half a strip
COLUMNS = ["section", "label", "note", "badge", "role", "estimate", "lower", "upper", "conf_low", "conf_high"]


def interval_chart(
    drawn: pd.DataFrame,
    *,
    margins: tuple[float, ...] = (),
    band: str = "loss beyond the margin",
    reference: tuple[float, str] = (0.0, "no change"),
    axis: str,
    label_expr: str,
    span: tuple[float, float] | None = None,
) -> alt.LayerChart:
    """Draw rows of intervals under section headings.

    Parameters
    ----------
    drawn : DataFrame
        Columns `COLUMNS`; figures in the axis's unit (a share: -0.08 is 8% lower); `role` is a colour token;
        a row of nan draws its words only.
    margins : tuple of float
        Up to two losses as negative shares, strict first: everything left of the first is the band.
    band, axis, label_expr : str
        The name of the band (`{margin}` is the strict margin), the axis's title, Vega's expression for labels.
    reference : tuple of float and str
        Where the hairline stands, and its name.
    span : tuple of float, optional
        The axis's ends, instead of ends that follow the rows.

    Returns
    -------
    LayerChart
        One view of plain layers, as wide as the `chart.wide` token.
    """
    placed, height = place(drawn)
    low, high = span or domain(drawn, margins)
    x_scale = alt.Scale(domain=[low, high], nice=False)
    x_axis = alt.Axis(
        title=axis, labelExpr=label_expr, tickCount=5, orient="bottom", grid=False, labelOverlap=True, labelFlush=True
    )
    layers = [
        *_strips(placed[placed["kind"] == "row"], margins, reference[0], x_scale, (low, high), height),
        *(
            _name(margins[0], band.replace("{margin}", f"{round(-margins[0] * 100)}%"), "right", x_scale, height)
            if margins
            else []
        ),
        *(_name(reference[0], reference[1], "left", x_scale, height) if low < reference[0] < high else []),
        *_lines(placed[placed["kind"] == "row"], x_scale, x_axis, height),
        *_words(placed, height),
    ]
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(width=tokens()["chart"]["wide"] - 4, height=height, usermeta={"inset": 4})
        .configure(**vega_config())
    )
    return chart


def place(drawn: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Give each row and section heading its place from the top, in pixels; also the height of the whole."""
    out: list[dict[str, Any]] = []
    top, section = TOP, None
    for record in drawn.to_dict("records"):
        if record["section"] != section:
            section = record["section"]
            if section:
                out.append({"kind": "head", "label": section, "y": top + HEAD - 14})
                top += HEAD
        out.append(
            {
                **{str(key): value for key, value in record.items()},
                "kind": "row",
                "y": top + 12,
                "y_note": top + 29,
                "y_line": top + 52,
            }
        )
        top += ROW
    frame = pd.DataFrame(out, columns=["kind", "y", "y_note", "y_line", *COLUMNS])
    return frame, top + 4


def domain(drawn: pd.DataFrame, margins: tuple[float, ...]) -> tuple[float, float]:
    """Choose an axis that holds every interval and the margin, in steps of 10 points, between -100% and +100%."""
    ends = pd.concat([drawn["conf_low"], drawn["conf_high"]]).dropna()
    low = min([*ends, *(margin - 0.1 for margin in margins), -0.05])
    high = max([*ends, 0.05])
    return max(-1.0, math.floor(low * 10) / 10), min(1.0, math.ceil(high * 10) / 10)


def _y(field: str, height: int) -> alt.Y:
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, height], range=[0, height]), axis=None)


def _strips(
    found: pd.DataFrame,
    margins: tuple[float, ...],
    zero: float,
    scale: alt.Scale,
    ends: tuple[float, float],
    height: int,
) -> list[alt.Chart]:
    """Draw the ground of each row: the band left of the margin, the margins as dotted lines, the hairline."""
    strips = found[["y_line"]].assign(
        top=found["y_line"] - HALF, bottom=found["y_line"] + HALF, low=ends[0], high=ends[1], zero=zero
    )
    top, bottom = _y("top", height), "bottom:Q"
    layers = [
        alt.Chart(strips)
        .mark_rule(color=colour("hairline"))
        .encode(x=alt.X("low:Q", scale=scale), x2="high:Q", y=_y("bottom", height))
    ]
    if margins:
        edges = strips.assign(edge=margins[0])
        layers.append(
            alt.Chart(edges)
            .mark_rect(color=colour("band"))
            .encode(x=alt.X("low:Q", scale=scale), x2="edge:Q", y=top, y2=bottom)
        )
    for margin in margins:
        line = alt.Chart(strips.assign(edge=margin)).mark_rule(color=colour("muted"), strokeDash=[2, 2])
        layers.append(line.encode(x=alt.X("edge:Q", scale=scale), y=top, y2=bottom))
    if ends[0] <= zero <= ends[1]:
        layers.append(
            alt.Chart(strips)
            .mark_rule(color=colour("ink"), strokeWidth=0.75)
            .encode(x=alt.X("zero:Q", scale=scale), y=top, y2=bottom)
        )
    return layers


def _name(at: float, name: str, align: Literal["left", "right"], scale: alt.Scale, height: int) -> list[alt.Chart]:
    """Write the name of a line or of the band beside it at the top."""
    frame = pd.DataFrame({"at": [at], "y": [12], "text": [name]})
    mark: dict[str, Any] = {
        "align": align,
        "dx": 0 if align == "left" else -5,
        "lineBreak": "\n",
        "lineHeight": 14,
        "baseline": "middle",
    }
    chart = alt.Chart(frame).mark_text(**mark, color=colour("muted"), fontSize=tokens()["chart"]["small"])
    return [chart.encode(x=alt.X("at:Q", scale=scale), y=_y("y", height), text="text:N")]


def _lines(found: pd.DataFrame, scale: alt.Scale, axis: alt.Axis, height: int) -> list[alt.Chart]:
    base = alt.Chart(found.assign(colour=found["role"].map(colour)))
    tint = alt.Color("colour:N", scale=None)
    tip = [
        alt.Tooltip("label:N", title="Quarrel about"),
        alt.Tooltip("note:N", title="Trade"),
        alt.Tooltip("badge:N", title="Verdict"),
    ]
    y = _y("y_line", height)
    return [
        base.mark_rule(strokeWidth=1.25, clip=True).encode(
            x=alt.X("conf_low:Q", scale=scale, axis=axis), x2="conf_high:Q", y=y, color=tint, tooltip=tip
        ),
        base.mark_rule(strokeWidth=5, clip=True).encode(
            x=alt.X("lower:Q", scale=scale), x2="upper:Q", y=y, color=tint, tooltip=tip
        ),
        base.mark_point(size=110, filled=True, opacity=1, stroke=colour("paper"), strokeWidth=1.5).encode(
            x=alt.X("estimate:Q", scale=scale), y=y, color=tint, tooltip=tip
        ),
    ]


def _words(placed: pd.DataFrame, height: int) -> list[alt.Chart]:
    found = placed[placed["kind"] == "row"]
    base = alt.Chart(found.assign(colour=found["role"].map(colour)))
    small = tokens()["chart"]["small"]
    layers = [
        base.mark_text(align="left", baseline="middle", fontWeight=600).encode(
            x=alt.value(0), y=_y("y", height), text="label:N"
        ),
        base.mark_text(align="left", baseline="middle", fontSize=small, color=colour("muted")).encode(
            x=alt.value(0), y=_y("y_note", height), text="note:N"
        ),
    ]
    for quiet, rows in found.groupby(found["role"] == "muted"):  # a muted badge is longer and no answer: set light
        size = {"fontSize": small} if quiet else {"fontWeight": 600}
        layers.append(
            alt.Chart(rows.assign(colour=rows["role"].map(colour)))
            .mark_text(align="right", baseline="middle", **size)
            .encode(
                x=alt.value("width"), y=_y("y_note", height), text="badge:N", color=alt.Color("colour:N", scale=None)
            )
        )
    heads = placed[placed["kind"] == "head"]
    if not heads.empty:
        layers.append(
            alt.Chart(heads[["label", "y"]])
            .mark_text(align="left", baseline="middle", fontSize=small, color=colour("muted"))
            .encode(x=alt.value(0), y=_y("y", height), text="label:N")
        )
    return layers
