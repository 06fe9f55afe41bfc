import json
from pathlib import Path

import pytest
from frictionless import Package

from entente.errors import BrokenPromise, EntenteError
from entente.release.cite import cite_release
from entente.release.pack import pack
from entente.release.stored import open_release


def test_a_deposit_has_plain_names(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    assert folder == tmp_path / "entente-0.1.0"
    described = json.loads((folder / "datapackage.json").read_text())
    names = {each["path"] for each in described["resources"]}
    assert {path.name for path in folder.iterdir()} == names | {"datapackage.json", "README.md", "LICENSE"}
    assert {"divergences.csv", "trade_flows.parquet"} <= names
    assert (folder / "divergences.csv").read_bytes() == open_release().table("divergences").path.read_bytes()


def test_its_note_lists_terms_and_the_owners_to_ask(tmp_path: Path) -> None:
    text = (pack(tmp_path) / "README.md").read_text()
    assert "## Before a public deposit: ask these owners\n\n- Beta | two: no address\n" in text
    assert "| Beta \\| two |  | figures that our rules derived; ask first | ask first | Beta (2002). |" in text
    assert "| divergences | 2 | One row per divergences. |" in text
    assert "not to be cited" in text


def test_its_licence_stands_in_note_descriptor_and_a_file_of_its_own(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    described = json.loads((folder / "datapackage.json").read_text())
    assert [each["name"] for each in described["licenses"]] == ["CC-BY-4.0"]
    for name in ("README.md", "LICENSE"):
        text = (folder / name).read_text()
        assert "CC BY 4.0" in text
        assert described["licenses"][0]["path"] in text
        assert "What other people made stays theirs" in text
    assert Package.validate_descriptor(str(folder / "datapackage.json")).flatten(["type", "note"]) == []


def test_its_note_says_how_to_read_and_to_cite(tmp_path: Path) -> None:
    text = (pack(tmp_path) / "README.md").read_text()
    assert "## How to read them" in text
    assert "not this one" in text  # the package reads the repository's folder
    assert f"Cite: {cite_release()}" in text


def test_a_release_that_is_not_whole_is_not_packed(tmp_path: Path) -> None:
    open_release().table("bodies").path.unlink()
    with pytest.raises(BrokenPromise, match="the file is missing"):
        pack(tmp_path)
    assert not list(tmp_path.glob("*entente-*"))


def test_a_folder_that_is_there_stays(tmp_path: Path) -> None:
    pack(tmp_path)
    with pytest.raises(EntenteError, match="is there already; remove it"):
        pack(tmp_path)
