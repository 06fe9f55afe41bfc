"""Where things are in a checkout, and where results go when a user's own rows take part."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from entente.closure import Code, read_code
from entente.folders import data_folder


@dataclass(frozen=True)
class Project:
    """A checkout: the folder with `analysis/` and `notebooks/`, its data, and the code of its package."""

    root: Path
    data: Path
    code: Code

    @cached_property
    def local_files(self) -> tuple[Path, ...]:
        """The user's own rows of tables that fits read; as they were when first asked for."""
        from entente.claims.data import OWN_TABLES
        from entente.read import local_tables

        return tuple(path for path, _ in local_tables(OWN_TABLES, self.data).values())

    @cached_property
    def other_local_files(self) -> tuple[Path, ...]:
        """The user's own rows of tables that no result and no page reads; as they were when first asked for."""
        from entente.read import local_tables

        found = (path for path, _ in local_tables(data=self.data).values())
        return tuple(path for path in found if path not in self.local_files)

    @property
    def specs(self) -> dict[str, Path]:
        """The claims: id -> spec file."""
        return {path.stem: path for path in sorted((self.root / "analysis" / "specs").glob("*.toml"))}

    @property
    def notebooks(self) -> tuple[Path, ...]:
        """The notebooks to be executed."""
        return tuple(sorted((self.root / "notebooks").glob("*.ipynb")))

    @property
    def newest_release(self) -> Path | None:
        """The descriptor of the newest release, or None."""
        from entente.release.stored import releases

        found = releases(self.data)
        return self.data / "releases" / f"datapackage-{found[-1]}.json" if found else None

    @property
    def scratch(self) -> Path:
        """What the pipeline keeps between runs and git ignores."""
        return self.root / ".entente"

    @property
    def results(self) -> Path:
        """Where results go: with local rows that fits read never to a tracked file."""
        return self.scratch / "local" / "results" if self.local_files else self.root / "analysis" / "results"

    @property
    def results_lock(self) -> Path:
        """Folder of the results' lock: committed beside them, unless local rows take part."""
        return self.scratch / "local" if self.local_files else self.root / "analysis"

    @property
    def pages_lock(self) -> Path:
        """Folder of the pages' lock: never committed, for pages depend on the renderer at hand."""
        return self.scratch / "pages"

    @property
    def task_file(self) -> Path:
        """The file that makes a pytask task of each step."""
        return self.root / "analysis" / "task_entente.py"

    def name(self, path: Path) -> str:
        """Return a file's name from the checkout's root on, the same in every checkout."""
        return Path(os.path.relpath(path, self.root)).as_posix()


def here() -> Project:
    """Return the checkout this package was installed from."""
    return Project(Path(__file__).parents[3], data_folder(), read_code())
