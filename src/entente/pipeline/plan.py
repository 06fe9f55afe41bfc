"""Which steps there are, what each needs and what it makes."""

import ast
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from entente.errors import BrokenPage
from entente.pipeline import inputs
from entente.pipeline.project import Project
from entente.pipeline.step import Content, Step

RESULT_FILES = ("{}.csv", "{}-assay.csv", "{}-embargoes.csv")
PROSE = (
    *("index.qmd", "_quarto.yml", "*.bib", "analysis/*.toml", "analysis/specs/*.toml", "notebooks/**/*"),
    *("analysis/results/minilaterals-*.csv", "data/curated/minilaterals/*.csv"),
)


@dataclass(frozen=True)
class Work:
    """What the steps do, and the modules that each of them calls. Each function is given paths and writes files."""

    fit: Callable[[Path, Path], None]  # a spec, the folder of results
    fit_calls: Sequence[str]
    fit_tables: Sequence[str]  # the tables of the release that fits read
    execute: Callable[[Path, Path], None]  # a notebook, the executed notebook to write
    execute_calls: Sequence[str]
    pages: Callable[[Path, Path, Path], None]  # the folder of executed notebooks, that of results, that of the site
    pages_calls: Sequence[str]
    renderer: str  # another renderer writes other pages
    pages_link: Sequence[str] = ()  # patterns of the files that are published beside the pages
    release: Callable[[], None] | None = None  # None where it cannot be built
    release_calls: Sequence[str] = ()
    local_problems: Callable[[], Sequence[object]] = list  # what is wrong with a user's own rows


def result_steps(project: Project, work: Work) -> list[Step]:
    """List the steps from raw sources to results: the release's tables, one fit per claim.

    With local rows the release is no step: the session then has a lock of its own, and writes no tracked file.
    """
    shared = (
        inputs.code(project, "fits", work.fit_calls),
        *(inputs.table(project, name) for name in work.fit_tables),
        inputs.files(project, "local rows", project.local_files),
        inputs.environment(project),
    )
    steps = [_release_step(project, work, work.release)] if work.release and not project.local_files else []
    for claim, spec in project.specs.items():
        fit = partial(work.fit, spec, project.results)
        steps.append(Step(f"fit {claim}", (inputs.file(project, spec), *shared), results_of(project, claim), fit))
    return steps


def page_steps(project: Project, work: Work) -> list[Step]:
    """List the steps from results to the site: a run of each notebook, then all pages."""
    made = {claim: results_of(project, claim) for claim in project.specs}
    data = (
        inputs.release(project),
        inputs.files(project, "local rows", project.local_files),
    )
    executed = project.scratch / "executed"
    steps = []
    for notebook in project.notebooks:
        output = executed / notebook.name
        needs = (
            inputs.file(project, notebook),
            inputs.code(project, project.name(notebook), {*work.execute_calls, *imported(notebook, project)}),
            inputs.files(project, "specs", project.specs.values()),
            *(each for claim in mentioned(notebook, made) for each in made[claim]),
            *data,
            inputs.environment(project),
        )
        name = f"execute {project.name(notebook)}"
        steps.append(Step(name, needs, (inputs.file(project, output),), partial(work.execute, notebook, output)))
    site = project.root / "_site"
    needs = (
        inputs.code(project, "pages", work.pages_calls),
        inputs.files(project, "pages of prose", prose(project)),
        inputs.files(project, "files beside the pages", linked(project, work.pages_link)),
        *(output for step in steps for output in step.makes),
        *(each for results in made.values() for each in results),
        *data,
        inputs.environment(project, work.renderer),
    )
    pages = partial(work.pages, executed, project.results, site)
    return [*steps, Step("site", needs, (inputs.folder(project, site),), pages)]


def results_of(project: Project, claim: str) -> tuple[Content, ...]:
    """List what the fit of a claim writes."""
    return tuple(inputs.file(project, project.results / name.format(claim)) for name in RESULT_FILES)


def prose(project: Project) -> list[Path]:
    """List the pages and pictures that are not executed, and what says how they hang together."""
    found = (path for pattern in PROSE for path in project.root.glob(pattern))
    apart = (".ipynb", ".pyc")
    return [
        path for path in found if path.is_file() and path.suffix not in apart and ".ipynb_checkpoints" not in path.parts
    ]


def linked(project: Project, patterns: Iterable[str]) -> list[Path]:
    """List the files that are published as they are, beside the pages."""
    return [path for pattern in patterns for path in project.root.glob(pattern) if path.is_file()]


def mentioned(notebook: Path, claims: Iterable[str]) -> list[str]:
    """List the claims whose id stands in a notebook; all of them if none does."""
    text, known = notebook.read_text(encoding="utf-8"), list(claims)
    found = [claim for claim in known if re.search(rf"(?<![\w-]){re.escape(claim)}(?![\w-])", text)]
    return found or known


def imported(notebook: Path, project: Project) -> set[str]:
    """List the modules of ours that a notebook's code cells import, those behind lazy names of a package included.

    Raises
    ------
    BrokenPage
        If the file is no notebook, or a code cell is no Python.
    """
    found: set[str] = set()
    for place, cell in enumerate(_code(notebook), start=1):
        for node in ast.walk(_parsed(notebook, place, cell)):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    ours = found & set(project.code.graph.modules)
    return ours | {module for package in ours for module in project.code.lazy(package)}


def _parsed(notebook: Path, place: int, cell: str) -> ast.Module:
    try:
        return ast.parse(cell)
    except SyntaxError as error:
        why = f"code cell {place}, line {error.lineno} = {(error.text or '').strip()!r}: {error.msg}."
        raise BrokenPage(notebook, [why], "Correct the cell, in Jupyter or in the file.") from error


def _code(notebook: Path) -> list[str]:
    """Return the code cells' text, without the lines that are Jupyter's and not Python's."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, LookupError, TypeError) as error:
        why = f"this is no Jupyter notebook ({type(error).__name__}: {error})."
        raise BrokenPage(notebook, [why], "Restore it from version control, or save it again in Jupyter.") from error
    python = (
        "" if text.lstrip().startswith("%%") else text for text in texts
    )  # what follows %%bash is another language
    return [
        "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(("%", "!"))) for text in python
    ]


def _release_step(project: Project, work: Work, build: Callable[[], None]) -> Step:
    needs = (
        inputs.code(project, "release", work.release_calls),
        inputs.folder(project, project.data / "curated"),
        inputs.file(project, project.data / "sources.toml"),
        inputs.environment(project),
        inputs.file(project, project.root / "requirements-dev.lock"),  # what reads raw sources
    )
    makes = (inputs.release(project), *(inputs.table(project, name) for name in work.fit_tables))
    return Step("release tables", needs, makes, build)
