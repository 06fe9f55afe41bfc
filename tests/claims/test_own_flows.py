"""A user's own figures of trade fill what the source does not know, and replace none of its figures."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from own_rows import data_with
from small_world import Tables, coverage, quarrels, random_case, states, trade

from entente.claims.data import FLOW_SOURCE, LOCAL, lay_out
from entente.read import check_local, load, releases


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


def test_a_source_of_the_users_own_counts_as_well() -> None:
    tables = world()
    flows = tables["trade_flows"]
    unknown = own(flows[flows["trade_usd"].isna() & flows["year"].between(1990, 1995)].head(1), 7e6)
    local, named = (
        lay_out({**tables, "trade_flows": pd.concat([unknown.assign(source_id=source), flows])}).flows
        for source in (LOCAL, "my_customs_office")
    )
    assert (local == 7e6).any()
    assert_array_equal(local, named)


def test_the_release_has_one_source_of_flows_so_that_every_other_is_the_users() -> None:
    assert load("trade_flows", local=False)["source_id"].unique().tolist() == [FLOW_SOURCE]


def test_rows_that_no_result_would_use_are_refused_by_their_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flows = load("trade_flows", local=False)
    known, unknown = (flows[flows["trade_usd"].notna() == there].iloc[0] for there in (True, False))
    lines = ["exporter_id,importer_id,year,source_id,trade_usd"]
    for row, year, source in (
        (unknown, unknown["year"], "local"),
        (unknown, unknown["year"], "gsdb_v4"),
        (known, known["year"], "local"),
        (known, 2020, "local"),
    ):
        lines.append(f"{row['exporter_id']},{row['importer_id']},{year},{source},5000000")
    local = data_with(tmp_path, {"trade_flows": "\n".join(lines) + "\n"})
    monkeypatch.setenv("ENTENTE_DATA", str(local))
    assert [(each.row, each.cure.split(";")[0]) for each in check_local()] == [
        (3, "this key stands in row 2 already"),
        (4, f"release {releases()[-1]} holds a figure here"),
        (5, "outside the years that are covered (1948 to 2014), so no result would see the row"),
    ]
