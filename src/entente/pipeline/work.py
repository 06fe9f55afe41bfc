"""What the steps of this project do; each part is imported when it is needed, so that doing nothing is quick."""

import importlib.metadata
import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path

from entente.pipeline.plan import Work
from entente.pipeline.project import Project
from entente.site.published import PUBLISHED

Say = Callable[[str], None]

READERS = ("pyreadr", "rdata", "python_calamine")  # what reads raw sources; not in the site's environment
PAGES_CALLS = ("entente.site.build",)
# As `entente.site.stage.LINKED` (a test compares them): to import that takes longer than to do nothing.
PAGES_LINK = ("analysis/specs/*.toml", "analysis/register.toml", "data/releases/*.json", "data/releases/tables/*")


def work(project: Project, say: Say = print) -> Work:
    """Bind the steps to what does them; `say` is told the progress of long ones, and what cannot be done here."""
    from entente.claims.data import TABLES
    from entente.site.render import renderer

    return Work(
        fit=lambda spec, results: _fit(spec, results, say),
        fit_calls=["entente.claims.running"],
        fit_tables=TABLES,
        execute=lambda notebook, output: _execute(project, notebook, output),
        execute_calls=["entente.site.execute"],
        pages=lambda executed, results, site: _pages(project, executed, results, site),
        pages_calls=PAGES_CALLS,
        renderer=renderer(),
        pages_link=(*PAGES_LINK, *PUBLISHED),
        release=release_builder(project, say),
        release_calls=["entente.release.build"],
        local_problems=_local_problems,
    )


def release_builder(project: Project, say: Say) -> Callable[[], None] | None:
    """Return what rebuilds the draft being worked on; None, said in one line, where that cannot be done.

    A published version never changes, so it is no step: `entente release verify` and the tests look after it.
    """
    from entente.sources import folder

    if folder() is None:
        say("raw sources: none at hand (ENTENTE_SOURCES is not set), so the release is taken as it is")
        return None
    lacking = [name for name in READERS if importlib.util.find_spec(name) is None]
    if lacking:
        say(
            f"raw sources: {', '.join(lacking)} not installed (`make test` adds them), so the release is taken as it is"
        )
        return None
    from entente.release.build import build
    from entente.release.stored import is_draft
    from entente.release.write import tagged

    version = draft_version()
    if not is_draft(version) or tagged(version, project.data):
        return None
    absent = missing_sources()
    if absent:
        more = f" and {len(absent) - 3} more" if len(absent) > 3 else ""
        say(f"raw sources: {', '.join(absent[:3])}{more} not at hand, so the release is taken as it is")
        return None

    def build_draft() -> None:
        build(version, project.data, say=say)

    return build_draft


def draft_version() -> str:
    """Return the version that is being worked on: the newest on disk, else the package's own."""
    from entente.release.stored import releases

    known = releases()
    return known[-1] if known else importlib.metadata.version("entente")


def missing_sources() -> list[str]:
    """List the files that the release is built from and that are not in the folder of raw sources."""
    from entente.release.build import discover
    from entente.sources import declared, folder

    root, known = folder(), declared()
    needed = {source for module in discover().values() for source in module.NEEDS}
    files = (file.path for name in sorted(needed) if name in known for file in known[name].files)
    return [path for path in files if root is None or not (root / path).is_file()]


def _fit(spec: Path, results: Path, say: Say) -> None:
    from entente.claims.running import fit_to
    from entente.claims.spec_file import read_spec
    from entente.pipeline.named import refuse_names

    refuse_names(read_spec(spec.stem))
    fit_to(spec, results, say)


def _local_problems() -> Sequence[object]:
    from entente.read import check_local

    return check_local()


def _execute(project: Project, notebook: Path, output: Path) -> None:
    from entente.site.execute import execute_notebook

    execute_notebook(notebook, output, root=project.root)


def _pages(project: Project, executed: Path, results: Path, site: Path) -> None:
    from entente.site.build import build

    build(project.root, executed, project.scratch / "staged", results, site)
