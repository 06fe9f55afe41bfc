"""Days that are only known to the month or the year: the last day that may be meant, and what is surely earlier."""

import pandas as pd

DAYS = {"day": pd.DateOffset(days=0), "month": pd.offsets.MonthEnd(0), "year": pd.offsets.YearEnd(0)}


def last_day(on: pd.Series, precision: pd.Series) -> pd.Series:
    """Return the last day that each date may mean; a date without precision means its day."""
    out = on.copy()
    for name in ("month", "year"):
        held = (precision == name).fillna(False) & on.notna()
        out = out.mask(held, on.where(held) + DAYS[name])
    return out.astype("datetime64[s]")


def surely_before(on: pd.Series, precision: pd.Series, other: pd.Series) -> pd.Series:
    """Say where a date lies before another one's first possible day, whatever day is meant; no where one is empty."""
    earlier: pd.Series = (last_day(on, precision) < other).fillna(False)
    return earlier


def well_formed(on: pd.Series, precision: pd.Series) -> pd.Series:
    """Say where a date is the first of its month or year, as its precision asks for (and where there is none)."""
    month = (precision == "month").fillna(False) & (on.dt.day != 1)
    year = (precision == "year").fillna(False) & ((on.dt.day != 1) | (on.dt.month != 1))
    badly: pd.Series = (month | year) & on.notna()
    return ~badly
