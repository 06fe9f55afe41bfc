"""Drawing stacked shares: a bar for each loss put in on purpose, cut by verdict, the margin named above its bar."""

import altair as alt
import numpy as np
import pandas as pd

from entente.report.theme import colour, tokens, vega_config


def stacked_chart(drawn: pd.DataFrame, *, margin: float) -> alt.LayerChart:
    """Draw shares of draws on top of each other, a bar for each loss.

    Parameters
    ----------
    drawn : DataFrame
        Columns loss, share, role, words and mark, each bar's parts from the bottom up; `role` is a colour token.
    margin : float
        The strict margin, a negative share; the bar of that loss bears its name.
    """
    ends = drawn.groupby("loss")["share"].cumsum()
    placed = drawn.assign(top=ends, bottom=ends - drawn["share"], middle=ends - drawn["share"] / 2)
    placed = placed.assign(colour=[colour(role) for role in placed["role"]])
    keep = ["loss", "share", "top", "bottom", "middle", "colour", "words", "mark"]
    return _layers(placed.loc[placed["share"] > 0, keep], margin)


def _layers(stacked: pd.DataFrame, margin: float) -> alt.LayerChart:
    chart = tokens()["chart"]
    losses = sorted(stacked["loss"].unique())
    names = "datum.value == 0 ? 'none' : format(datum.value, '.0%')"
    x = alt.X(
        "loss:O",
        scale=alt.Scale(paddingInner=0.12, paddingOuter=0.05),
        sort=losses,
        axis=alt.Axis(title="loss of trade put into placebo decisions", labelExpr=names, grid=False, labelAngle=0),
    )
    y = alt.Y("bottom:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title=None, format=".0%", tickCount=4))
    tip = [
        alt.Tooltip("loss:Q", format=".0%", title="Loss put in"),
        alt.Tooltip("words:N", title="Verdict"),
        alt.Tooltip("share:Q", format=".1%", title="Share of draws"),
    ]
    bars = (
        alt.Chart(stacked).mark_bar().encode(x=x, y=y, y2="top:Q", color=alt.Color("colour:N", scale=None), tooltip=tip)
    )
    marks = (
        alt.Chart(stacked[stacked["share"] >= 0.08])
        .mark_text(color=colour("paper"), fontSize=chart["label"], fontWeight=700)
        .encode(x=x, y=alt.Y("middle:Q"), text="mark:N")
    )
    at = pd.DataFrame({"loss": [loss for loss in losses if np.isclose(loss, -margin)], "text": "the margin"})
    name = (
        alt.Chart(at)
        .mark_text(baseline="bottom", color=colour("ink"), fontSize=chart["small"])
        .encode(x=x, y=alt.value(-6), text="text:N")
    )
    layered: alt.LayerChart = (
        alt.layer(bars, marks, name)
        .properties(
            width=chart["wide"] - 48,
            height=260,
            padding={"top": 24, "left": 2, "right": 2, "bottom": 2},
            usermeta={"inset": 48},
        )
        .configure(**{name: part for name, part in vega_config().items() if name != "padding"})
    )
    return layered
