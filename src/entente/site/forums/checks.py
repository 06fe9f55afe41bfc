"""The error check: coded facts drawn at random and looked up afresh, round by round."""

from collections import Counter
from html import escape

from entente.errors import BrokenPage
from entente.site.forums.material import Forums, Rows, records
from entente.site.forums.reading import shared, title
from entente.site.forums.words import TIERS, dates, linked, named, plain, table

FILE = "data/curated/minilaterals/error_check.csv"
ROUNDS = {
    "1": ("First round", "The checker saw the coded values; drawn and answered before the second reading."),
    "2": (
        "Second round",
        "Drawn afresh after the second reading and answered blind: the checker got questions, not values.",
    ),
    "3": (
        "Third round",
        "Drawn after every forum had been coded twice and the differences decided; answered blind, as the second.",
    ),
}
# Whether the checker saw the coded values, and when the facts were drawn.
DRAWN = {
    "1": (True, "after the first coding"),
    "2": (False, "after the second reading"),
    "3": (False, "after the decisions"),
}
KINDS = ("Founding date", "Member’s entry", "Exit or end")
ANSWERS = {"yes": "Right", "no": "Wrong", "cannot_tell": "Could not be told", "": "Not checked yet"}


def checks(all_of: Forums) -> str:
    """Write each round of the error check: counts by kind of fact, and what was wrong or could not be told."""
    rows = [{**row, "round": row.get("round", "") or "1"} for row in records(all_of.errors)]
    if not rows:
        return "<p>Not yet measured: facts are still to be drawn at random and checked afresh from their sources.</p>"
    _refuse_unknown(rows)
    held = {each: [row for row in rows if row["round"] == each] for each in ROUNDS}
    return "\n".join(_round(*ROUNDS[each], drawn, all_of) for each, drawn in held.items() if drawn)


def rounds(all_of: Forums) -> dict[tuple[str, bool, str], Rows]:
    """Return the rows of each round that was held, by its name, whether the codes were seen, and when it was drawn."""
    rows = [{**row, "round": row.get("round", "") or "1"} for row in records(all_of.errors)]
    held = {each: [row for row in rows if row["round"] == each] for each in ROUNDS}
    return {(ROUNDS[each][0], *DRAWN[each]): drawn for each, drawn in held.items() if drawn}


def kind(fact: str) -> str:
    """Return the kind of a fact: founded_on, ended_on, `member XXX tier`, `member XXX tier leaves`; "" for another."""
    words = fact.split()
    if fact == "ended_on" or (words[:1] == ["member"] and words[-1] == "leaves"):
        return KINDS[2]
    if words[:1] == ["member"] and len(words) == 3:
        return KINDS[1]
    return KINDS[0] if fact == "founded_on" else ""


def _refuse_unknown(rows: Rows) -> None:
    unknown = [
        f"{row['forum']}, {row['fact']}: right {row['right']!r}, round {row['round']!r}"
        for row in rows
        if not kind(row["fact"]) or row["right"] not in ANSWERS or row["round"] not in ROUNDS
    ]
    if unknown:
        raise BrokenPage(FILE, unknown, "Correct the row, or name it in entente.site.forums.checks.")


def _round(name: str, how: str, rows: Rows, all_of: Forums) -> str:
    found = Counter((kind(row["fact"]), row["right"]) for row in rows)
    shown = [each for each in ANSWERS if each or any(not row["right"] for row in rows)]
    lines = [_line(each, {answer: found[each, answer] for answer in shown}) for each in KINDS]
    lines.append(_line("All", {answer: sum(found[each, answer] for each in KINDS) for answer in shown}))
    head = ["Fact", "Drawn", "Wrong among those told", *(ANSWERS[each] for each in shown)]
    told = [_told(row, all_of) for row in rows if row["right"] in ("no", "cannot_tell")]
    noted = [_told(row, all_of) for row in rows if row["right"] == "yes" and row["note"]]
    said = [
        f"<h3>{name}</h3>\n<p>{how}</p>",
        table(head, lines, f"{name}: {len(rows)} facts, by kind"),
        f"<p>Wrong, or not to be told:</p>\n{_list(told)}" if told else "",
        f"<details><summary>Right, with a note ({len(noted)})</summary>\n{_list(noted)}</details>" if noted else "",
    ]
    return "\n".join(each for each in said if each)


def _line(name: str, found: dict[str, int]) -> list[str]:
    counts = list(found.values())
    return [escape(name), str(sum(counts)), shared(found["no"], found["yes"] + found["no"]), *map(str, counts)]


def _list(items: list[str]) -> str:
    return f'<ul class="found">\n{chr(10).join(items)}\n</ul>'


def _told(row: dict[str, str], all_of: Forums) -> str:
    said = ANSWERS[row["right"]].lower()
    note = f" Note: {linked(row['note'].rstrip('.'))}." if row["note"] else ""
    shown = named(row["found"], all_of.names).replace(" | ", ": ").rstrip(".")
    found = f" Found: {linked(shown)}." if said != "right" and shown else ""
    coded = f"{_fact(row['fact'], all_of)}, coded {dates(plain(row['coded']))}"
    return f"<li>{title(row['forum'], all_of)}, {escape(coded)}: <strong>{said}</strong>.{note}{found}</li>"


def _fact(fact: str, all_of: Forums) -> str:
    words = fact.split()
    if words[0] != "member":
        return {"founded_on": "founding date", "ended_on": "end"}[fact]
    who, tier = all_of.names.get(words[1], words[1]), TIERS.get(words[2], words[2])
    return f"{'exit' if words[-1] == 'leaves' else 'entry'} of {who} as {tier}"
