"""`entente check` finds what is broken, part by part, and says where."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import entente
from entente.errors import BadSpec, BrokenPromise
from entente.folders import data_folder
from entente.pipeline.check import PARTS, check
from entente.pipeline.project import Project, here
from entente.pipeline.work import work


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a copy of the data; nothing else of a checkout."""
    ours = here()
    shutil.copytree(data_folder() / "releases", tmp_path / "data" / "releases")
    shutil.copyfile(data_folder() / "sources.toml", tmp_path / "data" / "sources.toml")
    shutil.copytree(ours.root / "analysis" / "specs", tmp_path / "analysis" / "specs")
    monkeypatch.setenv("ENTENTE_DATA", str(tmp_path / "data"))
    return Project(tmp_path, tmp_path / "data", ours.code)


def test_every_part_is_looked_at_and_told_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Project) -> Iterator[str]:
        yield "broken"

    monkeypatch.setattr("entente.pipeline.check.PARTS", dict.fromkeys(PARTS, broken))
    found = check(Project(tmp_path, tmp_path / "data", here().code))
    assert found == [
        f"{name}: broken" for name in ("release", "local rows", "sources", "specs", "minilaterals", "site")
    ]


def test_an_error_counts_as_the_problems_that_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Project) -> Iterator[str]:
        raise BrokenPromise("x", ["one", "two", "three"])
        yield ""

    monkeypatch.setattr("entente.pipeline.check.PARTS", {"release": broken})
    found = check(Project(tmp_path, tmp_path / "data", here().code), parts=["release"])
    assert [each.of for each in found] == [3]


def test_what_is_whole_has_no_problem(project: Project) -> None:
    assert check(project) == []


def test_a_cut_table_is_found(project: Project) -> None:
    path = next((project.data / "releases" / "tables").glob("states-*.csv"))
    path.write_bytes(path.read_bytes()[:-1])
    assert any(each.startswith(f"release: {path.name}") for each in check(project, parts=["release"]))


def test_no_release_is_found(project: Project) -> None:
    shutil.rmtree(project.data / "releases")
    assert any(each.startswith("release: there is none") for each in check(project, parts=["release"]))


def test_a_bad_local_row_is_found(project: Project) -> None:
    (project.data / "local").mkdir()
    (project.data / "local" / "divergence_issues.csv").write_text(
        "divergence_id,issue_id,role\nnobody,nothing,subject\n"
    )
    found = [each for each in check(project, parts=["local rows"]) if each.startswith("local rows: ")]
    assert any("divergence_issues.csv, row 2" in each and "nothing" in each for each in found)


@pytest.mark.parametrize("name", ["divergences.xlsx", "divergences.csv.txt"])
def test_a_local_file_named_after_no_table_is_found(name: str, project: Project) -> None:
    (project.data / "local").mkdir()
    (project.data / "local" / name).write_text("x\n")
    assert [each.partition(";")[0] for each in check(project, parts=["local rows"])] == [
        f"local rows: no table for the local file named '{name}'"
    ]


def forget(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """Let packages of ours be imported anew until the test ends; then the old ones are back, in both places."""
    for package in packages:
        name = f"entente.{package}"
        if name in sys.modules:
            monkeypatch.setattr(entente, package, sys.modules[name])
        for each in [each for each in sys.modules if each == name or each.startswith(f"{name}.")]:
            monkeypatch.delitem(sys.modules, each)


def test_what_cannot_be_looked_at_is_no_problem(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.data / "curated" / "minilaterals" / "forums").mkdir(parents=True)
    monkeypatch.setitem(sys.modules, "pyreadr", None)  # as if it were not installed
    forget(monkeypatch, "datasets", "sources")
    told: list[str] = []
    assert check(project, told.append) == []
    assert told == ["minilaterals: not looked at, for pyreadr is not installed; `make test` adds it."]


def test_a_stray_descriptor_is_no_release(project: Project) -> None:
    (project.data / "releases" / "datapackage-9.0.0-rc1.json").write_text("{}")
    assert check(project, parts=["release"]) == []


def test_a_bad_list_of_sources_is_found(project: Project) -> None:
    (project.data / "sources.toml").write_text('[[source]]\nid = "x"\n')
    assert any(each.startswith("sources: ") and "title" in each for each in check(project, parts=["sources"]))


def test_a_bad_spec_is_found(project: Project) -> None:
    for path in project.specs.values():
        path.write_text(path.read_text().replace("strict = -0.10", "strict = 0.10"))
    assert any(each.startswith("specs: ") and "margin" in each for each in check(project, parts=["specs"]))


def test_a_value_and_a_syntax_that_no_spec_may_have_are_found(project: Project) -> None:
    path = next(iter(project.specs.values()))
    text = path.read_text()
    path.write_text(text.replace("draws = 100", 'draws = "x"'))
    assert [
        each for each in check(project, parts=["specs"]) if "assay.draws = 'x': must be a whole number" in each
    ] != []
    path.write_text(text + "[\n")
    (project.root / "analysis" / "register.toml").write_text("[[claim\n")
    found = [each for each in check(project, parts=["specs"]) if each.startswith("specs: ")]
    assert [name in each for each, name in zip(found, (path.name, "register.toml"), strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('within = ["human_rights_democracy"]', 'within = ["human_rights"]', "within = 'human_rights': is not found"),
        ('source_id = "gsdb_v4"', 'source_id = "gsdb"', "source gsdb: source_id = 'gsdb': is not found in sources"),
        ('without_state = "USA"', 'without_state = "US"', "without_state = 'US': is not found in states.state_id"),
        ('target_members_of = "EUU"', 'target_members_of = "EU"', "'EU': is not found in body_members.body_id; write"),
        ('id = "security"', 'id = "human_rights"', "group = 'human_rights': this name stands twice"),
        ('id = "gsdb"', 'id = "ties"', "source = 'ties': this name stands twice"),
        ("headline = true", "headline = false", "headline = []: write `headline = true` in one group"),
    ],
)
def test_a_name_that_a_spec_may_not_hold_is_found_before_a_fit(
    old: str, new: str, said: str, project: Project, tmp_path: Path
) -> None:
    path = project.specs["ring-fencing-trade"]
    path.write_text(path.read_text().replace(old, new))
    found = check(project, parts=["specs"])
    assert len(found) == 1
    assert found[0].startswith("specs: ")
    assert said in found[0]
    with pytest.raises(BadSpec, match=re.escape(said)):
        work(project).fit(path, tmp_path / "results")
    assert not (tmp_path / "results").exists()


def test_no_spec_is_found(project: Project) -> None:
    shutil.rmtree(project.root / "analysis")
    assert any(each.startswith("specs: there is none") for each in check(project, parts=["specs"]))


def test_a_page_that_loads_from_elsewhere_is_found(project: Project) -> None:
    (project.root / "_site").mkdir()
    page = project.root / "_site" / "index.html"
    page.write_text('<img alt="" src="a.png">')
    assert check(project, parts=["site"]) == []
    page.write_text('<img alt="" src="https://example.org/x">')
    assert check(project, parts=["site"]) == [
        "site: index.html: img[src] loads https://example.org/x is fetched from elsewhere."
    ]
