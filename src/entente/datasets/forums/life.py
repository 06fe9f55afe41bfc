"""Whether a forum's dates fit together: founding, members, agenda, activity, last sign of life, end and status."""

from collections.abc import Callable, Mapping

import pandas as pd

from entente.datasets.forums.periods import last_day, surely_before, well_formed
from entente.datasets.forums.rows import Rows, typed_rows
from entente.tables.problem import Problem

CODED_ON = pd.Timestamp("2026-11-22")
ACTIVE_SINCE, DORMANT_SINCE = pd.Timestamp("2023-11-22"), pd.Timestamp("2021-11-22")  # 3 and 5 years before
GONE = ("ended", "absorbed")
DONE = ("meeting", "output", "agreement", "exercise")  # acts of the forum that took place
LONGEST_MEETING = pd.Timedelta(days=7)  # a meeting is dated by its first day, a founding by that of its text
MAY_LIE_AHEAD = ("postponed", "cancelled", "not_held")

Report = Callable[[str, pd.Series, str, str], None]


def check_life(found: Mapping[str, Rows]) -> list[Problem]:
    """Say which dates, statuses and spells of a batch contradict each other; silent on what is no date at all."""
    forums = typed_rows(found["forum"])
    problems: list[Problem] = []
    for kind, each in found.items():
        frame = forums if kind == "forum" else _with_forum(typed_rows(each), forums)
        report = _reporter(each, frame, problems)
        _dates(frame, each, report)
        CHECKS[kind](frame, report)
    return problems


def _reporter(found: Rows, frame: pd.DataFrame, problems: list[Problem]) -> Report:
    def report(column: str, broken: pd.Series, shown: str, cure: str) -> None:
        for place in frame.index[broken.to_numpy(dtype=bool)]:
            forum, entry = found.came_from[place]
            who = (
                entry.text("state_id") or entry.text("issue_id")
                if entry.kind in ("member", "agenda")
                else entry.text("key")
            )
            name = column if entry.kind == "forum" else f"{entry.kind}.{column}"
            value = " ".join(str(each) for each in (who, entry.values.get(shown)) if each not in (None, ""))
            problems.append(Problem(forum.file, entry.line, name, value or None, cure))

    return report


def _with_forum(frame: pd.DataFrame, forums: pd.DataFrame) -> pd.DataFrame:
    """Put the forum's own dates beside each row."""
    of_forum = forums.drop_duplicates("minilateral_id").set_index("minilateral_id")
    dates = ["founded_on", "founded_on_precision", "first_meeting_on", "ended_on", "ended_on_precision", "last_sign_on"]
    beside = of_forum[[*dates, "last_sign_on_precision", "status"]].reindex(frame["minilateral_id"])
    return frame.assign(**{f"forum_{name}": beside[name].to_numpy() for name in beside.columns}).astype(
        {f"forum_{name}": "datetime64[s]" for name in beside.columns if name.endswith("_on")}
    )


def _dates(frame: pd.DataFrame, found: Rows, report: Report) -> None:
    ahead_allowed = frame["kind"].isin(MAY_LIE_AHEAD) if "kind" in frame else pd.Series(False, index=frame.index)
    for field in found.schema.fields:
        if field.type != "date":
            continue
        on, precision = frame[field.name], frame[f"{field.name}_precision"]
        report(
            field.name, (on > CODED_ON).fillna(False) & ~ahead_allowed, field.name, "lies in the future; correct it."
        )
        cure = "write the 1st of the month (precision month) or 1 January (precision year)."
        report(field.name, ~well_formed(on, precision), field.name, cure)


def _forum(frame: pd.DataFrame, report: Report) -> None:
    founded, ended, sign = frame["founded_on"], frame["ended_on"], frame["last_sign_on"]
    for column in ("ended_on", "last_sign_on"):
        before = surely_before(frame[column], frame[f"{column}_precision"], founded)
        report(column, before, column, "before the forum was founded; correct one of the dates.")
    after = surely_before(ended, frame["ended_on_precision"], sign)
    report("last_sign_on", after, "last_sign_on", "after the forum's end; correct one of the dates.")
    _status(frame, report)


def _status(frame: pd.DataFrame, report: Report) -> None:
    status, mode, ended = frame["status"], frame["end_mode"], frame["ended_on"]
    gone = status.isin(GONE)
    living = status.notna() & ~gone & (status != "stillborn")
    last = last_day(frame["last_sign_on"], frame["last_sign_on_precision"])
    report("end_mode", gone & mode.isna(), "status", "the forum is gone; say how it ended.")
    report("ended_on", gone & ended.isna(), "status", "the forum is gone; say when (of the year at least).")
    report(
        "end_mode",
        living & mode.notna(),
        "end_mode",
        "not for a forum that has not ended; leave it out or correct status.",
    )
    report(
        "ended_on",
        living & ended.notna(),
        "ended_on",
        "not for a forum that has not ended; leave it out or correct status.",
    )
    absorbed = mode.isin(["absorbed", "upgraded", "replaced"])
    report(
        "status",
        (status == "absorbed") & mode.notna() & ~absorbed,
        "status",
        "absorbed goes with the end modes absorbed, upgraded and replaced.",
    )
    report(
        "status", (status == "ended") & (mode == "absorbed"), "status", "the end mode says absorbed; so should status."
    )
    report(
        "status",
        (status == "active") & (last < ACTIVE_SINCE),
        "last_sign_on",
        "no sign of life within 3 years; status is not active.",
    )
    too_new = (status == "dormant") & (frame["last_sign_on"] >= ACTIVE_SINCE)
    report("status", too_new, "last_sign_on", "a sign of life within 3 years; status is not dormant.")
    report(
        "status",
        (status == "dormant") & (last < DORMANT_SINCE),
        "last_sign_on",
        "no sign of life for 5 years; status is ended (lapsed) or unknown.",
    )
    lapsed = mode == "lapsed"
    report(
        "end_mode",
        lapsed & (frame["last_sign_on"] > DORMANT_SINCE),
        "last_sign_on",
        "a sign of life within 5 years; the forum has not lapsed.",
    )
    proposal = (status == "proposed") & (frame["founding_act_kind"] != "proposal")
    report("founding_act_kind", proposal, "founding_act_kind", "the founding act of a mere proposal is a proposal.")


def _spell(frame: pd.DataFrame, report: Report) -> None:
    start, end = frame["valid_from"], frame["valid_to"]
    before = surely_before(start, frame["valid_from_precision"], frame["forum_founded_on"])
    report("valid_from", before, "valid_from", "before the forum was founded; correct one of the dates.")
    for column, on in (("valid_from", start), ("valid_to", end)):
        after = surely_before(frame["forum_ended_on"], frame["forum_ended_on_precision"], on - pd.Timedelta(days=1))
        report(column, after, column, "after the forum's end; correct one of the dates.")
    bound = frame["valid_to_bound"].notna() & end.isna()
    report("valid_to_bound", bound, "valid_to_bound", "there is no valid_to that it could be a bound of; leave it out.")


def _member(frame: pd.DataFrame, report: Report) -> None:
    _spell(frame, report)
    left, mode = frame["valid_to"].notna(), frame["end_mode"].notna()
    report("end_mode", left & ~mode, "valid_to", "the membership ended; say how (end_mode).")
    report("end_mode", ~left & mode, "end_mode", "no end is coded; leave it out, or give valid_to.")
    named = frame["tier"] == "named"
    proposed = frame["forum_status"] == "proposed"
    report(
        "tier",
        frame["tier"].notna() & (named != proposed) & frame["forum_status"].notna(),
        "tier",
        "the tier `named` is for members of a mere proposal, and for them alone.",
    )
    report(
        "valid_from",
        _overlapping(frame, "state_id"),
        "valid_from",
        "this state has another spell in these days; end one before the other begins.",
    )


def _agenda(frame: pd.DataFrame, report: Report) -> None:
    _spell(frame, report)
    report(
        "valid_from",
        _overlapping(frame, "issue_id"),
        "valid_from",
        "this issue has another spell in these days; keep one.",
    )


def _activity(frame: pd.DataFrame, report: Report) -> None:
    on, precision = frame["held_on"], frame["held_on_precision"]
    done = frame["kind"].isin(DONE)
    last = last_day(frame["forum_last_sign_on"], frame["forum_last_sign_on_precision"])
    report(
        "held_on",
        done & (on > last).fillna(False),
        "held_on",
        "later than the last sign of life; correct last_sign_on.",
    )
    begun = frame[["forum_founded_on", "forum_first_meeting_on"]].min(axis=1) - LONGEST_MEETING
    before = done & surely_before(on, precision, begun)
    cure = "an act of the forum before it was founded or met; correct one of the dates, or leave it out."
    report("held_on", before, "held_on", cure)


def _overlapping(frame: pd.DataFrame, subject: str) -> pd.Series:
    """Say which spells surely begin before an earlier one of the same forum and subject has ended."""
    order = frame.sort_values(["minilateral_id", subject, "valid_from"], kind="stable")
    groups = order.groupby(["minilateral_id", subject], sort=False)
    begun, ended = groups["valid_from"].shift(), groups["valid_to"].shift()
    latest = last_day(order["valid_from"], order["valid_from_precision"])
    overlap = begun.notna() & (ended.isna() | (latest < ended))
    return overlap.reindex(frame.index)


CHECKS = {"forum": _forum, "member": _member, "agenda": _agenda, "activity": _activity}
