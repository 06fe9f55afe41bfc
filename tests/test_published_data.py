"""Whatever release the repository holds keeps its promises."""

from pathlib import Path

import pytest
from frictionless import Package

from entente.release.diff import diff, summary
from entente.release.stored import StoredTable, open_release, releases
from entente.release.verify import verify
from entente.tables.check import check

DATA = Path(__file__).parents[1] / "data"
VERSIONS = releases(DATA)
TABLES = {
    f"{version}-{table.name}": table for version in VERSIONS for table in open_release(version, DATA).tables.values()
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_table_keeps_its_promises(table: StoredTable) -> None:
    assert [str(each) for each in check(table.read(), table.schema)] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_files_are_those_described_and_keys_between_tables_hold(version: str) -> None:
    assert [str(each) for each in verify(version, DATA)] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_an_outsider_can_read_the_descriptor(version: str) -> None:
    report = Package.validate_descriptor(str(open_release(version, DATA).path))
    assert report.flatten(["type", "note"]) == []


def test_no_table_lies_about_that_no_version_names() -> None:
    named = {table.path.name for table in TABLES.values()}
    assert {path.name for path in (DATA / "releases" / "tables").glob("*")} == named


def test_two_releases_are_compared_with_tables_that_came_or_went() -> None:
    changes = diff(VERSIONS[0], VERSIONS[-1])
    counted = summary(changes).set_index("table")
    come = [each for each in changes if each.table == "minilaterals"]
    assert counted.loc[["minilaterals"]].to_numpy().tolist()[0] == [len(come[0].added), 0, 0]
    back = summary(diff(VERSIONS[-1], VERSIONS[0])).set_index("table")
    assert back[["removed", "added"]].to_numpy().tolist() == counted[["added", "removed"]].to_numpy().tolist()
