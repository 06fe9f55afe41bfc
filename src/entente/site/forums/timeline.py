"""Members by rank and time, as an SVG that needs no script and no colour to be read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape

from entente.report.words import MONTHS
from entente.site.forums.material import Rows
from entente.site.forums.words import TIERS, day

Place = Callable[[str], float]

TOP = 42
EDGE = 6  # room at the right, so that no mark is cut


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of a drawing in its own units, and how it is told apart in the style sheet."""

    name: str
    width: int
    label: int  # room for names left of the bars; 0: names stand above them
    row: int
    years: int  # how many years the axis names at most


# As wide as the column of text and as a phone, so that the drawing is not shrunk and its text keeps its size.
WIDE = Layout("wide", 608, 214, 21, 8)
NARROW = Layout("narrow", 350, 0, 36, 6)
# Full members are solid; the lesser the rank, the thinner the bar.
HEIGHTS = {"core": 10, "associate": 7, "observer": 4, "dialogue": 3}


@dataclass(frozen=True, slots=True)
class Axis:
    """Both ends of the axis as ISO days and in words, and how the drawing is to be read.

    `ended`: the right end is the forum's own. `dots`: the forum never met, so each member is one dot, no bar.
    """

    first: str
    last: str
    first_words: str
    last_words: str
    ended: bool = False
    dots: bool = False


def ordered(members: Rows, names: dict[str, str]) -> list[str]:
    """Return the members by the highest rank they had, the date of that rank, and their English name."""
    rank = {tier: place for place, tier in enumerate(TIERS)}
    best: dict[str, tuple[int, str, str]] = {}
    for row in members:
        key = (rank[row["tier"]], row["valid_from"], names.get(row["state_id"], row["state_id"]).casefold())
        best[row["state_id"]] = min(best.get(row["state_id"], key), key)
    return sorted(best, key=lambda state: best[state])


def timeline(members: Rows, names: dict[str, str], axis: Axis, alt: str) -> str:
    """Draw one line per member and a bar per spell, for wide and narrow screens.

    A tick marks a first or last day that is known; a bar that runs to the right edge lasted to the end of the axis.

    Parameters
    ----------
    members : list of dict
        Spells as text.
    names : dict of str to str
        Members' names by key.
    axis : Axis
        From when to when.
    alt : str
        What the drawing shows, in a sentence.
    """
    return "".join(_draw(layout, members, names, axis, alt) for layout in (WIDE, NARROW))


def _draw(layout: Layout, members: Rows, names: dict[str, str], axis: Axis, alt: str) -> str:
    begin, end = date.fromisoformat(axis.first), date.fromisoformat(axis.last)
    span = (end - begin).days

    def place(on: str) -> float:
        share = min(max((date.fromisoformat(on) - begin).days / span, 0), 1) if on and span else float(not on)
        return layout.label + EDGE + (layout.width - layout.label - 2 * EDGE) * share

    order = ordered(members, names)
    height = TOP + layout.row * len(order) + 8
    marks = [*_ends(layout, axis, height, alone=not span), *_years(layout, begin, end, place, height)]
    for line, state in enumerate(order):
        middle = TOP + layout.row * (line + 0.5) + (0 if layout.label else 9)
        base = middle + 4.5 if layout.label else middle - 11
        marks.append(f'<text x="0" y="{base:.1f}" class="who">{escape(names.get(state, state))}</text>')
        for row in sorted(members, key=lambda each: each["valid_from"]):
            if row["state_id"] == state:
                marks += [_dot(row, place, middle)] if axis.dots else _bar(row, place, middle, axis)
    return (
        f'<svg class="forum-time {layout.name}" viewBox="0 0 {layout.width} {height}" width="100%" role="img" '
        f'aria-label="{escape(alt, quote=True)}" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="currentColor">{"".join(marks)}</svg>'
    )


def _ends(layout: Layout, axis: Axis, height: float, *, alone: bool) -> list[str]:
    """Name both ends of the axis, and close it with a line where the forum ended there; one end if they are one."""
    left, right = layout.label + EDGE, layout.width - EDGE
    out = [f'<text x="{left}" y="13" class="end">{escape(_short(axis.first_words))}</text>']
    out.append(f'<path d="M{left} {TOP - 6}V{height}" stroke="currentColor" stroke-opacity=".45"/>')
    if not alone:
        out.append(f'<text x="{right}" y="13" text-anchor="end" class="end">{escape(_short(axis.last_words))}</text>')
        line = 'stroke-width="2"' if axis.ended else 'stroke-opacity=".45" stroke-dasharray="2 3"'
        name = ' class="over"' if axis.ended else ""
        out.append(f'<path{name} d="M{right} {TOP - 6}V{height}" stroke="currentColor" {line}/>')
    return out


def _short(words: str) -> str:
    """Write the month of a date in three letters, so that both ends have room on a phone."""
    for month in MONTHS:
        words = words.replace(month, month[:3])
    return words


def _years(layout: Layout, begin: date, end: date, place: Place, height: float) -> list[str]:
    span = end.year - begin.year
    step = next(each for each in (1, 2, 5, 10, 20, 50) if span / each <= layout.years)
    out = []
    for year in range(-(-begin.year // step) * step, end.year + 1, step):
        x = place(f"{year}-01-01")
        if layout.label + EDGE + 16 < x < layout.width - EDGE - 16:
            out.append(f'<path d="M{x:.1f} {TOP - 6}V{height}" stroke="currentColor" stroke-opacity=".18"/>')
            out.append(f'<text x="{x:.1f}" y="31" text-anchor="middle" opacity=".8" font-size="12">{year}</text>')
    return out


def _dot(row: dict[str, str], place: Place, middle: float) -> str:
    """Draw a member of a forum that never met: a dashed circle if only a proposal named it, else a full one."""
    said = f"{TIERS.get(row['tier'], row['tier'])}, {day(row['valid_from'], row['valid_from_precision'])}"
    look = 'fill="none" stroke="currentColor" stroke-dasharray="2.5 2"' if row["tier"] == "named" else 'stroke="none"'
    return (
        f'<circle cx="{place(row["valid_from"]):.1f}" cy="{middle:.1f}" r="5" {look}>'
        f"<title>{escape(said)}</title></circle>"
    )


def _bar(row: dict[str, str], place: Place, middle: float, axis: Axis) -> list[str]:
    left, right = place(row["valid_from"]), place(row["valid_to"])
    thick = HEIGHTS.get(row["tier"], 4)
    begun = day(row["valid_from"], row["valid_from_precision"], row["valid_from_bound"])
    gone = day(row["valid_to"], row["valid_to_precision"], row["valid_to_bound"]) or "no end seen"
    until = axis.last_words if row["ended_with_forum"] == "true" else gone
    said = escape(f"{TIERS.get(row['tier'], row['tier'])}, {begun} to {until}")
    size = f'width="{max(right - left, 2):.1f}" height="{thick}"'
    out = [f'<rect x="{left:.1f}" y="{middle - thick / 2:.1f}" {size} fill-opacity=".55"><title>{said}</title></rect>']
    if row["valid_from_precision"] == "day" and not row["valid_from_bound"]:
        out.append(_tick(left, middle))
    if row["valid_to"] and row["valid_to_precision"] == "day" and not row["valid_to_bound"]:
        out.append(_tick(right, middle))
    return out


def _tick(x: float, middle: float) -> str:
    return f'<path class="tick" d="M{x:.1f} {middle - 7}v14" stroke="currentColor" stroke-width="1.5"/>'
