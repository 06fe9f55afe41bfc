"""The titles of figures: what to see, as a finding where there is one."""

import pandas as pd

from entente.report.assayed import ERROR, Check, share_bound
from entente.report.words import (
    Row,
    change,
    group_name,
    is_true,
    known,
    number,
    percent,
    phrase,
    share_ceiling,
    source_short,
    verdict,
    years,
)


def held_up(first: Row) -> str:
    """Write the headline estimate as a finding only where there is a verdict."""
    about = group_name(first["group"])
    if verdict(first["verdict"]).role == "not_tested":
        return f"No verdict on quarrels about {about}: estimates that must not be read as an answer"
    return f"After a quarrel about {about}, two states’ trade is {phrase(first)}"


def spans(rows: pd.DataFrame) -> str:
    """Write which years each source covers."""
    return " and ".join(
        f"{source_short(str(source))} "
        + years({"first_year": part["first_year"].min(), "last_year": part["last_year"].max()})
        for source, part in rows.groupby("source", sort=False)
    )


def range_of(rows: pd.DataFrame) -> str:
    """Write the least and the largest change among rows."""
    known_ones = rows["estimate"].dropna()
    low, high = change(float(known_ones.min())), change(float(known_ones.max()))
    if low == high:
        return low
    same = low.rsplit(" ", 1)[-1] == high.rsplit(" ", 1)[-1]  # "7% lower", "18% lower"
    return f"{high.rsplit(' ', 1)[0] if same else high} to {low}"


def variants(rows: pd.DataFrame) -> str:
    """Say how far the other readings reach, and whether they give the headline's verdict."""
    others = rows[rows["variant"] != "headline"]
    asked = rows.loc[rows["variant"] == "headline", "verdict"].iloc[0]
    same = int((others["verdict"] == asked).sum())
    opening = f"In {number(len(others))} other readings trade is {range_of(others)}"
    if verdict(asked).role == "not_tested" and same == len(others):
        return f"{opening}; none has a verdict, since the method did not pass its check"
    return f"{opening}; {number(same)} give the headline’s verdict"


def embargoes(rows: pd.DataFrame) -> str:
    """Say what complete embargoes did to the traded dollar, source by source."""
    complete = rows[rows["kind"] == "total_embargo"].to_dict("records")
    said = [
        f"{change(row['estimate'])} ({source_short(row['source'])}{'' if is_true(row['found']) else ', not found'})"
        for row in complete
        if known(row["estimate"])
    ]
    return f"Under complete embargoes the traded dollar is {' and '.join(said)}" if said else "Restrictions on trade"


def assay(checked: Check | None, strict: float) -> str:
    """Say how often the rule was fooled at the strict margin."""
    if checked is None:
        return "What the rule says when trade is made to fall on purpose"
    return (
        f"With trade made to fall by {percent(-strict)}, the rule said “supported” in {number(checked.wrong)} of "
        f"{number(checked.draws)} draws. The upper bound of that share is "
        f"{share_ceiling(share_bound(checked.wrong, checked.draws))}; it must stay below {percent(ERROR)}"
    )
