"""`entente build` and `entente site`: the sessions, and what is said of them."""

from collections.abc import Callable, Iterable
from pathlib import Path

from entente.errors import BrokenPipeline, BrokenPromise
from entente.pipeline import inputs, session
from entente.pipeline.plan import Work, page_steps, result_steps
from entente.pipeline.project import Project
from entente.read import local_files

Say = Callable[[str], None]

NO_RELEASE = (
    "there is none under data/releases, or a file that it names is missing, cut or edited. Restore it from version "
    "control; with the raw sources in the folder that ENTENTE_SOURCES names, `entente release build` makes it."
)
NOT_OURS = (
    "names {named}, but results and pages of this checkout are made from {own}. Unset ENTENTE_DATA, or run the command "
    "of the checkout around those data."
)


def build(project: Project, work: Work, say: Say = print, again: bool = False) -> session.Ran:
    """Run the steps to the results that are not up to date: data, then fits.

    Raises
    ------
    BrokenPipeline
        If the data are not the checkout's own, or there is no whole release.
    UnknownName, BrokenPromise
        If a user's own file is named after no table, or breaks what its table promises. Nothing has run then.
    """
    own = project.root / "data"
    if project.data.resolve() != own.resolve():
        raise BrokenPipeline("ENTENTE_DATA", NOT_OURS.format(named=project.data, own=own))
    if (work.release is None or local_files(project.data)) and inputs.release(project).state() is None:
        raise BrokenPipeline("release", NO_RELEASE)
    problems = work.local_problems()
    if problems:
        raise BrokenPromise("data/local", problems)
    steps = result_steps(project, work)
    ran = session.run(steps, project.task_file, project.results_lock, say, again)
    if project.local_files:
        say(f"with local rows ({_names(project.local_files)}): results in .entente/local/; the release is as it was")
    if project.other_local_files:
        say(f"local rows that no result or page reads: {_names(project.other_local_files)} (checked, and exported)")
    return ran


def site(project: Project, work: Work, say: Say = print, again: bool = False) -> session.Ran:
    """Run all steps that are not up to date: data, fits, notebooks, pages."""
    results = build(project, work, say, again)
    pages = session.run(page_steps(project, work), project.task_file, project.pages_lock, say, again)
    ran = session.Ran(results.steps + pages.steps, results.of + pages.of)
    say(summary(ran))
    say(f"The site: {project.name(project.root / '_site' / 'index.html')} (rendered with {work.renderer})")
    return ran


def summary(ran: session.Ran) -> str:
    """Say in one line what a run did."""
    if not ran.steps:
        return f"Nothing to do: all steps are up to date ({ran.of} looked at)."
    return f"Ran {len(ran.steps)} of {ran.of} steps; the others were up to date."


def _names(paths: Iterable[Path]) -> str:
    return ", ".join(path.name for path in paths)
