"""Imports point down, and no module reaches into another's private names."""

import ast
from pathlib import Path

import grimp
import pytest

SRC = Path(__file__).parents[1] / "src" / "entente"

# What each part may import of ours, itself apart. A part that is not named here fails the test: decide, then name it.
BOTTOM = frozenset({"errors"})
MAY_USE: dict[str, frozenset[str]] = {
    "errors": frozenset(),
    "closure": BOTTOM,
    "folders": BOTTOM,
    "tables": BOTTOM | {"folders"},
    "sources": BOTTOM | {"folders", "tables"},
    "results": BOTTOM,
    "panel": BOTTOM,
    "measures": BOTTOM,
    "models": BOTTOM | {"results"},
    "datasets": BOTTOM | {"folders", "tables", "sources", "panel", "measures"},
    "release": BOTTOM | {"folders", "tables", "sources", "datasets"},
    "read": BOTTOM | {"folders", "tables", "release"},
    "claims": BOTTOM | {"closure", "folders", "tables", "release", "read", "panel", "measures", "models", "results"},
    "export": BOTTOM | {"tables", "release", "read"},
    "report": BOTTOM | {"results"},
    "site": BOTTOM | {"closure", "folders", "tables", "release", "read", "claims", "report", "results"},
    "pipeline": BOTTOM
    | {"closure", "folders", "tables", "sources", "datasets", "release", "read", "claims", "report", "site", "results"},
    "cli": BOTTOM | {"tables", "sources", "release", "read", "export", "claims", "pipeline"},
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("entente", cache_dir=None)


def part(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_every_part_has_its_place(graph: grimp.ImportGraph) -> None:
    assert {part(module) for module in graph.modules} - {""} - set(MAY_USE) == set()


def test_imports_point_down(graph: grimp.ImportGraph) -> None:
    wrong = [
        f"{module} imports {used}"
        for module in sorted(graph.modules)
        if part(module)
        for used in sorted(graph.find_modules_directly_imported_by(module))
        if part(used) not in MAY_USE.get(part(module), frozenset()) | {part(module), ""}
    ]
    assert wrong == []


def test_the_top_imports_nothing_at_once(graph: grimp.ImportGraph) -> None:
    assert graph.find_modules_directly_imported_by("entente") == set()


def test_nobody_imports_a_name_that_is_fetched_late(graph: grimp.ImportGraph) -> None:
    """A package that imports its names when asked hides what is behind them from the pipeline: import the module."""
    late = {
        ".".join(("entente", *path.parent.relative_to(SRC).parts))
        for path in SRC.rglob("__init__.py")
        if "def __getattr__" in path.read_text()
    }
    assert "entente" in late
    assert {name: graph.find_modules_that_directly_import(name) for name in late} == {name: set() for name in late}


def test_no_part_imports_the_other_way_round_about() -> None:
    def reach(name: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        return frozenset().union(*(reach(other, seen | {name}) | {other} for other in MAY_USE[name] - seen))

    assert [name for name in MAY_USE if name in reach(name)] == []


def test_no_private_name_is_imported_across_modules() -> None:
    private = [
        f"{path.relative_to(SRC)}: {alias.name}"
        for path in sorted(SRC.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("entente")
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert private == []


def test_numbers_know_no_file() -> None:
    """`panel`, `measures` and `models` open nothing: they import no module that could."""
    openers = {"pathlib", "os", "io", "shutil", "tempfile", "urllib", "subprocess"}
    wrong = [
        f"{path.relative_to(SRC)}: {name}"
        for folder in ("panel", "measures", "models")
        for path in sorted((SRC / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
        if name.partition(".")[0] in openers
    ]
    assert wrong == []
