"""Results into sentences: every number comes from a result, and a verdict says no more than its definition."""

import pandas as pd
from scipy import stats

from entente.report.words import (
    EMBARGOES,
    Row,
    change,
    counts,
    group_name,
    interval,
    is_true,
    known,
    loss_floor,
    number,
    percent,
    phrase,
    smallest_loss_excluded,
    verdict,
)


def verdict_sentence(row: Row, *, strict: float) -> str:
    """Say in one sentence what a verdict on trade after a group of quarrels means.

    Parameters
    ----------
    row : mapping
        A row of quantity `holding_up`, with verdict, estimate and one-sided bounds in log points.
    strict : float
        The strict margin, a share: -0.10 is a loss of 10%.
    """
    about, margin = group_name(row["group"]), percent(-strict)
    found = phrase(row) if known(row["estimate"]) else ""
    if row["verdict"] == "supported":
        return (
            f"Trade holds up after a quarrel about {about}: it is {found}, so that a loss of "
            f"{margin} or more is excluded."
        )
    if row["verdict"] == "supported_small_loss":
        return (
            f"Trade holds up with a small loss after a quarrel about {about}: it is {found}, "
            f"within the margin of {margin}."
        )
    if row["verdict"] == "contradicted":
        return (
            f"Trade does not hold up after a quarrel about {about}: it is "
            f"{change(row['estimate'])}, at least {loss_floor(row['upper'])}, beyond the margin "
            f"of {margin}."
        )
    if row["verdict"] == "mixed":
        return (
            f"The readings fixed in advance disagree about trade after a quarrel about {about}; "
            f"the typical relationship trades {found}."
        )
    if row["verdict"] == "cannot_tell":
        return (
            f"We cannot tell whether trade holds up after a quarrel about {about}: it is {found}, "
            f"and a loss of {margin} is neither excluded nor established."
        )
    reason = str(row["reason"]) if known(row.get("reason")) and row.get("reason") else ""
    if reason.startswith("design blind:"):
        return (
            f"There is no verdict yet on trade after a quarrel about {about}: our own test of the design, which must "
            f"notice complete embargoes and a loss of {margin} that we put in, was not passed."
        )
    why = f": {reason}" if reason else ""
    return f"There is no verdict on trade after a quarrel about {about}{why}."


def how_sure(row: Row, *, strict: float, lenient: float) -> str:
    """Say how sure the answer is: the interval, the bound, and both margins."""
    if not known(row["estimate"]):
        return "There is no estimate to be sure about."
    excluded = smallest_loss_excluded(row)
    opening = "No verdict rests on it, but the" if row["verdict"] == "not_tested" else "The"
    tail = f"; {excluded}" if known(row["lower"]) else ""
    return (
        f"{opening} 95% interval runs {interval(row)}{tail}. "
        f"The strict margin is a loss of {percent(-strict)}, the lenient one "
        f"{percent(-lenient)}; under the lenient margin the verdict is "
        f"“{verdict(row.get('verdict_lenient', '')).words}”."
    )


def change_our_mind(row: Row, *, strict: float) -> str:
    """Say what would change the verdict."""
    margin = percent(-strict)
    if row["verdict"] in ("supported", "supported_small_loss"):
        return (
            f"A lower bound that no longer excludes a loss of {margin}, a companion reading that "
            "establishes such a loss, or a failed test of the design’s sight."
        )
    if row["verdict"] == "contradicted":
        return f"An upper bound that reaches back across a loss of {margin}, or a companion reading that excludes one."
    if row["verdict"] == "mixed":
        return "Companion readings that come to agree."
    if row["verdict"] == "cannot_tell":
        return (
            f"More independent decisions: a lower bound above a loss of {margin} would say that "
            "trade holds up, an upper bound below it that it does not."
        )
    return _until_tested(str(row.get("reason", "")))


def _until_tested(reason: str) -> str:
    """Say what would make a group testable, by the reason why it is not."""
    if "blind" in reason:
        return "A design that sees a loss of the size of the margin: one that passes its assay."
    if "diverging" in reason:
        return "A comparison in which the pairs were not moving apart before the quarrel."
    return "A sample on which the design can be tested at all."


def linkage(row: Row, without: Row | None = None) -> str:
    """Say how often quarrels were answered with a trade instrument (L), and how much of that is the partial embargo."""
    if not known(row["estimate"]):
        return f"How many quarrels about {group_name(row['group'])} were answered with a trade instrument is not known."
    tail = (
        f" ({percent(without['estimate'])} without partial embargoes, which include arms embargoes)"
        if without is not None and known(without["estimate"])
        else ""
    )
    return (
        f"Of the quarrels about {group_name(row['group'])}, {percent(row['estimate'])} were "
        f"answered with a trade instrument{tail}."
    )


def unlinked(row: Row) -> str:
    """Say what happened where no trade instrument was used (D), with the label that it must carry."""
    if not known(row["estimate"]):
        return "Selected, unlinked cases alone: no estimate."
    return (
        "In the selected, unlinked cases, where no trade instrument answered the quarrel, trade "
        f"is {phrase(row)}. They alone never earn “supported”."
    )


def lead(row: Row) -> str:
    """Say whether the pairs were already moving apart before the quarrel."""
    if not known(row["estimate"]):
        return "Whether these pairs were moving apart before the quarrel is not known."
    return (
        f"In the years before the quarrel, trade of these pairs had moved {interval(row)} against "
        "the years before those (95% interval)."
    )


def dollar(row: Row) -> str:
    """Say what the traded dollar, rather than the typical relationship, says."""
    if not known(row["estimate"]):
        return "The traded dollar has no estimate."
    return f"Counting each traded dollar rather than each relationship, trade is {phrase(row)}."


def assay(frame: pd.DataFrame, *, source: str, group: str, strict: float) -> str:
    """Say whether the design saw losses of the size of the margin that were put in on purpose."""
    rows = frame[(frame["source"] == source) & (frame["group"] == group)]
    at = rows[
        (rows["loss"].round(6) == round(-strict, 6)) & rows["verdict"].isin(["supported", "supported_small_loss"])
    ]
    if rows.empty or at.empty:
        return "The design has not been tested on injected losses yet."
    wrong, draws = int(at["count"].sum()), int(at["draws"].max())
    bound = (
        float(stats.beta.ppf(0.95, wrong + 1, draws - wrong)) if wrong < draws else 1.0
    )  # Clopper-Pearson, one-sided
    passed = "passed" if is_true(rows["passed"].iloc[0]) else "did not pass"
    reached = percent(float(at["realised_loss"].max()))
    return (
        f"With a loss of {percent(-strict)} put into placebo decisions on purpose, the rule "
        f"said “supported” in {wrong} of {draws} draws "
        f"(at most {percent(bound)} of the time); the design {passed} its assay. Flows are whole millions of dollars, "
        f"so small ones do not move: on average the loss reaches the logarithms as {reached}."
    )


def embargoes(frame: pd.DataFrame) -> str:
    """Say which restrictions, which must hurt trade, the design found."""
    if frame.empty:
        return "Embargoes have not been sought yet."
    found = frame.groupby("kind", sort=False)["found"].agg(lambda cells: any(is_true(cell) for cell in cells))
    seen = [EMBARGOES.get(str(kind), str(kind).replace("_", " ")) for kind, hit in found.items() if hit]
    missed = [EMBARGOES.get(str(kind), str(kind).replace("_", " ")) for kind, hit in found.items() if not hit]
    parts = [f"found: {', '.join(seen)}" if seen else "", f"not found: {', '.join(missed)}" if missed else ""]
    return f"Restrictions that must hurt trade, {'; '.join(part for part in parts if part)}."


def interval_alt(rows: pd.DataFrame) -> str:
    """State the finding of an interval chart in words, a sentence a row."""
    lines = [
        f"{group_name(row['group'])}: {phrase(row)} ({verdict(row['verdict']).words})"
        for row in rows.to_dict("records")
    ]
    return "Change in trade after a quarrel, by what it was about. " + "; ".join(lines) + "."


def evidence(row: Row) -> str:
    """Say what a row rests on."""
    return f"It rests on {counts(row)}, compared with {number(row['dyads'])} pairs in all."
