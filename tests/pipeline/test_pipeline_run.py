"""Only a step whose inputs changed runs: a made-up project, real pytask, work that only counts."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import made_up_project as toy
import pytest

from entente.errors import BrokenPage, BrokenPipeline, BrokenPromise, UnknownName
from entente.pipeline import plan, session
from entente.pipeline.run import build, site
from entente.pipeline.step import Content, Step

FITS = {"fit first", "fit second"}
PAGES = {"execute first", "execute second", "site"}


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """Return a project in which nothing has run."""
    root = toy.write(tmp_path / "project")
    with on_path(root):
        yield root


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project in which all has run; not to be changed."""
    root = toy.write(tmp_path_factory.mktemp("ready") / "project")
    with on_path(root):
        make(root, with_sources=True)
    return root


@pytest.fixture
def copied(ready: Path, tmp_path: Path) -> Iterator[Path]:
    """Return a copy, elsewhere, of a project in which all has run."""
    shutil.copytree(ready, tmp_path / "copy")
    with on_path(tmp_path / "copy"):
        yield tmp_path / "copy"


@contextmanager
def on_path(root: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        forget_toy()
        yield
        forget_toy()


def forget_toy() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "toy"]:
        del sys.modules[name]


def make(root: Path, with_sources: bool = False) -> set[str]:
    """Run everything, as a new process would; return what was done."""
    stub = toy.Stub()
    ran = site(toy.project(root), toy.work(stub, with_sources), say=lambda _line: None)
    assert len(ran.steps) == len(stub.done)
    assert ran.of == (6 if with_sources else 5)
    return set(stub.done)


def append(path: Path, text: str = "# changed\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + text)


def test_the_first_run_does_all_in_order_and_the_second_nothing(root: Path) -> None:
    stub = toy.Stub()
    site(toy.project(root), toy.work(stub, with_sources=True), say=lambda _line: None)
    assert stub.done[0] == "release"
    assert set(stub.done[1:3]) == FITS
    assert stub.done[-1] == "site"
    assert set(stub.done) == {"release"} | FITS | PAGES
    assert make(root, with_sources=True) == set()


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("toy/numbers.py", FITS),  # imported by what fits
        ("toy/fits.py", FITS),
        ("toy/descriptor/trade.json", FITS | {"release", "execute first", "site"}),  # data of the package of all these
        ("toy/charts.py", {"execute first"}),  # imported by the first notebook alone, whose outputs stay the same
        ("toy/words.py", {"site"}),
        ("toy/datasets/trade.py", {"release"}),
        ("toy/datasets/new.py", {"release"}),  # a new module in a folder that is searched
        ("toy/nobody.py", set()),
        ("analysis/specs/first.toml", {"fit first"} | PAGES),  # both notebooks may read any spec
        ("notebooks/second.ipynb", {"execute second", "site"}),
        ("notebooks/about.qmd", {"site"}),
        ("notebooks/images/new.svg", {"site"}),
        ("index.qmd", {"site"}),
        ("data/curated/codes.csv", {"release"}),
        ("data/curated/more/new.csv", {"release"}),
        ("data/sources.toml", {"release"}),
        ("requirements.lock", {"release"} | FITS | PAGES),
        ("requirements-dev.lock", {"release"}),  # what reads raw sources
        ("README.md", set()),
    ],
)
def test_a_change_runs_what_rests_on_it_and_nothing_else(copied: Path, name: str, again: set[str]) -> None:
    if name.endswith(".ipynb"):
        (copied / name).write_text(toy.notebook(["run('second')", "1 + 1"]))
    else:
        append(copied / name)
    assert make(copied, with_sources=True) == again


def test_another_release_fits_again_if_a_table_that_is_read_changed(copied: Path) -> None:
    releases = copied / "data" / "releases"
    text = (releases / "datapackage-0.1.0.json").read_text()
    (releases / "datapackage-0.9.0.json").write_text(text + "\n")
    assert make(copied) == PAGES  # they may show its version
    (releases / "tables" / "trade-2.csv").write_text("2\n")
    (releases / "datapackage-0.10.0.json").write_text(toy.descriptor("tables/trade-2.csv", "2\n"))
    assert make(copied) == FITS | PAGES
    append(releases / "datapackage-0.9.0.json", "\n")
    assert make(copied) == {"site"}  # it is published too
    (releases / "datapackage-0.11.0-rc1.json").write_text("{}")
    assert make(copied) == {"site"}  # no release


def test_a_lost_table_is_noticed(root: Path) -> None:
    make(root)
    (root / "data" / "releases" / "tables" / "trade.csv").unlink()
    with pytest.raises(BrokenPipeline, match="ENTENTE_SOURCES"):
        make(root)


def test_an_edited_table_of_the_same_size_is_noticed(root: Path) -> None:
    make(root)
    (root / "data" / "releases" / "tables" / "trade.csv").write_text("2\n")
    with pytest.raises(BrokenPipeline, match="edited"):
        make(root)


def test_a_lost_or_edited_result_is_made_again(root: Path) -> None:
    make(root)
    (root / "analysis" / "results" / "first-assay.csv").unlink()
    assert make(root) == {"fit first"}  # the same bytes again: no page changes
    append(root / "analysis" / "results" / "second.csv")
    assert make(root) == {"fit second"}
    (root / "_site" / "index.html").write_text("edited")
    assert make(root) == {"site"}
    append(root / "_site" / "stray.html")
    assert make(root) == {"site"}


def test_a_clone_elsewhere_does_not_fit_again(ready: Path, tmp_path: Path) -> None:
    clone = tmp_path / "elsewhere" / "clone"
    shutil.copytree(ready, clone, ignore=shutil.ignore_patterns(".entente", "_site", ".pytask", "__pycache__"))
    before = (clone / "analysis" / "pytask.lock").read_bytes()
    with on_path(clone):
        assert toy.project(clone).code.folder == clone / "toy"
        assert make(clone) == PAGES
    assert (clone / "analysis" / "pytask.lock").read_bytes() == before
    assert str(ready.parent) not in before.decode()


def test_local_rows_leave_no_trace_in_tracked_files(root: Path) -> None:
    make(root)
    tracked = [*sorted((root / "analysis").rglob("*.csv")), root / "analysis" / "pytask.lock"]
    before = {path: path.read_bytes() for path in tracked}
    page = (root / "_site" / "index.html").read_bytes()

    append(root / "data" / "local" / "divergences.csv", "id\none\n")
    assert make(root) == FITS | PAGES
    assert sorted(path.name for path in (root / ".entente" / "local" / "results").iterdir())[0] == "first-assay.csv"
    assert make(root) == set()
    append(root / "data" / "local" / "divergences.csv", "two\n")
    assert make(root) == FITS | PAGES
    assert {path: path.read_bytes() for path in tracked} == before

    (root / "data" / "local" / "divergences.csv").unlink()
    assert make(root) == PAGES  # nothing is fitted again
    assert {path: path.read_bytes() for path in tracked} == before
    assert (root / "_site" / "index.html").read_bytes() == page


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("minilaterals.csv", "id\none\n"),  # no table that a fit reads
        ("divergences.csv", "id\n"),  # no row
        ("._divergences.csv", "id\none\n"),
        (".divergences.csv", "id\none\n"),
        ("coverage.csv", "id\none\n"),
        ("README.md", "A note.\n"),
    ],
)
def test_local_files_that_no_fit_reads_run_nothing(name: str, text: str, copied: Path) -> None:
    append(copied / "data" / "local" / name, text)
    assert make(copied, with_sources=True) == set()
    assert toy.project(copied).results == copied / "analysis" / "results"
    assert toy.project(copied).results_lock == copied / "analysis"


def test_local_rows_that_nothing_reads_are_named(root: Path) -> None:
    append(root / "data" / "local" / "minilaterals.csv", "id\none\n")
    append(root / "data" / "local" / "divergences.csv", "id\none\n")
    told: list[str] = []
    build(toy.project(root), toy.work(toy.Stub()), say=told.append)
    assert [line for line in told if line.startswith("with local rows (divergences.csv)")] != []
    assert [line for line in told if line.startswith("local rows that no result or page reads: minilaterals.csv")] != []


def test_with_local_rows_the_release_is_not_built(copied: Path) -> None:
    append(copied / "data" / "curated" / "codes.csv")
    append(copied / "data" / "local" / "divergences.csv", "id\none\n")
    stub, lock = toy.Stub(), copied / "analysis" / "pytask.lock"
    before = lock.read_bytes()
    site(toy.project(copied), toy.work(stub, with_sources=True), say=lambda _line: None)
    assert set(stub.done) == FITS | PAGES
    assert lock.read_bytes() == before
    (copied / "data" / "local" / "divergences.csv").unlink()
    assert make(copied, with_sources=True) == {"release"} | PAGES


@pytest.mark.parametrize("name", ["divergences.xlsx", "divergences.csv.txt", "divergence.csv"])
def test_a_local_file_named_after_no_table_stops_it_all(name: str, copied: Path) -> None:
    append(copied / "data" / "local" / name, "id\none\n")
    with pytest.raises(UnknownName, match=f"no table for the local file named '{name}'"):
        make(copied, with_sources=True)


def test_a_bad_local_row_stops_it_all(root: Path) -> None:
    stub = toy.Stub()
    work = replace(toy.work(stub, with_sources=True), local_problems=lambda: ["row 2: no such state"])
    with pytest.raises(BrokenPromise, match=r"data/local: 1 problem.*\n.*row 2: no such state"):
        site(toy.project(root), work, say=lambda _line: None)
    assert stub.done == []


def test_data_of_another_checkout_are_refused(root: Path, tmp_path: Path) -> None:
    stub = toy.Stub()
    shutil.copytree(root / "data", tmp_path / "other" / "data")
    other = replace(toy.project(root), data=tmp_path / "other" / "data")
    with pytest.raises(BrokenPipeline, match=r"ENTENTE_DATA: names .*other.*Unset"):
        site(other, toy.work(stub), say=lambda _line: None)
    assert stub.done == []
    (tmp_path / "linked").symlink_to(root / "data")
    build(replace(toy.project(root), data=tmp_path / "linked"), toy.work(stub), say=lambda _line: None)
    assert set(stub.done) == FITS


def test_build_stops_before_the_pages(root: Path) -> None:
    stub = toy.Stub()
    build(toy.project(root), toy.work(stub), say=lambda _line: None)
    assert set(stub.done) == FITS
    assert not (root / "_site").exists()


def test_again_runs_what_is_up_to_date(root: Path) -> None:
    make(root)
    stub = toy.Stub()
    build(toy.project(root), toy.work(stub), say=lambda _line: None, again=True)
    assert set(stub.done) == FITS


def test_another_python_or_renderer_is_another_environment(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = replace(toy.work(toy.Stub(), with_sources=True), renderer="another")
    assert site(toy.project(copied), work, say=lambda _line: None).steps == ("site",)
    later = SimpleNamespace(version_info=SimpleNamespace(major=3, minor=99))
    monkeypatch.setattr("entente.pipeline.inputs.sys", later)
    assert make(copied, with_sources=True) == {"release"} | FITS | PAGES


def test_a_failed_step_raises_its_own_error_and_runs_again(root: Path) -> None:
    stub = toy.Stub(fail="fit second")
    with pytest.raises(ValueError, match="fit second") as raised:
        site(toy.project(root), toy.work(stub), say=lambda _line: None)
    assert not any("_pytask" in str(each.path) for each in raised.traceback)
    assert "site" not in stub.done
    assert make(root) == {"fit second"} | PAGES


def test_each_step_that_runs_is_told(root: Path) -> None:
    told: list[str] = []
    site(toy.project(root), toy.work(toy.Stub()), say=told.append)
    assert "fit first ..." in told
    assert told[-2].startswith("Ran 5 of 5 steps;")
    told.clear()
    site(toy.project(root), toy.work(toy.Stub()), say=told.append)
    assert [line.partition(" (")[0] for line in told] == [
        "Nothing to do: all steps are up to date",
        "The site: _site/index.html",
    ]


def test_a_step_that_does_not_make_what_it_says_is_an_error(root: Path) -> None:
    never = Content(name="never.csv", read=lambda: None)
    project = toy.project(root)
    with pytest.raises(BrokenPipeline, match=r"never\.csv"):
        session.run([Step("idle", (), (never,), lambda: None)], project.task_file, project.pages_lock, lambda _: None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (toy.notebook(["from toy import charts", "def broken(:"]), "code cell 1, line 2 = 'def broken(:'"),
        ("{", "this is no Jupyter notebook (JSONDecodeError"),
        ("{}", "this is no Jupyter notebook (KeyError"),
    ],
)
def test_a_notebook_that_cannot_be_read_is_named_and_the_site_stays(text: str, said: str, copied: Path) -> None:
    before = (copied / "_site" / "index.html").read_bytes()
    (copied / "notebooks" / "first.ipynb").write_text(text)
    with pytest.raises(BrokenPage) as stopped:
        make(copied)
    assert "first.ipynb" in str(stopped.value)
    assert said in str(stopped.value)
    assert (copied / "_site" / "index.html").read_bytes() == before


def test_a_cell_in_another_language_is_passed_over(copied: Path) -> None:
    (copied / "notebooks" / "first.ipynb").write_text(toy.notebook(["%%bash", "echo one two"]))
    assert plan.imported(copied / "notebooks" / "first.ipynb", toy.project(copied)) == set()
