import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from entente.panel.exposure import Flags, any_within, dyad_index, exposure
from entente.panel.units import Units

YEARS = np.arange(2000, 2010)


def units(count: int) -> Units:
    names = tuple(f"{chr(65 + place // 26)}{chr(65 + place % 26)}A" for place in range(count))
    of_state = {name: place for place, name in enumerate(names)}
    return Units(names, of_state | {"OLD": 1}, YEARS, np.ones((count, len(YEARS)), dtype=bool))


def rows(*cases: tuple[int, int, int | None, int | None]) -> pd.DataFrame:
    columns = ["dyad", "first_year", "imposed_year", "last_force_year"]
    return pd.DataFrame(cases, columns=columns).astype(dict.fromkeys(columns, "Int64"))


def up(flags: Flags) -> list[tuple[int, int]]:
    return [(int(dyad), int(YEARS[place])) for dyad, place in np.argwhere(flags)]


def test_a_threat_begins_and_is_never_in_force() -> None:
    found = exposure(rows((2, 2004, None, None)), units(3))
    assert up(found.begins) == up(found.anything) == [(2, 2004)]
    assert up(found.in_force) == []


def test_an_answer_is_in_force_from_imposition_to_end() -> None:
    found = exposure(rows((0, 2002, 2004, 2006)), units(3))
    assert up(found.begins) == [(0, 2002)]
    assert up(found.in_force) == [(0, 2004), (0, 2005), (0, 2006)]
    assert up(found.anything) == [(0, 2002), (0, 2004), (0, 2005), (0, 2006)]


def test_years_before_and_after_are_cut() -> None:
    found = exposure(
        rows((0, 1990, 1991, 2001), (1, 2008, 2009, 2015), (2, 1980, 1981, 1999), (2, 2011, 2011, 2012)), units(3)
    )
    assert up(found.begins) == [(1, 2008)]
    assert up(found.in_force) == [(0, 2000), (0, 2001), (1, 2009)]


def test_what_is_no_dyad_of_states_touches_none() -> None:
    assert not exposure(rows((-1, 2004, 2004, 2006)), units(3)).anything.any()


@pytest.mark.parametrize("count", [2, 3, 27, 203])
def test_the_index_of_a_pair_is_its_place_among_pairs(count: int) -> None:
    world = units(count)
    first, second = world.pairs()
    names = pd.Series(world.names)
    one, other = names.iloc[first].reset_index(drop=True), names.iloc[second].reset_index(drop=True)
    assert_array_equal(dyad_index(world, one, other), np.arange(len(first)))
    assert_array_equal(dyad_index(world, other, one), np.arange(len(first)))


def test_a_body_is_in_no_dyad_and_a_unit_not_with_itself() -> None:
    sides = pd.DataFrame({"a": ["EUU", "ABA", "AAA", "OLD"], "b": ["AAA", "EUU", "AAA", "ABA"]})
    assert dyad_index(units(3), sides["a"], sides["b"]).tolist() == [-1] * 4


@given(
    st.lists(st.lists(st.booleans(), min_size=7, max_size=7), min_size=1, max_size=3),
    st.integers(-9, 8),
    st.integers(0, 5),
)
def test_any_within_agrees_with_a_slow_loop(table: list[list[bool]], first: int, width: int) -> None:
    flags = np.array(table)
    slow = np.zeros_like(flags)
    for row in range(len(flags)):
        for t in range(7):
            for step in range(first, first + width + 1):
                if 0 <= t + step < 7 and flags[row, t + step]:
                    slow[row, t] = True
    assert_array_equal(any_within(flags, first, first + width), slow)
