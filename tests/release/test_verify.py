import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_up import TABLES, frames, publish

from entente.errors import BrokenPromise, UnknownName
from entente.release.stored import open_release
from entente.release.verify import verify
from entente.release.write import write
from entente.tables.store import to_bytes


def said(data: Path) -> str:
    return "\n".join(map(str, verify(data=data)))


def describe(data: Path, table: str, change: Callable[[dict[str, Any]], None]) -> None:
    path = open_release(data=data).path
    raw = json.loads(path.read_text())
    change(next(each for each in raw["resources"] if each["name"] == table))
    path.write_text(json.dumps(raw))


def test_a_whole_release_has_no_problem() -> None:
    assert verify() == []


def test_a_missing_file_is_named(data: Path) -> None:
    path = open_release().table("bodies").path
    path.unlink()
    assert f"{path.name}: the file is missing; restore" in said(data)


def test_a_changed_byte_is_found(data: Path) -> None:
    path = open_release().table("issues").path
    path.write_bytes(path.read_bytes().replace(b"Trade", b"Trado"))
    assert f"{path.name}, column sha256 = '" in said(data)
    path.write_bytes(path.read_bytes() + b"\n")
    assert f"{path.name}, column bytes = '" in said(data)


def test_a_wrong_row_count_is_found(data: Path) -> None:
    describe(data, "issues", lambda each: each.update(rows=3))
    assert "column rows = '2': the descriptor says 3 rows" in said(data)


def test_keys_between_tables_are_checked(data: Path) -> None:
    stored = open_release().table("bodies")
    content = to_bytes(pd.DataFrame({"body_id": ["AU"]}), stored.schema)
    stored.path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    describe(data, "bodies", lambda each: each.update(hash=f"sha256:{digest}", bytes=len(content)))
    assert [str(each) for each in verify()] == [
        "divergences, row 3, column decider = 'EU': not found in states.state_id or bodies.body_id; "
        "correct it, or add the row there first."
    ]


def test_a_table_that_a_key_points_to_must_be_there(data: Path) -> None:
    with pytest.raises(BrokenPromise, match="divergences = 'bodies': the release has no such table"):
        write({name: frame for name, frame in frames().items() if name != "bodies"}, "0.2.0", data)


def test_a_source_for_checks_only_is_never_published(data: Path) -> None:
    with pytest.raises(BrokenPromise, match="divergences, column source_id = 'gamma': this source is for checks only"):
        publish(data, divergences=frames()["divergences"].assign(source_id="gamma"))


def test_coverage_and_evidence_name_tables_and_rows_that_are_there(data: Path, tmp_path: Path) -> None:
    fields = [{"name": name, "type": "string", "description": "x."} for name in ("evidence_id", "table", "row_id")]
    extra = {**TABLES[0], "name": "evidence", "schema": {"fields": fields, "primaryKey": "evidence_id"}}
    (tmp_path / "descriptor" / "evidence.json").write_text(json.dumps(extra))
    rows = [
        ("1", "divergences", "d1"),
        ("2", "states", "DDR|1949-10-07"),
        ("3", "states", "DDR"),
        ("4", "divergence", "d1"),
    ]
    with pytest.raises(BrokenPromise) as raised:
        publish(data, evidence=pd.DataFrame(rows, columns=["evidence_id", "table", "row_id"]))
    assert [(each.column, each.value) for each in raised.value.problems] == [  # type: ignore[attr-defined]
        ("table", "divergence"),
        ("row_id", "DDR"),
    ]


def test_an_unknown_release_or_table_is_named_with_what_there_is() -> None:
    with pytest.raises(UnknownName, match=r"no release named '0\.3\.0'; there is: 0\.1\.0"):
        verify("0.3.0")
    with pytest.raises(UnknownName, match=r"no table in release 0\.1\.0 named 'votes'"):
        open_release().table("votes")


def test_a_missing_table_is_said_when_it_is_read() -> None:
    for name in ("bodies", "trade_flows"):
        table = open_release().table(name)
        table.path.unlink()
        with pytest.raises(BrokenPromise, match=f"{table.path.name}: the file is missing; restore"):
            table.read()


@pytest.mark.parametrize(
    "text", ['{"resources": [', "{}", "[]", '{"resources": [{"name": "states"}]}', '{"resources": [1]}']
)
def test_a_damaged_descriptor_is_named(text: str) -> None:
    path = open_release().path
    path.write_text(text)
    with pytest.raises(BrokenPromise, match=r"datapackage-0\.1\.0\.json: this is no descriptor of a release"):
        open_release()
