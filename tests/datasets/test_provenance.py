from pathlib import Path

import pytest

from entente.datasets import issues, provenance
from entente.release.build import discover, in_order
from entente.tables.check import check
from entente.tables.schema import load_schema, schema_names
from entente.tables.store import canonical

TOML = """
[[source]]
id = "alpha"
title = "Alpha"
release_use = "rows"
terms = "free"
citation = "Alpha (2001)."
[[source.file]]
path = "alpha/one.csv"
sha256 = "{digest}"
[[source.file]]
path = "alpha/two.csv"
sha256 = "{digest}"

[[source]]
id = "own"
title = "Ours"
version = "2"
url = "https://own.example/"
release_use = "checks"
terms = "ours"
citation = "Ours (2002)."
"""


def test_sources_and_their_files_are_what_the_file_states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_DATA", str(tmp_path))
    (tmp_path / "sources.toml").write_text(TOML.format(digest="a" * 64))
    built = provenance.build({})
    assert {name: check(frame, load_schema(name), others=built) for name, frame in built.items()} == {
        "sources": [],
        "source_files": [],
    }
    assert built["sources"]["source_id"].tolist() == ["alpha", "own"]
    assert built["sources"].iloc[1].tolist() == [
        "own",
        "Ours",
        "2",
        "https://own.example/",
        "checks",
        "ours",
        "Ours (2002).",
    ]
    assert built["source_files"].to_numpy().tolist() == [
        ["alpha", "alpha/one.csv", "a" * 64],
        ["alpha", "alpha/two.csv", "a" * 64],
    ]


def test_what_the_repository_states_keeps_its_promises() -> None:
    built = provenance.build({})
    assert [str(each) for name, frame in built.items() for each in check(frame, load_schema(name), others=built)] == []


def test_the_issues_are_fifteen_each_with_its_definition() -> None:
    found = canonical(issues.build({})["issues"], load_schema("issues"))
    assert check(found, load_schema("issues")) == []
    assert len(found) == 15
    assert {"hard_security", "trade_supply_chains", "human_rights_democracy", "nuclear_arms_control"} <= set(
        found["issue_id"]
    )


def test_every_dataset_is_found_and_each_table_has_one_maker() -> None:
    modules = in_order(discover())
    made = [table for each in modules.values() for table in each.TABLES]
    assert {"issues", "provenance"} <= set(modules)
    assert len(made) == len(set(made))
    assert set(made) <= set(schema_names())
