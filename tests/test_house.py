"""The house: locks that install anywhere, a lean repository, one version said alike everywhere."""

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
LARGEST = 5_000_000  # bytes of one tracked file

# The name that is imported, where it is not the name that is installed.
IMPORTED_AS = {"yaml": "pyyaml", "vl-convert": "vl-convert-python"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def pins(lock: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", (ROOT / lock).read_text(), flags=re.MULTILINE)
    return dict(found)


def pyproject() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("lock", LOCKS)
def test_each_line_of_a_lock_is_a_pin_with_hashes(lock: str) -> None:
    text = re.sub(r"\\\n\s*", "", (ROOT / lock).read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    bad = [line[:60] for line in lines if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)]
    assert lines
    assert bad == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_path(lock: str) -> None:
    assert re.findall(r"(?im)^\s*-.*$|https?://\S+|file:\S+|\s/\S+", strip_hashes(lock)) == []


def strip_hashes(lock: str) -> str:
    return re.sub(r"\s*--hash=\S+", "", (ROOT / lock).read_text())


def test_the_test_lock_holds_the_site_lock() -> None:
    site, test = map(pins, LOCKS)
    assert site.items() <= test.items()


def test_the_lock_can_build_the_project_and_pins_the_renderer() -> None:
    assert "setuptools" in pins("requirements.lock")
    assert pins("requirements.lock")["smalldocs"] == "0.5.4"


def test_src_imports_only_what_the_site_environment_declares() -> None:
    extras = pyproject()["optional-dependencies"]
    assert isinstance(extras, dict)
    declared = {requirement(line) for line in [*pyproject()["dependencies"], *extras["sources"]]}  # type: ignore[misc]
    imported = {name for path in (ROOT / "src").rglob("*.py") for name in imports(path)}
    assert {IMPORTED_AS.get(name, name) for name in imported - {"entente"}} - declared == set()


def requirement(line: str) -> str:
    return re.split(r"[<>=!~ \[;]", line, maxsplit=1)[0].lower()


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    tops = {name.partition(".")[0] for name in found}
    return {name.replace("_", "-") for name in tops - sys.stdlib_module_names}


def test_no_tracked_file_is_large() -> None:
    assert [path.name for path in tracked() if path.stat().st_size > LARGEST] == []


def test_notebooks_carry_no_outputs() -> None:
    def ran(path: Path) -> bool:
        cells = json.loads(path.read_text())["cells"]
        return any(cell.get("outputs") or cell.get("execution_count") for cell in cells)

    assert [path.name for path in tracked() if path.suffix == ".ipynb" and ran(path)] == []


def test_one_version_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    newest = re.search(r"^## (\S+) \(", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)
    assert newest
    assert citation["version"] == pyproject()["version"] == newest[1]


def test_the_commands_of_the_readme_are_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z]+)", (ROOT / "README.md").read_text()))
    assert {"site", "test"} <= named
    assert named <= targets


def makefile(folder: Path) -> None:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)


def make(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    if shutil.which("make") is None:
        pytest.skip("no make on PATH")
    return subprocess.run(["make", *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("python", ["python3.10-that-is-not-there", "false"])
def test_a_python_that_will_not_do_is_said_before_anything_is_made(python: str, tmp_path: Path) -> None:
    makefile(tmp_path)
    done = make(tmp_path, "site", f"PYTHON={python}")
    assert done.returncode != 0
    assert f"{python} is not there, or is no Python 3.11 or newer" in done.stdout
    assert "Setting up" not in done.stdout
    assert not (tmp_path / ".venv").exists()


def test_lab_is_installed_beside_the_locked_versions_without_hashes(tmp_path: Path) -> None:
    makefile(tmp_path)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, does in {
        "python": f'[ "$1" = -c ] && exec {sys.executable} "$@" || echo "$@"',
        "jupyter": "echo jupyter",
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{does}\n")
        (programs / name).chmod(0o755)
    for stamp in ("site.stamp", "project.stamp"):
        (tmp_path / ".venv" / stamp).touch()
    done = make(tmp_path, "lab")
    assert done.returncode == 0, done.stderr
    assert "install -q -c .venv/constraints.txt -r .venv/lab.txt" in done.stdout
    lines = (tmp_path / ".venv" / "constraints.txt").read_text().splitlines()
    assert {line.split(" ;")[0] for line in lines} == {
        f"{name}=={at}" for name, at in pins("requirements.lock").items()
    }
    assert not any("--hash" in line or "\\" in line for line in lines)
    marked = [line for line in (ROOT / "requirements.lock").read_text().splitlines() if "== 'win32'" in line]
    assert marked
    assert {line.rstrip(" \\") for line in marked} <= set(lines)  # a version for one platform binds there only
    extras = pyproject()["optional-dependencies"]
    assert isinstance(extras, dict)
    assert (tmp_path / ".venv" / "lab.txt").read_text().splitlines() == extras["lab"]
