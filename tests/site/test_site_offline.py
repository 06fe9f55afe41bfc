from pathlib import Path

import pytest
from made_up_loads import AWAY, EACH_LOAD, HARMLESS

from entente.errors import ExternalLoad
from entente.site.offline import clean_css, clean_html, make_offline
from entente.site.text_loads import css_loads


@pytest.mark.parametrize("html", EACH_LOAD.values(), ids=EACH_LOAD.keys())
def test_each_kind_of_load_stops_the_build(html: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    with pytest.raises(ExternalLoad) as stopped:
        make_offline(tmp_path)
    assert "index.html" in str(stopped.value)
    assert "example.org/x" in str(stopped.value)


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
