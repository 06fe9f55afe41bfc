"""Pages that load nothing from elsewhere: known loads of the renderers are removed, any other stops the build."""

import re
from pathlib import Path

from entente.errors import ExternalLoad
from entente.site.loads import PAGES, STYLES, loads
from entente.site.text_loads import CSS_IMPORT, JS_LOAD, address

# What the renderers add by themselves and no page of ours needs.
KNOWN_HOSTS = ("cdn.jsdelivr.net", "cdnjs.cloudflare.com", "unpkg.com", "fonts.googleapis.com", "fonts.gstatic.com")
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)


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


def clean_html(text: str) -> str:
    """Remove scripts, style sheets and preconnects of the known hosts from a page."""

    def script(found: re.Match[str]) -> str:
        return "" if _known(found[1]) or _known_import(found[2]) else found[0]

    def link(found: re.Match[str]) -> str:
        return "" if _known(found[0]) else found[0]

    return LINK.sub(link, SCRIPT.sub(script, text))


def clean_css(text: str) -> str:
    """Remove imports from the known hosts from a style sheet."""
    return CSS_IMPORT.sub(lambda found: "" if _host_known(address(found)) else found[0], text)


def _host_known(url: str) -> bool:
    return any(f"//{host}/" in f"{url}/" for host in KNOWN_HOSTS)


def _known(attributes: str) -> bool:
    return any(_host_known(url) for url in re.findall(r"""(?:src|href)\s*=\s*["']([^"']+)["']""", attributes))


def _known_import(body: str) -> bool:
    urls = JS_LOAD.findall(body)
    return bool(urls) and all(_host_known(url) for url in urls)
