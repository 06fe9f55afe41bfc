"""Read COW's bilateral trade (version 4.0) as peacesciencer serves it: file to frame, nothing decided."""

from pathlib import Path

import pandas as pd

from entente.sources.files import path
from entente.sources.r_files import read_r_frame

DYADS = "cow_trade_v4/cow_trade_ddy.rds"
TOTALS = "cow_trade_v4/cow_trade_sy.rda"


def read(file: Path | None = None) -> pd.DataFrame:
    """Return one row per directed pair and year: importer_cow, exporter_cow, year, flow_musd.

    The file has each pair in both orders with both flows: `flow1` is what `ccode1` imports from `ccode2`, so this
    column alone is every flow once. Missing (-9 in COW's own file) is missing, 0 is 0. Millions of current US dollars.

    Raises
    ------
    MissingSource, ChangedSource
        If the file is not there or is not the one stated in `data/sources.toml`.
    """
    raw = read_r_frame(file or path(DYADS))
    named = raw.rename(columns={"ccode1": "importer_cow", "ccode2": "exporter_cow", "flow1": "flow_musd"})
    kept = named[["importer_cow", "exporter_cow", "year", "flow_musd"]]
    return kept.astype({"importer_cow": "Int64", "exporter_cow": "Int64", "year": "Int64", "flow_musd": "float64"})


def read_totals(file: Path | None = None) -> pd.DataFrame:
    """Return one row per state and year: cow_code, year, imports_musd, exports_musd, in millions of current dollars."""
    raw = read_r_frame(file or path(TOTALS))
    named = raw.rename(columns={"ccode": "cow_code", "imports": "imports_musd", "exports": "exports_musd"})
    kept = named[["cow_code", "year", "imports_musd", "exports_musd"]]
    return kept.astype({"cow_code": "Int64", "year": "Int64", "imports_musd": "float64", "exports_musd": "float64"})
