"""Evidence is gathered by folder and put together without loss: on made-up modules in the package, and on ours."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import entente.datasets
from entente.datasets import bodies, evidence, minilaterals
from entente.errors import UnknownName
from entente.read import load
from entente.tables.check import check
from entente.tables.schema import load_schema
from entente.tables.store import canonical

COLUMNS = list(load_schema("evidence").columns)
GIVES = """
import pandas as pd

TABLES = ({tables})


def evidence(built):
    rows = pd.DataFrame({rows})
    return rows.assign(shows=", ".join(sorted(built)), accessed_on=pd.to_datetime(rows["accessed_on"]))
"""
DATED = {
    "evidence_id": ["made.1", "made.2"], "table": "made_up", "row_id": ["a", "b"], "title": "A page",
    "accessed_on": ["2026-11-22", None], "grade": "other", "coder": "A", "confidence": "low",
}  # fmt: skip
BARE = {**DATED, "evidence_id": ["more.1", "more.2"], "accessed_on": [None, None], "locator": ["p. 1", None]}


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put a folder beside the package's own, so that what lies in it is a dataset; forget its modules afterwards."""
    monkeypatch.setattr(entente.datasets, "__path__", [*entente.datasets.__path__, str(tmp_path)])
    before = set(sys.modules), set(vars(entente.datasets))
    yield tmp_path
    for name in set(sys.modules) - before[0]:
        if name.startswith("entente.datasets."):
            del sys.modules[name]
    for name in set(vars(entente.datasets)) - before[1]:
        delattr(entente.datasets, name)


def names() -> list[str]:
    return [module.__name__.rpartition(".")[2] for module in evidence.proving()]


def only(monkeypatch: pytest.MonkeyPatch, *chosen: str) -> None:
    """Let no other modules give evidence."""
    found = [module for module in evidence.proving() if module.__name__.rpartition(".")[2] in chosen]
    monkeypatch.setattr(evidence, "proving", lambda: iter(found))


def test_ours_are_found_in_the_order_of_their_names() -> None:
    assert names() == sorted(names())
    assert {"bodies", "minilaterals"} <= set(names())
    assert "evidence" not in names()


def test_a_module_is_found_by_lying_there(made_up: Path) -> None:
    ours = names()
    (made_up / "a_made_up.py").write_text(GIVES.format(tables='"made_up",', rows=DATED))
    (made_up / "z_made_up.py").write_text(GIVES.format(tables='"more",', rows=BARE))
    (made_up / "z_no_table.py").write_text("def evidence(built):\n    raise AssertionError\n")
    (made_up / "z_no_evidence.py").write_text('TABLES = ("other",)\n')
    assert names() == ["a_made_up", *ours, "z_made_up"]


def test_evidence_is_made_after_all_tables_that_it_speaks_about() -> None:
    tables = {table for module in evidence.proving() for table in module.TABLES}
    assert tables == set(evidence.AFTER)
    assert list(evidence.AFTER) == sorted(evidence.AFTER)
    assert evidence.TABLES == ("evidence",)


def test_every_row_keeps_its_values_and_empty_stays_empty(made_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (made_up / "a_made_up.py").write_text(GIVES.format(tables='"made_up",', rows=DATED))
    (made_up / "z_made_up.py").write_text(GIVES.format(tables='"more",', rows=BARE))
    only(monkeypatch, "a_made_up", "z_made_up")
    made = evidence.build({"made_up": pd.DataFrame(), "more": pd.DataFrame()})["evidence"]
    assert list(made.columns) == COLUMNS
    assert made["evidence_id"].tolist() == ["made.1", "made.2", "more.1", "more.2"]
    assert made.index.tolist() == [0, 1, 2, 3]
    assert made["accessed_on"].tolist() == [pd.Timestamp("2026-11-22"), None, None, None]
    assert made["locator"].tolist() == [None, None, "p. 1", None]
    assert made["url"].tolist() == [None] * 4  # a column that no module has
    assert set(made.dtypes.astype("str")) == {"object"}
    # Each module was given the tables that are made.
    assert made["shows"].tolist() == ["made_up, more"] * 4


@pytest.mark.parametrize("order", [("a_made_up", "z_made_up"), ("z_made_up", "a_made_up")])
def test_a_column_that_is_empty_in_one_module_takes_no_type_from_it(
    order: tuple[str, str], made_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, rows in zip(order, (DATED, BARE), strict=True):
        (made_up / f"{name}.py").write_text(GIVES.format(tables='"made_up",', rows=rows))
    only(monkeypatch, *order)
    schema = load_schema("evidence")
    made = canonical(evidence.build({"made_up": pd.DataFrame()})["evidence"], schema)
    assert [str(each) for each in check(made, schema)] == []
    row = made.set_index("evidence_id").loc["made.1"]
    assert row["accessed_on"] == pd.Timestamp("2026-11-22")


def test_a_column_that_the_table_does_not_have_is_named(made_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (made_up / "a_made_up.py").write_text(GIVES.format(tables='"made_up",', rows={**BARE, "locater": ["p. 1", None]}))
    only(monkeypatch, "a_made_up")
    with pytest.raises(UnknownName, match="locater"):
        evidence.build({"made_up": pd.DataFrame()})


@pytest.fixture(scope="module")
def ours() -> pd.DataFrame:
    return canonical(evidence.build({})["evidence"], load_schema("evidence"))


def test_nothing_of_ours_is_lost(ours: pd.DataFrame) -> None:
    parts = [module.evidence({})["evidence_id"] for module in (bodies, minilaterals)]
    assert sorted(ours["evidence_id"]) == sorted(pd.concat(parts))
    assert ours["evidence_id"].is_unique


def test_ours_keeps_its_promises_and_speaks_about_tables_that_are_made(ours: pd.DataFrame) -> None:
    assert [str(each) for each in check(ours, load_schema("evidence"))] == []
    assert set(ours["table"]) <= set(evidence.AFTER)


def test_every_membership_of_the_union_has_its_page(ours: pd.DataFrame) -> None:
    members = load("body_members", local=False)
    union = members[members["body_id"] == "EUU"]
    named = "EUU|" + union["state_id"] + "|" + union["valid_from"].dt.strftime("%Y-%m-%d")
    rows = ours[ours["table"] == "body_members"]
    assert sorted(rows["row_id"]) == sorted(named)
    assert rows["evidence_id"].tolist() == ("body_members." + rows["row_id"].str.replace("|", ".")).tolist()
    assert set(rows["field"]) == {"valid_from"}
    assert rows["url"].str.match("https?://").all()
    # One page each is never enough for the highest grade.
    sure = dict(zip(rows["grade"], rows["confidence"], strict=True))
    assert sure == {grade: "low" if grade == "other" else "medium" for grade in sure}
