"""`entente check` finds what is broken, part by part, and says where."""

import shutil
from pathlib import Path

import pytest

from entente.folders import data_folder
from entente.pipeline.check import check
from entente.pipeline.project import Project, here


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a copy of the data; nothing else of a checkout."""
    ours = here()
    shutil.copytree(data_folder() / "releases", tmp_path / "data" / "releases")
    shutil.copyfile(data_folder() / "sources.toml", tmp_path / "data" / "sources.toml")
    shutil.copytree(ours.root / "analysis" / "specs", tmp_path / "analysis" / "specs")
    monkeypatch.setenv("ENTENTE_DATA", str(tmp_path / "data"))
    return Project(tmp_path, tmp_path / "data", ours.code)


def test_what_is_whole_has_no_problem(project: Project) -> None:
    assert check(project) == []


def test_a_cut_table_is_found(project: Project) -> None:
    path = next((project.data / "releases" / "tables").glob("states-*.csv"))
    path.write_bytes(path.read_bytes()[:-1])
    assert any(each.startswith(f"release: {path.name}") for each in check(project))


def test_no_release_is_found(project: Project) -> None:
    shutil.rmtree(project.data / "releases")
    assert any(each.startswith("release: there is none") for each in check(project))


def test_a_bad_local_row_is_found(project: Project) -> None:
    (project.data / "local").mkdir()
    (project.data / "local" / "divergence_issues.csv").write_text(
        "divergence_id,issue_id,role\nnobody,nothing,subject\n"
    )
    found = [each for each in check(project) if each.startswith("local rows: ")]
    assert any("divergence_issues.csv, row 2" in each and "nothing" in each for each in found)


def test_a_bad_list_of_sources_is_found(project: Project) -> None:
    (project.data / "sources.toml").write_text('[[source]]\nid = "x"\n')
    assert any(each.startswith("sources: ") and "title" in each for each in check(project))


def test_a_bad_spec_is_found(project: Project) -> None:
    for path in project.specs.values():
        path.write_text(path.read_text().replace("strict = -0.10", "strict = 0.10"))
    assert any(each.startswith("specs: ") and "margin" in each for each in check(project))


def test_no_spec_is_found(project: Project) -> None:
    shutil.rmtree(project.root / "analysis")
    assert any(each.startswith("specs: there is none") for each in check(project))
