"""A made-up project: two claims, two notebooks, a package, a release; the steps' work only counts and copies."""

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from entente.closure import read_code
from entente.pipeline.plan import RESULT_FILES, Work
from entente.pipeline.project import Project

REPOSITORY = Path(__file__).parents[2]

FILES: dict[str, str | list[str]] = {
    "toy/__init__.py": "",
    "toy/fits.py": "from toy import numbers\n",
    "toy/numbers.py": "ONE = 1\n",
    "toy/charts.py": "",
    "toy/pages.py": "from toy import words\n",
    "toy/words.py": "",
    "toy/release.py": "import toy.datasets\n",
    "toy/datasets/__init__.py": "",
    "toy/datasets/trade.py": "",
    "toy/descriptor/trade.json": "{}",
    "analysis/specs/first.toml": 'id = "first"\n',
    "analysis/specs/second.toml": 'id = "second"\n',
    "notebooks/first.ipynb": ["from toy import charts", "run('first')"],
    "notebooks/second.ipynb": ["run('second')"],
    "notebooks/about.qmd": "# About\n",
    "index.qmd": "# Toy\n",
    "_quarto.yml": "project: {}\n",
    "requirements.lock": "pandas==3.1.1\n",
    "requirements-dev.lock": "pytest==9.0.0\n",
    "data/sources.toml": "",
    "data/curated/codes.csv": "a,b\n",
    "data/releases/tables/trade.csv": "1\n",
}


def descriptor(path: str, content: str) -> str:
    """Return the descriptor of a release of one table."""
    stated = "sha256:" + hashlib.sha256(content.encode()).hexdigest()
    return json.dumps({"resources": [{"name": "trade", "path": path, "bytes": len(content), "hash": stated}]})


FILES["data/releases/datapackage-0.1.0.json"] = descriptor("tables/trade.csv", "1\n")


def write(root: Path) -> Path:
    """Write the project's files and our own task file into a folder."""
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else notebook(content))
    shutil.copyfile(REPOSITORY / "analysis" / "task_entente.py", root / "analysis" / "task_entente.py")
    return root


def notebook(lines: list[str]) -> str:
    """Return a notebook of one code cell."""
    return json.dumps({"cells": [{"cell_type": "code", "source": [f"{line}\n" for line in lines]}]})


def project(root: Path) -> Project:
    """Read the project as it is now."""
    return Project(root, root / "data", read_code("toy", found_by_folder=["toy.datasets"]))


@dataclass
class Stub:
    """Does the steps' work by writing what it was given, and remembers it."""

    done: list[str] = field(default_factory=list)
    fail: str = ""

    def fit(self, spec: Path, results: Path) -> None:
        """Copy the spec into each result file."""
        self._did(f"fit {spec.stem}")
        results.mkdir(parents=True, exist_ok=True)
        for name in RESULT_FILES:
            (results / name.format(spec.stem)).write_text(spec.read_text())

    def execute(self, notebook: Path, output: Path) -> None:
        """Copy the notebook."""
        self._did(f"execute {notebook.stem}")
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(notebook.read_text())

    def pages(self, executed: Path, results: Path, site: Path) -> None:
        """Write one page of all that there is."""
        self._did("site")
        site.mkdir(exist_ok=True)
        texts = [path.read_text() for folder in (executed, results) for path in sorted(folder.iterdir())]
        (site / "index.html").write_text("\n".join(texts))

    def release(self) -> None:
        """Leave the release as it is."""
        self._did("release")

    def _did(self, what: str) -> None:
        self.done.append(what)
        if what == self.fail:
            raise ValueError(what)


def work(stub: Stub, with_sources: bool = False) -> Work:
    """Bind the stub to the toy package's modules."""
    return Work(
        fit=stub.fit,
        fit_calls=["toy.fits"],
        fit_tables=["trade"],
        execute=stub.execute,
        execute_calls=[],
        pages=stub.pages,
        pages_calls=["toy.pages"],
        renderer="none",
        pages_link=["data/releases/*.json"],
        release=stub.release if with_sources else None,
        release_calls=["toy.release"],
    )
