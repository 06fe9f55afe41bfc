import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.panel.grid import dyad_years, state_years


def table(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["state_id", "valid_from", "valid_to"])
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("valid_from", "valid_to")})


def successions(*rows: tuple[str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["predecessor", "successor", "continues_dyads"])


def years_of(states: pd.DataFrame, follows: pd.DataFrame, first: int, last: int) -> dict[str, list[int]]:
    found = state_years(states, follows, first, last)
    return {str(name): group["year"].tolist() for name, group in found.groupby("state_id")}


def test_a_state_counts_in_the_years_it_is_there_in_full() -> None:
    states = table(
        ("AAA", "1990-01-01", None), ("BBB", "1990-01-02", "1993-01-01"), ("CCC", "1989-05-05", "1992-12-31")
    )
    assert years_of(states, successions(), 1989, 1993) == {
        "AAA": [1990, 1991, 1992, 1993],
        "BBB": [1991, 1992],
        "CCC": [1990, 1991],
    }


def test_the_year_of_a_succession_belongs_to_the_state_that_opened_it() -> None:
    states = table(("OLD", "1945-10-24", "1991-12-26"), ("NEW", "1991-12-26", None), ("AAA", "1945-10-24", None))
    going_on = years_of(states, successions(("OLD", "NEW", True)), 1990, 1992)
    assert going_on == {"AAA": [1990, 1991, 1992], "OLD": [1990, 1991], "NEW": [1992]}
    broken = years_of(states, successions(("OLD", "NEW", False)), 1990, 1992)
    assert broken == {"AAA": [1990, 1991, 1992], "OLD": [1990], "NEW": [1992]}


def test_two_successions_in_one_year_are_followed() -> None:
    states = table(
        ("AAA", "1945-10-24", "1990-03-01"), ("BBB", "1990-03-01", "1990-09-01"), ("CCC", "1990-09-01", None)
    )
    assert years_of(states, successions(("AAA", "BBB", True), ("BBB", "CCC", True)), 1990, 1991) == {
        "AAA": [1990],
        "CCC": [1991],
    }


def test_rows_of_one_state_that_touch_are_one_spell() -> None:
    states = table(("AAA", "1945-10-24", "1990-10-03"), ("AAA", "1990-10-03", None))
    assert years_of(states, successions(), 1990, 1991) == {"AAA": [1990, 1991]}


def test_pairs_by_hand() -> None:
    states = table(("BBB", "1945-10-24", None), ("AAA", "1945-10-24", None), ("CCC", "1991-01-01", None))
    pairs = dyad_years(states, successions(), 1990, 1991)
    assert list(zip(pairs["dyad_id"], pairs["year"], strict=True)) == [
        ("AAA-BBB", 1990),
        ("AAA-BBB", 1991),
        ("AAA-CCC", 1991),
        ("BBB-CCC", 1991),
    ]


def test_no_state_no_pair() -> None:
    assert dyad_years(table(), successions(), 1990, 1991).columns.tolist() == ["dyad_id", "state_a", "state_b", "year"]


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(1950, 1960), st.integers(1, 10)), max_size=8))
def test_n_states_make_n_choose_2_pairs_in_order(spans: list[tuple[int, int]]) -> None:
    rows = [
        (f"S{chr(65 + i)}X", f"{start}-01-01", f"{start + length}-01-01") for i, (start, length) in enumerate(spans)
    ]
    pairs = dyad_years(table(*rows), successions(), 1950, 1962)
    for year in range(1950, 1963):
        there = sum(start <= year < start + length for start, length in spans)
        assert (pairs["year"] == year).sum() == there * (there - 1) // 2
    assert (pairs["state_a"] < pairs["state_b"]).all()
    assert not pairs.duplicated(["dyad_id", "year"]).any()
