"""Members by tier and time, as an SVG that needs no script and no colour to be read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape

from entente.site.forums.material import Rows
from entente.site.forums.words import TIERS

Place = Callable[[str], float]

TOP = 26


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of a drawing in its own units, and how it is told apart in the style sheet."""

    name: str
    width: int
    label: int  # room for names left of the bars; 0: names stand above them
    row: int
    years: int  # how many years the axis names at most


WIDE = Layout("wide", 720, 200, 20, 9)
NARROW = Layout(
    "narrow", 350, 0, 34, 5
)  # about a phone's width, so that its text is as large as the page's small print
# Full members are solid; the lesser the rank, the thinner the bar.
HEIGHTS = {"core": 10, "named": 10, "associate": 7, "observer": 4, "dialogue": 3}


def timeline(members: Rows, names: dict[str, str], first: str, last: str) -> str:
    """Draw one line per member and a bar per spell, from `first` to `last` (ISO days), for wide and narrow screens.

    A tick marks a beginning known to the day; a bar that runs to the right edge has no end that was seen.
    """
    return "".join(_draw(layout, members, names, first, last) for layout in (WIDE, NARROW))


def _draw(layout: Layout, members: Rows, names: dict[str, str], first: str, last: str) -> str:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    span = max((end - begin).days, 365)

    def place(on: str) -> float:
        days = (date.fromisoformat(on) - begin).days if on else span
        return layout.label + (layout.width - layout.label - 10) * min(max(days / span, 0), 1)

    ordered = sorted(members, key=lambda row: (row["valid_from"], row["state_id"]))
    order = list(dict.fromkeys(row["state_id"] for row in ordered))
    height = TOP + layout.row * len(order) + 8
    marks = [*_years(layout, begin, begin.year + span // 365 + 1, place, height)]
    for line, state in enumerate(order):
        middle = TOP + layout.row * (line + 0.5) + (0 if layout.label else 9)
        base = middle + 4 if layout.label else middle - 11
        marks.append(f'<text x="0" y="{base:.1f}" class="who">{escape(names.get(state, state))}</text>')
        for row in ordered:
            if row["state_id"] == state:
                marks += _bar(row, place, middle)
    alt = escape(f"{len(order)} members from {begin.year} to {end.year}; the table below has every date.", quote=True)
    return (
        f'<svg class="forum-time {layout.name}" viewBox="0 0 {layout.width} {height}" width="100%" role="img" '
        f'aria-label="{alt}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="currentColor">{"".join(marks)}</svg>'
    )


def _years(layout: Layout, begin: date, last: int, place: Place, height: float) -> list[str]:
    step = next(each for each in (1, 2, 5, 10, 20) if (last - begin.year) / each <= layout.years)
    out = []
    for year in range(-(-begin.year // step) * step, last + 1, step):
        x = place(f"{year}-01-01")
        if layout.label < x < layout.width - 10:
            out.append(f'<path d="M{x:.1f} {TOP - 6}V{height}" stroke="currentColor" stroke-opacity=".18"/>')
            out.append(f'<text x="{x:.1f}" y="12" text-anchor="middle" opacity=".75">{year}</text>')
    return out


def _bar(row: dict[str, str], place: Place, middle: float) -> list[str]:
    left, right = place(row["valid_from"]), place(row["valid_to"])
    thick = HEIGHTS.get(row["tier"], 4)
    said = escape(f"{TIERS.get(row['tier'], row['tier'])}, {row['valid_from']} to {row['valid_to'] or 'no end seen'}")
    size = f'width="{max(right - left, 2):.1f}" height="{thick}"'
    shape = f'<rect x="{left:.1f}" y="{middle - thick / 2:.1f}" {size} fill-opacity=".55"'
    dashed = ' stroke="currentColor" stroke-dasharray="3 2"' if row["tier"] == "named" else ""
    out = [f"{shape}{dashed}><title>{said}</title></rect>"]
    if row["valid_from_precision"] == "day" and not row["valid_from_bound"]:
        out.append(f'<path d="M{left:.1f} {middle - 7}v14" stroke="currentColor" stroke-width="1.5"/>')
    return out
