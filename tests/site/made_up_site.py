"""A made-up project with the real pages: our sources, made-up results, and a stand-in for the fitting."""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from entente.site.build import build
from entente.site.execute import execute_notebook

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
CLAIM = "ring-fencing-trade"
NOTEBOOK = Path("notebooks") / f"{CLAIM}.ipynb"


def make_project(folder: Path) -> Path:
    """Lay out a project whose results are made up."""
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for name in ("index.qmd", "_quarto.yml"):
        shutil.copyfile(ROOT / name, folder / name)
    for name in ("specs", "results"):
        (folder / "analysis" / name).mkdir(parents=True)
    shutil.copyfile(ROOT / "analysis" / "register.toml", folder / "analysis" / "register.toml")
    shutil.copyfile(FIXTURES / "made-up.toml", folder / "analysis" / "specs" / f"{CLAIM}.toml")
    for end in ("", "-assay", "-embargoes"):
        shutil.copyfile(FIXTURES / f"made-up{end}.csv", folder / "analysis" / "results" / f"{CLAIM}{end}.csv")
    return folder


@cache
def built() -> Path:
    """Build the made-up project once for all tests; the kernel finds the stand-in on its path."""
    folder = Path(tempfile.mkdtemp(prefix="entente-made-up-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    project = make_project(folder)
    with_stub = {
        "PYTHONPATH": os.pathsep.join([str(FIXTURES / "stub"), str(ROOT / "src")]),
        "ENTENTE_MADE_UP": str(project),
    }
    before = {name: os.environ.get(name) for name in with_stub}
    os.environ.update(with_stub)
    try:
        executed, results, site = project / "executed", project / "analysis" / "results", project / "_site"
        execute_notebook(project / NOTEBOOK, executed / NOTEBOOK.name, root=project)
        build(project, executed, project / "staged", results, site)
        return site
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value
