"""The command: one clear message and an exit code, no traceback; nothing imported before it is needed."""

import importlib
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

import entente
from entente.cli import FAILED, REFUSED, main
from entente.pipeline.check import PARTS, check
from entente.release.stored import releases
from entente.tables.problem import Problem
from entente.tables.schema import schema_names


def test_a_known_error_is_one_message_and_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["codebook", "nonsense"]) == REFUSED
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("entente: ")
    assert "'nonsense'" in said.err
    assert "Traceback" not in said.err


def test_a_wrong_command_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["nonsense"])
    assert stopped.value.code == REFUSED
    assert "'site'" in capsys.readouterr().err


def test_codebook_of_one_and_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["codebook", "divergences"]) == 0
    assert "`side_a`" in capsys.readouterr().out
    assert main(["codebook"]) == 0
    said = capsys.readouterr().out
    assert [name for name in schema_names() if f"(`{name}`)" not in said] == []


def test_sources_verify_without_a_folder(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ENTENTE_SOURCES", raising=False)
    assert main(["sources", "verify"]) == FAILED
    said = capsys.readouterr().out
    assert "ENTENTE_SOURCES names no folder" in said
    assert "0 of " in said


def test_sources_fetch_without_a_folder(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ENTENTE_SOURCES", raising=False)
    assert main(["sources", "fetch"]) == REFUSED
    assert "ENTENTE_SOURCES" in capsys.readouterr().err


def test_data_that_are_not_there_are_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENTENTE_DATA", str(tmp_path / "nowhere"))
    for command in (["cite"], ["export", "states"], ["release", "verify"], ["diff", "0.1.0", "0.2.0"]):
        assert main(command) == REFUSED
        assert "nowhere" in capsys.readouterr().err


def test_a_file_where_a_folder_should_be_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("")
    assert main(["export", "issues", "--into", str(tmp_path / "taken")]) == REFUSED
    assert capsys.readouterr().err == f"entente: {tmp_path / 'taken'}: File exists.\n"


def test_packing_twice_is_one_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / f"entente-{releases()[-1]}").mkdir()
    assert main(["release", "pack", str(tmp_path)]) == REFUSED
    assert "is there already; remove it" in capsys.readouterr().err


def test_of_many_problems_of_a_kind_some_are_said_and_all_are_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problems = [Problem("f.csv", row, "year", "x", "wrong; mend it.") for row in range(2, 3002)]
    monkeypatch.setattr("entente.release.verify.verify", lambda *_, **__: problems)
    monkeypatch.setattr("entente.read.check_local", lambda: problems[:-1])
    monkeypatch.setattr("entente.pipeline.check.PARTS", {"release": PARTS["release"], "local": PARTS["local rows"]})
    monkeypatch.setattr("entente.pipeline.check.check", partial(check, parts=["release", "local"]))
    assert main(["release", "verify"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 22
    assert lines[20:] == ["f.csv, column year: and 2,980 more of the same kind (wrong; mend it).", "3,000 problem(s)."]
    assert main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 43
    assert lines[41] == "local: f.csv, column year: and 2,979 more of the same kind (wrong; mend it)."
    assert lines[42] == "5,999 problem(s)."


def test_a_day_that_is_none_is_refused_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["release", "build", "--released-on", "tomorrow"])
    assert stopped.value.code == REFUSED
    assert "'tomorrow' is no day of the calendar; write YYYY-MM-DD" in capsys.readouterr().err


def test_cite_names_the_release_and_a_table_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Entente project")
    assert f"version {releases()[-1]}." in said
    assert len(said.splitlines()) == 1
    assert main(["cite", "states", "divergences"]) == 0
    assert capsys.readouterr().out.count("Its sources:") == 2


def test_a_package_that_the_site_does_not_need_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyreadr", None)  # as if it were not installed
    for package in ("datasets", "sources", "release"):
        name = f"entente.{package}"
        if name in sys.modules:
            monkeypatch.setattr(entente, package, sys.modules[name])  # else the new one would stay there
        for each in [each for each in sys.modules if each == name or each.startswith(f"{name}.")]:
            monkeypatch.delitem(sys.modules, each)
    assert main(["release", "build"]) == REFUSED
    assert "pyreadr is not installed; `make test`" in capsys.readouterr().err


def test_the_command_itself_imports_nothing_heavy() -> None:
    code = "import sys, entente.cli as c; c.build_parser(); print({'pandas', 'grimp', 'pytask'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--version", "abc"], "no version (three numbers, as in 1.2.0) named 'abc'"),
        (["--version", "1.0.0"], "release 1.0.0: has no day of publication; add --released-on YYYY-MM-DD"),
    ],
)
def test_a_release_that_cannot_be_written_is_refused_before_it_is_built(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    built = importlib.import_module("entente.release.build")
    monkeypatch.setattr(built, "build", lambda *_args, **_kwargs: pytest.fail("tables were built"))
    assert main(["release", "build", *arguments]) == REFUSED
    assert said in capsys.readouterr().err


def test_an_unknown_table_stops_the_export_before_a_file_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "issues", "nothing", "--into", str(tmp_path / "out")]) == REFUSED
    assert "named 'nothing'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_sources_verify_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENTENTE_SOURCES", str(tmp_path / "nowhere"))
    assert main(["sources", "verify"]) == FAILED
    assert f"ENTENTE_SOURCES names {tmp_path / 'nowhere'}, which is no folder." in capsys.readouterr().out
    monkeypatch.setenv("ENTENTE_SOURCES", str(tmp_path))
    (tmp_path / "gsdb_v4").mkdir()
    (tmp_path / "gsdb_v4" / "GSDB_V4.csv").write_text("another file\n")
    assert main(["sources", "verify"]) == FAILED
    lines = capsys.readouterr().out.splitlines()
    assert "different  gsdb_v4/GSDB_V4.csv" in lines
    assert any(line.startswith("missing: ") and "entente sources fetch" in line for line in lines)
    assert any(line.startswith("different: restore the stated version") for line in lines)
