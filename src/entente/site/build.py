"""From executed notebooks to the published folder: stage, render, finish, publish."""

import shutil
from pathlib import Path

from entente.site.finish import finish, publish
from entente.site.render import render
from entente.site.stage import fix_times, stage_sources


def build(root: Path, executed: Path, staged: Path, results: Path, site: Path) -> list[Path]:
    """Build the site.

    Parameters
    ----------
    root : Path
        The repository.
    executed : Path
        The folder of executed notebooks.
    staged : Path
        A folder of our own, made anew, for what is rendered.
    results : Path
        The folder of result tables.
    site : Path
        Where the site goes; what was there stays until all is ready.

    Returns
    -------
    list of Path
        The pages' sources, relative to the repository.
    """
    found = stage_sources(root, staged, results=results)
    for page in found:
        if page.suffix == ".ipynb":
            shutil.copyfile(executed / page.name, staged / page)
    fix_times(staged)
    rendered = render(staged)
    finish(rendered, root)
    publish(rendered, site)
    return found
