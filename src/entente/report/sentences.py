"""Results into sentences: every number comes from a result, and a verdict says no more than its definition."""

import pandas as pd

from entente.report.assayed import ERROR, Check, check, share_bound
from entente.report.words import (
    EMBARGOES,
    VERDICTS,
    Row,
    change,
    counts,
    group_name,
    interval,
    is_blind,
    is_true,
    is_unlevel,
    known,
    loss,
    loss_ceiling,
    loss_floor,
    number,
    percent,
    phrase,
    said_of,
    share_ceiling,
    source_short,
    verdict,
)


def verdict_sentence(row: Row, *, strict: float, checked: Check | None = None) -> str:
    """Say in one sentence what a verdict on trade after a group of quarrels means.

    Parameters
    ----------
    row : mapping
        A row of quantity `holding_up`, with verdict, estimate and one-sided bounds in log points.
    strict : float
        The strict margin, a share: -0.10 is a loss of 10%.
    checked : Check, optional
        The group's assay, so that a sentence about a failed one says how it failed.
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
    if row["verdict"] == "cannot_tell" and is_unlevel(row):
        return (
            f"We cannot tell whether trade holds up after a quarrel about {about}: it is {found}, and a loss of "
            f"{margin} is excluded, but it may have begun before the quarrel."
        )
    if row["verdict"] == "cannot_tell":
        return (
            f"We cannot tell whether trade holds up after a quarrel about {about}: it is {found}, "
            f"and a loss of {margin} is neither excluded nor established."
        )
    reason = str(row["reason"]) if known(row.get("reason")) and row.get("reason") else ""
    if is_blind(row):
        how = _how_it_failed(checked, margin)
        return f"We cannot say yet whether trade holds up after a quarrel about {about}: {how}"
    why = f": {reason}" if reason else ""
    return f"There is no verdict on trade after a quarrel about {about}{why}."


def _how_it_failed(checked: Check | None, margin: str) -> str:
    if checked is None or checked.wrong <= checked.allowed:
        return "our own test of the design, which must also find complete embargoes, was not passed."
    return (
        f"when we put a loss of {margin} into the figures on purpose, the method still said that trade holds up in "
        f"{number(checked.wrong)} of {number(checked.draws)} trials, and we allow at most {number(checked.allowed)}."
    )


def how_sure(row: Row, *, strict: float, lenient: float) -> str:
    """Say how sure the answer is: the estimate, its interval and bound, and both margins."""
    if not known(row["estimate"]):
        return "There is no estimate to be sure about."
    alone = "; no verdict rests on it" if row["verdict"] == "not_tested" else ""
    return (
        f"The best estimate is trade {change(row['estimate'])}, measured against the same two states’ other "
        f"partners{alone}. The 95% interval runs {interval(row)}{_against_margin(row, strict)}.{_excluded(row)}"
        f"{_under_lenient(row, lenient)}"
    )


def _against_margin(row: Row, strict: float) -> str:
    """Name the strict margin, and say so where the interval holds losses on both sides of it."""
    named = f"the {percent(-strict)} that would matter (the strict margin)"
    if known(row["conf_low"]) and loss(row["conf_high"]) < -strict < loss(row["conf_low"]):
        return f": it holds losses above and below {named}"
    return f"; a loss is set against {named}"


def _excluded(row: Row) -> str:
    """Say which losses the one-sided bound excludes."""
    if not known(row["lower"]):
        return ""
    excluded = "Any loss" if row["lower"] >= 0 else f"A loss of {loss_ceiling(row['lower'])} or more"
    return f" {excluded} is excluded (one-sided, at 95%)."


def _under_lenient(row: Row, lenient: float) -> str:
    """Say what the verdict is under the lenient margin."""
    words, margin = verdict(row.get("verdict_lenient", "")).words, percent(-lenient)
    if verdict(row["verdict"]).role == verdict(row.get("verdict_lenient", "")).role == "not_tested":
        return f" There is no verdict under the lenient margin, {margin}, either."
    if words == verdict(row["verdict"]).words:
        return f" The verdict is the same under the lenient margin, {margin}."
    return f" Under the lenient margin, {margin}, the verdict is “{words}”."


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
    if row["verdict"] == "cannot_tell" and is_unlevel(row):
        return "Years before the quarrel that are shown to be level: with them, trade would count as holding up."
    if row["verdict"] == "cannot_tell":
        return (
            f"More independent decisions: a lower bound above a loss of {margin} would say that "
            "trade holds up, an upper bound below it that it does not."
        )
    return _until_tested(str(row.get("reason", "")), margin)


def _until_tested(reason: str, margin: str) -> str:
    """Say what would make a group testable, by the reason why it is not."""
    if "blind" in reason:
        return (
            "A method that passes its own check. With one, the claim would fail if we were 95% sure that trade fell "
            f"by more than {margin}, and hold if we were 95% sure that it did not."
        )
    if "diverging" in reason:
        return "A comparison in which the pairs were not moving apart before the quarrel."
    return "A sample on which the design can be tested at all."


def linkage(row: Row, without: Row | None = None) -> str:
    """Say how often quarrels were answered with a trade instrument (L), and how much of that is the partial embargo."""
    if not known(row["estimate"]):
        return f"How many quarrels about {group_name(row['group'])} were answered with a trade instrument is not known."
    tail = (
        f" ({percent(without['estimate'])} if partial embargoes, among them arms embargoes, are left out)"
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
        "In the years just before the quarrel, against the years before those, trade of these pairs was "
        f"{change(row['estimate'])} (95% interval: {interval(row)})."
    )


def dollar(row: Row) -> str:
    """Say what the traded dollar, rather than the typical relationship, says."""
    if not known(row["estimate"]):
        return "The traded dollar has no estimate."
    return f"Counting each traded dollar rather than each relationship, trade is {phrase(row)}."


def assay(frame: pd.DataFrame, *, source: str, group: str, strict: float) -> str:
    """Say what the rule said about losses of the size of the margin that were put in on purpose."""
    found = check(frame, source=source, group=group, strict=strict)
    if found is None:
        return "The design has not been tested on injected losses yet."
    margin, draws = percent(-strict), number(found.draws)
    passed = "passed" if found.passed else "did not pass"
    return (
        f"A loss of {margin} was put on purpose into made-up decisions among quiet pairs (placebos). The rule still "
        f"said “supported”, with or without a small loss, in {number(found.wrong)} of {draws} draws. So few draws "
        f"leave room for an error rate of up to {share_ceiling(share_bound(found.wrong, found.draws))}; it has to stay "
        f"under {percent(ERROR)}, which allows at most {number(found.allowed)}. The design {passed} this part of its "
        "assay."
    )


def assay_sight(frame: pd.DataFrame, *, source: str, group: str, strict: float) -> str:
    """Say what the assay does not promise: how often the rule noticed a loss, or its absence."""
    found = check(frame, source=source, group=group, strict=strict)
    if found is None:
        return ""
    return (
        f"The check guards against false comfort; it does not promise that a loss is noticed. With a loss of "
        f"{percent(-strict)} the rule said “contradicted” in {number(found.seen)} of {number(found.draws)} draws; with "
        f"no loss it said “supported” in {number(found.right)}. The source counts whole millions of dollars, so small "
        f"flows do not move: of a loss of {percent(-strict)} the estimate sees {percent(found.realised)} on average."
    )


SAME = 1e-6  # losses closer than this are one


def assay_alt(frame: pd.DataFrame, *, source: str, group: str, strict: float) -> str:
    """State what the bars show: each verdict's share of draws with no loss put in, and with one as large as the margin.

    A verdict that never came out is not named.
    """
    rows = frame[(frame["source"] == source) & (frame["group"] == group)]
    bars = {0.0: "With no loss", -strict: f"With a loss of {percent(-strict)}, the strict margin"}
    told = [f"{name}: {_bar(rows[(rows['loss'] - loss).abs() < SAME])}." for loss, name in bars.items()]
    return (
        f"Bars, one for each loss put in from {percent(rows['loss'].min())} to {percent(rows['loss'].max())}: the "
        f"share of draws with each verdict. {' '.join(told)}"
    )


def _bar(rows: pd.DataFrame) -> str:
    """Write one bar's parts: "83% supported; 14% cannot tell"."""
    found = {row["verdict"]: row["share"] for row in rows.to_dict("records") if row["share"] > 0}
    told = [f"{percent(found[name])} {verdict(name).words}" for name in VERDICTS if name in found]
    return "; ".join(told) or "not drawn"


ESTIMANDS = {"dollar": "the traded dollar", "gone_to_zero": "the flows that went to zero"}


def embargoes(frame: pd.DataFrame) -> str:
    """Say in which estimands restrictions that must hurt trade were found, by source."""
    if frame.empty:
        return "Embargoes have not been sought yet."
    said = []
    for kind, rows in frame.groupby("kind", sort=False):
        parts = [_where_found(rows[rows["estimand"] == way], place) for way, place in ESTIMANDS.items()]
        name = EMBARGOES.get(str(kind), str(kind).replace("_", " "))
        said.append(f"A {name} is {' and '.join(part for part in parts if part)}.")
    return " ".join(said)


def _where_found(rows: pd.DataFrame, place: str) -> str:
    """Write "found in the traded dollar", by source where the sources differ."""
    hits = {source_short(str(row["source"])): is_true(row["found"]) for row in rows.to_dict("records")}
    if not hits:
        return ""
    if len(set(hits.values())) == 1:
        return f"{'found' if all(hits.values()) else 'not found'} in {place}"
    return f"found in {place} of {', '.join(name for name, hit in hits.items() if hit)} only"


def interval_alt(rows: pd.DataFrame, title: str = "Change in trade after a quarrel, by what it was about") -> str:
    """State the finding of an interval chart in words: its title, then source by source what each row says."""
    lines = [
        f"{source_short(str(source))}: " + ", ".join(_row_alt(row) for row in part.to_dict("records"))
        for source, part in rows.groupby("source", sort=False)
    ]
    return f"{title}. {'; '.join(lines)}."


def _row_alt(row: Row) -> str:
    return f"{group_name(row['group'])} {phrase(row)} ({said_of(row)})"


def evidence(row: Row) -> str:
    """Say what a row rests on."""
    return f"It rests on {counts(row)}, among {number(row['dyads'])} pairs of states in all."
