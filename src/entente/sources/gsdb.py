"""Read the Global Sanctions Data Base, release 4: one row per case, nothing decided."""

from pathlib import Path

import pandas as pd

from entente.sources.files import path

FILE = "gsdb_v4/GSDB_V4.csv"
TEXTS = ("sanctioned_state", "sanctioning_state", "descr_trade", "objective")
NUMBERS = ("case_id", "begin", "end", "trade", "arms", "military", "financial", "travel", "other")


def read(file: Path | None = None) -> pd.DataFrame:
    """Return one row per case with the file's own names: years and 0/1 flags as Int64, lists of names as text.

    Raises
    ------
    MissingSource, ChangedSource
        If the file is not there or is not the one stated in `data/sources.toml`.
    """
    raw = pd.read_csv(file or path(FILE), dtype="str", keep_default_na=False)
    numbers = {name: pd.to_numeric(raw[name]).astype("Int64") for name in NUMBERS}
    return pd.DataFrame({**numbers, **{name: raw[name].str.strip() for name in TEXTS}})
