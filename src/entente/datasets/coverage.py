"""What was truly searched (table `coverage`): gathered from every module here that offers `coverage(built)`."""

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import ModuleType

import pandas as pd

import entente.datasets

TABLES = ("coverage",)
NEEDS: tuple[str, ...] = ()  # each module states its own


def covering() -> Iterator[ModuleType]:
    """Find the modules of this folder that say what they cover, by folder."""
    for each in sorted(pkgutil.iter_modules(entente.datasets.__path__), key=lambda each: each.name):
        if each.name == "coverage":
            continue
        module = import_module(f"entente.datasets.{each.name}")
        if hasattr(module, "TABLES") and hasattr(module, "coverage"):
            yield module


AFTER: tuple[str, ...] = tuple(sorted({table for module in covering() for table in module.TABLES}))


def build(built: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Put together what the modules say, given the tables they made."""
    parts: list[Callable[[Mapping[str, pd.DataFrame]], pd.DataFrame]] = [module.coverage for module in covering()]
    return {"coverage": pd.concat([part(built) for part in parts], ignore_index=True)}
