"""What a forum was and came to, in words: founded or only proposed, why it is outside the frame, how it ended."""

from entente.site.forums.material import Forum
from entente.site.forums.words import SELECTIONS, STATUSES, day

CODED_ON = "2026-11-22"
# The frame of the manual: 3 to about 15 states, founded in 1971 or later.
LARGEST, FIRST = 15, 1971
# What a forum that never met is called by: its beginning, what became of it, and where its states stand.
BORN = {
    "proposed": ("Proposed", "never founded", "the proposal"),
    "stillborn": ("Announced", "never met", "the announcement"),
}
FRAME = "../notebooks/minilaterals.html#frame"


def never_met(row: dict[str, str]) -> bool:
    """Say whether the forum was only proposed or announced."""
    return row["status"] in BORN


def beginning(row: dict[str, str]) -> str:
    """Name what its first date is: founded, proposed or announced."""
    return BORN[row["status"]][0] if never_met(row) else "Founded"


def dated(row: dict[str, str], name: str) -> str:
    """Write a date of a row as well as it is known, with its bound."""
    return day(row[name], row[f"{name}_precision"], row.get(f"{name}_bound", ""))


def fate(row: dict[str, str]) -> str:
    """Write beginning and fate in one sentence: `Proposed June 2022; never founded.` or `Founded 2014, ended.`."""
    if never_met(row):
        return f"{beginning(row)} {dated(row, 'founded_on')}; {BORN[row['status']][1]}."
    return f"Founded {row['founded_on'][:4]}, {STATUSES[row['status']]}."


def full_members(forum: Forum) -> set[str]:
    """Return who was a full member at any time."""
    return {each["state_id"] for each in forum.members if each["tier"] == "core"}


def outside(forum: Forum) -> str:
    """Say why a forum is outside the frame; "" for one inside.

    Notes
    -----
    The manual puts outside what is older, what is larger, and a study that no government took up but that a claim names
    (a proposal outside the frame is always that). Where none of these is seen in the data, only the naming is said.
    """
    row = forum.row
    if row["frame"] == "inside":
        return ""
    if row["status"] == "proposed":
        return "a study that no government took up"
    large = len(full_members(forum))
    said = [
        f"founded in {row['founded_on'][:4]}" if int(row["founded_on"][:4]) < FIRST else "",
        f"{large} full members" if large > LARGEST else "",
    ]
    return " and ".join(filter(None, said)) or SELECTIONS["register"].lower()


def ends(forum: Forum) -> tuple[str, str, str]:
    """Return the last day of a forum's drawing, that day in words, and what it is."""
    row = forum.row
    if row["ended_on"]:
        return row["ended_on"], dated(row, "ended_on"), "ended"
    if never_met(row):
        return max(row["last_sign_on"], row["founded_on"]), dated(row, "last_sign_on"), "last act"
    last = max(CODED_ON, row["last_sign_on"])
    return last, day(last, "day"), "coded"
