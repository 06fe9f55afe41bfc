"""What the data page is made of: sources in words, files and zipped CSV, the descriptor, the repository's address."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from made_up_site import ROOT

from entente.export import export
from entente.site.data_parts import release_tables
from entente.site.data_parts import repository as repository_part
from entente.site.data_parts import sources as sources_part
from entente.site.markup import mend_tables
from entente.site.material import Material, newest_release, repository, table_rows
from entente.site.packed import pack_tables, packed, packed_name
from entente.site.parts import FOLDER

RELEASE: dict[str, Any] = newest_release(ROOT) or {}
RELEASES = ROOT / "data" / "releases"


def material(**given: Any) -> Material:
    return Material({}, [], RELEASE, {}, **given)


def test_sources_are_named_linked_and_put_in_words() -> None:
    rows = table_rows(ROOT, "sources")
    made = sources_part(material(sources=tuple(rows)))
    for row in rows:
        assert (f'id="source-{row["source_id"]}"' in made) == (row["source_id"] != "local")
    gsdb = made[made.index('id="source-gsdb_v4"') :].partition("</div>")[0]
    assert '<a href="https://www.globalsanctionsdatabase.com/">Global Sanctions Data Base</a>' in gsdb
    assert "<small>Release 4</small>" in gsdb
    assert "its owners are to be asked before a public deposit" in gsdb
    assert "Felbermayr" in gsdb
    assert "<code>evidence</code>" in made
    assert "come with a release" in sources_part(material())


def test_every_use_of_a_source_has_words() -> None:
    made = sources_part(material(sources=tuple(table_rows(ROOT, "sources"))))
    assert not any(f"</b> {word}</dd>" in made for word in ("rows", "derived", "ask", "checks"))


def test_tables_are_offered_in_words_with_a_csv_each_and_the_descriptor() -> None:
    made = release_tables(material(), FOLDER)
    assert "ARAB_LEAGUE" not in made
    assert "Arab League" in made
    assert made.count(">Parquet</a>") == made.count(">CSV, zipped</a>") == 2
    assert made.count(f'<a href="../{FOLDER}/') == 2
    assert f'<a href="../data/releases/datapackage-{RELEASE["version"]}.json" download>' in made
    assert 'data-label="What it holds"' in mend_tables(made)


@pytest.mark.parametrize("name", ["evidence", "trade_flows"])
def test_zipped_csv_holds_what_export_writes(name: str, tmp_path: Path) -> None:
    resource = next(each for each in RELEASE["resources"] if each["name"] == name)
    (written,) = pack_tables([resource], RELEASES, tmp_path)
    assert written.name == packed_name(resource)
    with zipfile.ZipFile(written) as archive:
        assert archive.read(f"{name}.csv") == export(name, tmp_path).read_bytes()
    assert written.read_bytes() == packed(RELEASES / resource["path"], resource)
    assert pack_tables([each for each in RELEASE["resources"] if each["format"] == "csv"], RELEASES, tmp_path) == []


def test_the_repository_is_linked_only_if_it_states_its_address(tmp_path: Path) -> None:
    assert repository(tmp_path) == ""
    assert "no public address" in repository_part(material())
    (tmp_path / "CITATION.cff").write_text("repository-code: https://example.org/r\n", encoding="utf-8")
    assert repository(tmp_path) == "https://example.org/r"
    assert '<a href="https://example.org/r">' in repository_part(material(repository=repository(tmp_path)))


@pytest.mark.parametrize("name", ["TIES", "GSDB"])
def test_lists_of_sanctions_are_spelled_out_in_the_glossary(name: str) -> None:
    text = (ROOT / "notebooks" / "about.qmd").read_text(encoding="utf-8")
    full = {"TIES": "Threat and Imposition of Economic Sanctions", "GSDB": "Global Sanctions Data Base"}
    assert f"### {name} {{#{name.lower()}}}" in text
    assert full[name] in " ".join(text.split())


def test_the_dark_band_of_charts_is_seen() -> None:
    colours = json.loads((ROOT / "src" / "entente" / "report" / "tokens.json").read_text())["dark"]

    def shade(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(one: str, other: str) -> float:
        low, high = sorted((shade(colours[one]), shade(colours[other])))
        return (high + 0.05) / (low + 0.05)

    assert contrast("band", "paper") >= 1.3
    assert contrast("muted", "band") > 5.9  # text and lines are still read on it
