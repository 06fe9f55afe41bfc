"""Pages that load nothing from elsewhere: known loads of the renderers are removed, any other stops the build."""

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
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
# Attributes that make a browser fetch something when the page opens. `a[href]` is not among them: links out are fine.
LOADS = {
    "script": ("src",),
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
    "use": ("href", "xlink:href"),
    "body": ("background",),
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
        The folder of the rendered site; its HTML, CSS, SVG and JavaScript files are read.
    """
    found: set[Load] = set()
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.suffix in (".html", ".htm", ".svg"):
            found |= {Load(name, what, url) for what, url in html_loads(path.read_text(encoding="utf-8"))}
        elif path.suffix == ".css":
            found |= {Load(name, what, url) for what, url in css_loads(path.read_text(encoding="utf-8"))}
        elif path.suffix in (".js", ".mjs"):
            found |= {Load(name, "import", url) for url in JS_LOAD.findall(path.read_text(encoding="utf-8"))}
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


def make_offline(site: Path) -> None:
    """Remove the renderers' known external loads, then stop if any is left.

    Raises
    ------
    ExternalLoad
        If a page, style sheet or script would still fetch something from elsewhere.
    """
    for path in sorted(site.rglob("*")):
        if path.suffix in (".html", ".css"):
            text = path.read_text(encoding="utf-8")
            cleaned = clean_html(text) if path.suffix == ".html" else clean_css(text)
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
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for name in LOADS.get(tag, ()):
            urls = (
                [part.strip().split(" ")[0] for part in values.get(name, "").split(",")]
                if name == "srcset"
                else [values.get(name, "")]
            )
            self.found += [(f"{tag}[{name}]", url.strip()) for url in urls if AWAY.match(url)]
        if tag == "link" and AWAY.match(values.get("href", "")) and not _names_only(values.get("rel", "")):
            self.found.append(("link", values["href"].strip()))
        if tag == "meta" and "refresh" in values.get("http-equiv", "").lower():
            self.found += [("meta refresh", url) for url in re.findall(r"https?://\S+", values.get("content", ""))]
        self.found += [(f"style of {what}", url) for what, url in css_loads(values.get("style", ""))]
        self.inside = tag if tag in ("style", "script") else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "style":
            self.found += list(css_loads(data))
        elif self.inside == "script":
            self.found += [("import", url) for url in JS_LOAD.findall(data)]


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
