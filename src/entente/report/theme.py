"""Design tokens: every colour, font and size of the charts, tables and pages is written once, in tokens.json."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Mode = Literal["light", "dark"]


@cache
def tokens() -> dict[str, Any]:
    """Read the design tokens.

    Returns
    -------
    dict
        Sections `light` and `dark` (role to hex colour), `font`, `size` (CSS lengths) and `chart` (pixels).
    """
    text = (files("entente.report") / "tokens.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def colour(role: str, mode: Mode = "light") -> str:
    """Return the hex colour of a role, such as `ink` or `supported`."""
    return str(tokens()[mode][role])


def night() -> dict[str, str]:
    """Map each light colour to its dark one: what a chart drawn in light needs to be read in the dark."""
    light, dark = tokens()["light"], tokens()["dark"]
    return {light[role]: dark[role] for role in light}


def css_variables() -> str:
    """Write the tokens as CSS variables: light, dark by the reader's choice, dark by preference without scripts."""
    shared = [
        f"--{kind}-{_dash(name)}: {value};" for kind in ("font", "size") for name, value in tokens()[kind].items()
    ]
    light = [f"--{_dash(role)}: {value};" for role, value in tokens()["light"].items()]
    dark = [f"--{_dash(role)}: {value};" for role, value in tokens()["dark"].items()]
    chosen = """:root:is([data-scheme="alternate"], :has(body.quarto-dark))"""
    preferred = ":root:not(.js)"
    return "\n".join(
        [
            _rule(":root", [*shared, *light, "color-scheme: light;"]),
            "@media screen {",
            _rule(chosen, [*dark, "color-scheme: dark;"]),
            "}",
            "@media screen and (prefers-color-scheme: dark) {",
            _rule(preferred, [*dark, "color-scheme: dark;"]),
            "}",
            "",
        ]
    )


def vega_config() -> dict[str, Any]:
    """Return the Vega-Lite configuration of every chart, in light colours."""
    label, chart = tokens()["font"]["label"], tokens()["chart"]
    text = {"font": label, "fontSize": chart["label"], "color": colour("ink")}
    return {
        "background": "transparent",
        "font": label,
        "view": {"stroke": None},
        "padding": 2,
        "axis": {
            **{f"{part}Font": label for part in ("label", "title")},
            **{f"{part}FontSize": chart["small"] for part in ("label", "title")},
            **{f"{part}FontWeight": "normal" for part in ("label", "title")},
            **{f"{part}Color": colour("muted") for part in ("label", "title")},
            **{"domain": False, "ticks": False, "grid": True, "gridColor": colour("hairline"), "gridWidth": 1},
            **{"labelPadding": 6, "titlePadding": 10},
        },
        "text": text,
        "rule": {"color": colour("ink")},
        "legend": {"disable": True},
    }


def _dash(name: str) -> str:
    return name.replace("_", "-")


def _rule(selector: str, lines: list[str]) -> str:
    return f"{selector} {{\n" + "".join(f"  {line}\n" for line in lines) + "}"
