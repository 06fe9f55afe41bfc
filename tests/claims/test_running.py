import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from test_stored import results

from entente.claims.running import Fits, fit_to, inputs_hash, results_folder, run
from entente.claims.spec import Claim
from entente.claims.spec_file import parse_spec

ROOT = Path(__file__).parents[2]
MODULE = sys.modules[run.__module__]  # the package may offer the function under the module's name


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with the repository's release and a spec of its own, in which fits cost nothing."""
    (tmp_path / "data" / "local").mkdir(parents=True)
    (tmp_path / "data" / "releases").symlink_to(ROOT / "data" / "releases")
    specs = tmp_path / "analysis" / "specs"
    specs.mkdir(parents=True)
    spec = ROOT / "analysis" / "specs" / "ring-fencing-trade.toml"
    (specs / spec.name).write_bytes(spec.read_bytes())
    monkeypatch.setenv("ENTENTE_DATA", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def fitted(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the hashes for which something was fitted; the fit gives back how often it was asked."""
    asked: list[str] = []
    del project

    def fit(_claim: Claim, _data: object, *, inputs: str, **_: object) -> Fits:
        asked.append(inputs)
        estimates, assay, embargoes = results(float(len(asked)))
        return Fits(estimates.assign(inputs_hash=inputs), assay, embargoes)

    monkeypatch.setattr(MODULE, "fit", fit)
    monkeypatch.setattr(MODULE, "load_data", lambda *_: None)
    return asked


def spec_of(project: Path) -> Claim:
    path = project / "analysis" / "specs" / "ring-fencing-trade.toml"
    return parse_spec(tomllib.loads(path.read_text()), path)


def test_kept_results_are_given_back_while_their_inputs_hold(project: Path, fitted: list[str]) -> None:
    claim = spec_of(project)
    assert run(claim).estimates["estimate"].tolist()[0] == 1.0
    assert sorted(path.name for path in results_folder().iterdir()) == [
        f"ring-fencing-trade{end}.csv" for end in ("-assay", "-embargoes", "")
    ]
    again = run(claim)
    assert again.estimates["estimate"].tolist()[0] == 1.0
    assert set(again.estimates["inputs_hash"]) == set(fitted) == {inputs_hash(claim)}
    assert len(fitted) == 1


def test_a_changed_spec_is_fitted_anew(project: Path, fitted: list[str]) -> None:
    claim = spec_of(project)
    run(claim)
    with claim.path.open("a") as spec:
        spec.write("# another thought\n")
    assert run(claim).estimates["estimate"].tolist()[0] == 2.0
    assert len(set(fitted)) == 2


@pytest.mark.usefixtures("fitted")
def test_a_users_rows_change_the_hash_and_the_folder(project: Path) -> None:
    claim, before = spec_of(project), inputs_hash(spec_of(project))
    tracked = results_folder()
    assert tracked == project / "analysis" / "results"
    header = "divergence_id,side_a,side_b,occurred_on,occurred_on_precision,origin,form,source_id\n"
    (project / "data" / "local" / "divergences.csv").write_text(
        header + "m,CAN,IRN,2003-07-23,day,hand,protest,local\n"
    )
    assert results_folder() == project / ".entente" / "local" / "results"
    assert inputs_hash(claim) != before
    run(claim)
    assert not tracked.exists()
    (project / "data" / "local" / "divergences.csv").unlink()
    assert inputs_hash(claim) == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("minilaterals.csv", "minilateral_id\nx\n"),  # no table that a fit reads
        ("divergences.csv", "divergence_id,side_a\n"),  # no row
        ("._divergences.csv", "x\ny\n"),
    ],
)
def test_rows_that_no_fit_reads_change_neither(name: str, text: str, project: Path) -> None:
    claim = spec_of(project)
    before = inputs_hash(claim)
    (project / "data" / "local" / name).write_text(text)
    assert inputs_hash(claim) == before
    assert results_folder() == project / "analysis" / "results"


def test_results_of_another_hash_are_not_believed(project: Path, fitted: list[str]) -> None:
    claim = spec_of(project)
    run(claim)
    path = results_folder() / "ring-fencing-trade.csv"
    path.write_text(path.read_text().replace(inputs_hash(claim), "0" * 12))
    run(claim)
    assert len(fitted) == 2


def test_the_pipelines_step_fits_whatever_is_there(project: Path, fitted: list[str]) -> None:
    """A result that somebody edited bears the right hash: the step that is asked for does not believe it."""
    claim = spec_of(project)
    for _ in range(2):
        fit_to(claim.path, results_folder())
    assert len(fitted) == 2


def test_fresh_and_kept_results_are_of_the_same_types(project: Path, fitted: list[str]) -> None:
    claim = spec_of(project)
    fresh, kept = run(claim), run(claim)
    assert len(fitted) == 1
    for one, other in zip((fresh.estimates, fresh.assay), (kept.estimates, kept.assay), strict=True):
        assert one.dtypes.tolist() == other.dtypes.tolist()


def test_another_lock_is_another_hash(project: Path) -> None:
    claim = spec_of(project)
    before = inputs_hash(claim)
    (project / "requirements.lock").write_text("numpy==2.0\n")
    assert inputs_hash(claim) != before


def test_the_hash_does_not_depend_on_where_the_project_lies(project: Path, tmp_path: Path) -> None:
    claim = spec_of(project)
    here = inputs_hash(claim)
    other = tmp_path / "elsewhere"
    (other / "analysis").mkdir(parents=True)
    (other / "data").symlink_to(project / "data")
    (other / "analysis" / "specs").symlink_to(project / "analysis" / "specs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENTENTE_DATA", str(other / "data"))
        moved = replace(claim, path=other / "analysis" / "specs" / claim.path.name)
        assert inputs_hash(moved) == here
