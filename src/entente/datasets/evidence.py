"""Evidence behind coded facts (table `evidence`): gathered from every module here that offers `evidence(built)`."""

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import ModuleType

import pandas as pd

import entente.datasets
from entente.errors import UnknownName
from entente.tables.schema import load_schema

TABLES = ("evidence",)
NEEDS: tuple[str, ...] = ()  # each module states its own


def proving() -> Iterator[ModuleType]:
    """Find the modules of this folder that have evidence for their rows, by folder."""
    for each in sorted(pkgutil.iter_modules(entente.datasets.__path__), key=lambda each: each.name):
        if each.name == "evidence":
            continue
        module = import_module(f"entente.datasets.{each.name}")
        if hasattr(module, "TABLES") and hasattr(module, "evidence"):
            yield module


AFTER: tuple[str, ...] = tuple(sorted({table for module in proving() for table in module.TABLES}))


def build(built: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Put together what the modules give, given the tables they made."""
    parts: list[Callable[[Mapping[str, pd.DataFrame]], pd.DataFrame]] = [module.evidence for module in proving()]
    columns = list(load_schema("evidence").columns)
    return {"evidence": pd.concat([_whole(part(built), columns) for part in parts], ignore_index=True)}


def _whole(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Give every column as objects, so that a column empty in one part takes no type from it."""
    if unknown := sorted(set(rows.columns) - set(columns)):
        raise UnknownName("column of the table evidence", ", ".join(unknown), columns)
    return rows.reindex(columns=columns).astype(object).where(lambda frame: frame.notna(), None)
