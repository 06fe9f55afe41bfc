"""A staged copy of the pages' sources: what either renderer renders, with nothing left to execute."""

import os
import shutil
from pathlib import Path
from typing import Any

import yaml

from entente.errors import BrokenPage
from entente.site.material import Material, read_material, results_folder
from entente.site.parts import write_parts
from entente.site.variables import write_variables

EPOCH = 1_704_067_200  # 2024-01-01 UTC: one fixed time for staged files, since renderers print times of files
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
    """Write `_variables.yml` and the generated parts into a folder."""
    write_variables(material, folder)
    write_parts(material, folder)


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


def _linked(root: Path) -> list[Path]:
    return sorted({path.relative_to(root) for pattern in LINKED for path in root.glob(pattern) if path.is_file()})


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
