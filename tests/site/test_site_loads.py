from pathlib import Path

import pytest
from made_up_loads import AWAY, EACH_LOAD, HARMLESS

from entente.site.loads import html_loads, loads


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
