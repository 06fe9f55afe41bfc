"""A user's own figures of trade fill what the source does not know, and replace none of its figures."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from small_world import Tables, coverage, quarrels, random_case, states, trade

from entente.claims.data import LOCAL, lay_out
from entente.errors import BrokenPromise


def world() -> Tables:
    rng = np.random.default_rng(3)
    return {**states(), "coverage": coverage(), "trade_flows": trade(rng, unknown=0.1), **quarrels([random_case(rng)])}


def own(rows: pd.DataFrame, value: float) -> pd.DataFrame:
    return rows.assign(source_id=LOCAL, trade_usd=value)


def test_an_unknown_flow_takes_the_users_figure_and_nothing_else_moves() -> None:
    tables = world()
    flows = tables["trade_flows"]
    unknown = flows[flows["trade_usd"].isna() & flows["year"].between(1990, 1995)].head(1)
    with_own = {**tables, "trade_flows": pd.concat([flows, own(unknown, 7e6)])}
    before, after = lay_out(tables).flows, lay_out(with_own).flows
    moved = ~((before == after) | (np.isnan(before) & np.isnan(after)))
    assert_array_equal(np.unique(after[moved & (after == 7e6)]), [7e6])
    # With the one figure the pair's year is known, so that the other direction's shows as well.
    assert 1 <= moved.sum() <= 2


def test_a_flow_without_a_row_takes_the_users_figure_instead_of_zero() -> None:
    tables = world()
    flows = tables["trade_flows"]
    gone = flows[(flows["trade_usd"] > 0) & flows["year"].eq(1992)].head(1)
    fewer = flows.drop(gone.index)
    zero, own_figure = (
        lay_out({**tables, "trade_flows": each}).flows for each in (fewer, pd.concat([fewer, own(gone, 7e6)]))
    )
    moved = ~((zero == own_figure) | (np.isnan(zero) & np.isnan(own_figure)))
    assert zero[moved].tolist() == [0.0]
    assert own_figure[moved].tolist() == [7e6]


def test_a_figure_of_the_source_is_not_replaced() -> None:
    tables = world()
    flows = tables["trade_flows"]
    known = flows[flows["trade_usd"] > 0].head(2)
    with pytest.raises(BrokenPromise, match=r"(?s)data/local/trade_flows.csv: 2 problem.*remove the row"):
        lay_out({**tables, "trade_flows": pd.concat([flows, own(known, 1e6)])})
