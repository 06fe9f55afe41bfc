"""Put figures beside dyad-years, with zero and unknown told apart by what a source covers."""

import pandas as pd


def attach_flows(pairs: pd.DataFrame, flows: pd.DataFrame, coverage: pd.DataFrame) -> pd.DataFrame:
    """Add what each side sent to the other.

    Parameters
    ----------
    pairs : DataFrame
        state_a, state_b, year, under the ids of the year (`grid.dyad_years`); other columns are kept.
    flows : DataFrame
        exporter_id, importer_id, year, trade_usd (current US dollars; empty: unknown), one source.
    coverage : DataFrame
        scope, kind, from_on, to_on (inclusive; empty: no last day) of that table and source.

    Returns
    -------
    DataFrame
        The pairs with exports_a_usd and exports_b_usd: the stored figure; 0 where there is no row and the year is
        covered for both states; missing where a row has no value, and where nobody looked.
    """
    looked = is_covered(pairs["state_a"], pairs["year"], coverage)
    looked &= is_covered(pairs["state_b"], pairs["year"], coverage)
    there = _one_way(pairs, flows, exporter="state_a", importer="state_b", looked=looked)
    back = _one_way(pairs, flows, exporter="state_b", importer="state_a", looked=looked)
    return pairs.assign(exports_a_usd=there, exports_b_usd=back)


def is_covered(state: pd.Series, year: pd.Series, coverage: pd.DataFrame) -> pd.Series:
    """Say for each state and year whether all of it was searched: covered from 1 January to 31 December, and no gap."""
    begins, ends = _day(year, "-01-01"), _day(year, "-12-31")
    covered = pd.Series(False, index=state.index)
    gap = pd.Series(False, index=state.index)
    last = coverage["to_on"].fillna(pd.Timestamp("9999-12-31"))
    rows = zip(coverage["scope"], coverage["kind"], coverage["from_on"], last, strict=True)
    for scope, kind, from_on, to_on in rows:
        meant = state.notna() if scope == "all" else state == str(scope).removeprefix("state:")
        if kind == "gap":
            gap |= meant & (begins <= to_on) & (ends >= from_on)
        else:
            covered |= meant & (begins >= from_on) & (ends <= to_on)
    return covered & ~gap


def _one_way(pairs: pd.DataFrame, flows: pd.DataFrame, exporter: str, importer: str, looked: pd.Series) -> pd.Series:
    keys = ["exporter_id", "importer_id", "year"]
    asked = pd.DataFrame({keys[0]: pairs[exporter], keys[1]: pairs[importer], "year": pairs["year"]})
    found = asked.merge(flows[[*keys, "trade_usd"]], on=keys, how="left", validate="m:1", indicator=True)
    values = pd.Series(found["trade_usd"].to_numpy(), index=pairs.index, dtype="float64")
    absent = pd.Series((found["_merge"] == "left_only").to_numpy(), index=pairs.index)
    return values.mask(absent & looked, 0.0)


def _day(year: pd.Series, day: str) -> pd.Series:
    days = pd.to_datetime(year.astype("str") + day, format="%Y-%m-%d").astype("datetime64[s]")
    return days.set_axis(year.index)
