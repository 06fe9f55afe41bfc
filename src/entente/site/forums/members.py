"""Members of a forum by rank and time: a finding in words, the drawing, the table; long lists of a lesser rank fold."""

from html import escape

from entente.site.forums.life import BORN, beginning, dated, ends, full_members, never_met
from entente.site.forums.material import Forum, Forums, Rows
from entente.site.forums.proof import BRACKETS, DAGGER, dagger, disputes, marks
from entente.site.forums.timeline import Axis, ordered, timeline
from entente.site.forums.words import RANKS, TIERS, day, plain, table

MANY = 8  # members of one lesser rank; more of them fold


def members(forum: Forum, all_of: Forums) -> str:
    """Write the part on members of a forum's page."""
    shown, folded = _split(forum)
    axis = axis_of(forum)
    said = finding(forum)
    drawn = timeline(shown, all_of.names, axis, f"{said}. The table below has every date.") if shown else ""
    parts = [
        '<h2 id="members">Members by rank and time</h2>',
        f'<figure class="chart"><figcaption><span class="chart-title">{escape(said)}</span>'
        '<span class="chart-subtitle">One line per member: by rank, then by date of entry, then by name.</span>'
        f'</figcaption>{drawn}<p class="chart-foot">{escape(_key(forum, shown, axis))}</p></figure>',
        _table(shown, forum, all_of, "Members, spell by spell."),
        *(_fold(tier, held, forum, all_of) for tier, held in folded.items()),
    ]
    return "\n".join(each for each in parts if each)


def axis_of(forum: Forum) -> Axis:
    """Return the ends of a forum's drawings."""
    last, words, what = ends(forum)
    begun = f"{beginning(forum.row).lower()} {dated(forum.row, 'founded_on')}"
    return Axis(forum.row["founded_on"], last, begun, f"{what} {words}", what == "ended", never_met(forum.row))


def now(forum: Forum) -> set[str]:
    """Return the full (or named) members with no end seen, or at the forum's end."""
    full = [each for each in forum.members if each["tier"] in ("core", "named")]
    return {each["state_id"] for each in full if not each["valid_to"] or each["ended_with_forum"] == "true"}


def finding(forum: Forum) -> str:
    """Write what the drawing shows: how many full members at the founding and at the end, and who else."""
    row = forum.row
    if never_met(row):
        count = len({each["state_id"] for each in forum.members})
        return f"{count} members named in {BORN[row['status']][2]}"
    core = [each for each in forum.members if each["tier"] == "core"]
    ever = full_members(forum)
    founders = {each["state_id"] for each in core if each["valid_from"] == row["founded_on"]}
    lesser = len({each["state_id"] for each in forum.members} - ever)
    begun, at = row["founded_on"][:4], _at_end(forum)
    if founders == now(forum) == ever:
        said = f"The same {len(ever)} full members from {begun} {at[1]}"
    else:
        known = " known" if any(each["valid_from_bound"] for each in core) else ""
        said = f"{len(founders)} full members{known} at the founding in {begun}, {len(now(forum))} {at[0]}"
        said += f"; {len(ever)} over time" if len(ever) > max(len(founders), len(now(forum))) else ""
    return said + (f"; {lesser} more of a lesser rank" if lesser else "")


def _at_end(forum: Forum) -> tuple[str, str]:
    """Write when the members are counted a second time, as a point (`at the end in 2023`) and as a limit."""
    row = forum.row
    year, (last, _, _) = row["last_sign_on"][:4], ends(forum)
    if row["ended_on"]:
        return f"at the end in {row['ended_on'][:4]}", f"to the end in {row['ended_on'][:4]}"
    if row["status"] == "active":
        return f"in {day(last, 'month')}", f"to {day(last, 'month')}"
    return f"at the last sign of life in {year}", f"to the last sign of life in {year}"


def _split(forum: Forum) -> tuple[Rows, dict[str, Rows]]:
    """Part what is drawn at once from long lists of members that never had more than one lesser rank."""
    tiers: dict[str, set[str]] = {}
    for each in forum.members:
        tiers.setdefault(each["state_id"], set()).add(each["tier"])
    only = {tier: {state for state, had in tiers.items() if had == {tier}} for tier in RANKS}
    long = {tier: held for tier, held in only.items() if len(held) > MANY}
    folded = {tier: [each for each in forum.members if each["state_id"] in held] for tier, held in long.items()}
    away = {state for held in long.values() for state in held}
    return [each for each in forum.members if each["state_id"] not in away], folded


def _fold(tier: str, held: Rows, forum: Forum, all_of: Forums) -> str:
    """Write a long list of one lesser rank behind a line that counts it."""
    count = len({each["state_id"] for each in held})
    first = min(held, key=lambda each: each["valid_from"])
    line = f"+ {count} {RANKS[tier]} since {day(first['valid_from'], first['valid_from_precision'])}"
    drawn = timeline(held, all_of.names, axis_of(forum), f"{line}. The table below has every date.")
    rows = _table(held, forum, all_of, f"{RANKS[tier].capitalize()}, spell by spell.")
    return f'<details class="fold"><summary>{escape(line)}</summary>\n{drawn}\n{rows}\n</details>'


def _key(forum: Forum, shown: Rows, axis: Axis) -> str:
    """Say what the marks of a drawing mean: only of those that are in it."""
    tiers = {each["tier"] for each in shown}
    if axis.dots:
        return "Dashed circle: only named in a proposal." if "named" in tiers else "Dot: named in the announcement."
    days = [each["valid_from_precision"] == "day" and not each["valid_from_bound"] for each in shown]
    stayed = any(not each["valid_to"] or each["ended_with_forum"] == "true" for each in shown)
    edge = (
        f"To the line at the right: member until the forum’s end, {ends(forum)[1]}."
        if axis.ended
        else "To the right edge: no end seen."
    )
    said = [
        "Thick bars: full members; thinner: lower ranks." if tiers - {"core"} else "",
        "A tick: known to the day." if any(days) else "",
        edge if stayed else "",
    ]
    return " ".join(each for each in said if each)


def _table(held: Rows, forum: Forum, all_of: Forums, caption: str) -> str:
    open_to_doubt = disputes(forum, all_of)
    place = {state: number for number, state in enumerate(ordered(held, all_of.names))}
    rows = [
        [
            escape(all_of.names.get(each["state_id"], each["state_id"]))
            + dagger(open_to_doubt.get(each["membership_id"], []))
            + (f"<br><small>{escape(each['represented_by'])}</small>" if each["represented_by"] else ""),
            TIERS[each["tier"]],
            f"{dated(each, 'valid_from')} {marks(forum, 'minilateral_members', each['membership_id'], 'valid_from')}",
            _until(forum, each),
        ]
        for each in sorted(held, key=lambda each: (place[each["state_id"]], each["valid_from"]))
    ]
    noted = any(each["membership_id"] in open_to_doubt for each in held)
    said = f"{caption} {BRACKETS}{f' {DAGGER}' if noted else ''}"
    return table(["Member", "Rank", "From", "To"], rows, said) if rows else ""


def _until(forum: Forum, each: dict[str, str]) -> str:
    if never_met(forum.row):
        return ""
    if each["ended_with_forum"] == "true":
        return "the forum’s end"
    if not each["valid_to"]:
        return "no end seen"
    return (
        f"{dated(each, 'valid_to')} ({escape(plain(each['end_mode']))}) "
        f"{marks(forum, 'minilateral_members', each['membership_id'], 'valid_to')}"
    )
