import pandas as pd
import pytest

from entente.panel.bodies import members_on_first_january

MEMBERS = pd.DataFrame(
    [
        ("EUU", "FRA", "1958-01-01", "day", None),
        ("EUU", "POL", "2004-05-01", "day", None),
        ("EUU", "GBR", "1973-01-01", "day", "2020-02-01"),
        ("EUU", "XXX", "1990-06-01", "day", "2000-01-01"),
        ("AU", "KEN", "1963-01-01", "year", None),
        ("AU", "MAR", "1963-01-01", "year", "1985-01-01"),
        ("AU", "MAR", "1990-01-01", "year", None),
        ("AU", "KEN", "2000-01-01", "day", None),
    ],
    columns=["body_id", "state_id", "valid_from", "valid_from_precision", "valid_to"],
).assign(**{"valid_from": lambda frame: pd.to_datetime(frame["valid_from"]),
            "valid_to": lambda frame: pd.to_datetime(frame["valid_to"])})  # fmt: skip


def members(body: str, year: int) -> list[str]:
    found = members_on_first_january(MEMBERS, year)
    return sorted(found.loc[found["body_id"] == body, "state_id"])


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (1957, []),
        (1958, ["FRA"]),  # from the very day
        (2000, ["FRA", "GBR"]),  # the first day outside is 1 January 2000
        (2004, ["FRA", "GBR"]),  # joins in May
        (2005, ["FRA", "GBR", "POL"]),
        (2020, ["FRA", "GBR", "POL"]),  # leaves in February
        (2021, ["FRA", "POL"]),
    ],
)
def test_exact_dates(year: int, expected: list[str]) -> None:
    assert members("EUU", year) == expected


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (1963, []),  # a member in 1963, not in 1962
        (1964, ["KEN", "MAR"]),
        (1984, ["KEN", "MAR"]),
        (1985, ["KEN"]),  # a member in 1984, not in 1985
        (1990, ["KEN"]),
        (1991, ["KEN", "MAR"]),
        (2001, ["KEN", "MAR"]),  # two spells, one member
    ],
)
def test_in_a_yearly_source_a_member_in_the_year_before_and_in_the_year(year: int, expected: list[str]) -> None:
    assert members("AU", year) == expected
