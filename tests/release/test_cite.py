import hashlib
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml
from made_up import frames

from entente.errors import UnknownName
from entente.release.cite import PROJECT, citation_cff, cite, cite_release, owners_to_ask
from entente.release.stored import open_release
from entente.release.write import write

ROOT = Path(__file__).parents[2]


def test_a_draft_says_that_it_is_one() -> None:
    said = cite("divergences")
    assert said.startswith("Entente project (draft). Divergences, version 0.1.0.")
    assert "not to be cited" in said


def test_a_published_table_is_cited_with_year_version_and_hash(data: Path) -> None:
    write(frames(), "1.2.0", data, date(2025, 12, 2))
    digest = open_release("1.2.0").table("divergences").sha256[:12]
    said = cite("divergences", "1.2.0")
    assert said.splitlines()[0] == f"Entente project (2025). Divergences, version 1.2.0. sha256 {digest}."
    assert "draft" not in said
    assert "doi" not in said.lower()


def test_a_release_is_cited_as_a_whole_with_its_descriptors_hash(data: Path) -> None:
    write(frames(), "1.2.0", data, date(2025, 12, 2))
    digest = hashlib.sha256(open_release("1.2.0").path.read_bytes()).hexdigest()[:12]
    assert cite_release("1.2.0") == f"Entente project (2025). Entente data, version 1.2.0. sha256 {digest}."
    said = cite_release("0.1.0")
    assert said.startswith("Entente project (draft). Entente data, version 0.1.0. sha256 ")
    assert said.endswith("not to be cited.")


def test_only_the_sources_of_the_tables_rows_are_named() -> None:
    assert cite("divergences").endswith("Its sources:\nAlpha (2001).\nBeta (2002).")
    assert cite("trade_flows").endswith("Its sources:\nAlpha (2001).")


def test_a_table_of_details_has_the_sources_of_what_it_details() -> None:
    assert cite("divergence_issues").endswith("Its sources:\nAlpha (2001).\nBeta (2002).")
    assert "sources" not in cite("issues")


def test_the_owners_to_ask_are_those_of_ask() -> None:
    assert owners_to_ask(open_release())["source_id"].tolist() == ["beta"]


def test_an_unknown_table_is_named_with_what_there_is() -> None:
    with pytest.raises(UnknownName, match="named 'divergence'"):
        cite("divergence")


def test_citation_cff_is_what_we_write() -> None:
    assert (ROOT / "CITATION.cff").read_text(encoding="utf-8") == citation_cff(ROOT / "pyproject.toml")


@pytest.mark.parametrize(("version", "draft"), [("0.3.1", True), ("1.0.0", False)])
def test_citation_cff_follows_pyproject(version: str, draft: bool, tmp_path: Path) -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    mine = tmp_path / "pyproject.toml"
    mine.write_text(
        text.replace(f'version = "{tomllib.loads(text)["project"]["version"]}"', f'version = "{version}"', 1)
    )
    found = yaml.safe_load(citation_cff(mine, None if draft else date(2027, 1, 2)))
    assert found["version"] == version
    assert ("not to be cited" in found["message"]) is draft
    assert found["license"] == "MIT"  # a list would let anyone take the software under the data's licence
    assert ("software may be cited" in found["message"]) is draft
    assert found.get("date-released") == (None if draft else date(2027, 1, 2))
    assert found["authors"] == [{"name": f"The {PROJECT}"}]
    assert found["abstract"] == tomllib.loads(text)["project"]["description"]
    assert not {"doi", "identifiers"} & set(found)
