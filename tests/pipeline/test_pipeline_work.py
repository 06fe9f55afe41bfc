"""What the steps of this project rest on, and when the release is no step."""

import importlib.util
import re
from dataclasses import replace
from pathlib import Path

import made_up_project as toy
import pytest

from entente.claims.data import OWN_TABLES
from entente.closure import read_code
from entente.pipeline.plan import imported, linked, mentioned, prose, result_steps
from entente.pipeline.project import Project, here
from entente.pipeline.work import PAGES_LINK, READERS, missing_sources, release_builder, work
from entente.site.stage import LINKED


def told(project: Project) -> tuple[bool, str]:
    lines: list[str] = []
    return release_builder(project, lines.append) is not None, " ".join(lines)


def test_without_raw_sources_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENTENTE_SOURCES", raising=False)
    assert told(here()) == (
        False,
        "raw sources: none at hand (ENTENTE_SOURCES is not set), so the release is taken as it is",
    )


def test_missing_files_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_SOURCES", str(tmp_path))
    there, said = told(here())
    assert not there
    assert missing_sources()[0] in said
    assert "not at hand" in said


def test_packages_that_read_sources_are_named_if_they_lack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_SOURCES", str(tmp_path))
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == READERS[0] else found(name))
    there, said = told(here())
    assert not there
    assert f"{READERS[0]} not installed" in said


def test_a_published_release_is_no_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_SOURCES", str(tmp_path))
    monkeypatch.setattr("entente.pipeline.work.draft_version", lambda: "1.0.0")
    assert told(here()) == (False, "")


@pytest.mark.sources
def test_with_raw_sources_a_draft_is_a_step() -> None:
    assert told(here()) == (True, "")


def test_our_own_steps_have_inputs_that_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENTENTE_SOURCES", raising=False)
    project = here()
    steps = result_steps(project, work(project, lambda _line: None))
    assert [step.name for step in steps] == [f"fit {claim}" for claim in project.specs]
    assert [need.name for step in steps for need in step.needs if need.state() is None] == []
    assert {"table trade_flows", "code of fits"} <= {need.name for need in steps[0].needs}


def test_a_fit_rests_on_its_modules_and_on_no_page() -> None:
    closure = here().code.closure(["entente.claims.running"])
    assert {"entente.models.local_projection", "entente.panel.crises", "entente.read"} <= set(closure)
    assert [name for name in closure if name.startswith(("entente.site", "entente.report", "entente.datasets"))] == []


def test_the_style_sheet_is_an_input_of_the_pages_and_of_no_notebook() -> None:
    def carried(*calls: str) -> set[str]:
        return {path.name for path in here().code.files(calls)}

    ours = work(here(), lambda _line: None)
    style = {"entente.css", "page.js", "charts.js", "mark.svg"}
    assert style <= carried(*ours.pages_calls)
    assert not style & carried(*ours.execute_calls)
    assert not style & carried("entente.report.show")  # what notebooks call draws with the tokens alone
    assert "tokens.json" in carried("entente.report.show")


def test_claims_named_in_a_notebook(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(toy.notebook(["run(read_spec('first'))", "second_thoughts = 'not-second'"]))
    assert mentioned(path, ["first", "second"]) == ["first"]
    path.write_text(toy.notebook(["1 + 1"]))
    assert mentioned(path, ["first", "second"]) == ["first", "second"]


def test_modules_that_a_notebook_imports(tmp_path: Path) -> None:
    path, project = tmp_path / "x.ipynb", here()
    path.write_text(toy.notebook(["%matplotlib inline", "import pandas", "from entente.report import show"]))
    assert imported(path, project) == {"entente.report", "entente.report.show"}
    path.write_text(toy.notebook(["from entente import load"]))
    assert imported(path, project) == {"entente", "entente.read", "entente.release.cite"}


def test_pages_of_prose_leave_out_notebooks_and_what_editors_leave(tmp_path: Path) -> None:
    root = toy.write(tmp_path)
    (root / "notebooks" / ".ipynb_checkpoints").mkdir()
    (root / "notebooks" / ".ipynb_checkpoints" / "old.qmd").write_text("old")
    found = {path.relative_to(root).as_posix() for path in prose(replace(here(), root=root))}
    assert found == {
        *("index.qmd", "_quarto.yml", "notebooks/about.qmd"),
        *("analysis/specs/first.toml", "analysis/specs/second.toml"),
    }


def test_what_is_published_beside_the_pages_is_an_input() -> None:
    project = here()
    found = {project.name(path) for path in linked(project, work(project, lambda _line: None).pages_link)}
    assert {"analysis/register.toml", "data/releases/datapackage-0.1.0.json", "data/curated/decisions.md"} <= found
    assert PAGES_LINK == LINKED


def test_a_users_own_files_are_checked_before_anything_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "local").mkdir()
    (tmp_path / "releases").symlink_to(here().data / "releases")
    (tmp_path / "local" / "minilaterals.csv").write_text("foo,bar\n1,2\n")
    bound = work(here(), lambda _line: None)
    assert list(bound.local_problems()) == []
    monkeypatch.setenv("ENTENTE_DATA", str(tmp_path))
    assert "data/local/minilaterals.csv, row 1 = 'foo,bar': not the names" in "\n".join(
        map(str, bound.local_problems())
    )


def test_the_note_on_local_rows_names_the_tables_that_fits_read() -> None:
    project = here()
    note = (project.data / "local" / "README.md").read_text()
    listed = note.partition("Rows of the tables that fits read (")[2].partition(")")[0]
    assert tuple(re.findall(r"`(\w+)`", listed)) == OWN_TABLES
    assert {*OWN_TABLES, "coverage"} == set(work(project, lambda _line: None).fit_tables)


def test_every_package_that_searches_its_folder_is_known_to_do_so() -> None:
    code = read_code()
    texts = {
        path.relative_to(code.folder).as_posix(): path.read_text(encoding="utf-8")
        for path in code.files(code.graph.modules)
        if path.suffix == ".py"
    }
    found = {name: re.findall(r"iter_modules\((\S+?)__path__", text) for name, text in texts.items()}
    assert {each for searched in found.values() for each in searched} == {"entente.datasets."}
    assert [name for name, text in texts.items() if text.count("iter_modules(") != len(found[name])] == []
    assert code.found_by_folder == ("entente.datasets",)
