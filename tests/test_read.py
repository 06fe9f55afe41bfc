from pathlib import Path

import pandas as pd
import pytest
from made_up import publish, settle

import entente
from entente.errors import BrokenPromise, UnknownName
from entente.read import check_local, load, local_files, local_tables, releases
from entente.tables.dtypes import DTYPES
from entente.tables.problem import Problem
from entente.tables.schema import load_schema

HEADER = "divergence_id,side_a,side_b,occurred_on,occurred_on_precision,source_id\n"


@pytest.fixture(autouse=True)
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of local rows beside the made-up release 0.1.0."""
    folder = settle(tmp_path, monkeypatch) / "local"
    folder.mkdir()
    (folder / "README.md").write_text("A note.\n")
    return folder


def refused(table: str) -> list[Problem]:
    with pytest.raises(BrokenPromise) as raised:
        load(table)
    return list(raised.value.problems)  # type: ignore[arg-type]


@pytest.mark.parametrize("table", ["divergences", "trade_flows", "states"])
def test_a_table_is_typed_as_promised(table: str) -> None:
    assert {name: str(kind) for name, kind in load(table).dtypes.items()} == {
        each.name: DTYPES[each.type] for each in load_schema(table).fields
    }


def test_the_newest_version_is_loaded_unless_one_is_named(local: Path) -> None:
    for version, bodies in (("0.2.0", ["AU", "EU"]), ("0.10.0", ["AU", "EU", "OAS"])):
        publish(local.parent, version, bodies=pd.DataFrame({"body_id": bodies}))
    assert releases() == entente.releases() == ["0.1.0", "0.2.0", "0.10.0"]
    assert len(entente.load("bodies")) == 3
    assert len(load("bodies", version="0.2.0")) == 2
    with pytest.raises(UnknownName, match=r"no release named '0\.3\.0'; there is: 0\.1\.0, 0\.2\.0"):
        load("bodies", "0.3.0")


def test_without_local_rows_there_are_none() -> None:
    assert local_tables() == {}
    assert check_local() == []
    assert len(load("divergences")) == 2


def test_local_rows_follow_with_what_may_be_left_out_empty(local: Path) -> None:
    path = local / "divergences.csv"
    path.write_text(HEADER + "mine-1,FRA,DDR,1980-01-01,year,alpha\n")
    frame = load("divergences")
    assert frame["divergence_id"].tolist() == ["d1", "d2", "mine-1"]
    mine = frame.iloc[2]
    assert mine["occurred_on"] == pd.Timestamp("1980-01-01")
    assert mine[["crisis_id", "decider", "un_only", "severity"]].isna().all()
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        each.name: DTYPES[each.type] for each in load_schema("divergences").fields
    }
    assert local_tables() == {"divergences": (path, 1)}
    assert check_local() == []
    assert len(load("divergences", local=False)) == 2


def test_local_rows_may_point_to_local_rows(local: Path) -> None:
    (local / "sources.csv").write_text(
        "source_id,title,version,url,release_use,terms,citation\nme,My notes,,,checks,mine,Me.\n"
    )
    (local / "states.csv").write_text(
        "state_id,valid_from,valid_from_precision,valid_to,valid_to_precision,source_id\nGBR,1945-10-24,day,,,me\n"
    )
    (local / "divergences.csv").write_text(HEADER + "m,GBR,FRA,1980-01-01,year,me\n")
    (local / "divergence_issues.csv").write_text("divergence_id,issue_id,role\nm,trade,subject\nd1,trade,venue\n")
    assert check_local() == []
    assert [len(load(table)) for table in ("sources", "states", "divergences", "divergence_issues")] == [4, 4, 3, 4]


def test_every_problem_is_said_at_once_with_file_row_column_value_and_cure(local: Path) -> None:
    (local / "divergences.csv").write_text(
        HEADER.replace("side_b", "sideb").replace("\n", ",side_b\n")
        + "m1,FRA,,1980-02-30,day,alpha,DDR\n"
        + "m1,FRE,,1980-02-28,day,alpha,USA\n"
        + "d1,FRA,,1980-02-28,day,omega,USA\n"
    )
    file = "data/local/divergences.csv"
    assert [(each.file, each.row, each.column, each.value) for each in refused("divergences")] == [
        (file, 1, "sideb", None),
        (file, 2, "occurred_on", "1980-02-30"),
        (file, 3, "divergence_id", "m1"),
        (file, 3, "side_a", "FRE"),
        (file, 4, "source_id", "omega"),
        (file, 4, "divergence_id", "d1"),
    ]
    said = [each.cure for each in refused("divergences")]
    for cure, word in zip(
        said,
        [
            "no such column; rename",
            "YYYY-MM-DD",
            "row 2 already",
            "nearest: FRA",
            "not found in sources",
            "release 0.1.0",
        ],
        strict=True,
    ):
        assert word in cure


def test_a_key_of_the_release_is_refused_part_by_part(local: Path) -> None:
    header = "exporter_id,importer_id,year,source_id,trade_usd,share\n"
    (local / "trade_flows.csv").write_text(header + "FRA,USA,2001,alpha,5,\nFRA,USA,2002,alpha,5,\n")
    assert [(each.row, each.value) for each in refused("trade_flows")] == [(2, "FRA|USA|2001|alpha")]


def test_a_figure_of_the_release_is_not_replaced_whatever_the_source(local: Path) -> None:
    header = "exporter_id,importer_id,year,source_id,trade_usd,share\n"
    rows = "FRA,USA,2001,beta,5,\nUSA,FRA,2001,beta,5,\nUSA,FRA,2001,alpha,5,\nUSA,DDR,1970,beta,5,\n"
    (local / "trade_flows.csv").write_text(header + rows)
    said = [(each.row, each.column, each.value, each.cure) for each in refused("trade_flows")]
    assert [each[0] for each in said] == [4, 3, 4]  # once for the row that repeats another, once each for the figure
    assert said[0][3].startswith("this key stands in row 3 already")
    assert said[1][1:3] == ("exporter_id|importer_id|year", "USA|FRA|2001")
    assert "release 0.1.0 holds a figure here; remove the row" in said[1][3]


@pytest.mark.parametrize("row", ["mine,trade,subject", "d1,fishing,subject"])
def test_an_unknown_divergence_or_issue_is_refused(row: str, local: Path) -> None:
    (local / "divergence_issues.csv").write_text(f"divergence_id,issue_id,role\n{row}\n")
    assert ["not found in" in each.cure for each in refused("divergence_issues")] == [True]


def test_a_column_that_is_not_optional_is_missed(local: Path) -> None:
    (local / "divergences.csv").write_text("divergence_id,side_a\nm,FRA\n")
    missed = {each.column for each in refused("divergences") if each.row == 1}
    assert missed == {"side_b", "occurred_on", "occurred_on_precision", "source_id"}


@pytest.mark.parametrize(
    ("header", "row", "missed"),
    [
        (HEADER.replace(",source_id", ""), "m,FRA,FRE,1980-13-01,year", ["source_id"]),
        (HEADER.replace(",source_id", ""), "m,FRA,FRE,1980-13-01,year,alpha", ["source_id"]),  # in the rows it is
        (HEADER.replace("side_a,side_b,", ""), "m,FRA,USA,1980-01-01,year,alpha", ["side_a", "side_b"]),
        (HEADER.replace("side_b", "Sideb"), "m,FRA,FRE,1980-13-01,year,alpha", ["Sideb"]),  # to be renamed to side_b
        ("divergence_id,side_a,side_b,occurred_on,occurred_on_precision,w,x,y,z,v,u\n", "m", [*"wxyzvu", "source_id"]),
        (HEADER.replace("side_b", "note"), "m,FRA,FRE,1980-13-01,year,alpha", ["note", "side_b"]),
    ],
)
def test_a_header_that_lacks_columns_is_said_once_and_nothing_of_the_rows(
    header: str, row: str, missed: list[str], local: Path
) -> None:
    (local / "divergences.csv").write_text(header + f"{row}\n" * 40)
    assert [(each.row, each.column) for each in check_local()] == [(1, column) for column in missed]
    assert [(each.row, each.column) for each in refused("divergences")] == [(1, column) for column in missed]
    assert any(each.cure.startswith("this column is missing; add it") for each in check_local()) is (
        missed != ["Sideb"]
    )


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("divergences", "m1,FRA,USA,1990-01-01,day,alpha"),
        ("divergences", "m1,FRA,USA,1990-01-01,side_a,side"),  # words of a row may be a column's name by chance
        ("states", "ABC,1990-01-01,day,,,alpha"),  # empty fields are no column that stands twice
        ("trade_flows", "USA,FRA,2001,alpha,100,"),
    ],
)
def test_a_row_in_the_place_of_the_header_is_said_in_one_message(table: str, row: str, local: Path) -> None:
    (local / f"{table}.csv").write_text(f"{row}\n" * 3)
    schema = load_schema(table)
    needed = [column for column in schema.columns if column not in schema.local_optional]
    cure = f"not the names of the table's columns; put a header in the first line: {', '.join(needed)}."
    assert check_local() == [Problem(f"data/local/{table}.csv", 1, None, row, cure)]


@pytest.mark.parametrize("header", ["Divergence_ID,Side_A,Side_B,Occurred_On,Occurred_On_Precision,Source_ID", "id,nr"])
def test_a_header_in_other_words_is_told_from_a_row(header: str, local: Path) -> None:
    (local / "divergence_issues.csv").write_text("divergence,issue,role\nd1,trade,venue\n")
    assert [each.column for each in check_local()] == ["divergence", "issue"]
    (local / "divergence_issues.csv").write_text("DIVERGENCE_ID,ISSUE_ID,ROLE\nd1,trade,venue\n")
    assert [each.cure.split("; ")[1] for each in check_local()] == [
        f"rename it to {name}." for name in ("divergence_id", "issue_id", "role")
    ]
    (local / "divergence_issues.csv").unlink()
    (local / "divergences.csv").write_text(f"{header}\n")
    wrong = [each.column for each in check_local()]
    assert wrong == (header.split(",") if "Side_A" in header else [None])


def test_a_file_that_is_no_table_is_a_problem_of_its_own(local: Path) -> None:
    (local / "issues.csv").write_text("issue_id,name\nx,X,more\n")
    assert [(each.file, each.row) for each in refused("issues")] == [("data/local/issues.csv", 2)]
    (local / "divergence_issues.csv").write_text("divergence_id,issue_id,role\nd1,trade,venue\n")
    assert len(load("divergence_issues")) == 3
    assert [each.file for each in check_local()] == ["data/local/issues.csv"]


@pytest.mark.parametrize("name", ["divergence.csv", "divergences.xlsx", "divergences.csv.txt"])
def test_a_file_named_after_no_table_is_not_overlooked(name: str, local: Path) -> None:
    (local / name).write_text("x\n")
    for ask in (local_tables, check_local, lambda: load("divergences")):
        with pytest.raises(UnknownName, match=rf"no table for the local file named '{name}'; .*divergences\.csv"):
            ask()


def test_what_an_editor_leaves_is_overlooked(local: Path) -> None:
    for name in (".divergences.csv.swp", "divergences.csv~", ".~lock.divergences.csv#", "._divergences.csv"):
        (local / name).write_text("x\n")
    assert local_files() == {}
    assert local_tables() == {}
    assert check_local() == []


def test_tables_that_nobody_asks_about_are_not_counted(local: Path) -> None:
    (local / "issues.csv").write_text("issue_id,name\nx,X\n")
    (local / "bodies.csv").write_bytes(b"\xff\n")
    assert local_tables(["issues", "states"]) == {"issues": (local / "issues.csv", 1)}
    assert local_tables(["states"]) == {}
    assert local_tables(data=local / "elsewhere") == {}


BROKEN = {
    "not UTF-8": HEADER.encode() + b"m,USA,FRA,1980-01-01,year,\xe9\n",
    "a short row": HEADER.encode() + b"m,USA\n",
    "a column twice": HEADER.replace("side_b", "side_a").encode() + b"m,USA,FRA,1980-01-01,year,alpha\n",
    "no key": HEADER.replace("divergence_id", "id").encode() + b"m,USA,FRA,1980-01-01,year,alpha\n",
    "nothing": b"",
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_follows_from_a_broken_file_is_not_said_of_another(what: str, local: Path) -> None:
    (local / "divergence_issues.csv").write_text("divergence_id,issue_id,role\nm,trade,subject\nm,fishing,venue\n")
    (local / "divergences.csv").write_bytes(BROKEN[what])
    found = check_local()
    assert found[0].file == "data/local/divergences.csv"
    others = [(each.file, each.row, each.column) for each in found if each.file != "data/local/divergences.csv"]
    assert others == [("data/local/divergence_issues.csv", 3, "issue_id")]  # what is wrong whatever the other holds
    assert [(each.row, each.column) for each in refused("divergence_issues")] == [(3, "issue_id")]


def test_a_header_alone_adds_nothing(local: Path) -> None:
    (local / "divergences.csv").write_text(HEADER)
    assert list(local_files()) == ["divergences"]
    assert local_tables() == {}
    assert check_local() == []
    (local / "issues.csv").write_text("issue,name\n")
    assert {each.file for each in check_local()} == {"data/local/issues.csv"}  # checked all the same
    (local / "issues.csv").unlink()
    assert len(load("divergences")) == 2
    assert {name: str(kind) for name, kind in load("divergences").dtypes.items()} == {
        each.name: DTYPES[each.type] for each in load_schema("divergences").fields
    }
