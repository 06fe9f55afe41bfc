"""Pages that load nothing from elsewhere: known loads of the renderers are removed, any other stops the build."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from entente.errors import ExternalLoad

# What the renderers add by themselves and no page of ours needs.
KNOWN_HOSTS = ("cdn.jsdelivr.net", "cdnjs.cloudflare.com", "unpkg.com", "fonts.googleapis.com", "fonts.gstatic.com")
AWAY = re.compile(r"^\s*(?:https?:)?//", re.IGNORECASE)
ADDRESS = r"""(?:"([^"]*)"|'([^']*)'|([^\s"'();]+))"""
CSS_IMPORT = re.compile(rf"@import\s+(?:url\(\s*)?{ADDRESS}\s*\)?[^;{{}}]*;?", re.IGNORECASE)
CSS_URL = re.compile(rf"url\(\s*{ADDRESS}\s*\)", re.IGNORECASE)
JS_LOAD = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*|importScripts\(\s*)["']((?:https?:)?//[^"']+)["']""")
# Calls and settings in a script that make a browser fetch something at once.
JS_CALL = re.compile(
    r"""(?:\b(?:fetch|sendBeacon|WebSocket|EventSource|Worker|SharedWorker|Request|importScripts)\s*\(\s*"""
    r"""|\.open\s*\(\s*["'`]\w+["'`]\s*,\s*|\.src(?:set)?\s*=\s*|setAttribute\(\s*["'](?:src|srcset)["']\s*,\s*)"""
    r"""["'`]((?:(?:https?|wss?):)?//[^"'`]+)["'`]""",
    re.IGNORECASE,
)
JSON_ADDRESSES = {"url", "baseURL"}  # keys of a chart's specification whose text Vega fetches
CSS_SET = re.compile(r"image-set\(([^;{}]*)", re.IGNORECASE)
QUOTED = re.compile(r"""["']([^"']*)["']""")
PAGES, STYLES, SCRIPTS = {".html", ".htm", ".xhtml", ".svg"}, {".css"}, {".js", ".mjs"}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
# Attributes that make a browser fetch something when the page opens. `a[href]` is not among them: links out are fine.
LOADS = {
    "script": ("src", "href", "xlink:href"),
    "link": ("imagesrcset",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "frame": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "input": ("src",),
    "image": ("href", "xlink:href"),
    "feimage": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "body": ("background",),
    "table": ("background",),
    "td": ("background",),
    "th": ("background",),
    "base": ("href",),
}
# `link` elements that only name another page; every other kind of link is fetched.
NAMING_RELS = {"canonical", "alternate", "author", "license", "next", "prev", "help", "me", "search"}


@dataclass(frozen=True, slots=True, order=True)
class Load:
    """One external load: the file, what loads, and from where."""

    file: str
    what: str
    url: str

    def __str__(self) -> str:
        """Write the load for an error message."""
        return f"{self.file}: {self.what} loads {self.url}"


def clean_html(text: str) -> str:
    """Remove scripts, style sheets and preconnects of the known hosts from a page."""

    def script(found: re.Match[str]) -> str:
        return "" if _known(found[1]) or _known_import(found[2]) else found[0]

    def link(found: re.Match[str]) -> str:
        return "" if _known(found[0]) else found[0]

    return LINK.sub(link, SCRIPT.sub(script, text))


def clean_css(text: str) -> str:
    """Remove imports from the known hosts from a style sheet."""
    return CSS_IMPORT.sub(lambda found: "" if _host_known(_address(found)) else found[0], text)


def loads(site: Path) -> list[Load]:
    """List every external load of a rendered site, sorted.

    Parameters
    ----------
    site : Path
        The folder of the rendered site; its HTML, CSS, SVG and JavaScript files are read. An address that a script
        puts together from parts is not seen.
    """
    found: set[Load] = set()
    for path in sorted(site.rglob("*")):
        name, kind = path.relative_to(site).as_posix(), path.suffix.lower()
        if kind in PAGES:
            found |= {Load(name, what, url) for what, url in html_loads(path.read_text(encoding="utf-8"))}
        elif kind in STYLES:
            found |= {Load(name, what, url) for what, url in css_loads(path.read_text(encoding="utf-8"))}
        elif kind in SCRIPTS:
            found |= {Load(name, what, url) for what, url in script_loads(path.read_text(encoding="utf-8"))}
    return sorted(found)


def html_loads(text: str) -> Iterator[tuple[str, str]]:
    """Find what a page would fetch from elsewhere: pairs of what loads and its address."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    yield from reader.found


def css_loads(text: str) -> Iterator[tuple[str, str]]:
    """Find what a style sheet would fetch from elsewhere."""
    bare = COMMENT.sub("", text)
    imports = [_address(found) for found in CSS_IMPORT.finditer(bare)]
    others = [_address(found) for found in CSS_URL.finditer(CSS_IMPORT.sub("", bare))]
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


def make_offline(site: Path) -> None:
    """Remove the renderers' known external loads, then stop if any is left.

    Raises
    ------
    ExternalLoad
        If a page, style sheet or script would still fetch something from elsewhere.
    """
    for path in sorted(site.rglob("*")):
        kind = path.suffix.lower()
        if kind in PAGES - {".svg"} | STYLES:
            text = path.read_text(encoding="utf-8")
            cleaned = clean_css(text) if kind in STYLES else clean_html(text)
            if cleaned != text:
                path.write_text(cleaned, encoding="utf-8")
    left = loads(site)
    if left:
        raise ExternalLoad(left)


class _Reader(HTMLParser):
    """Collect external loads from start tags, style attributes, style elements and inline modules."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.inside = self.kind = self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for name in LOADS.get(tag, ()):
            urls = (
                [part.strip().split(" ")[0] for part in values.get(name, "").split(",")]
                if name.endswith("srcset")
                else [values.get(name, "")]
            )
            self.found += [(f"{tag}[{name}]", url.strip()) for url in urls if AWAY.match(url)]
        if tag == "link" and AWAY.match(values.get("href", "")) and not _names_only(values.get("rel", "")):
            self.found.append(("link", values["href"].strip()))
        if tag == "meta" and "refresh" in values.get("http-equiv", "").lower():
            aims = re.findall(r"url\s*=\s*[\"']?\s*([^\"'\s]+)", values.get("content", ""), flags=re.IGNORECASE)
            self.found += [("meta refresh", url) for url in aims if AWAY.match(url)]
        if tag == "iframe":
            self.found += [(f"iframe[srcdoc] {what}", url) for what, url in html_loads(values.get("srcdoc", ""))]
        self.found += [(f"style of {what}", url) for what, url in css_loads(values.get("style", ""))]
        handlers = "\n".join(value for name, value in values.items() if name.startswith("on"))
        self.found += script_loads(handlers)
        self.inside, self.kind, self.text = tag if tag in ("style", "script") else "", values.get("type", ""), ""

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self._read_inside()

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text += data

    def handle_pi(self, data: str) -> None:
        if data.startswith("xml-stylesheet"):
            self.found += [("xml-stylesheet", url) for url in QUOTED.findall(data) if AWAY.match(url)]

    def close(self) -> None:
        super().close()
        self._read_inside()

    def _read_inside(self) -> None:
        """Look into a whole style or script: the parser hands it over in parts."""
        if self.inside == "style":
            self.found += css_loads(self.text)
        elif self.inside == "script":
            self.found += json_loads(self.text) if "json" in self.kind else script_loads(self.text)
        self.inside = self.text = ""


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


def _address(found: re.Match[str]) -> str:
    """Take the address out of a style sheet's import or url: double-quoted, single-quoted or bare."""
    return next((part.strip() for part in found.groups() if part is not None), "")


def _names_only(rel: str) -> bool:
    kinds = set(rel.lower().split())
    return bool(kinds) and kinds <= NAMING_RELS


def _host_known(url: str) -> bool:
    return any(f"//{host}/" in f"{url}/" for host in KNOWN_HOSTS)


def _known(attributes: str) -> bool:
    return any(_host_known(url) for url in re.findall(r"""(?:src|href)\s*=\s*["']([^"']+)["']""", attributes))


def _known_import(body: str) -> bool:
    urls = JS_LOAD.findall(body)
    return bool(urls) and all(_host_known(url) for url in urls)
