"""Read two lists of informal organisations of states as manyios compiled them, nothing decided."""

import warnings
from pathlib import Path

import pandas as pd
import rdata

from entente.sources.files import path

FILE = "informal_igos_manyios/memberships.rda"
COLUMNS = ["list", "body", "title", "state", "year", "membership", "begin", "end"]


def read(file: Path | None = None) -> pd.DataFrame:
    """Return one row per list, body, state and year, all text but `year` (Int64).

    `list` is `iigo` (members of 2017 or at the end; begin and end are the body's) or `migo` (members by year;
    membership 1 full, 2 associate, 3 observer).

    Raises
    ------
    MissingSource, ChangedSource
        If the file is not there or is not the one stated in `data/sources.toml`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of classes that a list of data frames carries and nobody needs
        both = rdata.read_rda(str(file or path(FILE)))["memberships"]
    tables = {str(name): frame for name, frame in both.items()}
    names = {"igoID": "body", "Title": "title", "stateID": "state", "Year": "year", "Begin": "begin", "End": "end"}
    iigo = tables["IIGO"].rename(columns=names).assign(list="iigo", membership="1")
    migo = tables["MIGO"].rename(columns=names).assign(list="migo", title=None, begin=None, end=None)
    rows = pd.concat([each.reindex(columns=COLUMNS).astype(object) for each in (iigo, migo)], ignore_index=True)
    rows = rows.where(rows.notna(), None)
    columns = {name: rows[name].astype("str") for name in COLUMNS if name != "year"}
    return pd.DataFrame({**columns, "year": pd.to_numeric(rows["year"]).astype("Int64")})[COLUMNS]
