"""A user's own rows beside the newest release itself: what each is refused for, and what is fine."""

from pathlib import Path

import pytest

from entente.errors import MOST, told
from entente.folders import data_folder
from entente.read import check_local
from entente.release.stored import open_release, releases
from entente.tables.heirs import check_heirs
from entente.tables.problem import Problem
from entente.tables.spells import check_overlap

STATES = (
    "state_id,valid_from,valid_from_precision,valid_to,valid_to_precision,name,cow_code,gw_code,m49_code,source_id\n"
)
SUCCESSIONS = "predecessor,successor,on,on_precision,kind,continues_dyads,source_id\n"
MEMBERS = "body_id,state_id,valid_from,valid_from_precision,valid_to,valid_to_precision,source_id\n"
DIVERGENCES = "divergence_id,side_a,side_b,occurred_on,occurred_on_precision,origin,form,source_id\n"
MANY = 20_000
VERSION = releases()[-1]


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "releases").symlink_to(data_folder() / "releases")
    (tmp_path / "local").mkdir()
    monkeypatch.setenv("ENTENTE_DATA", str(tmp_path))
    return tmp_path / "local"


def state(code: str, begins: str, ends: str = "", known: str = "day") -> str:
    return f"{code},{begins},{known},{ends},{known if ends else ''},{code},,,,local\n"


def follows(old: str, new: str, on: str, kind: str = "continues", goes_on: str = "true", known: str = "day") -> str:
    return f"{old},{new},{on},{known},{kind},{goes_on},local\n"


def member(code: str, begins: str, ends: str = "", known: str = "day") -> str:
    return f"EUU,{code},{begins},{known},{ends},{known if ends else ''},local\n"


def said(found: list[Problem]) -> list[tuple[int | None, str | None, str]]:
    return [(each.row, each.value, each.cure.partition(";")[0]) for each in found]


@pytest.mark.parametrize("version", releases())
def test_the_releases_keep_the_rules_on_spells_and_successions(version: str) -> None:
    release = open_release(version)
    frames = {name: release.table(name).read() for name in ("states", "body_members", "successions")}
    schemas = {name: release.table(name).schema for name in frames}
    for name in ("states", "body_members"):
        assert check_overlap(frames[name], schemas[name], "f", frames[name].iloc[:0], version) == []
    ours = frames["successions"]
    assert check_heirs(ours, schemas["successions"], "f", ours.iloc[:0], frames["states"]) == []


@pytest.mark.parametrize(
    ("rows", "overlapped"),
    [
        ([state("FRA", "1990-01-01")], [(2, f"a spell of release {VERSION} (from 1945-10-24 on)")]),
        ([state("DDR", "1990-10-03")], []),  # the first day after the release's spell
        (
            [state("DDR", "1990-10-02")],
            [(2, f"a spell of release {VERSION} (from 1954-03-25 until before 1990-10-03)")],
        ),
        ([state("DDR", "1950-01-01", "1954-03-25")], []),
        ([state("DDR", "1950-01-01", "1954-03-26")], [(2, "a spell of release")]),
        ([state("DDR", "1990-01-01", known="year")], []),  # some day of that year
        ([state("DDR", "1989-01-01", known="year")], [(2, "a spell of release")]),
        ([state("XAA", "1990-01-01", "2000-01-01"), state("XAA", "2000-01-01")], []),
        ([state("XAA", "2000-01-01"), state("XAA", "1990-01-01", "2000-01-01")], []),
        (
            [state("XAA", "1990-01-01", "2000-01-01"), state("XBB", "1995-01-01"), state("XAA", "1999-12-31")],
            [(4, "row 2 (from 1990-01-01 until before 2000-01-01)")],
        ),
        (  # the second lasts for some days of 1990 at most, and hides nothing
            [
                state("XAA", "1980-01-01", "2000-01-01"),
                state("XAA", "1990-01-01", "1990-01-01", "year"),
                state("XAA", "1992-01-01"),
            ],
            [(4, "row 2 (from 1980-01-01 until")],
        ),
        ([state("XAA", "1995-01-01", "1996-01-01"), state("XAA", "1990-01-01")], [(3, "row 2 (from 1995-01-01 until")]),
    ],
)
def test_a_state_has_one_spell_at_a_time(rows: list[str], overlapped: list[tuple[int, str]], local: Path) -> None:
    (local / "states.csv").write_text(STATES + "".join(rows))
    found = check_local()
    assert [each.row for each in found] == [row for row, _ in overlapped]
    for each, (_, other) in zip(found, overlapped, strict=True):
        assert each.file == "data/local/states.csv"
        assert each.column == "state_id|valid_from|valid_to"
        assert each.cure.startswith(f"overlaps {other}")
        assert each.cure.endswith("; correct the dates, or remove the row.")


def test_a_key_that_is_there_already_is_one_message(local: Path) -> None:
    rows = [state("FRA", "1945-10-24"), state("XAA", "1990-01-01"), state("XAA", "1990-01-01")]
    (local / "states.csv").write_text(STATES + "".join(rows))
    assert said(check_local()) == [
        (4, "XAA|1990-01-01", "this key stands in row 3 already"),
        (2, "FRA|1945-10-24", f"release {VERSION} holds this key"),
    ]


def test_a_member_has_one_spell_at_a_time_in_each_body(local: Path) -> None:
    rows = [member("FRA", "1990-01-01"), member("CHE", "1990-01-01", "1995-01-01"), member("CHE", "1994-01-01")]
    other = "ARAB_LEAGUE,CHE,1990-01-01,day,,,local\n"
    (local / "body_members.csv").write_text(MEMBERS + "".join(rows) + other)
    assert [(each.row, each.value, each.cure.split(" (")[0]) for each in check_local()] == [
        (2, "EUU|FRA|1990-01-01|", f"overlaps a spell of release {VERSION}"),
        (4, "EUU|CHE|1994-01-01|", "overlaps row 3"),
    ]


NO_END = "the predecessor has not ended by that day (from 1945-10-24 on)"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (follows("CSK", "CZE", "1993-01-02"), None),
        (follows("CSK", "CZE", "1993-01-01", "split", "true", "year"), "release"),  # the key of the release's row
        (follows("USA", "CAN", "1990-01-01"), NO_END),
        (follows("USA", "CAN", "1990-01-01", "absorbed", "false"), NO_END),
        (follows("USA", "CAN", "1990-01-01", "seceded", "false"), None),
        (follows("USA", "CAN", "1990-01-01", "seceded", "true"), "joins states that lived at the same time"),
        (follows("DDR", "DEU", "1990-10-04", "absorbed", "false"), None),  # the successor was there before
        (follows("DDR", "DEU", "1990-10-02", "absorbed", "false"), "the predecessor has not ended"),
        (follows("DDR", "DEU", "1990-01-01", "absorbed", "false", "year"), None),  # some day of that year
        (follows("DDR", "DEU", "1989-01-01", "absorbed", "false", "year"), "the predecessor has not ended"),
        (
            follows("DEU", "FRA", "2000-01-01", "absorbed", "false"),  # it ended once, and is there again
            "the predecessor has not ended by that day (from 1955-05-05 until before 1990-10-03; from 1990-10-03 on)",
        ),
        (follows("XKX", "SRB", "2007-01-01", "absorbed", "false"), "the predecessor has not ended"),  # not begun
        (follows("SUN", "UKR", "1991-12-25", "split", "false"), "the successor is not in states on that day"),
        (follows("SUN", "UKR", "1991-12-27"), "joins states that lived at the same time to one unit: RUS from"),
        (follows("SUN", "UKR", "1991-12-27", "split", "false"), None),
        (follows("USA", "CAN", "1990-02-30"), "this is no date"),
    ],
)
def test_a_succession_joins_no_states_that_live_together(row: str, expected: str | None, local: Path) -> None:
    (local / "successions.csv").write_text(SUCCESSIONS + row)
    found = check_local()
    assert len(found) == (expected is not None)
    assert all((each.file, each.row) == ("data/local/successions.csv", 2) for each in found)
    assert all(each.cure.startswith(str(expected)) for each in found)


def test_rows_of_many_lengths_are_one_kind_of_problem(local: Path) -> None:
    rows = [",".join("x" * (1 + number % 40)) + "\n" for number in range(8, 200)]
    (local / "successions.csv").write_text(SUCCESSIONS + "".join(rows))
    found = check_local()
    assert len(told(found)) == MOST + 1
    assert told(found)[-1].of == len(found) - MOST


@pytest.mark.parametrize("ends", ["2000-02-30,day", "2000-03-01,"])
def test_nothing_is_said_of_successions_that_follows_from_a_broken_spell(ends: str, local: Path) -> None:
    broken = state("XAA", "1990-01-01", "2000-03-01").replace("2000-03-01,day", ends)
    assert broken != state("XAA", "1990-01-01", "2000-03-01")
    (local / "states.csv").write_text(STATES + broken + state("XBB", "2000-03-01"))
    (local / "successions.csv").write_text(SUCCESSIONS + follows("XAA", "XBB", "2000-03-01"))
    assert {each.file for each in check_local()} == {"data/local/states.csv"}


def test_successions_are_looked_at_together_and_with_local_states(local: Path) -> None:
    (local / "states.csv").write_text(
        STATES + state("XAA", "1990-01-01", "2000-01-01") + state("XBB", "2000-01-01") + state("XCC", "2000-01-01")
    )
    (local / "successions.csv").write_text(
        SUCCESSIONS + follows("XAA", "XBB", "2000-01-01") + follows("XAA", "XCC", "2000-01-01")
    )
    assert [(each.row, each.column, each.cure) for each in check_local()] == [
        (
            3,
            "predecessor|successor|continues_dyads",
            "joins states that lived at the same time to one unit: XBB from 2000-01-01 on and XCC from 2000-01-01 on; "
            "correct the row, or say false in continues_dyads.",
        )
    ]


def test_many_bad_rows_are_all_found_at_once_and_alike_ones_are_of_a_kind(local: Path) -> None:
    rows = "".join(
        f"m{i % 15000},{'FRE' if i % 2 else 'USB'},DDR,1995-13-01,day,hand,sanction,lokal\n" for i in range(MANY)
    )
    late = "".join(f"n{i},FRA,{'DDR' if i % 2 else 'CSK'},1995-01-01,day,hand,sanction,local\n" for i in range(MANY))
    (local / "divergences.csv").write_text(DIVERGENCES + rows + late)
    found = check_local()
    kinds = {each.group: 0 for each in found}
    for each in found:
        kinds[each.group] += 1
    assert {column: count for (_, column, _), count in kinds.items()} == {
        "occurred_on": MANY,
        "side_a": MANY,
        "source_id": MANY,
        "divergence_id": MANY - 15000,
        "side_b|occurred_on": MANY,
    }
    assert len(kinds) == 5


@pytest.mark.parametrize("asked", [1, 2000])
def test_a_nearest_name_is_sought_for_as_many_strange_ones_as_are_shown(
    asked: int, local: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought: list[str] = []

    def seek(word: str, *_: object, **__: object) -> list[str]:
        sought.append(word)
        return []

    monkeypatch.setattr("entente.tables.keys.get_close_matches", seek)
    rows = "".join(f"m{i},X{i % asked},USA,1995-01-01,day,hand,sanction,local\n" for i in range(2000))
    (local / "divergences.csv").write_text(DIVERGENCES + rows)
    assert len(check_local()) == 2000
    assert 0 < len(sought) <= min(asked, 50)
