import hashlib
import json
import os
import subprocess
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package
from made_up import frames, publish

from entente.errors import BrokenPromise, PublishedRelease, UnknownName
from entente.release.stored import open_release, releases
from entente.release.verify import verify
from entente.release.write import write


def snapshot(data: Path) -> dict[str, bytes]:
    return {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*") if path.is_file()}


def test_a_release_is_a_descriptor_and_a_file_per_table_named_by_its_hash(data: Path) -> None:
    described = json.loads((data / "releases" / "datapackage-0.1.0.json").read_text())
    assert [each["name"] for each in described["resources"]] == sorted(frames())
    for each in described["resources"]:
        content = (data / "releases" / each["path"]).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        assert each["path"] == f"tables/{each['name']}-{digest[:12]}.{each['format']}"
        assert each["hash"] == f"sha256:{digest}"
        assert each["bytes"] == len(content)
        assert each["rows"] == len(frames()[each["name"]])
    assert set(described["made_with"]) == {"python", "pandas", "pyarrow"}
    assert described["sources"][0] == {"title": "Alpha", "version": "1", "path": "https://alpha.example/"}
    assert described["sources"][1] == {"title": "Beta | two"}
    assert not list(data.rglob("*.part"))


def test_an_outsider_can_read_the_descriptor() -> None:
    report = Package.validate_descriptor(str(open_release().path))
    assert report.flatten(["type", "note"]) == []


@pytest.mark.parametrize("name", ["states", "issues", "divergences", "divergence_issues"])
def test_an_outsiders_own_check_of_small_tables_agrees(name: str) -> None:
    resource = Package(str(open_release().path)).get_resource(name)
    assert resource.validate().flatten(["type", "note"]) == []


def test_the_release_carries_what_its_tables_promise(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("entente.tables.schema.DESCRIPTORS", data / "nowhere")
    stored = open_release("0.1.0").table("divergences")
    assert stored.schema.local_optional[:3] == ("crisis_id", "decider", "ended_on")
    assert stored.schema.local_order == (("occurred_on", "ended_on"),)
    assert stored.schema.local_valid_on == (("side_a", "occurred_on"), ("side_b", "occurred_on"))
    assert stored.schema.distinct == (("side_a", "side_b"),)
    assert stored.read()["divergence_id"].tolist() == ["d1", "d2"]


def test_an_unchanged_table_is_stored_once(data: Path) -> None:
    publish(data, "0.2.0", bodies=pd.DataFrame({"body_id": ["AU", "EU"]}))
    assert len(list((data / "releases" / "tables").iterdir())) == len(frames()) + 1
    old, new = open_release("0.1.0"), open_release("0.2.0")
    assert old.table("issues").path == new.table("issues").path
    assert verify("0.1.0") == verify("0.2.0") == []


def test_writing_twice_gives_the_same_bytes(data: Path) -> None:
    before = snapshot(data)
    publish(data)
    assert snapshot(data) == before


def test_a_draft_is_overwritten_and_leaves_no_file_behind(data: Path) -> None:
    publish(data, bodies=pd.DataFrame({"body_id": ["AU", "EU"]}))
    assert len(list((data / "releases" / "tables").iterdir())) == len(frames())
    assert open_release().table("bodies").rows == 2


def test_a_tagged_draft_is_not(data: Path) -> None:
    git = ["git", "-C", str(data), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"], ["tag", "v0.1.0"]):
        subprocess.run([*git, *command], check=True)
    before = snapshot(data)
    with pytest.raises(PublishedRelease, match=r"release 0\.1\.0: it is tagged"):
        publish(data, bodies=pd.DataFrame({"body_id": ["AU", "EU"]}))
    assert snapshot(data) == before


def test_a_published_version_is_never_overwritten(data: Path) -> None:
    write(frames(), "1.0.0", data, date(2026, 12, 2))
    assert json.loads((data / "releases" / "datapackage-1.0.0.json").read_text())["released_on"] == "2026-12-02"
    before = snapshot(data)
    with pytest.raises(PublishedRelease, match=r"release 1\.0\.0: it is there already"):
        write(frames(), "1.0.0", data, date(2026, 12, 2))
    assert snapshot(data) == before


def test_a_published_version_needs_its_day(data: Path) -> None:
    with pytest.raises(PublishedRelease, match="day of publication"):
        write(frames(), "1.0.0", data)
    assert releases() == ["0.1.0"]


@pytest.mark.parametrize("version", ["1", "0.1", "v0.1.0", "0.01.0", "0.1.0-rc1"])
def test_a_version_is_three_numbers(version: str, data: Path) -> None:
    with pytest.raises(UnknownName, match="three numbers"):
        publish(data, version)


def test_broken_tables_are_all_reported_and_nothing_is_written(data: Path) -> None:
    before = snapshot(data)
    bad = frames()["divergences"].assign(side_a="XXX", severity=9)
    with pytest.raises(BrokenPromise) as raised:
        publish(data, divergences=bad, issues=pd.DataFrame({"issue_id": ["a", "a"], "name": ["A", "B"]}))
    said = str(raised.value)
    for each in ("severity = '9'", "side_a = 'XXX'", "issue_id = 'a': this key", "issue_id = 'trade': not found"):
        assert each in said
    assert snapshot(data) == before


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_failure_on_the_way_leaves_the_previous_state(
    fails_at: int, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two tables and the descriptor are new; the disk fails at the first, the second or the third of these."""
    before, real = snapshot(data), os.replace
    calls: list[Path] = []

    def replace(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == fails_at:
            raise OSError("disk full")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(OSError, match="disk full"):
        publish(data, bodies=pd.DataFrame({"body_id": ["AU", "EU"]}), trade_flows=frames()["trade_flows"].iloc[:1])
    assert len(calls) == fails_at
    assert snapshot(data) == before
