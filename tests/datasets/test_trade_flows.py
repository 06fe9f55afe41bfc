from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from entente.datasets import states as states_module
from entente.datasets import trade_flows as module
from entente.datasets.trade_cube import TradeCube, trade_cube
from entente.datasets.trade_flows import believed, gap_rows, rows, significant
from entente.datasets.trade_gaps import (
    APPORTIONED,
    BELOW,
    FEW_PAIRS,
    NO_ROWS,
    share_of_totals,
    state_gaps,
    unreported_zeros,
)
from entente.errors import BrokenPromise, StaleCorrection
from entente.panel.attach import attach_flows
from entente.panel.flows import dyad_flows
from entente.panel.grid import dyad_years
from entente.panel.units import lineages
from entente.sources import cow_trade
from entente.tables.check import check
from entente.tables.schema import load_schema
from entente.tables.store import canonical, to_bytes

YEARS = range(1970, 1972)
NOBODY = pd.DataFrame(columns=["group", "state_id", "first_year", "last_year"])
NONE = pd.DataFrame(columns=["state_id", "first_year", "last_year"])
NO_LABELS = pd.DataFrame(columns=["cow_code", "first_year", "last_year", "meant_cow_code"])


def system(**spans: tuple[str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(
        [(name, *span) for name, span in spans.items()], columns=["state_id", "valid_from", "valid_to"]
    )
    for name in ("valid_from", "valid_to"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    return frame


# Real numbers, made-up trade: 2 USA, 20 CAN, 200 GBR, 220 FRA.
FOUR = system(USA=("1945-10-24", None), CAN=("1945-10-24", None), GBR=("1945-10-24", None), FRA=("1945-10-24", None))
COW = {"USA": 2, "CAN": 20, "GBR": 200, "FRA": 220}


def dyads(flows: dict[tuple[str, str, int], float]) -> pd.DataFrame:
    found = [(COW[importer], COW[exporter], year, value) for (exporter, importer, year), value in flows.items()]
    frame = pd.DataFrame(found, columns=["importer_cow", "exporter_cow", "year", "flow_musd"])
    return frame.astype({"importer_cow": "Int64", "exporter_cow": "Int64", "year": "Int64", "flow_musd": "float64"})


def totals(values: dict[tuple[str, int], tuple[float, float]]) -> pd.DataFrame:
    found = [(COW[state], year, *pair) for (state, year), pair in values.items()]
    frame = pd.DataFrame(found, columns=["cow_code", "year", "imports_musd", "exports_musd"])
    return frame.astype({"cow_code": "Int64", "year": "Int64", "imports_musd": "float64", "exports_musd": "float64"})


def every(value: float, year: int = 1970) -> dict[tuple[str, str, int], float]:
    return {(a, b, year): value for a in COW for b in COW if a != b}


def cube(
    flows: dict[tuple[str, str, int], float], sums: dict[tuple[str, int], tuple[float, float]] | None = None
) -> TradeCube:
    return trade_cube(dyads(flows), totals(sums or {}), FOUR, NO_LABELS, YEARS)


def reason(made: NDArray[np.object_], of: TradeCube, state: str, year: int) -> str:
    return str(made[of.states.index(state), year - YEARS[0]])


def test_the_exporter_comes_first() -> None:
    made = cube({("USA", "CAN", 1970): 5.0})
    there = made.flows[made.states.index("USA"), made.states.index("CAN")]
    np.testing.assert_array_equal(there, [5.0, np.nan])
    assert np.isnan(made.flows).sum() == made.flows.size - 1


def test_flows_of_no_member_stop_the_build() -> None:
    young = system(USA=("1945-10-24", None), CAN=("1971-06-01", None))
    with pytest.raises(BrokenPromise, match="USA to CAN, 1970"):
        trade_cube(dyads({("USA", "CAN", 1970): 5.0}), totals({}), young, NO_LABELS, YEARS)


def test_rows_under_another_number_are_read_as_meant() -> None:
    label = pd.DataFrame([(20, 1970, 1970, 220)], columns=NO_LABELS.columns)
    made = trade_cube(
        dyads({("USA", "CAN", 1970): 5.0, ("USA", "CAN", 1971): 6.0}),
        totals({("CAN", 1970): (5.0, 1.0)}),
        FOUR,
        label,
        YEARS,
    )
    usa, can, fra = (made.states.index(name) for name in ("USA", "CAN", "FRA"))
    assert made.flows[usa, fra, 0] == 5.0
    assert made.flows[usa, can, 1] == 6.0
    assert np.isnan(made.flows[usa, can, 0])
    assert made.imports[fra, 0] == 5.0


def test_a_relabelling_that_the_file_no_longer_needs_stops_the_build() -> None:
    label = pd.DataFrame([(20, 1970, 1970, 220)], columns=NO_LABELS.columns)
    both = {("USA", "CAN", 1970): 5.0, ("USA", "FRA", 1970): 6.0}
    for flows in (both, {("USA", "GBR", 1970): 5.0}):
        with pytest.raises(StaleCorrection, match="220"):
            trade_cube(dyads(flows), totals({}), FOUR, label, YEARS)


def test_share_takes_the_sides_that_have_a_total() -> None:
    flows = {("USA", "CAN", 1970): 30.0, ("CAN", "USA", 1970): 10.0}
    made = cube(flows, {("USA", 1970): (20.0, 60.0), ("CAN", 1970): (60.0, np.nan), ("FRA", 1970): (np.nan, 8.0)})
    made.flows[made.states.index("FRA"), made.states.index("CAN"), 0] = 2.0
    made.flows[made.states.index("CAN"), made.states.index("FRA"), 0] = 9.0
    made.flows[made.states.index("USA"), made.states.index("CAN"), 0] = 28.0
    made.flows[made.states.index("USA"), made.states.index("GBR"), 0] = 2.0
    found = share_of_totals(made)
    assert found[made.states.index("FRA"), 0] == 0.25
    assert found[made.states.index("USA"), 0] == 0.5
    assert found[made.states.index("CAN"), 0] == 0.5
    assert np.isnan(found[made.states.index("GBR"), 0])


def test_gaps_by_hand() -> None:
    flows = every(10.0) | {("USA", "CAN", 1971): 1.0}
    made = cube(flows, {("USA", 1970): (61.0, 60.0), ("CAN", 1970): (60.0, 60.0)})
    found = state_gaps(made, NOBODY, NONE)
    assert reason(found, made, "USA", 1970) == BELOW  # 60 of 121
    assert reason(found, made, "CAN", 1970) == ""  # 60 of 120: not less than half
    assert reason(found, made, "GBR", 1970) == ""  # no total, and every pair has a figure
    assert reason(found, made, "GBR", 1971) == NO_ROWS
    assert reason(found, made, "CAN", 1971) == FEW_PAIRS  # no total, one of six directions


def test_the_spared_group_and_the_apportioned() -> None:
    made = cube(every(10.0), {(name, 1970): (1000.0, 1000.0) for name in COW})
    spared = pd.DataFrame([("communist", "USA", 1970, 1970)], columns=NOBODY.columns)
    other = pd.DataFrame([("customs", "GBR", 1970, 1970)], columns=NOBODY.columns)
    found = state_gaps(made, pd.concat([spared, other]), pd.DataFrame([("CAN", 1970, 1970)], columns=NONE.columns))
    assert [reason(found, made, name, 1970) for name in ("USA", "CAN", "GBR")] == ["", APPORTIONED, BELOW]


def test_zeros_are_unreported_only_between_two_of_one_group() -> None:
    made = cube(every(0.0) | {("CAN", "USA", 1970): 4.0})
    groups = pd.DataFrame(
        [("one", "USA", 1970, 1970), ("one", "CAN", 1960, 1980), ("two", "GBR", 1970, 1970)], columns=NOBODY.columns
    )
    found = np.argwhere(unreported_zeros(made, groups))
    assert [(made.states[a], made.states[b], y) for a, b, y in found] == [("USA", "CAN", 0)]


def table_of(made: TradeCube, unreported: pd.DataFrame = NOBODY, apportioned: pd.DataFrame = NONE) -> pd.DataFrame:
    gaps = state_gaps(made, unreported, apportioned)
    return rows(made, gaps, believed(made, gaps, unreported))


def test_no_zero_is_stored_and_unknown_is_a_row() -> None:
    flows = every(10.0) | {("USA", "CAN", 1970): 0.0}
    del flows["GBR", "FRA", 1970]
    found = table_of(cube(flows)).set_index(["exporter_id", "importer_id"])["trade_usd"]
    assert ("USA", "CAN") not in found.index
    assert np.isnan(found["GBR", "FRA"])
    assert found["FRA", "GBR"] == 1e7
    assert len(found) == 11


def test_in_a_gap_figures_stay_and_nothing_else_is_stored() -> None:
    flows = every(10.0) | {("USA", "CAN", 1970): 0.0}
    del flows["USA", "FRA", 1970]
    made = cube(flows, {("USA", 1970): (1000.0, 1000.0)})
    found = table_of(made)
    assert not found["trade_usd"].isna().any()
    assert ((found["exporter_id"] == "USA") & (found["importer_id"] == "GBR")).sum() == 1


def test_apportioned_flows_are_left_out_in_both_directions() -> None:
    found = table_of(cube(every(10.0)), apportioned=pd.DataFrame([("FRA", 1970, 1970)], columns=NONE.columns))
    assert "FRA" not in set(found["exporter_id"]) | set(found["importer_id"])
    assert len(found) == 6


def test_unreported_zeros_are_stored_as_unknown() -> None:
    group = pd.DataFrame([("one", "USA", 1970, 1970), ("one", "CAN", 1970, 1970)], columns=NOBODY.columns)
    found = table_of(cube(every(0.0)), unreported=group)
    assert found[["exporter_id", "importer_id"]].to_numpy().tolist() == [["CAN", "USA"], ["USA", "CAN"]]
    assert found["trade_usd"].isna().all()


def test_gap_rows_join_years_and_keep_to_the_days_in_the_system() -> None:
    made = cube({})
    spans = FOUR.copy()
    spans.loc[spans["state_id"] == "FRA", "valid_to"] = pd.Timestamp("1971-03-02")
    spans.loc[spans["state_id"] == "USA", "valid_from"] = pd.Timestamp("1970-06-01")
    found = gap_rows(made, state_gaps(made, NOBODY, NONE), spans).set_index("scope")
    days = {name: (str(row.from_on.date()), str(row.to_on.date())) for name, row in found.iterrows()}
    assert days["state:USA"] == ("1970-06-01", "1971-12-31")
    assert days["state:FRA"] == ("1970-01-01", "1971-03-01")
    assert len(found) == 4


@pytest.mark.parametrize(
    ("value", "rounded"), [(43677, 43700), (999, 999), (9996, 10000), (1, 1), (1005, 1000), (0, 0)]
)
def test_three_significant_digits(value: float, rounded: float) -> None:
    assert significant(np.array([float(value), np.nan]), 3)[0] == rounded


@given(st.integers(1, 10**7))
def test_rounding_is_close_and_stays(value: int) -> None:
    once = significant(np.array([float(value)]), 3)
    assert abs(once[0] - value) <= 0.005 * value
    assert significant(once, 3)[0] == once[0]


Built = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def built() -> Built:
    made = {name: canonical(frame, load_schema(name)) for name, frame in states_module.build({}).items()}
    made |= {name: canonical(frame, load_schema(name)) for name, frame in module.build(made).items()}
    return made | {"coverage": canonical(module.coverage(made), load_schema("coverage"))}


@pytest.fixture(scope="module")
def raw() -> pd.Series:
    return cow_trade.read().set_index(["exporter_cow", "importer_cow", "year"])["flow_musd"]


@pytest.mark.sources
@pytest.mark.parametrize("table", ["trade_flows", "coverage"])
def test_tables_keep_their_promises(table: str, built: Built) -> None:
    assert check(built[table], load_schema(table), others=built) == []


@pytest.mark.sources
def test_nothing_stored_is_zero_and_the_file_is_small(built: Built) -> None:
    assert not (built["trade_flows"]["trade_usd"] == 0).any()
    assert len(to_bytes(built["trade_flows"], load_schema("trade_flows"))) < 2_000_000


@pytest.mark.sources
@pytest.mark.parametrize("year", [1948, 1973, 1989, 2014])
@pytest.mark.parametrize(("exporter", "importer"), [("USA", "GBR"), ("GBR", "USA"), ("FRA", "ITA")])
def test_big_flows_are_those_of_the_file(exporter: str, importer: str, year: int, built: Built, raw: pd.Series) -> None:
    flows = built["trade_flows"]
    here = (flows["exporter_id"] == exporter) & (flows["importer_id"] == importer) & (flows["year"] == year)
    cow = COW | {"ITA": 325}
    stated = raw[cow[exporter], cow[importer], year] * 1e6
    assert float(flows.loc[here, "trade_usd"].item()) == pytest.approx(stated, rel=0.005)  # three significant digits


@pytest.mark.sources
def test_golden_flows(built: Built) -> None:
    # read off the file by hand, millions: what the United States imported from Britain, and Britain from it
    flows = built["trade_flows"].set_index(["exporter_id", "importer_id", "year"])["trade_usd"]
    assert flows["GBR", "USA", 1950] == 359e6
    assert flows["USA", "GBR", 1950] == 592e6
    assert flows["GBR", "USA", 2000] == 43_700e6
    assert flows["USA", "GBR", 2000] == 45_000e6


@pytest.mark.sources
def test_world_trade_is_kept_but_for_what_was_apportioned(built: Built, raw: pd.Series) -> None:
    flows = built["trade_flows"].groupby("year")["trade_usd"].sum()
    years = raw.index.get_level_values("year")
    luxembourg = (raw.index.get_level_values(0) == 212) | (raw.index.get_level_values(1) == 212)
    left_out = luxembourg & (years >= 1950) & (years <= 1996)
    stated = raw[~left_out & (years >= 1948)].groupby(level="year").sum() * 1e6
    # rounding to three digits is within 0.5% of each flow, and cancels in sums
    np.testing.assert_allclose(flows.to_numpy(dtype=float), stated.to_numpy(dtype=float), rtol=1e-3)


@pytest.mark.sources
def test_pairs_sum_to_the_totals_outside_gaps(built: Built) -> None:
    """Half of the covered states' shares lie within 10% of their totals, 19 of 20 above .7, as decisions.md says."""
    made = trade_cube(
        cow_trade.read(), cow_trade.read_totals(), built["states"], module.curated("relabelled.csv"), module.YEARS
    )
    unreported = module.curated("unreported.csv")
    gaps = state_gaps(made, unreported, module.curated("apportioned.csv"))
    share = share_of_totals(made)
    communist = set(unreported.loc[unreported["group"] == "communist", "state_id"])
    tested = (gaps == "") & ~np.isnan(share) & made.member
    tested &= ~np.array([name in communist for name in made.states])[:, None]
    assert (share[tested] >= 0.5).all()
    assert 0.95 < np.median(share[tested]) < 1.0
    assert np.mean(share[tested] > 0.7) > 0.95


@pytest.mark.sources
def test_luxembourg_is_one_share_of_belgium_until_1996(raw: pd.Series) -> None:
    for year, fixed in ((1970, True), (1996, True), (1997, False), (2005, False)):
        flows = raw.xs(year, level="year")
        both = pd.DataFrame({"lux": flows.xs(212, level=1), "bel": flows.xs(211, level=1)}).query("bel > 500")
        shares = both["lux"] / both["bel"]
        assert (shares.quantile(0.9) < 1.1 * shares.quantile(0.1)) == fixed, year


@pytest.mark.sources
def test_the_holes_that_are_known_are_gaps(built: Built) -> None:
    cover = built["coverage"]
    gap = cover[cover["kind"] == "gap"]

    def covers(state: str, year: int) -> bool:
        mine = gap[gap["scope"] == f"state:{state}"]
        return bool(((mine["from_on"].dt.year <= year) & (year <= mine["to_on"].dt.year)).any())

    known = {"DEU": (1960, 1989), "LUX": (1950, 1996), "VNM": (1954, 1975), "YUG": (1993, 2002), "SRB": (2007, 2014)}
    for state, years in (known | {"MYS": (1957, 1965)}).items():
        assert all(covers(state, year) for year in range(years[0], years[1] + 1)), state
    for state, year in (
        ("DEU", 1959),
        ("DEU", 1990),
        ("LUX", 1997),
        ("VNM", 1976),
        ("XSV", 1965),
        ("USA", 1980),
        ("CUB", 1965),
    ):
        assert not covers(state, year), (state, year)


@pytest.mark.sources
def test_an_embargo_shows_as_zero_and_an_unreported_pair_as_unknown(built: Built) -> None:
    grid = dyad_years(built["states"], built["successions"], 1958, 1966)
    asked = grid[grid["dyad_id"].isin(["CUB-USA", "CSK-SUN", "USA-XSV"])].reset_index(drop=True)
    found = attach_flows(asked, built["trade_flows"], built["coverage"])
    sent = dict(zip(zip(found["dyad_id"], found["year"], strict=True), found["exports_a_usd"], strict=True))
    assert sent["CUB-USA", 1958] > 4e8
    assert sent["CUB-USA", 1964] == 0
    assert np.isnan(sent["CSK-SUN", 1961])
    assert sent["USA-XSV", 1965] == 162e6


@pytest.mark.sources
def test_two_ways_of_laying_flows_out_agree(built: Built) -> None:
    first, last = 1985, 1995
    units = lineages(built["states"], built["successions"], first, last)
    dense = dyad_flows(built["trade_flows"], built["coverage"], units)
    grid = dyad_years(built["states"], built["successions"], first, last)
    # In 1991 Russia's last five days, a gap of its own, also hide the Soviet Union's zeros in the dense form.
    grid = grid[(grid["year"] != 1991) | ~(grid[["state_a", "state_b"]] == "SUN").any(axis=1)].reset_index(drop=True)
    slow = attach_flows(grid, built["trade_flows"], built["coverage"])
    slow = slow.dropna(subset=["exports_a_usd", "exports_b_usd"])
    place: Callable[[str], int] = units.of_state.__getitem__
    one, other = slow["state_a"].map(place).to_numpy(), slow["state_b"].map(place).to_numpy()
    low, high = np.minimum(one, other), np.maximum(one, other)
    dyad = low * len(units.names) - low * (low + 1) // 2 + high - low - 1
    when = slow["year"].to_numpy(dtype=int) - first
    sums = slow["exports_a_usd"] + slow["exports_b_usd"]
    np.testing.assert_array_equal(dense[:, dyad, when].sum(axis=0), sums.to_numpy())
    russia = units.of_state["SUN"]
    mine = np.isin(
        np.arange(dense.shape[1]), [i for i, pair in enumerate(zip(*units.pairs(), strict=True)) if russia in pair]
    )
    known = np.isfinite(dense[0])
    known[mine, 1991 - first] = False
    assert known.sum() == len(slow)
