"""What a style sheet, a script or a chart's specification would fetch from elsewhere, read off its text."""

import json
import re
from collections.abc import Iterator

AWAY = re.compile(r"^\s*(?:https?:)?//", re.IGNORECASE)
QUOTED = re.compile(r"""["']([^"']*)["']""")
ADDRESS = r"""(?:"([^"]*)"|'([^']*)'|([^\s"'();]+))"""
CSS_IMPORT = re.compile(rf"@import\s+(?:url\(\s*)?{ADDRESS}\s*\)?[^;{{}}]*;?", re.IGNORECASE)
CSS_URL = re.compile(rf"url\(\s*{ADDRESS}\s*\)", re.IGNORECASE)
CSS_SET = re.compile(r"image-set\(([^;{}]*)", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
JS_LOAD = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*|importScripts\(\s*)["']((?:https?:)?//[^"']+)["']""")
# Calls and settings in a script that make a browser fetch something at once.
JS_CALL = re.compile(
    r"""(?:\b(?:fetch|sendBeacon|WebSocket|EventSource|Worker|SharedWorker|Request|importScripts)\s*\(\s*"""
    r"""|\.open\s*\(\s*["'`]\w+["'`]\s*,\s*|\.src(?:set)?\s*=\s*|setAttribute\(\s*["'](?:src|srcset)["']\s*,\s*)"""
    r"""["'`]((?:(?:https?|wss?):)?//[^"'`]+)["'`]""",
    re.IGNORECASE,
)
JSON_ADDRESSES = {"url", "baseURL"}  # keys of a chart's specification whose text Vega fetches


def css_loads(text: str) -> Iterator[tuple[str, str]]:
    """Find what a style sheet would fetch from elsewhere."""
    bare = COMMENT.sub("", text)
    imports = [address(found) for found in CSS_IMPORT.finditer(bare)]
    others = [address(found) for found in CSS_URL.finditer(CSS_IMPORT.sub("", bare))]
    yield from (("@import", url) for url in imports if AWAY.match(url))
    yield from (("url()", url) for url in others if AWAY.match(url))
    sets = (url for found in CSS_SET.finditer(bare) for url in QUOTED.findall(CSS_URL.sub("", found[1])))
    yield from (("image-set()", url) for url in sets if AWAY.match(url))


def script_loads(text: str) -> Iterator[tuple[str, str]]:
    """Find what a script would fetch from elsewhere, as far as its addresses stand in it as they are."""
    yield from (("import", url) for url in JS_LOAD.findall(text))
    known = {found.span(1) for found in JS_LOAD.finditer(text)}
    yield from (("call", found[1]) for found in JS_CALL.finditer(text) if found.span(1) not in known)


def json_loads(text: str) -> Iterator[tuple[str, str]]:
    """Find what a chart's specification would fetch from elsewhere; what is no JSON fetches nothing."""
    try:
        yield from (("data", url) for url in _addresses(json.loads(text)) if AWAY.match(url))
    except ValueError:
        return


def address(found: re.Match[str]) -> str:
    """Take the address out of a style sheet's import or url: double-quoted, single-quoted or bare."""
    return next((part.strip() for part in found.groups() if part is not None), "")


def _addresses(value: object) -> Iterator[str]:
    """Walk over JSON: every text below a key that names an address."""
    if isinstance(value, dict):
        for key, held in value.items():
            yield from _texts(held) if key in JSON_ADDRESSES else _addresses(held)
    elif isinstance(value, list):
        for each in value:
            yield from _addresses(each)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
