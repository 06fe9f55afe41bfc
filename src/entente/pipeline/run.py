"""`entente build` and `entente site`: the sessions, and what is said of them."""

from collections.abc import Callable

from entente.errors import BrokenPipeline
from entente.pipeline import inputs, session
from entente.pipeline.plan import Work, page_steps, result_steps
from entente.pipeline.project import Project

Say = Callable[[str], None]

NO_RELEASE = (
    "there is none under data/releases, or a file that it names is missing or cut. Restore it from version control; "
    "with the raw sources in the folder that ENTENTE_SOURCES names, `entente release build` makes it."
)


def build(project: Project, work: Work, say: Say = print, again: bool = False) -> session.Ran:
    """Run the steps to the results that are not up to date: data, then fits."""
    if work.release is None and inputs.release(project).state() is None:
        raise BrokenPipeline("release", NO_RELEASE)
    steps = result_steps(project, work)
    ran = session.run(steps, project.task_file, project.results_lock, say, again)
    if project.local_files:
        say(f"with local rows ({', '.join(path.name for path in project.local_files)}): results in .entente/local/")
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
