"""How the forums were coded, at a glance: the answer in a sentence, who read what and when, how they were drawn."""

from collections import Counter
from html import escape

from entente.report.words import number, percent
from entente.site.forums.checks import rounds
from entente.site.forums.material import Forums, records
from entente.site.forums.words import day, table

COUNTS = ("no", "one", "two", "three", "four", "five", "six")


def headline(all_of: Forums) -> str:
    """Write the page's answer: how far two codings agree, and how many of the checked facts were wrong."""
    agreed = [float(row["same"]) for row in records(all_of.consistency) if row["level"] not in ("share", "spells")]
    held = rounds(all_of)
    parts = []
    if agreed:
        parts.append(
            f"two machine codings of the same forums agree on {_range(min(agreed), max(agreed))} of the codes, "
            "by variable"
        )
    if held:
        answers = Counter(row["right"] for rows in held.values() for row in rows)
        sizes = {len(rows) for rows in held.values()}
        word = COUNTS[len(held)] if len(held) < len(COUNTS) else number(len(held))
        each = f"{word} check{'s' if len(held) > 1 else ''} of {' or '.join(map(number, sorted(sizes)))} facts each"
        parts.append(
            f"in {each}, {number(answers['no'])} of the {number(answers['no'] + answers['yes'])} that could be "
            "told were wrong"
        )
    said = "; ".join(parts)
    return f'<div class="answer"><p>{escape(said[0].upper() + said[1:])}.</p></div>' if said else ""


def passes(all_of: Forums) -> str:
    """Write the table of passes: what each read, whether it saw the coded values, and when."""
    twice = max((int(row["units"]) for row in records(all_of.consistency) if row["alpha"]), default=0)
    reread = {row["minilateral_id"] for row in records(all_of.reading)}
    days = {who: _days(all_of, who) for who in ("A", "adjudicator")}
    rows = [
        ["First coding", f"{number(len(all_of.forums))} forums", "none yet", days["A"]],
        ["Second reading", f"{number(len(reread))} forums", "seen", f"after the first coding; {days['A']}"],
        ["Second coding", f"{number(twice)} forums", "not seen", _span(*all_of.second)],
        ["Decisions", f"{number(len(all_of.log))} codes that differ", "both seen", days["adjudicator"]],
    ]
    rows += [
        [f"Check, {name.lower()}", f"{number(len(held))} facts", "seen" if seen else "not seen", escape(when)]
        for (name, seen, when), held in rounds(all_of).items()
    ]
    head = ["Pass", "What was read", "Coded values", "When"]
    return table(head, rows, "Who read what, and when: each pass is automated reading")


def chosen(all_of: Forums) -> str:
    """Say how many forums were drawn at random, how many of them stayed, and how many took a place that fell free."""
    ways = Counter(forum.row["selection"] for forum in all_of.forums)
    if all_of.candidates.empty:
        return ""
    ids = {forum.id for forum in all_of.forums}
    decided = dict(zip(all_of.candidates["candidate_id"], all_of.candidates["decision"], strict=True))
    drawn = {key for key, how in decided.items() if how == "sampled"}
    stepped = {key for key, how in decided.items() if how == "replacement"} & ids
    return (
        f"<p>Of all {number(len(all_of.forums))} forums, those outside the frame included, "
        f"{number(ways['purposive'] + ways['register'])} were chosen by hand for spread over decades, "
        f"regions, issues and fates, {number(ways['register'])} of them because a claim that we test names them. "
        f"{number(len(drawn))} were drawn at random from what the lists and the literature name and the manual admits; "
        f"{number(len(drawn & ids))} of these are in the set, the others turned out unfit while they were coded. "
        f"Where a forum fell out, drawn or chosen by hand, the next of the random order took its place: "
        f"{number(len(stepped))} did. So {number(ways['sampled'])} forums are marked as drawn at random.</p>"
    )


def _days(all_of: Forums, coder: str) -> str:
    """Write from when to when a coder read the pages that are in evidence."""
    found = [row["accessed_on"] for forum in all_of.forums for row in forum.evidence if row["coder"] == coder]
    return _span(min(found), max(found)) if found else ""


def _span(first: str, last: str) -> str:
    if not first:
        return ""
    if first == last:
        return day(first, "day")
    begun = str(int(first[8:])) if first[:7] == last[:7] else day(first, "day")
    return f"{begun} to {day(last, 'day')}"


def _range(least: float, most: float) -> str:
    return f"{percent(least)} to {percent(most)}"
