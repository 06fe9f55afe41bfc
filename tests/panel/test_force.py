import pandas as pd
import pytest

from entente.panel.force import spell_years

NA = None


def years(occurred: int, imposed: int | None, ended: int | None, seen: int | None, **more: int) -> list[int | None]:
    row = {"occurred_on": occurred, "imposed_on": imposed, "ended_on": ended, "in_force_at_least_to": seen}
    frame = pd.DataFrame({name: [pd.Timestamp(year, 7, 1) if year else pd.NaT] for name, year in row.items()})
    found = spell_years(frame.astype("datetime64[s]"), **more)
    names = ("first_year", "imposed_year", "last_force_year", "last_year")
    return [None if pd.isna(found[name].iloc[0]) else int(found[name].iloc[0]) for name in names]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ((1990, 1991, 1993, NA), [1990, 1991, 1993, 1993]),
        ((1990, NA, 1993, NA), [1990, NA, NA, 1990]),  # a threat is in force in no year
        ((1990, 1991, NA, NA), [1990, 1991, 1995, 1995]),  # five calendar years, t..t+4
        ((1990, 1991, NA, 2004), [1990, 1991, 2004, 2004]),  # still seen later than that
        ((1990, 1991, NA, 1992), [1990, 1991, 1995, 1995]),  # seen is a lower bound only
        ((1990, 1991, 1993, 2004), [1990, 1991, 1993, 1993]),  # a known end is believed
        ((1990, 1992, 1991, NA), [1990, 1992, 1992, 1992]),  # never an end before the beginning
        ((1990, 1990, 1990, NA), [1990, 1990, 1990, 1990]),
    ],
)
def test_years_of_a_case_by_hand(case: tuple[int, int | None, int | None, int | None], expected: list[int]) -> None:
    assert years(*case) == expected


def test_an_unknown_end_may_count_as_one_year() -> None:
    assert years(1990, 1991, NA, NA, unknown_end_years=1) == [1990, 1991, 1991, 1991]
    assert years(1990, 1991, NA, 2004, unknown_end_years=1) == [1990, 1991, 2004, 2004]
