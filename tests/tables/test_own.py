"""A user's own rows beside what the release covers."""

import pandas as pd
import pytest
from made_up import TABLES, schema

from entente.tables.dtypes import LINE
from entente.tables.own import check_covered
from entente.tables.schema import Schema, parse_schema

COVERAGE = pd.DataFrame(
    {
        "from_on": pd.to_datetime(["1950-01-01", "1960-07-01"]),
        "to_on": [pd.Timestamp("1955-12-31"), pd.NaT],
    }
)


def flows() -> Schema:
    raw = next(each for each in TABLES if each["name"] == "trade_flows")
    return parse_schema({**raw, "localCovered": "year"})


@pytest.mark.parametrize(("year", "seen"), [(1949, False), (1950, True), (1955, True), (1956, False), (2090, True)])
def test_a_year_is_inside_a_stretch_or_no_result_would_see_it(year: int, seen: bool) -> None:
    mine = pd.DataFrame({"year": [str(year)]}, index=pd.Index([7], name=LINE))
    found = check_covered(mine, flows(), "data/local/trade_flows.csv", COVERAGE)
    assert [(each.row, each.column, each.value) for each in found] == ([] if seen else [(7, "year", str(year))])
    assert all("(1950 to 1955, 1960 to today)" in each.cure for each in found)


def test_years_that_are_no_number_or_not_there_are_left_to_the_other_checks() -> None:
    mine = pd.DataFrame({"year": ["soon", None]}, index=pd.Index([2, 3], name=LINE))
    assert check_covered(mine, flows(), "f", COVERAGE) == []
    assert check_covered(mine[[]], flows(), "f", COVERAGE) == []
    assert check_covered(mine.assign(year="1900"), schema("trade_flows"), "f", COVERAGE) == []
