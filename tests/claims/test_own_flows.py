"""A user's own figures of trade fill what the source does not know, and replace none of its figures."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from own_rows import data_with
from small_world import Tables, coverage, quarrels, random_case, states, trade

from entente.claims.data import FLOW_SOURCE, LOCAL, TradeData, lay_out, load_data
from entente.errors import BrokenPromise
from entente.read import check_local, load, releases
from entente.tables.schema import load_schema


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


def test_a_flow_that_is_known_under_a_states_other_code_is_refused_too() -> None:
    tables = world()
    flows = tables["trade_flows"]
    known = flows[flows["exporter_id"].eq("NEW") & flows["trade_usd"].gt(0)].head(2)
    under_old = own(known, 1e6).assign(exporter_id="OLD")
    with pytest.raises(BrokenPromise, match=r"(?s)data/local/trade_flows.csv: 2 problem.*OLD to .*other code; remove"):
        lay_out({**tables, "trade_flows": pd.concat([flows, under_old])})
    unknown = flows[flows["exporter_id"].eq("NEW") & flows["trade_usd"].isna() & flows["year"].between(2001, 2009)]
    filled = lay_out({**tables, "trade_flows": pd.concat([flows, own(unknown, 7e6).assign(exporter_id="OLD")])}).flows
    assert (filled == 7e6).any()


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
    lines.append("CAN,SUN,2003,local,7")
    local = data_with(tmp_path, {"trade_flows": "\n".join(lines) + "\n"})
    monkeypatch.setenv("ENTENTE_DATA", str(local))
    assert sorted((each.row, each.cure.partition(" (from")[0].partition(";")[0]) for each in check_local()) == [
        (3, "this key stands in row 2 already"),
        (4, f"release {releases()[-1]} holds a figure here"),
        (5, "outside the years that are covered (1948 to 2014), so no result would see the row"),
        (6, "not in states then"),
    ]


def test_what_a_user_says_was_searched_changes_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: TradeData
) -> None:
    rows = [
        "table,source_id,scope,kind,from_on,to_on,note",
        f"trade_flows,{FLOW_SOURCE},state:CAN,gap,2003-01-01,,",
        f"trade_flows,{FLOW_SOURCE},all,covered,2015-01-01,2020-12-31,",
    ]
    folder = data_with(tmp_path, {"coverage": "\n".join(rows) + "\n"})
    monkeypatch.setenv("ENTENTE_DATA", str(folder))
    assert len(load("coverage")) == len(load("coverage", local=False)) + 2
    assert_array_equal(load_data().flows, data.flows)


@pytest.mark.parametrize(
    ("table", "rows", "column", "word"),
    [
        ("coverage", "table,source_id,scope,kind,from_on,to_on,note\nmine,local,all,covered,2003-01-02,2003-01-01,",
         "from_on|to_on", "to_on lies before from_on"),
        ("body_members", "{spell}\nEUX,FRA,1990-01-01,year,,,local", "body_id", "actors.actor_id (nearest: EUU)"),
        ("body_members", "{spell}\nEUU,SUN,1995-01-01,year,,,local", "state_id|valid_from", "not in states then (from"),
        ("states", "{spell}\nSUN,1945-10-24,day,1991-12-26,day,USSR,,,,local", "state_id|valid_from", "holds this key"),
    ],
)  # fmt: skip
def test_other_rows_that_speak_of_what_was_not_there_are_refused(
    table: str, rows: str, column: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spell = ",".join(load_schema(table).columns)
    monkeypatch.setenv("ENTENTE_DATA", str(data_with(tmp_path, {table: rows.format(spell=spell) + "\n"})))
    (found,) = check_local()
    assert (found.row, found.column) == (2, column)
    assert word in found.cure
    assert ":00" not in str(found)  # a day has no hour
