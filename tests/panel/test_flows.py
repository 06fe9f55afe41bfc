import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from entente.panel.flows import Floats, dyad_flows, window_mean
from entente.panel.units import Units

NAN = np.nan


def units(names: str = "ABC", first: int = 2000, years: int = 4, absent: tuple[int, int] | None = None) -> Units:
    exists = np.ones((len(names), years), dtype=bool)
    if absent:
        exists[absent] = False
    ids = tuple(name * 3 for name in names)
    return Units(ids, {name: place for place, name in enumerate(ids)}, np.arange(first, first + years), exists)


def covered(*spans: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(spans, columns=["scope", "kind", "from_on", "to_on"])
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("from_on", "to_on")})


def flows(*rows: tuple[str, str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["exporter_id", "importer_id", "year", "trade_usd"])


ALL = ("all", "covered", "2000-01-01", "2003-12-31")


def test_a_missing_row_is_zero_inside_coverage_and_unknown_outside() -> None:
    found = dyad_flows(
        flows(("AAA", "BBB", 2001, 5), ("BBB", "AAA", 2001, 7)),
        covered(("all", "covered", "2000-01-01", "2002-12-31")),
        units(),
    )
    assert_array_equal(found[:, 0], [[0, 5, 0, NAN], [0, 7, 0, NAN]])  # AAA with BBB: there, and back
    assert_array_equal(found[:, 1:], np.broadcast_to([0, 0, 0, NAN], (2, 2, 4)))


def test_in_a_gap_of_either_state_a_missing_row_is_unknown_and_a_stored_one_stands() -> None:
    gap = ("state:BBB", "gap", "2001-01-01", "2002-12-31")
    rows = flows(("AAA", "BBB", 2002, 5), ("BBB", "AAA", 2002, 0))
    found = dyad_flows(rows, covered(gap, ALL), units())
    assert_array_equal(found[:, 0], [[0, NAN, 5, 0], [0, NAN, 0, 0]])  # AAA-BBB
    assert_array_equal(found[:, 1], np.zeros((2, 4)))  # AAA-CCC
    assert_array_equal(found[:, 2], [[0, NAN, NAN, 0]] * 2)  # BBB-CCC


def test_one_unknown_direction_hides_the_other() -> None:
    found = dyad_flows(flows(("AAA", "BBB", 2001, NAN), ("BBB", "AAA", 2001, 7)), covered(ALL), units())
    assert_array_equal(found[:, 0], [[0, NAN, 0, 0]] * 2)


def test_a_pair_is_unknown_while_a_member_is_not_in_the_system_all_year() -> None:
    found = dyad_flows(flows(("AAA", "BBB", 2001, 5)), covered(ALL), units(absent=(1, 1)))
    assert_array_equal(found[0, 0], [0, NAN, 0, 0])
    assert_array_equal(found[0, 2], [0, NAN, 0, 0])
    assert_array_equal(found[0, 1], [0, 0, 0, 0])


def test_the_holder_on_the_first_of_january_has_the_year() -> None:
    # A gap that begins on 26 December belongs to the next year; the old id's gap in this year is this year's.
    late = dyad_flows(flows(), covered(ALL, ("state:BBB", "gap", "2001-12-26", "2002-12-31")), units())
    assert_array_equal(late[0, 0], [0, 0, NAN, 0])
    early = dyad_flows(flows(), covered(ALL, ("state:BBB", "gap", "2001-01-01", "2001-12-25")), units())
    assert_array_equal(early[0, 0], [0, NAN, 0, 0])


def test_scopes_of_others_are_overlooked() -> None:
    more = [("column:x", "gap", "2000-01-01", "2003-12-31"), ("state:ZZZ", "gap", "2000-01-01", "2003-12-31")]
    assert_array_equal(dyad_flows(flows(), covered(ALL, *more), units()), np.zeros((2, 3, 4)))


def test_years_outside_and_flows_within_a_unit_are_left_out() -> None:
    rows = flows(("AAA", "BBB", 1999, 5), ("AAA", "BBB", 2004, 5), ("AAA", "AAA", 2001, 9))
    assert_array_equal(dyad_flows(rows, covered(ALL), units()), np.zeros((2, 3, 4)))


def test_window_mean_by_hand() -> None:
    values = np.array([[1.0, 2, 4, 8, 16, NAN, 64]])
    assert_array_equal(window_mean(values, -2, -1), [[NAN, NAN, 1.5, 3, 6, 12, NAN]])
    assert_array_equal(window_mean(values, 1, 2), [[3, 6, 12, NAN, NAN, NAN, NAN]])
    assert_array_equal(window_mean(values, 0, 0), values)
    assert np.isnan(window_mean(values, 7, 9)).all()


@given(
    st.lists(st.lists(st.one_of(st.just(NAN), st.floats(0, 9)), min_size=6, max_size=6), min_size=1, max_size=3),
    st.integers(-7, 7),
    st.integers(0, 4),
)
def test_window_mean_agrees_with_a_slow_loop(rows: list[list[float]], first: int, width: int) -> None:
    values: Floats = np.array(rows)
    slow = np.full_like(values, NAN)
    for row in range(len(rows)):
        for t in range(6):
            years = [t + step for step in range(first, first + width + 1)]
            if min(years) >= 0 and max(years) < 6:
                slow[row, t] = sum(values[row, year] for year in years) / (width + 1)
    np.testing.assert_allclose(window_mean(values, first, first + width), slow, rtol=1e-12)  # sums in another order
