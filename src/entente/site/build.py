"""The whole way from sources to `_site`: stage, execute, render, finish; what is still true is not executed again."""

import hashlib
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from entente.closure import digest, read_code
from entente.site.execute import execute_notebook
from entente.site.finish import finish, publish
from entente.site.material import local_rows, results_folder
from entente.site.render import render, renderer
from entente.site.stage import fix_times, pages, stage_sources

CALLED = ("entente.claims", "entente.report.show", "entente.site.execute")  # what an executed notebook rests on


def build(
    root: Path, *, out: Path | None = None, results: Path | None = None, say: Callable[[str], None] = print
) -> Path:
    """Build the site.

    Parameters
    ----------
    root : Path
        The repository.
    out : Path, optional
        Where the site goes; `_site` in the repository unless stated.
    results : Path, optional
        The folder of result tables, `analysis/results` (with local rows `.entente/local/results`) unless stated.
    say : callable
        Is told each step in a line.

    Returns
    -------
    Path
        The folder of the finished site.
    """
    work = root / ".entente" / "site"
    staged, executed = work / "staged", work / "executed"
    folder = results or results_folder(root)
    notebooks = [page for page in pages(root) if page.suffix == ".ipynb"]
    for page in notebooks:  # first, since a notebook whose results are out of date fits them
        execute_if_needed(root, page, executed, results=folder, say=say)
    found = stage_sources(root, staged, results=folder)
    for page in notebooks:
        shutil.copyfile(executed / page.name, staged / page)
    fix_times(staged)
    say(f"rendering {len(found)} pages with {renderer()}")
    rendered = render(staged)
    finish(rendered, local=local_rows(root))
    target = out or root / "_site"
    publish(rendered, target)
    say(f"site: {target}")
    return target


def execute_if_needed(
    root: Path, page: Path, executed: Path, *, results: Path | None = None, say: Callable[[str], None] = print
) -> Path:
    """Execute a notebook unless the kept one was made from the same inputs; return the executed notebook."""
    target = executed / page.name
    key = executed / f"{page.stem}.inputs"
    if target.exists() and key.exists() and key.read_text(encoding="utf-8") == notebook_inputs(root, page, results):
        return target
    say(f"executing {page}")
    execute_notebook(root / page, target, root=root)
    key.write_text(notebook_inputs(root, page, results), encoding="utf-8")
    return target


def notebook_inputs(root: Path, page: Path, results: Path | None = None) -> str:
    """Hash what a notebook's outputs rest on: itself, specs, results, releases, local rows, code, Python."""
    folder = results or results_folder(root)
    data = [
        root / page,
        *(root / "analysis" / "specs").glob("*.toml"),
        *folder.glob("*.csv"),
        *(root / "data" / "releases").glob("datapackage-*.json"),
        *(root / "data" / "local").glob("*.csv"),
    ]
    code = read_code()
    named = [module for module in CALLED if module in code.graph.modules]
    whole = f"{sys.version}\n{digest(data, root)}\n{digest(code.files(named), code.folder)}"
    return hashlib.sha256(whole.encode()).hexdigest()
