"""Goods trade from one state to another by year (`trade_flows`), from COW's trade, with what it does not cover."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from entente.datasets.trade_cube import Floats, TradeCube, trade_cube
from entente.datasets.trade_gaps import APPORTIONED, BELOW, share_of_totals, state_gaps, unreported_zeros
from entente.folders import data_folder
from entente.sources import cow_trade
from entente.tables.store import read_text

TABLES = ("trade_flows",)
NEEDS = ("cow_trade_v4",)
AFTER = ("states",)

SOURCE = "cow_trade_v4"
YEARS = range(1948, 2015)  # of 1945-1947 the file has fragments: a fifth of the pairs, a quarter of the trade
DIGITS = 3
MILLION = 1e6
COVERED = "Pairs of states of which both are in the system on some day of the year."


def build(built: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Build the table: every flow that is not zero, and a row without a value for every one unknown outside a gap."""
    cube = _cube(built["states"])
    gaps = state_gaps(cube, curated("unreported.csv"), curated("apportioned.csv"))
    return {"trade_flows": rows(cube, gaps, believed(cube, gaps, curated("unreported.csv")))}


def coverage(built: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Say which years are covered, and each state's gaps with their reason."""
    cube = _cube(built["states"])
    gaps = state_gaps(cube, curated("unreported.csv"), curated("apportioned.csv"))
    first, last = pd.Timestamp(YEARS[0], 1, 1), pd.Timestamp(YEARS[-1], 12, 31)
    columns = ["table", "source_id", "scope", "kind", "from_on", "to_on", "note"]
    covered = pd.DataFrame([("trade_flows", SOURCE, "all", "covered", first, last, COVERED)], columns=columns)
    found = gap_rows(cube, gaps, built["states"]).assign(table="trade_flows", source_id=SOURCE, kind="gap")
    return pd.concat([covered, found[columns]], ignore_index=True)


def believed(cube: TradeCube, gaps: NDArray[np.object_], unreported: pd.DataFrame) -> Floats:
    """Turn to unknown what may not be believed: zeros within groups that did not report, apportioned flows.

    Parameters
    ----------
    cube : TradeCube
    gaps : ndarray of str, shape (states, years)
        As `state_gaps` gives them.
    unreported : DataFrame
        group, state_id, first_year, last_year.

    Returns
    -------
    ndarray of float
        Millions of dollars, shape of the cube's flows; nan: unknown, or no such pair.
    """
    apportioned = gaps == APPORTIONED
    doubtful = unreported_zeros(cube, unreported) | apportioned[:, None, :] | apportioned[None, :, :]
    return np.where(doubtful, np.nan, cube.flows)


def rows(cube: TradeCube, gaps: NDArray[np.object_], flows: Floats) -> pd.DataFrame:
    """Write the table: no zeros, and unknown flows only outside gaps, where their absence would mean zero."""
    gap = gaps != ""
    inside = cube.possible & ~gap[:, None, :] & ~gap[None, :, :]
    kept = (flows > 0) | (inside & np.isnan(flows))
    exporter, importer, when = np.nonzero(kept)
    names = np.array(cube.states)
    return pd.DataFrame(
        {
            "exporter_id": names[exporter],
            "importer_id": names[importer],
            "year": cube.years[when],
            "source_id": SOURCE,
            "trade_usd": significant(flows[kept], DIGITS) * MILLION,
        }
    )


def significant(values: Floats, digits: int) -> Floats:
    """Round positive whole numbers to so many significant digits, half to even; nan stays."""
    size = np.floor(np.log10(values, out=np.zeros_like(values), where=values > 0))
    unit = 10.0 ** np.maximum(size - digits + 1, 0)
    return np.asarray(np.rint(values / unit) * unit)


def gap_rows(cube: TradeCube, gaps: NDArray[np.object_], states: pd.DataFrame) -> pd.DataFrame:
    """Join a state's years with one reason to stretches, cut to the days on which it is in the system.

    Returns
    -------
    DataFrame
        scope, from_on, to_on (inclusive), note; one row per state and stretch.
    """
    state, when = np.nonzero(gaps != "")
    names = np.array(cube.states)
    share = share_of_totals(cube)[state, when]
    long = pd.DataFrame(
        {"state_id": names[state], "year": cube.years[when], "reason": gaps[state, when], "share": share}
    )
    same = (long["state_id"] == long["state_id"].shift()) & (long["reason"] == long["reason"].shift())
    long["stretch"] = (~(same & (long["year"] == long["year"].shift() + 1))).cumsum()
    found = long.groupby("stretch").agg(
        state_id=("state_id", "first"),
        first=("year", "min"),
        last=("year", "max"),
        reason=("reason", "first"),
        least=("share", "min"),
        most=("share", "max"),
    )
    bounds = states.groupby("state_id").agg(
        entry=("valid_from", "min"), end=("valid_to", "max"), ends=("valid_to", _ended)
    )
    found = found.join(bounds, on="state_id")
    from_on = pd.to_datetime(found["first"].astype("str") + "-01-01").astype("datetime64[s]")
    to_on = pd.to_datetime(found["last"].astype("str") + "-12-31").astype("datetime64[s]")
    shares = " Share found: " + found["least"].map("{:.0%}".format) + " to " + found["most"].map("{:.0%}.".format)
    last_day = (found["end"] - pd.Timedelta(days=1)).where(found["ends"])
    return pd.DataFrame(
        {
            "scope": "state:" + found["state_id"],
            "from_on": from_on.where(from_on > found["entry"], found["entry"]),
            "to_on": to_on.mask(last_day < to_on, last_day),
            "note": found["reason"].where(found["reason"] != BELOW, found["reason"] + shares),
        }
    )


def _ended(ends: pd.Series) -> bool:
    return bool(ends.notna().all())


def _cube(states: pd.DataFrame) -> TradeCube:
    return trade_cube(cow_trade.read(), cow_trade.read_totals(), states, curated("relabelled.csv"), YEARS)


def curated(name: str) -> pd.DataFrame:
    """Read a curated list of trade; years and numbers as integers."""
    frame = read_text(data_folder() / "curated" / "trade" / name, f"data/curated/trade/{name}")
    return frame.astype({each: "Int64" for each in frame.columns if each.endswith(("_year", "_code"))})
