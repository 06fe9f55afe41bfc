"""The whole way from sources to `_site`: stage, execute, render, finish; what is still true is not executed again."""

import hashlib
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from entente.closure import digest, read_code
from entente.site.execute import execute_notebook
from entente.site.finish import finish, publish
from entente.site.material import local_rows
from entente.site.render import render, renderer
from entente.site.stage import fix_times, stage_sources

CALLED = ("entente.claims", "entente.report.show", "entente.site.execute")  # what an executed notebook rests on


def build(root: Path, *, out: Path | None = None, results: Path | None = None, say: Callable[[str], None] = print) -> Path:
    """Build the site.

    Parameters
    ----------
    root : Path
        The repository.
    out : Path, optional
        Where the site goes; `_site` in the repository unless stated.
    results : Path, optional
        The folder of result tables, `analysis/results` unless stated.
    say : callable
        Is told each step in a line.

    Returns
    -------
    Path
        The folder of the finished site.
    """
    work = root / ".entente" / "site"
    staged, executed = work / "staged", work / "executed"
    found = stage_sources(root, staged, results=results)
    for page in found:
        if page.suffix == ".ipynb":
            kept = execute_if_needed(root, page, executed, results=results, say=say)
            shutil.copyfile(kept, staged / page)
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
    inputs = notebook_inputs(root, page, results)
    if target.exists() and key.exists() and key.read_text(encoding="utf-8") == inputs:
        return target
    say(f"executing {page}")
    execute_notebook(root / page, target, root=root)
    key.write_text(inputs, encoding="utf-8")
    return target


def notebook_inputs(root: Path, page: Path, results: Path | None = None) -> str:
    """Hash what a notebook's outputs rest on: itself, specs, results, releases' descriptors, local rows, code, Python."""
    folder = results or root / "analysis" / "results"
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
