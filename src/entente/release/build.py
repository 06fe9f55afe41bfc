"""From raw sources and curated files to a release: every module of `entente.datasets` that makes tables, in order."""

import pkgutil
from collections.abc import Callable, Mapping
from datetime import date
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import Protocol

import pandas as pd

import entente.datasets
from entente import sources
from entente.errors import BadSpec, UnknownName
from entente.release.write import write
from entente.tables.schema import load_schema
from entente.tables.store import canonical


class Dataset(Protocol):
    """What a module of `entente.datasets` offers."""

    TABLES: tuple[str, ...]  # the tables it makes
    NEEDS: tuple[str, ...]  # ids of the raw sources it reads
    AFTER: tuple[str, ...]  # tables that must be built before

    @staticmethod
    def build(built: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Make the tables, given those built before."""
        ...


def build(
    version: str,
    data: Path | None = None,
    released_on: date | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> Path:
    """Build every table and write the release; `say` is told each step.

    Raises
    ------
    MissingSource, ChangedSource
        If a raw source that a table needs is not at hand, or is another file; nothing is built.
    BrokenPromise
        If a table breaks what its descriptor promises; nothing is written.
    """
    modules = in_order(discover())
    for module in modules.values():
        require(module.NEEDS)
    return write(build_tables(modules, say), version, data, released_on)


def build_tables(
    modules: Mapping[str, Dataset], say: Callable[[str], None] = lambda _line: None
) -> dict[str, pd.DataFrame]:
    """Build the tables of these modules, in the order given; each sees those built before, in canonical form."""
    built: dict[str, pd.DataFrame] = {}
    for name, module in modules.items():
        say(f"building {', '.join(module.TABLES)}")
        made = module.build(dict(built))
        if set(made) != set(module.TABLES):
            raise BadSpec(
                f"entente.datasets.{name}", "TABLES", module.TABLES, f"build() made {sorted(made)}; list those."
            )
        built |= {table: canonical(frame, load_schema(table)) for table, frame in made.items()}
    return built


def discover() -> dict[str, Dataset]:
    """Find the datasets by folder: each module of `entente.datasets` with a `build`; the others are helpers.

    Raises
    ------
    BadSpec
        If a module builds but does not state which tables, from which sources, after which tables.
    """
    found: dict[str, Dataset] = {}
    for each in sorted(pkgutil.iter_modules(entente.datasets.__path__), key=lambda each: each.name):
        module = import_module(f"entente.datasets.{each.name}")
        if not hasattr(module, "build"):
            continue
        for name in ("TABLES", "NEEDS", "AFTER"):
            if not isinstance(getattr(module, name, None), tuple):
                raise BadSpec(
                    f"entente.datasets.{each.name}", name, getattr(module, name, None), "state it as a tuple."
                )
        found[each.name] = module  # type: ignore[assignment]
    return found


def in_order(modules: Mapping[str, Dataset]) -> dict[str, Dataset]:
    """Order modules so that each comes after the tables it needs; raises `UnknownName` for a table nobody makes."""
    maker: dict[str, str] = {}
    for name, module in modules.items():
        for table in module.TABLES:
            if table in maker:
                raise BadSpec(f"entente.datasets.{name}", "TABLES", table, f"{maker[table]} makes it too; keep one.")
            maker[table] = name
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, module in modules.items():
        for table in module.AFTER:
            if table not in maker:
                raise UnknownName(f"table that entente.datasets.{name} comes after", table, sorted(maker))
        sorter.add(name, *sorted({maker[table] for table in module.AFTER}))
    return {name: modules[name] for name in sorter.static_order()}


def require(ids: tuple[str, ...]) -> None:
    """Refuse to go on unless every file of these sources is at hand and is the one meant."""
    for name, status in sources.verify(ids).items():
        if status != "there":
            sources.path(name)  # raises with the cure
