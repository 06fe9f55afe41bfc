"""Read COW's list of the state system (version 2016): spells of membership and state-years, nothing decided."""

from pathlib import Path

import pandas as pd

from entente.sources.files import path

SPELLS = "cow_states_2016/states2016.csv"
YEARS = "cow_states_2016/system2016.csv"


def read(file: Path | None = None) -> pd.DataFrame:
    """Return one row per spell: cow_code, abbreviation, name, first_on, last_on (both days inclusive).

    Raises
    ------
    MissingSource, ChangedSource
        If the file is not there or is not the one stated in `data/sources.toml`.
    """
    raw = pd.read_csv(file or path(SPELLS), encoding="utf-8")
    return pd.DataFrame(
        {
            "cow_code": raw["ccode"].astype("Int64"),
            "abbreviation": raw["stateabb"].astype("str"),
            "name": raw["statenme"].astype("str"),
            "first_on": _day(raw, "st"),
            "last_on": _day(raw, "end"),
        }
    )


def read_years(file: Path | None = None) -> pd.DataFrame:
    """Return one row per state and year in which it was a member on some day: cow_code, year."""
    raw = pd.read_csv(file or path(YEARS), encoding="utf-8")
    return raw.rename(columns={"ccode": "cow_code"})[["cow_code", "year"]].astype("Int64")


def _day(raw: pd.DataFrame, prefix: str) -> pd.Series:
    parts = raw[[f"{prefix}year", f"{prefix}month", f"{prefix}day"]].set_axis(["year", "month", "day"], axis="columns")
    return pd.to_datetime(parts).astype("datetime64[s]")
