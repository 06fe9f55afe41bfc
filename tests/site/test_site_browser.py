"""The finished site in a browser, opened as files: with and without scripts, wide and narrow, light and dark."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread
from typing import Any

import pytest
from made_up_site import built
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    """A server that writes no log."""

    def log_message(self, *_: Any) -> None:
        """Write nothing."""


FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CLAIM = "notebooks/ring-fencing-trade.html"
PAGES = ("index.html", CLAIM, "notebooks/data.html", "notebooks/methods.html", "notebooks/about.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next(path for name in NAMES if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


@contextmanager
def opened(browser: Browser, page: str, *, width: int = 1280, **options: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    tab = context.new_page()
    tab.goto((built() / page).as_uri())
    yield tab
    context.close()


@pytest.mark.parametrize("page", PAGES)
def test_opens_as_a_file_without_another_host_or_an_error(browser: Browser, page: str) -> None:
    context = browser.new_context()
    tab, elsewhere, errors = context.new_page(), [], []
    tab.on(
        "request",
        lambda request: (
            elsewhere.append(request.url) if not request.url.startswith(("file:", "data:", "blob:")) else None
        ),
    )
    tab.on("requestfailed", lambda request: errors.append(request.url))
    tab.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto((built() / page).as_uri())
    tab.wait_for_timeout(500)
    context.close()
    assert (elsewhere, errors) == ([], [])


@pytest.mark.parametrize("page", ["index.html", CLAIM])
def test_charts_are_drawn_over_their_images(browser: Browser, page: str) -> None:
    with opened(browser, page) as tab:
        charts = tab.locator("figure.chart").count()
        tab.wait_for_function(f"document.querySelectorAll('.chart-room.live .drawn svg').length === {charts}")
        assert charts == (1 if page == "index.html" else 8)
        assert not tab.locator("figure.chart picture").first.is_visible()
        labels = tab.locator(".drawn").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
        assert all(len(label) > 30 for label in labels)


@pytest.mark.parametrize("page", ["index.html", CLAIM])
def test_without_scripts_the_images_and_the_answer_stay(browser: Browser, page: str) -> None:
    with opened(browser, page, java_script_enabled=False, width=390) as tab:
        assert tab.locator("figure.chart img").first.is_visible()
        assert tab.locator("figure.chart img").first.bounding_box()["height"] > 200  # type: ignore[index]
        assert tab.locator(".answer").is_visible()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_scrolls_only_down(browser: Browser, page: str, *, scripts: bool) -> None:
    with opened(browser, page, width=390, java_script_enabled=scripts) as tab:
        tab.wait_for_timeout(300)
        box = tab.locator("html").bounding_box()
        assert box is not None
        assert box["width"] <= 390
        if scripts:
            assert tab.evaluate("document.documentElement.scrollWidth") <= 390


TEXT = "main :is(p, h1, h2, h3, li, a, td, th, dt, dd, summary), .nav-link, .navbar-title, footer p"
WEAK = """(selector) => {
  const part = v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const shade = text => {
    const [r, g, b] = text.match(/[\\d.]+/g).map(v => part(Number(v) / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = shade(getComputedStyle(document.body).backgroundColor);
  const seen = one => one.offsetParent && one.textContent.trim() && !one.closest('.strip');
  const ratio = one => {
    const ink = shade(getComputedStyle(one).color);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  };
  return Array.from(document.querySelectorAll(selector)).filter(seen).filter(one => ratio(one) <= 5.9)
    .map(one => one.tagName + '.' + one.className + ' ' + ratio(one).toFixed(2));
}"""  # PAGES: all text above 5.9


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(browser: Browser, page: str, scheme: str) -> None:
    with opened(browser, page, color_scheme=scheme) as tab:
        tab.wait_for_timeout(300)
        assert tab.evaluate(WEAK, TEXT) == []
        paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(251, 250, 247)" if scheme == "light" else "rgb(18, 23, 28)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_asks_for_more_contrast_gets_no_muted_text(browser: Browser, scheme: str) -> None:
    with opened(browser, "index.html", color_scheme=scheme, contrast="more") as tab:
        colour = "one => getComputedStyle(one).color"
        inks = {tab.locator(part).first.evaluate(colour) for part in ("main h1", ".question p", ".chart-subtitle")}
        assert len(inks) == 1


def test_tables_stand_on_the_paper_in_the_dark(browser: Browser) -> None:
    with opened(browser, "notebooks/methods.html", color_scheme="dark") as tab:
        shade = "all => [...new Set(all.map(one => getComputedStyle(one).boxShadow))]"
        assert tab.locator("main td").evaluate_all(shade) == ["none"]


def test_charts_keep_their_paper_where_colours_are_forced(browser: Browser) -> None:
    with opened(browser, "index.html", forced_colors="active") as tab:
        style = "one => [getComputedStyle(one).forcedColorAdjust, getComputedStyle(one).backgroundColor]"
        assert tab.locator(".chart-room").first.evaluate(style) == ["none", "rgb(251, 250, 247)"]


def test_charts_follow_the_readers_choice_of_dark(browser: Browser) -> None:
    with opened(browser, "index.html", color_scheme="light") as tab:
        tab.wait_for_selector(".chart-room.live svg")
        tab.locator(".quarto-color-scheme-toggle").first.click()
        tab.wait_for_function("document.querySelector('.drawn svg').outerHTML.includes('#e7e4dc')")


@pytest.mark.parametrize("page", PAGES)
def test_ids_are_unique_and_no_level_of_headings_is_skipped(browser: Browser, page: str) -> None:
    with opened(browser, page) as tab:
        ids = tab.locator("[id]").evaluate_all("all => all.map(one => one.id)")
        assert sorted(set(ids)) == sorted(ids)
        levels = tab.locator("h1, h2, h3, h4, h5").evaluate_all(
            "all => all.filter(one => !one.closest('nav')).map(one => Number(one.tagName[1]))"
        )
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_table_opens_by_keyboard(browser: Browser) -> None:
    with opened(browser, CLAIM) as tab:
        summary = tab.locator("figure.chart details.numbers > summary").first
        assert not tab.locator("figure.chart details.numbers table").first.is_visible()
        summary.focus()
        tab.keyboard.press("Enter")
        assert tab.locator("figure.chart details.numbers table").first.is_visible()


def test_first_tab_stop_skips_to_the_text(browser: Browser) -> None:
    with opened(browser, "index.html") as tab:
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.className") == "skip"


@pytest.mark.parametrize("page", PAGES)
def test_without_scripts_a_phone_has_a_menu_that_needs_none(browser: Browser, page: str) -> None:
    with opened(browser, page, width=390, java_script_enabled=False) as tab:
        assert not tab.locator(".navbar-toggler").is_visible()
        for place in (".navbar-nav", "footer"):
            links = tab.locator(f"{place} a.nav-link", has_text="Methods")
            assert links.first.is_visible()
            assert (links.first.get_attribute("href") or "").endswith("methods.html")


def test_what_has_the_focus_has_an_outline(browser: Browser) -> None:
    for width in (390, 1280):
        with opened(browser, "index.html", width=width) as tab:
            if width == 390:
                tab.locator(".navbar-toggler").click()
                tab.wait_for_timeout(600)
            tab.locator(".navbar-brand").focus()
            seen = set()
            for _ in range(9):
                tab.keyboard.press("Tab")
                styles = (
                    "one => [one.className, getComputedStyle(one).outlineStyle, getComputedStyle(one).outlineWidth]"
                )
                name, style, size = tab.evaluate(f"({styles})(document.activeElement)")
                assert (style, size) == ("solid", "2px"), name
                seen.add(name.split(" ")[0])
            assert {"nav-link", "quarto-color-scheme-toggle", "form-control"} <= seen
            assert width == 1280 or "navbar-toggler" in seen


@pytest.mark.parametrize("page", ["index.html", "notebooks/about.html"])
def test_links_beside_and_below_the_text_show_the_focus(browser: Browser, page: str) -> None:
    with opened(browser, page) as tab:
        tab.locator("main a").last.focus()
        seen = set()
        for _ in range(30):
            tab.keyboard.press("Tab")
            where, outline = tab.evaluate(
                "(one => [one.closest('footer') ? 'foot' : one.closest('#TOC') ? 'beside' : '',"
                " getComputedStyle(one).outlineStyle])(document.activeElement)"
            )
            assert outline == "solid" or not where
            seen.add(where)
        assert "foot" in seen


def test_a_claim_with_a_page_is_seen_to_have_one(browser: Browser) -> None:
    with opened(browser, "index.html") as tab:
        border = "all => [...new Set(all.map(one => getComputedStyle(one).borderTopStyle))]"
        assert tab.locator(".strip a").evaluate_all(border) == ["solid"]
        assert tab.locator(".strip .tone-not_tested .cell-claim").evaluate_all(border) == ["dashed"]


def test_the_switch_of_colours_is_a_button_with_a_name(browser: Browser) -> None:
    with opened(browser, "index.html", color_scheme="light") as tab:
        tab.get_by_role("button", name="Dark", exact=True).focus()
        tab.keyboard.press("Space")
        assert tab.get_by_role("button", name="Light", exact=True).is_visible()


def test_a_phone_reads_every_cell_of_a_table(browser: Browser) -> None:
    with opened(browser, CLAIM, width=390) as tab:
        tab.locator("details.numbers > summary").first.click()
        cells = tab.locator("details.numbers").first.locator("tbody td")
        boxes = [cell.bounding_box() for cell in cells.all()]
        assert boxes
        assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
        said = tab.evaluate("one => getComputedStyle(one, '::before').content", cells.first.element_handle())
        assert said.startswith('"Trade"')
        assert tab.get_by_role("cell").count() >= len(boxes)


@pytest.mark.parametrize("page", ["index.html", CLAIM])
def test_a_desktop_sees_every_column_without_scrolling(browser: Browser, page: str) -> None:
    with opened(browser, page) as tab:
        if page == CLAIM:  # reasons as long as those of the real results
            tab.evaluate(LONGER, "the method did not pass its own check")
        tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        boxes = tab.locator(".numbers .scroll")
        assert boxes.count() >= 2
        wider = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.ariaLabel)"
        assert boxes.evaluate_all(wider) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= 1280


LONGER = """words => document.querySelectorAll('[data-label="Why"], [data-label="Verdict"]').forEach(one => {
  one.textContent = words;
})"""


def test_charts_are_not_shrunk_to_fit_a_phone(browser: Browser) -> None:
    with opened(browser, CLAIM, width=390) as tab:
        tab.wait_for_function("document.querySelectorAll('.chart-room.live .drawn svg').length === 8")
        drawn = tab.locator(".drawn svg").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().width / one.getAttribute('width'))"
        )
        assert min(drawn) == pytest.approx(1)


def test_print_opens_tables_and_says_what_was_printed(browser: Browser) -> None:
    with opened(browser, "notebooks/about.html") as tab:
        assert not tab.locator(".printed").is_visible()
        tab.emulate_media(media="print")
        assert tab.locator(".printed").inner_text().startswith("Entente: About")
        assert not tab.locator("footer .footer-items").is_visible()
    with opened(browser, CLAIM) as tab:
        tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert tab.locator("details.numbers table").first.is_visible()
        tab.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert not tab.locator("details.numbers table").first.is_visible()


def test_tables_fit_a_sheet_of_paper(browser: Browser) -> None:
    with opened(browser, CLAIM, width=700) as tab:  # the text's width on A4
        tab.emulate_media(media="print")
        tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        right = tab.locator("table").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
        assert max(right) <= 700


def test_the_result_chosen_by_keyboard_is_seen(browser: Browser) -> None:
    with opened(browser, "index.html") as tab:
        tab.locator("#quarto-search input").fill("glossary")
        tab.locator(".search-result").first.wait_for()
        tab.keyboard.press("ArrowDown")
        chosen = tab.locator(".search-result.active")
        assert chosen.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def test_search_puts_whole_words_first(browser: Browser) -> None:
    with opened(browser, "index.html") as tab:
        items = [
            {"title": "Quarrel", "section": "", "text": "Causes of it."},
            {"title": "Yemen", "section": "", "text": "Another quad of states."},
            {"title": "Quad", "section": "Also: Four", "text": "Four states."},
        ]
        search = (
            "items => query => new Fuse(items, {keys: ['title', 'section', 'text'], ignoreLocation: true, "
            "threshold: 0.4}).search(query, {limit: 3}).map(hit => hit.item.title)"
        )
        assert tab.evaluate(f"items => ({search})(items)('Quad')", items) == ["Quad", "Yemen"]
        assert tab.evaluate(f"items => ({search})(items)('qarrel')", items) == [
            "Quarrel"
        ]  # nothing exact: what is like it


@pytest.mark.parametrize("page", ["index.html", CLAIM])
def test_search_finds_in_pages_opened_as_files(browser: Browser, page: str) -> None:
    with opened(browser, page) as tab:
        assert tab.locator("script[src$='search.js']").count() == 0  # loaded on first use
        tab.locator("#quarto-search input").fill("glossary")
        hit = tab.locator(".search-result", has_text="Glossary").first
        hit.wait_for()
        hit.click()
        tab.wait_for_url("**/about.html#glossary")


# As Quarto's own search asks for its index: by an address with the way to the root before it, status first.
ASKED = """async ([address]) => {
  const response = await fetch(address);
  const scripts = document.querySelectorAll("script[src$='search.js']").length;
  return [response.status, (await response.json()).length > 10, scripts];
}"""


def test_the_index_of_a_page_opened_as_a_file_answers_like_a_server(browser: Browser) -> None:
    with opened(browser, CLAIM) as tab:
        assert tab.evaluate(ASKED, ["../search.json"]) == [200, True, 1]
        assert tab.evaluate(ASKED, ["../search.json"]) == [200, True, 1]
        refused = "fetch('../other.json').then(() => 'answered', () => 'refused')"
        assert tab.evaluate(refused) == "refused"


def test_a_server_serves_the_index_itself(browser: Browser) -> None:
    handler = partial(Quiet, directory=str(built()))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        context = browser.new_context()
        tab, asked = context.new_page(), []
        tab.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        tab.goto(f"http://127.0.0.1:{server.server_port}/{CLAIM}")
        tab.locator("#quarto-search input").fill("glossary")
        tab.locator(".search-result", has_text="Glossary").first.wait_for()
        context.close()
        server.shutdown()
    assert "search.json" in asked
    assert "search.js" not in asked


def test_printing_shows_the_static_image(browser: Browser) -> None:
    with opened(browser, "index.html") as tab:
        tab.wait_for_selector(".chart-room.live svg")
        tab.emulate_media(media="print")
        assert tab.locator("figure.chart img").first.is_visible()


def test_downloads_lie_beside_the_page() -> None:
    text = (built() / CLAIM).read_text(encoding="utf-8")
    files = re.findall(r'download="[^"]+" href="\.\./(figures/[^"]+\.csv)"', text)
    assert len(files) == 8
    assert all((built() / name).is_file() for name in files)
    assert "base64," not in text
