"""The closed list of issues (table `issues`), ours."""

from collections.abc import Mapping

import pandas as pd

from entente.folders import data_folder
from entente.tables.store import read_text

TABLES = ("issues",)
NEEDS: tuple[str, ...] = ()
AFTER: tuple[str, ...] = ()


def build(built: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Read the curated list."""
    del built  # needs no other table
    return {"issues": read_text(data_folder() / "curated" / "issues.csv", "data/curated/issues.csv")}
