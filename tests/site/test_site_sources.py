"""What the pages' sources may hold: no typed-in number, no output, no code that belongs elsewhere."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml
from made_up_site import ROOT

from entente.site.stage import pages

PROSE = [page for page in pages(ROOT) if page.suffix == ".qmd"]
NOTEBOOKS = [page for page in pages(ROOT) if page.suffix == ".ipynb"]
NOT_PROSE = (
    re.compile(r"\A---\n.*?\n---\n", re.DOTALL),  # front matter
    re.compile(r"^(`{3,}).*?^\1", re.DOTALL | re.MULTILINE),  # code
    re.compile(r"\{\{<.*?>\}\}"),  # numbers from results
    re.compile(r"\]\([^)]*\)"),  # targets of links
    re.compile(r"\{[#.][^}]*\}"),  # attributes
    re.compile(r"`[^`]*`"),  # names of things
    re.compile(r"\b(?:19|20)\d\d\b"),  # years, as in the name of a list
)


def typed_in(text: str) -> list[str]:
    for pattern in NOT_PROSE:
        text = pattern.sub(" ", text)
    return re.findall(r"\S*\d\S*", text)


def cells(page: Path, kind: str) -> list[str]:
    notebook = json.loads((ROOT / page).read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


@pytest.mark.parametrize("page", PROSE, ids=str)
def test_no_number_in_prose_comes_from_a_keyboard(page: Path) -> None:
    assert typed_in((ROOT / page).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", NOTEBOOKS, ids=str)
def test_no_number_in_a_notebooks_prose_comes_from_a_keyboard(page: Path) -> None:
    assert [found for cell in cells(page, "markdown") for found in typed_in(cell)] == []


def test_the_rule_sees_a_typed_in_number() -> None:
    assert typed_in("Trade fell by 8% in {{< var a.b >}} of [cases](x2.qmd) with `n3`.") == ["8%"]


@pytest.mark.parametrize("page", NOTEBOOKS, ids=str)
def test_notebooks_carry_no_outputs(page: Path) -> None:
    notebook = json.loads((ROOT / page).read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
    assert [cell["id"] for cell in notebook["cells"]] == [f"cell-{place}" for place in range(len(notebook["cells"]))]


@pytest.mark.parametrize("page", NOTEBOOKS, ids=str)
def test_notebooks_argue_and_do_no_work(page: Path) -> None:
    work = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda, ast.comprehension)
    for cell in cells(page, "code"):
        assert len([line for line in cell.splitlines() if not line.startswith("#|")]) <= 10
        assert not [node for node in ast.walk(ast.parse(cell)) if isinstance(node, work)]


@pytest.mark.parametrize("page", pages(ROOT), ids=str)
def test_every_page_has_title_description_and_image(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8") if page.suffix == ".qmd" else cells(page, "raw")[0]
    front = yaml.safe_load(text.split("---\n")[1] if page.suffix == ".qmd" else text.strip("-\n"))
    assert front["title"]
    assert front["description"]
    assert front["image"]


def test_the_map_names_every_page() -> None:
    config = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    named = config["project"]["render"]
    assert {page for page in named if "*" not in page} == {page.as_posix() for page in pages(ROOT)}


@pytest.mark.parametrize("page", pages(ROOT), ids=str)
def test_nobody_proves_anything(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8").lower()
    assert not re.search(r"\bprove[sdn]?\b", text)
