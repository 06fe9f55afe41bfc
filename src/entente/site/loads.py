"""What a rendered site would load from elsewhere when its pages are opened: tags, style sheets, scripts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from entente.site.text_loads import AWAY, QUOTED, css_loads, json_loads, script_loads

PAGES, STYLES, SCRIPTS = {".html", ".htm", ".xhtml", ".svg"}, {".css"}, {".js", ".mjs"}
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


class _Reader(HTMLParser):
    """Collect external loads from start tags, style and handler attributes, and the insides of styles and scripts."""

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


def _names_only(rel: str) -> bool:
    kinds = set(rel.lower().split())
    return bool(kinds) and kinds <= NAMING_RELS
