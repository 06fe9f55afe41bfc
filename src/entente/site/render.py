"""The one place that knows renderers: Quarto where it is on PATH, else the embedded one."""

import shutil
import subprocess
from pathlib import Path

from entente.errors import BrokenPage

# What the embedded renderer does not read and need not: Quarto's own keys for the same look.
QUIET = ("bibliography", "execute.enabled", "html-math-method", "html-table-processing")


def renderer() -> str:
    """Say which renderer a build would use: `quarto` or `smalldocs`."""
    return "quarto" if shutil.which("quarto") else "smalldocs"


def render(staged: Path, *, using: str | None = None) -> Path:
    """Render a staged copy.

    Parameters
    ----------
    staged : Path
        The folder that `stage_sources` filled, its notebooks executed.
    using : str, optional
        `quarto` or `smalldocs`; the one at hand unless stated.

    Returns
    -------
    Path
        The folder of the rendered site, `_site` in `staged`.

    Raises
    ------
    BrokenPage
        If the renderer fails, or leaves a link, a variable or an include unresolved.
    """
    if (using or renderer()) == "quarto":
        _quarto(staged)
    else:
        _smalldocs(staged)
    return staged / "_site"


def _quarto(staged: Path) -> None:
    done = subprocess.run(["quarto", "render", "--no-execute"], cwd=staged, check=False, capture_output=True, text=True)
    if done.returncode:
        raise BrokenPage(staged, done.stderr.splitlines()[-20:], "Mend the page that Quarto names.")


def _smalldocs(staged: Path) -> None:
    from smalldocs.site import build  # here alone, so that leaving this renderer costs one file

    site = build(staged, quiet=True)
    problems = [warning for warning in site.warnings if not any(key in warning for key in QUIET)]
    if problems:
        raise BrokenPage(staged, problems, "Mend the links, keys or includes named above in the page's source.")
