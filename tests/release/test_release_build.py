import importlib
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
from made_up import frames

import entente.datasets
from entente.errors import BadSpec, BrokenPromise, ChangedSource, MissingSource, UnknownName
from entente.release import build as module
from entente.release.build import Dataset, build, build_tables, discover, in_order
from entente.release.stored import open_release, releases
from entente.release.verify import verify


def dataset(*tables: str, after: tuple[str, ...] = (), needs: tuple[str, ...] = ()) -> Dataset:
    def make(built: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        assert set(after) <= set(built)
        return {table: frames()[table] for table in tables}

    return cast(Dataset, SimpleNamespace(TABLES=tables, AFTER=after, NEEDS=needs, build=make))


def world(**more: Dataset) -> dict[str, Dataset]:
    return {
        "a_quarrels": dataset("divergences", "divergence_issues", after=("states", "issues")),
        "b_states": dataset("states", after=("sources",)),
        "c_rest": dataset("issues", "sources", "bodies", "trade_flows"),
    } | more


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> dict[str, Dataset]:
    """Return the made-up datasets, found in place of the package's."""
    modules = world()
    monkeypatch.setattr(module, "discover", lambda: modules)
    return modules


def test_datasets_are_found_by_folder_and_must_say_what_they_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "datasets"
    folder.mkdir()
    monkeypatch.setattr(entente.datasets, "__path__", [str(folder)])
    (folder / "made_up_helper.py").write_text("CODES = ()\n")
    (folder / "made_up_votes.py").write_text("TABLES = ('votes',)\nNEEDS = AFTER = ()\nbuild = dict\n")
    importlib.invalidate_caches()
    assert list(discover()) == ["made_up_votes"]
    (folder / "made_up_silent.py").write_text("TABLES = ('votes',)\nNEEDS = ()\nbuild = dict\n")
    importlib.invalidate_caches()
    with pytest.raises(BadSpec, match=r"entente\.datasets\.made_up_silent: AFTER = None: state it as a tuple"):
        discover()


def test_each_comes_after_what_it_needs() -> None:
    assert list(in_order(world())) == ["c_rest", "b_states", "a_quarrels"]


def test_a_table_that_nobody_makes_is_named() -> None:
    with pytest.raises(UnknownName, match=r"table that entente\.datasets\.d comes after named 'moons'"):
        in_order(world(d=dataset("votes", after=("moons",))))


def test_two_makers_of_one_table_are_refused() -> None:
    with pytest.raises(BadSpec, match="c_rest makes it too"):
        in_order(world(d=dataset("issues")))


@pytest.mark.usefixtures("found")
def test_a_build_is_a_whole_release() -> None:
    said: list[str] = []
    build("0.2.0", say=said.append)
    assert said == [
        "building issues, sources, bodies, trade_flows",
        "building states",
        "building divergences, divergence_issues",
    ]
    assert verify("0.2.0") == []
    old, new = open_release("0.1.0"), open_release("0.2.0")
    assert {name: each.sha256 for name, each in new.tables.items()} == {
        name: each.sha256 for name, each in old.tables.items()
    }


def test_later_datasets_see_typed_tables() -> None:
    seen: dict[str, Any] = {}
    spy = SimpleNamespace(TABLES=(), AFTER=("states",), NEEDS=(), build=lambda built: seen.update(built) or {})
    build_tables(in_order(world(d=cast(Dataset, spy))))
    assert str(seen["states"]["valid_from"].dtype) == "datetime64[s]"


def test_a_module_makes_what_it_says() -> None:
    liar = SimpleNamespace(TABLES=("issues",), AFTER=(), NEEDS=(), build=lambda _built: {})
    with pytest.raises(BadSpec, match=r"entente\.datasets\.liar: TABLES"):
        build_tables({"liar": cast(Dataset, liar)})


@pytest.mark.parametrize("state", ["missing", "different"])
def test_a_source_that_is_not_at_hand_stops_the_build_before_it_begins(
    state: str, data: Path, found: dict[str, Dataset], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Mapping[str, pd.DataFrame]] = []
    found["z"] = cast(Dataset, SimpleNamespace(TABLES=("votes",), AFTER=(), NEEDS=("alpha",), build=built.append))
    (data / "sources.toml").write_text(
        '[[source]]\nid = "alpha"\ntitle = "A"\nrelease_use = "rows"\nterms = "t"\ncitation = "c"\n'
        f'[[source.file]]\npath = "a/b.csv"\nsha256 = "{"0" * 64}"\n'
    )
    monkeypatch.setenv("ENTENTE_SOURCES", str(tmp_path / "raw"))
    if state == "different":
        (tmp_path / "raw" / "a").mkdir(parents=True)
        (tmp_path / "raw" / "a" / "b.csv").write_text("x")
    with pytest.raises(MissingSource if state == "missing" else ChangedSource, match=r"a/b\.csv"):
        build("0.2.0")
    assert built == []
    assert releases() == ["0.1.0"]


def test_a_broken_table_leaves_the_releases_as_they_were(found: dict[str, Dataset]) -> None:
    twice = {"issues": frames()["issues"].assign(issue_id=["trade", "trade"])}
    honest = found["c_rest"].build
    found["c_rest"] = cast(
        Dataset, SimpleNamespace(**vars(found["c_rest"]) | {"build": lambda built: honest(built) | twice})
    )
    with pytest.raises(BrokenPromise, match="issue_id = 'trade': this key stands in row 2 already"):
        build("0.2.0")
    assert releases() == ["0.1.0"]
    assert verify() == []
