"""A staged copy of the pages' sources: what either renderer renders, with nothing left to execute."""

import os
import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from entente.errors import BrokenPage
from entente.site.forums.write import write_forums
from entente.site.material import Material, read_material, results_folder
from entente.site.parts import FOLDER, write_parts
from entente.site.variables import write_variables

EPOCH = 1_704_067_200  # 2024-01-01 UTC: one fixed time for staged files, since renderers print times of files
VARIABLE = re.compile(r"\{\{<\s*var\s+(\S+?)\s*>\}\}")
INCLUDE = re.compile(r"\{\{<\s*include\s+/?(\S+?)\s*>\}\}")
PAGES = ("index.qmd", "notebooks/*.qmd", "notebooks/*.ipynb")
LINKED = ("analysis/specs/*.toml", "analysis/register.toml", "data/releases/*.json", "data/releases/tables/*")


def stage_sources(root: Path, staged: Path, *, results: Path | None = None) -> list[Path]:
    """Copy the pages' sources into a folder and write their generated parts.

    Parameters
    ----------
    root : Path
        The repository.
    staged : Path
        The folder to fill; it is emptied first.
    results : Path, optional
        The folder of result tables, `results_folder` unless stated.

    Raises
    ------
    BrokenPage
        If a page asks for a variable or a generated part that there is none of.

    Returns
    -------
    list of Path
        The pages, relative to `staged`, sorted.
    """
    if staged.exists():
        shutil.rmtree(staged)
    staged.mkdir(parents=True)
    material = read_material(root, results)
    found = pages(root)
    for page in (*found, *_linked(root)):
        _copy(root / page, staged / page)
    for path in sorted((results or results_folder(root)).glob("*.csv")):
        _copy(path, staged / "analysis" / "results" / path.name)
    write_generated(material, staged)
    check_parts(staged, found)
    write_config(root, staged)
    fix_times(staged)
    return found


def pages(root: Path) -> list[Path]:
    """List the sources of the pages, relative to the repository."""
    found = sorted({path.relative_to(root) for pattern in PAGES for path in root.glob(pattern)})
    if not found:
        raise BrokenPage(
            root, ["there is no index.qmd and nothing in notebooks/"], "Build the site from the root of the repository."
        )
    return found


def write_generated(material: Material, folder: Path) -> None:
    """Write `_variables.yml`, the generated parts and the pages of forums into a folder."""
    write_variables(material, folder)
    write_parts(material, folder)
    write_forums(material.forums, folder, FOLDER)


def check_parts(staged: Path, found: list[Path]) -> None:
    """Stop at a page that asks for a variable or a part that there is none of: a renderer would leave a hole.

    Raises
    ------
    BrokenPage
        Naming each variable and part that is missing.
    """
    variables = yaml.safe_load((staged / "_variables.yml").read_text(encoding="utf-8"))
    for page in found:
        text = (staged / page).read_text(encoding="utf-8")
        missing = [f"{{{{< var {name} >}}}}" for name in VARIABLE.findall(text) if not _known(variables, name)]
        missing += [f"include {name}" for name in INCLUDE.findall(text) if not (staged / name).is_file()]
        if missing:
            cure = "Give the claim a spec in analysis/specs, or correct the name in the page."
            raise BrokenPage(page, missing, cure)


def write_config(root: Path, staged: Path) -> None:
    """Write the staged `_quarto.yml`: the repository's, with nothing to execute and no scripts of its own."""
    config: dict[str, Any] = yaml.safe_load((root / "_quarto.yml").read_text(encoding="utf-8"))
    for key in ("pre-render", "post-render", "execute-dir"):
        config["project"].pop(key, None)
    config["project"]["output-dir"] = "_site"
    config["execute"] = {**config.get("execute", {}), "enabled": False}
    (staged / "_quarto.yml").write_text(
        yaml.safe_dump(config, sort_keys=False, allow_unicode=True), encoding="utf-8", newline="\n"
    )


def fix_times(folder: Path) -> None:
    """Give every file under a folder the same time."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (EPOCH, EPOCH))


def _known(variables: Any, name: str) -> bool:
    for part in name.split("."):
        if not isinstance(variables, dict) or part not in variables:
            return False
        variables = variables[part]
    return isinstance(variables, str)


def _linked(root: Path) -> list[Path]:
    return sorted({path.relative_to(root) for pattern in LINKED for path in root.glob(pattern) if path.is_file()})


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
