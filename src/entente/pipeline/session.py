"""Run steps under pytask: only those whose needs changed, each with one line that says so."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytask

from entente.errors import BrokenPipeline
from entente.pipeline.step import Step

CONFIG = "[tool.pytask.ini_options]\n"


@dataclass(frozen=True)
class Ran:
    """What one session did: the steps it ran, and how many there were."""

    steps: tuple[str, ...]
    of: int


_collected: list[Step] = []


def collected() -> tuple[Step, ...]:
    """Return the steps of the session that is running; the task file makes one task of each."""
    return tuple(_collected)


def run(
    steps: Sequence[Step],
    task_file: Path,
    lock_folder: Path,
    say: Callable[[str], None] = print,
    again: bool = False,
) -> Ran:
    """Run the steps that are not up to date, in order.

    Parameters
    ----------
    steps : sequence of Step
        All steps of the session; one that another needs comes first, whatever the order given.
    task_file : Path
        The file that makes a task of each collected step.
    lock_folder : Path
        Where `pytask.lock` lies: names and hashes, the same in every checkout.
    say : callable
        Told when a step begins and ends.
    again : bool
        Run every step, up to date or not.

    Raises
    ------
    BrokenPipeline
        If the steps cannot be put in order, or one needs what nobody makes.
    Exception
        What a step raised, unchanged; steps that need it have not run.
    """
    ran: list[str] = []
    lock_folder.mkdir(parents=True, exist_ok=True)
    config = lock_folder / "pytask.toml"
    if not config.exists():
        config.write_text(CONFIG)
    _collected[:] = [_told(step, say, ran) for step in steps]
    _forget(task_file)
    loud, pytask.console.quiet = pytask.console.quiet, True
    try:
        session = pytask.build(
            paths=[task_file],
            config=config,
            capture=pytask.CaptureMethod.NO,
            force=again,
            check_casing_of_paths=False,
            database_url="sqlite://",  # in memory: the lock holds all that is asked of it
        )
    finally:
        pytask.console.quiet = loud
        _collected.clear()
    _raise_first_error(session)
    if len(session.tasks) != len(steps):
        raise BrokenPipeline(task_file.name, f"made {len(session.tasks)} tasks of {len(steps)} steps.")
    return Ran(tuple(ran), len(steps))


def _forget(task_file: Path) -> None:
    """Let the task file run again: pytask would take the module that an earlier session imported."""
    for name, module in list(sys.modules.items()):
        if Path(getattr(module, "__file__", None) or "").name == task_file.name:
            del sys.modules[name]


def _told(step: Step, say: Callable[[str], None], ran: list[str]) -> Step:
    def work() -> None:
        say(f"{step.name} ...")
        started = time.monotonic()
        step.work()
        ran.append(step.name)
        say(f"{step.name}: done in {time.monotonic() - started:.1f} s")

    return Step(step.name, step.needs, step.makes, work)


def _raise_first_error(session: pytask.Session) -> None:
    if session.exit_code == pytask.ExitCode.OK:
        return
    for report in session.execution_reports:
        if report.exc_info and report.outcome == pytask.TaskOutcome.FAIL:
            error = report.exc_info[1]
            if isinstance(error, pytask.NodeNotFoundError):
                why = " ".join(str(error).partition("(Hint")[0].split())
                raise BrokenPipeline(report.task.name.partition("::")[2], f"{why} Is a file missing?") from error
            raise _without_pytask(error) if error else BrokenPipeline(report.task.name, "failed without an error.")
    raise BrokenPipeline("pipeline", f"pytask ended with {session.exit_code!r} before any step ran.")


def _without_pytask(error: BaseException) -> BaseException:
    """Drop from the traceback the thirty frames between our call of pytask and the step's own work."""
    frames = error.__traceback__
    while frames and frames.tb_frame.f_code.co_filename != __file__:
        frames = frames.tb_next
    return error.with_traceback(frames)
