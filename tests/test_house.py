"""The house: locks that install anywhere, a lean repository, one version said alike everywhere."""

import ast
import json
import re
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
