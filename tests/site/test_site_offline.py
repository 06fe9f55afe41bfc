from pathlib import Path

import pytest

from entente.errors import ExternalLoad
from entente.site.offline import clean_css, clean_html, css_loads, html_loads, loads, make_offline

AWAY = "https://example.org/x"
ESCAPED = AWAY.replace("/", "\\/")
EACH_LOAD = {
    "script": f'<script src="{AWAY}"></script>',
    "module": f'<script type="module">import a from "{AWAY}";</script>',
    "import()": f"<script>import('{AWAY}')</script>",
    "stylesheet": f'<link rel="stylesheet" href="{AWAY}">',
    "preconnect": f'<link rel="preconnect" href="{AWAY}">',
    "icon": f'<link href="{AWAY}" rel="icon">',
    "image": f'<img alt="" src="{AWAY}">',
    "image without scheme": '<img src="//example.org/x">',
    "srcset": f'<img srcset="a.png 1x, {AWAY} 2x">',
    "picture": f'<picture><source srcset="{AWAY}"></picture>',
    "frame": f'<iframe src="{AWAY}"></iframe>',
    "video": f'<video poster="{AWAY}"></video>',
    "object": f'<object data="{AWAY}"></object>',
    "svg image": f'<svg><image href="{AWAY}"/></svg>',
    "svg use": f'<svg><use xlink:href="{AWAY}"/></svg>',
    "@import": f'<style>@import "{AWAY}";</style>',
    "@import url": f"<style>@import url({AWAY});</style>",
    "font": f'<style>@font-face {{ src: url("{AWAY}") }}</style>',
    "style attribute": f'<p style="background: url({AWAY})">x</p>',
    "refresh": f'<meta http-equiv="refresh" content="0; url={AWAY}">',
    "refresh without scheme": '<meta http-equiv="Refresh" content="0;URL=//example.org/x">',
    "base": f'<base href="{AWAY}">',
    "chart": f'<script type="application/json">{{"data": {{"url": "{AWAY}"}}}}</script>',
    "chart's picture": f'<script type="application/json">[{{"encode": {{"url": {{"value": "{AWAY}"}}}}}}]</script>',
    "chart with a tag": f'<script type="application/json">{{"a": "</b>", "url": "{ESCAPED}"}}</script>',
    "fetch": f"<script>window.fetch( '{AWAY}').then(x)</script>",
    "fetch without scheme": "<script>fetch(`//example.org/x`)</script>",
    "request": f'<script>const r = new XMLHttpRequest(); r.open("GET", "{AWAY}")</script>',
    "beacon": f"<script>navigator.sendBeacon('{AWAY}', 1)</script>",
    "socket": '<script>new WebSocket("wss://example.org/x")</script>',
    "new image": f'<script>new Image().src = "{AWAY}"</script>',
    "set source": f'<script>a.setAttribute("src", "{AWAY}")</script>',
    "handler": f"<p onclick=\"fetch('{AWAY}')\">x</p>",
    "image-set": f"<style>b {{ background: image-set('a.png' 1x, '{AWAY}' 2x) }}</style>",
    "srcdoc": '<iframe srcdoc="&lt;img src=&quot;//example.org/x&quot;&gt;"></iframe>',
    "imagesrcset": f'<link rel="preload" as="image" imagesrcset="a.png 1x, {AWAY} 2x">',
    "svg filter": f'<svg><feImage href="{AWAY}"/></svg>',
    "svg script": f'<svg><script xlink:href="{AWAY}"/></svg>',
    "xml-stylesheet": f'<?xml-stylesheet href="{AWAY}"?><svg></svg>',
}
HARMLESS = [
    f'<a href="{AWAY}">out</a>',
    f'<link rel="canonical" href="{AWAY}">',
    f'<link rel="alternate license" href="{AWAY}">',
    f"<p>{AWAY}</p>",
    '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    '<img src="data:image/png;base64,AAAA" srcset="b.png 2x">',
    '<script src="../assets/vega.js"></script>',
    f'<script type="application/json">{{"$schema": "{AWAY}"}}</script>',
    f"<style>/* url({AWAY}) */</style>",
    "<script>document.createElementNS('http://www.w3.org/2000/svg', 'g'); fetch('data/a.csv'); open('//b')</script>",
    '<script type="application/json">{"$schema": "https://vega.github.io/schema/v5.json", "url": "a.csv"}</script>',
    f'<script type="application/ld+json">{{"text": "fetch(\\"{AWAY}\\")"}}</script>',
    "<style>b { background: image-set('a.png' 1x, url(b.png) 2x) }</style>",
]


@pytest.mark.parametrize("html", EACH_LOAD.values(), ids=EACH_LOAD.keys())
def test_each_kind_of_load_stops_the_build(html: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    with pytest.raises(ExternalLoad) as stopped:
        make_offline(tmp_path)
    assert "index.html" in str(stopped.value)
    assert "example.org/x" in str(stopped.value)


@pytest.mark.parametrize("name", ["index.HTML", "index.xhtml", "index.htm", "index.SVG"])
def test_pages_by_any_name_are_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(EACH_LOAD["svg image"], encoding="utf-8")
    assert [found.file for found in loads(tmp_path)] == [name]


@pytest.mark.parametrize("html", HARMLESS)
def test_what_loads_nothing_passes(html: str) -> None:
    assert list(html_loads(html)) == []


def test_css_and_script_files_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text(f"@import '{AWAY}'; b {{ background: url('{AWAY}') }}", encoding="utf-8")
    (tmp_path / "b.js").write_text(f"importScripts('{AWAY}')", encoding="utf-8")
    (tmp_path / "c.svg").write_text(f'<svg><image href="{AWAY}"/></svg>', encoding="utf-8")
    assert [found.file for found in loads(tmp_path)] == ["a.css", "a.css", "b.js", "c.svg"]


def test_known_additions_of_the_renderers_are_removed() -> None:
    page = (
        '<script src="https://cdn.jsdelivr.net/npm/requirejs@2.3.6/require.min.js" integrity="x"></script>'
        '<script src="https://cdnjs.cloudflare.com/ajax/jquery.min.js"></script>'
        '<link rel="preconnect" href="https://fonts.gstatic.com"><script src="own.js"></script>'
    )
    assert clean_html(page) == '<script src="own.js"></script>'
    assert clean_css("@import url('https://fonts.googleapis.com/css2?family=Lato:ital;wght@400');b{}") == "b{}"


def test_other_hosts_are_left_for_the_check_to_find() -> None:
    assert clean_html(EACH_LOAD["script"]) == EACH_LOAD["script"]
    assert list(css_loads(clean_css(f"@import '{AWAY}';"))) == [("@import", AWAY)]


def test_an_offline_site_passes(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("".join(HARMLESS), encoding="utf-8")
    make_offline(tmp_path)
