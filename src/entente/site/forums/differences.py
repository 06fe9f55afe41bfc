"""Where the two codings of a forum differed, and what was decided: the log of disagreements, on the forum's page."""

from html import escape

from entente.site.forums.material import Forum, Forums, records
from entente.site.forums.words import REGIONS, STATUSES, VARIABLES, dates, linked, plain

NOTHING = "(none)"  # how the log writes that nothing is coded


def differences(forum: Forum, all_of: Forums) -> str:
    """Write the differences of one forum with their decisions; "" where none is logged."""
    rows = [row for row in records(all_of.log) if row["minilateral_id"] == forum.id]
    if not rows:
        return ""
    items = "\n".join(f"<li>{_told(row, all_of)}</li>" for row in rows)
    count = f"{len(rows)} of {len(VARIABLES)} codes" if len(rows) > 1 else f"one of {len(VARIABLES)} codes"
    return (
        '<h2 id="two-codings">Two codings compared</h2>\n'
        f"<details><summary>The first (A) and the blind second coding (B) differed in {count}</summary>\n"
        f'<ul class="found">\n{items}\n</ul></details>'
    )


def _told(row: dict[str, str], all_of: Forums) -> str:
    first, second, decided = (_said(row["variable"], row[each], all_of) for each in ("coder_a", "coder_b", "decision"))
    what = escape(VARIABLES[row["variable"]])
    end = f"decided <strong>{decided}</strong>. {linked(row['reason'])}" if decided else "not decided yet."
    return f"{what}: A {first}, B {second}; {end}"


def _said(variable: str, code: str, all_of: Forums) -> str:
    """Write one coder's code in words."""
    if code in ("", NOTHING):
        return "nothing" if code else ""
    if variable == "founding_members":
        return escape(", ".join(all_of.names.get(each, each) for each in code.split()))
    words = {"issue_id": all_of.issues, "region": REGIONS, "status": STATUSES}.get(variable, {})
    return escape(words.get(code, dates(plain(code))))
