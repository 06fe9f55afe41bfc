"""The second reading of every forum: what it confirmed, made more exact, corrected, added and left open."""

from collections import Counter
from html import escape

from entente.errors import BrokenPage
from entente.report.words import number, percent
from entente.site.forums.material import Forums, Rows, records
from entente.site.forums.words import FEATURES, TIERS, dates, linked, named, plain, table

FILE = "data/curated/minilaterals/second_reading.csv"
KINDS = ("Founding date", "Founding members", "Later entry", "Exit", "Status", "End")
WHOLE = {"founded_on": KINDS[0], "founding_members": KINDS[1], "status": KINDS[4], "ended_on": KINDS[5]}
RESULTS = {
    "confirmed": "Confirmed",
    "refined": "Made more exact",
    "changed": "Wrong, corrected",
    "added": "Missing, added",
    "not reread": "Not settled",
}
REREAD = ("confirmed", "refined", "changed")  # what was coded and was found again: the base of the share wrong


def reading(all_of: Forums) -> str:
    """Write the table of the second reading by kind of fact, and the list of what was corrected."""
    rows = records(all_of.reading)
    if not rows:
        return "<p>The forums have not been read a second time yet.</p>"
    _refuse_unknown(rows)
    found = Counter((kind(row["field"]), row["result"]) for row in rows)
    lines = [_line(name, {each: found[name, each] for each in RESULTS}) for name in KINDS]
    lines.append(_line("All", Counter(row["result"] for row in rows)))
    head = ["Kind of fact", "Rows", "Wrong among those reread", *RESULTS.values()]
    changed = [row for row in rows if row["result"] == "changed"]
    return "\n".join(
        [
            f"<p>{_covered(all_of, rows)}</p>",
            table(head, lines, "What the second reading found, by kind of fact"),
            f"<h3>What was wrong</h3>\n<p>{number(len(changed))} values were wrong as first coded.</p>"
            if changed
            else "",
            _corrected(changed, all_of),
        ]
    )


def kind(field: str) -> str:
    """Return the kind of fact that a field of the file names; "" for one that nobody has classified."""
    steps = field.split("/")
    if steps[0] == "member" and 2 <= len(steps) <= 4:
        return KINDS[3] if steps[-1] == "valid_to" else KINDS[2]
    return WHOLE.get(field, "")


def shared(wrong: int, base: int) -> str:
    """Write how many of how many were wrong, and the share."""
    return f"{wrong}\u00a0of\u00a0{number(base)} ({percent(wrong / base)})" if base else "none told"


def title(forum_id: str, all_of: Forums) -> str:
    """Write a forum's name as a link to its page, or its key where the release does not hold it."""
    names = {forum.id: forum.row["name"] for forum in all_of.forums}
    if forum_id not in names:
        return escape(forum_id)
    return f'<a href="../forums/{escape(forum_id)}.html">{escape(names[forum_id])}</a>'


def _refuse_unknown(rows: Rows) -> None:
    unknown = [
        f"{row['minilateral_id']}, {row['field']}: {row['result']}"
        for row in rows
        if not kind(row["field"]) or row["result"] not in RESULTS
    ]
    if unknown:
        raise BrokenPage(FILE, unknown, "Correct the field or the result, or name it in entente.site.forums.reading.")


def _line(name: str, found: "dict[str, int] | Counter[str]") -> list[str]:
    counts = [found[each] for each in RESULTS]
    base = sum(found[each] for each in REREAD)
    return [escape(name), number(sum(counts)), shared(found["changed"], base), *map(number, counts)]


def _covered(all_of: Forums, rows: Rows) -> str:
    forums = {row["minilateral_id"] for row in rows}
    later = sum(forum.id not in forums for forum in all_of.forums)
    left = f" {later} of the release’s forums came later and are not in this pass." if later else ""
    return f"{number(len(forums))} forums were read again, and {number(len(rows))} facts noted.{left}"


def _corrected(changed: Rows, all_of: Forums) -> str:
    """List what was corrected; facts of one forum with the same values and the same reason stand in one line."""
    groups: dict[tuple[str, str, str, str, str], list[str]] = {}
    for row in changed:
        what, who = _fact(row["field"], all_of)
        alike = (row["minilateral_id"], what, row["before"], row["after"], row["reason"])
        groups.setdefault(alike, []).append(who)
    items = [
        f"<li>{title(forum, all_of)}, {escape(what + _of(who))}: {_value(before, all_of.names)}, "
        f"now {_value(after, all_of.names)}. {linked(reason)}</li>"
        for (forum, what, before, after, reason), who in groups.items()
    ]
    return f'<ul class="found">\n{chr(10).join(items)}\n</ul>' if items else ""


def _fact(field: str, all_of: Forums) -> tuple[str, str]:
    steps = field.split("/")
    if steps[0] != "member":
        return FEATURES.get(field, kind(field)).lower(), ""
    tier = TIERS.get(steps[2], "") if len(steps) > 2 else ""
    return ("exit" if kind(field) == KINDS[3] else "entry") + (f" as {tier}" if tier else ""), all_of.names.get(
        steps[1], steps[1]
    )


def _of(who: list[str]) -> str:
    named = ", ".join(each for each in who if each)
    return f" of {named}" if named else ""


def _value(text: str, names: dict[str, str]) -> str:
    return escape(named(dates(plain(text)), names)) or "nothing"
