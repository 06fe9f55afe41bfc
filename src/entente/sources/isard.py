"""Read the state systems of Gleditsch & Ward as the R package isard ships them: file to frame, nothing decided."""

from pathlib import Path

import pandas as pd

from entente.sources.files import path
from entente.sources.r_files import read_r_frame

GW_SYSTEM = "isard_democracy_gdp_states/gw_system.rda"
COW_TO_GW = "isard_democracy_gdp_states/cw_gw_panel.rda"


def read_gw_system(file: Path | None = None) -> pd.DataFrame:
    """Return one row per spell: gw_code, name, microstate, first_on, last_on (both days inclusive).

    Raises
    ------
    MissingSource, ChangedSource
        If the file is not there or is not the one stated in `data/sources.toml`.
    """
    raw = read_r_frame(file or path(GW_SYSTEM))
    return pd.DataFrame(
        {
            "gw_code": raw["gwcode"].astype("Int64"),
            "name": raw["gw_name"].astype("str"),
            "microstate": raw["microstate"].astype("Int64") == 1,
            "first_on": pd.to_datetime(raw["start"]).astype("datetime64[s]"),
            "last_on": pd.to_datetime(raw["end"]).astype("datetime64[s]"),
        }
    )


def read_cow_to_gw(file: Path | None = None) -> pd.DataFrame:
    """Return one row per COW state and year: cow_code, year, gw_code (missing: no Gleditsch-Ward member that year)."""
    raw = read_r_frame(file or path(COW_TO_GW))
    named = raw.rename(columns={"ccode": "cow_code", "gwcode": "gw_code"})
    return named[["cow_code", "year", "gw_code"]].astype("Int64")
