"""What a result means: for who makes policy, for who sorts quarrels by their answer, and how far chance has a say."""

import pandas as pd

from entente.report.assayed import Check, check
from entente.report.words import (
    Row,
    group_name,
    in_words,
    is_blind,
    is_unlevel,
    known,
    number,
    percent,
    phrase,
    source_short,
    verdict,
)


def for_policy(row: Row, *, strict: float) -> str:
    """Say what a verdict means for who makes policy, and no more than the verdict says.

    Parameters
    ----------
    row : mapping
        A row of quantity `holding_up`.
    strict : float
        The strict margin, a share: -0.10 is a loss of 10%.
    """
    margin, role = percent(-strict), verdict(row["verdict"]).role
    if role == "supported":
        return f"On average a loss of {margin} or more need not be reckoned with.{_beyond(row)}"
    if role == "supported_small_loss":
        return f"On average a small loss has to be reckoned with, one of {margin} or more need not be.{_beyond(row)}"
    if role == "contradicted":
        return (
            f"On average a loss of more than {margin} has to be reckoned with. Whether it comes from the "
            "quarrel is not known."
        )
    if role == "mixed":
        return (
            "It depends on what is counted, pairs of states or dollars: a plan has to say which of the two it is about."
        )
    if role == "cannot_tell" and is_unlevel(row):
        return (
            f"A loss of {margin} or more in the years after is excluded, but one may have begun before the quarrel: "
            "this answer is no ground for saying that trade is safe."
        )
    if role == "cannot_tell":
        return (
            f"A loss of {margin} or more has to be reckoned with as possible: the data neither exclude nor establish "
            "it."
        )
    if is_blind(row):
        return (
            "This answer is no ground for saying that trade is safe from such a quarrel, nor for saying that it is "
            "not: a plan has to stand in both cases. The estimates are shown so that others can check them."
        )
    return "No plan can rest on this answer: there is no verdict on the question."


def _beyond(row: Row) -> str:
    """Say that the average is not each case; ordinary ups and downs are part of what single cases show."""
    if not known(row.get("share_beyond_margin")) or not float(row["share_beyond_margin"]) > 0:
        return ""
    return (
        f" That is the average: after {percent(row['share_beyond_margin'])} of the decisions trade fell by more, "
        "some of it by ordinary ups and downs."
    )


def selected(row: Row | None, apart: Row | None) -> str:
    """Say how the estimate moves if only quarrels are kept that no trade instrument answered."""
    if row is None or apart is None or not (known(row["estimate"]) and known(apart["estimate"])):
        return ""
    verdictless = " No verdict rests on either, and" if verdict(row["verdict"]).role == "not_tested" else " And"
    return (
        f"After all quarrels about {group_name(row['group'])}, trade is {phrase(row)}; after those that no trade "
        f"instrument answered it is {phrase(apart)}.{verdictless} whether the two differ by more than chance was not "
        "tested."
    )


def assay_rows(frame: pd.DataFrame, *, strict: float) -> str:
    """Say how many rows passed their assay, and which of them by one draw or failed by one."""
    if frame.empty:
        return ""
    keys = list(dict.fromkeys(zip(frame["source"], frame["group"], strict=True)))
    found = {key: check(frame, source=key[0], group=key[1], strict=strict) for key in keys}
    checks = {f"{source_short(key[0])}, {group_name(key[1])}": each for key, each in found.items() if each}
    if not checks:
        return ""
    passed = sum(each.passed for each in checks.values())
    opening = f"Each row is checked by itself: {in_words(passed)} of {in_words(len(checks))} passed."
    near = [_near(name, each) for name, each in checks.items() if _is_near(each)]
    if not near:
        return opening
    return f"{opening} Where one draw decides, others might have decided otherwise: {'; '.join(near)}."


def _is_near(each: Check) -> bool:
    return each.wrong == (each.allowed if each.passed else each.allowed + 1)


def _near(name: str, each: Check) -> str:
    how = "passed" if each.passed else "failed"
    return f"“{name}” {how} with {number(each.wrong)} wrong of {number(each.draws)} ({number(each.allowed)} allowed)"
