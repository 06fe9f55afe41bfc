from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pandas as pd
import pytest
from made_up import field, frames, schema, table

from entente.tables.check import check
from entente.tables.dtypes import typed
from entente.tables.problem import Problem
from entente.tables.schema import parse_schema
from entente.tables.store import read_text

Change = Callable[[pd.DataFrame], pd.DataFrame]


@cache
def others() -> dict[str, pd.DataFrame]:
    return {name: typed(frame, schema(name)) for name, frame in frames().items()}


def look(table: str, change: Change) -> list[Problem]:
    return check(change(frames()[table]), schema(table), f"{table}.csv", others())


def at(frame: pd.DataFrame, place: int, **values: object) -> pd.DataFrame:
    """Put values into one row (place 0 is line 2)."""
    out = frame.astype(object)
    for column, value in values.items():
        out.iloc[place, out.columns.get_loc(column)] = value  # type: ignore[call-overload]
    return out


@pytest.mark.parametrize("table", sorted(frames()))
def test_what_keeps_its_promises_has_no_problem(table: str) -> None:
    assert look(table, lambda frame: frame) == []
    assert look(table, lambda frame: typed(frame, schema(table))) == []


BREACHES: list[tuple[str, str, Change, int | None, str, str | None, str]] = [
    ("missing column", "divergences", lambda f: f.drop(columns="side_b"), 1, "side_b", None, "is missing; add it (str"),
    (
        "near name",
        "divergences",
        lambda f: f.rename(columns={"side_b": "sideb"}),
        1,
        "sideb",
        None,
        "rename it to side_b",
    ),
    ("unknown column", "divergences", lambda f: f.assign(zzz=1), 1, "zzz", None, "remove it, or rename it to one of"),
    ("twice", "issues", lambda f: f[["issue_id", "name", "name"]], 1, "name", None, "stands twice"),
    ("wrong type", "divergences", lambda f: at(f, 1, severity="grave"), 3, "severity", "grave", "digits only"),
    (
        "no such day",
        "divergences",
        lambda f: at(f, 0, occurred_on="2003-02-29"),
        2,
        "occurred_on",
        "2003-02-29",
        "calendar",
    ),
    ("enum", "divergence_issues", lambda f: at(f, 0, role="cause"), 2, "role", "cause", "one of subject, venue"),
    ("pattern", "trade_flows", lambda f: at(f, 1, importer_id="usa"), 3, "importer_id", "usa", "form [A-Z]{3}"),
    ("minimum", "divergences", lambda f: at(f, 1, severity=0), 3, "severity", "0", "least allowed value, 1"),
    ("maximum", "divergences", lambda f: at(f, 1, severity=6), 3, "severity", "6", "greatest allowed value, 5"),
    (
        "early",
        "divergences",
        lambda f: at(f, 0, occurred_on="1945-10-23"),
        2,
        "occurred_on",
        "1945-10-23",
        "1945-10-24",
    ),
    ("required", "divergences", lambda f: at(f, 1, side_a=None), 3, "side_a", None, "required"),
    ("required in a key", "issues", lambda f: at(f, 1, issue_id=""), 3, "issue_id", None, "required"),
    ("unique", "issues", lambda f: at(f, 1, name="Trade"), 3, "name", "Trade", "earlier row"),
    (
        "duplicate key",
        "issues",
        lambda f: at(f, 1, issue_id="trade"),
        3,
        "issue_id",
        "trade",
        "stands in row 2 already",
    ),
    (
        "foreign key",
        "divergences",
        lambda f: at(f, 0, side_a="FRE"),
        2,
        "side_a",
        "FRE",
        "states.state_id (nearest: FRA)",
    ),
    (
        "either of two",
        "divergences",
        lambda f: at(f, 0, decider="XX"),
        2,
        "decider",
        "XX",
        "states.state_id or bodies.body_id",
    ),
    (
        "precision",
        "divergences",
        lambda f: at(f, 1, occurred_on_precision=None),
        3,
        "occurred_on_precision",
        None,
        "how well",
    ),
    (
        "no date",
        "states",
        lambda f: at(f, 0, valid_to_precision="day"),
        2,
        "valid_to_precision",
        "day",
        "leave its precision",
    ),
    (
        "not a first day",
        "divergences",
        lambda f: at(f, 1, occurred_on="1961-08-23"),
        3,
        "occurred_on|occurred_on_precision",
        "1961-08-23|month",
        "write the first day",
    ),
    (
        "not the year's first day",
        "divergences",
        lambda f: at(f, 1, occurred_on_precision="year"),
        3,
        "occurred_on|occurred_on_precision",
        "1961-08-01|year",
        "write the first day",
    ),
    ("the same", "divergences", lambda f: at(f, 0, side_b="FRA"), 2, "side_a|side_b", "FRA|FRA", "may not be the same"),
    (
        "backwards",
        "states",
        lambda f: at(f, 2, valid_to="1949-10-07"),
        4,
        "valid_from|valid_to",
        "1949-10-07|1949-10-07",
        "ends",
    ),
]


@pytest.mark.parametrize(
    ("table", "change", "row", "column", "value", "cure"), [b[1:] for b in BREACHES], ids=[b[0] for b in BREACHES]
)
def test_each_breach_is_found_and_placed(
    table: str, change: Change, row: int, column: str, value: str | None, cure: str
) -> None:
    found = [each for each in look(table, change) if (each.row, each.column, each.value) == (row, column, value)]
    assert any(cure in each.cure for each in found)


def test_only_the_breach_is_reported() -> None:
    for name, broken, change, *_ in BREACHES:
        allowed = 3 if name in {"near name", "pattern", "unique"} else 2
        assert 1 <= len(look(broken, change)) <= allowed, name


def test_a_composite_duplicate_names_the_first_row_and_all_parts() -> None:
    problems = look("trade_flows", lambda f: pd.concat([f, f.iloc[[1]].assign(trade_usd=5.0)]))
    assert [str(each) for each in problems] == [
        "trade_flows.csv, row 4, column exporter_id|importer_id|year|source_id = 'FRA|USA|2001|alpha': "
        "this key stands in row 3 already; keep one row."
    ]


@pytest.mark.parametrize(
    ("start", "end", "precision", "fine"),
    [
        ("1990-06-01", "1990-01-01", "year", True),  # some day of 1990, and some day of 1990
        ("1990-06-01", "1989-01-01", "year", False),
        ("1990-06-15", "1990-06-01", "month", True),
        ("1990-06-15", "1990-05-01", "month", False),
        ("1990-06-15", "1990-06-15", "day", False),
        ("1990-06-15", "1990-06-16", "day", True),
    ],
)
def test_a_spell_is_compared_as_well_as_its_dates_are_known(start: str, end: str, precision: str, fine: bool) -> None:
    change = partial(at, place=2, valid_from=start, valid_to=end, valid_to_precision=precision)
    assert (look("states", change) == []) is fine


def mine(change: Change) -> list[Problem]:
    """Check as a user's own file."""
    return check(change(frames()["divergences"]), schema("divergences"), "data/local/divergences.csv", others())


def refused_as_mine(change: Change) -> list[tuple[int | None, str | None, str | None, str]]:
    """Say what is wrong with it as a user's own file; in the release the same is fine."""
    assert look("divergences", change) == []
    return [(each.row, each.column, each.value, each.cure) for each in mine(change)]


def test_what_keeps_its_promises_is_fine_as_a_users_own() -> None:
    assert mine(lambda frame: frame) == []


@pytest.mark.parametrize(
    ("end", "precision", "fine"),
    [
        ("2003-03-20", "day", True),
        ("2003-03-19", "day", False),
        ("2003-03-01", "month", True),  # some day of that March
        ("2003-02-01", "month", False),
        ("2003-01-01", "year", True),
        ("2002-01-01", "year", False),
    ],
)
def test_a_users_dates_come_in_their_order(end: str, precision: str, fine: bool) -> None:
    found = refused_as_mine(partial(at, place=0, ended_on=end, ended_on_precision=precision))
    said = (2, "occurred_on|ended_on", f"2003-03-20|{end}", "ended_on lies before occurred_on; correct one of them.")
    assert found == ([] if fine else [said])  # sources date roughly


@pytest.mark.parametrize(
    ("on", "precision", "fine"),
    [
        ("1949-10-06", "day", False),
        ("1949-10-07", "day", True),
        ("1949-01-01", "year", True),  # some day of that year
        ("1948-01-01", "year", False),
        ("1949-10-01", "month", True),
        ("1949-09-01", "month", False),
        ("1990-10-02", "day", True),
        ("1990-10-03", "day", False),  # the first day on which it was gone
        ("1990-10-01", "month", True),
        ("1991-01-01", "year", False),
    ],
)
def test_a_users_row_names_states_that_were_there(on: str, precision: str, fine: bool) -> None:
    known = "not in states then (from 1949-10-07 until before 1990-10-03); correct one of the two."
    found = refused_as_mine(partial(at, place=1, occurred_on=on, occurred_on_precision=precision))
    assert found == ([] if fine else [(3, "side_b|occurred_on", f"DDR|{on}", known)])


def test_a_date_far_off_is_said_without_harm() -> None:
    early = mine(lambda f: at(f, 0, occurred_on="0001-07-23"))
    assert [each.column for each in early] == ["occurred_on", "side_a|occurred_on", "side_b|occurred_on"]
    assert mine(lambda f: at(f, 0, ended_on="9999-01-01", ended_on_precision="year")) == []


def test_a_state_of_a_users_own_without_spells_is_there_always() -> None:
    dated = [name.startswith("valid_") for name in others()["states"].columns]
    timeless = others() | {"states": others()["states"].mask(others()["states"].notna() & dated)}
    frame = at(frames()["divergences"], 1, occurred_on="1948-01-01", occurred_on_precision="day")
    assert check(frame, schema("divergences"), "data/local/divergences.csv", timeless) == []


def test_limits_are_allowed_themselves() -> None:
    early = {"occurred_on": "1945-10-24", "occurred_on_precision": "day"}
    assert look("divergences", lambda f: f.assign(severity=[1, 5], **early)) == []


def test_a_pattern_is_of_the_whole_value() -> None:
    assert "form [A-Z]{3}" in look("trade_flows", lambda f: at(f, 0, importer_id="FRAU"))[0].cure


def test_the_nearest_name_is_sought_among_missing_columns_first() -> None:
    problems = look("divergences", lambda f: f.rename(columns={"side_a": "side_"}))
    assert "rename it to side_a." in problems[0].cure


def test_a_key_to_either_of_two_tables_needs_both_to_be_looked_at() -> None:
    some = {name: frame for name, frame in others().items() if name != "bodies"}
    assert check(frames()["divergences"], schema("divergences"), others=some) == []


def test_keys_to_a_table_that_is_not_given_are_not_looked_at() -> None:
    assert check(at(frames()["divergences"], 0, side_a="XXX"), schema("divergences")) == []


def test_a_key_of_several_columns_is_looked_up_as_a_whole() -> None:
    fields = [field("visit_id"), field("who"), field("since", "date", precise=True)]
    pair = {"fields": ["who", "since"], "reference": {"resource": "states", "fields": ["state_id", "valid_from"]}}
    visits = parse_schema(table("visits", fields, ["visit_id"], pair))
    days = ["1945-10-24", "1945-10-24", None]
    frame = pd.DataFrame({"visit_id": ["1", "2", "3"], "who": ["FRA", "DDR", "DDR"], "since": days})
    assert [(each.row, each.column, each.value) for each in check(frame, visits, others=others())] == [
        (3, "who|since", "DDR|1945-10-24")
    ]


def test_a_wrong_value_is_reported_once_not_as_empty_too() -> None:
    problems = look("divergences", lambda f: at(f, 0, occurred_on="soon"))
    assert [each.column for each in problems] == ["occurred_on"]


def test_rows_are_lines_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "issues.csv"
    path.write_text('issue_id,name\na,"Two\nlines"\n\nb,B\nb,C\n')
    assert [str(each) for each in check(read_text(path), schema("issues"), "data/local/issues.csv")] == [
        "data/local/issues.csv, row 6, column issue_id = 'b': this key stands in row 5 already; keep one row."
    ]


def test_an_index_of_any_kind_does_no_harm() -> None:
    shuffled = frames()["divergences"].set_axis([7, 7], axis=0)
    assert check(shuffled, schema("divergences"), others=others()) == []
    assert [each.row for each in check(at(shuffled, 1, severity=9), schema("divergences"))] == [3]


def test_columns_come_first_then_rows_in_their_order() -> None:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        return at(at(frame, 1, severity=9), 0, occurred_on="x").drop(columns="un_only")

    assert [each.row for each in look("divergences", change)] == [1, 2, 3]


def test_an_empty_table_keeps_its_promises() -> None:
    assert look("trade_flows", lambda frame: frame.iloc[:0]) == []
