"""The picture that other sites show beside a link to ours: the question and the answer, in the colours of the pages."""

import textwrap
from html import escape

import vl_convert

from entente.report import pick
from entente.report.sentences import verdict_sentence
from entente.report.theme import colour
from entente.report.words import verdict
from entente.site.material import Material

WIDTH, HEIGHT = 1200, 630  # the size that social sites ask for
QUESTION = "Does cooperation on one issue survive disagreement on others?"


def card(material: Material) -> bytes:
    """Draw the card as PNG; same material, same bytes."""
    return bytes(vl_convert.svg_to_png(card_svg(material), scale=1.0))


def card_svg(material: Material) -> str:
    """Write the card as SVG: the question, the first claim's answer, a line in the verdict's colour."""
    said, role = "Not tested yet.", "not_tested"
    for claim in material.claims.values():
        row = None if claim.estimates.empty else pick.row(claim.estimates, "holding_up")
        if row is not None:
            said, role = (
                verdict_sentence(row, strict=float(claim.spec["margin"]["strict"])),
                verdict(row["verdict"]).role,
            )
            break
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{colour("paper")}"/>',
            *_lines("Entente", 34, top=110, size=34, weight=700, fill=colour("muted")),
            *_lines(QUESTION, 34, top=200, size=60, weight=700, fill=colour("ink")),
            f'<rect x="80" y="390" width="120" height="6" fill="{colour(role)}"/>',
            *_lines(said, 66, top=455, size=33, weight=400, fill=colour("ink")),
            "</svg>",
        ]
    )


def _lines(text: str, width: int, *, top: int, size: int, weight: int, fill: str) -> list[str]:
    return [
        f'<text x="80" y="{top + place * round(size * 1.25)}" font-family="serif" '
        f'font-weight="{weight}" font-size="{size}" '
        f'fill="{fill}">{escape(line)}</text>'
        for place, line in enumerate(textwrap.wrap(text, width)[:4])
    ]
