from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from made_up import frames, schema

from entente.errors import BrokenPromise
from entente.tables.dtypes import DTYPES, parse, typed
from entente.tables.problem import Problem
from entente.tables.schema import Field

GOOD = [
    ("string", ["x", None], ["x", None]),
    ("integer", ["7", "-12345678901234567", None], [7, -12345678901234567, None]),
    ("number", ["1e3", "-0.5", "2", None], [1000.0, -0.5, 2.0, None]),
    ("boolean", ["true", "FALSE", "0", None], [True, False, False, None]),
    ("date", ["2004-02-29", "0988-01-01", None], [pd.Timestamp("2004-02-29"), pd.Timestamp("0988-01-01"), None]),
]
BAD = [
    ("integer", ["1.0", "1 000", "x", "1e3", "２００３", "٢٠٠٣"]),
    ("number", ["inf", "nan", "1,5", ".", "1_0", "１.5", "٥"]),
    ("boolean", ["yes", "T", "2"]),
    (
        "date",
        [
            "2003-02-29",
            "2003",
            "2003-2-1",
            "01.02.2003",
            "2003-02-01 00:00",
            "2003-13-01",
            "２００３-01-01",
            "٢٠٠٣-٠١-٠١",
        ],
    ),
]
NATIVE = [
    ("integer", [1.0, 2.0, np.nan], [1, 2, None]),
    ("integer", [1, None], [1, None]),
    ("integer", np.array([3], dtype="int16"), [3]),
    ("number", [1, 2], [1.0, 2.0]),
    ("boolean", [True, None], [True, None]),
    ("date", [date(2001, 2, 3), None], [pd.Timestamp("2001-02-03"), None]),
    ("date", [datetime(2001, 2, 3), None], [pd.Timestamp("2001-02-03"), None]),
    ("string", pd.Categorical(["a", None]), ["a", None]),
]
FOREIGN = [
    ("string", [1, "a"], [True, False]),
    ("integer", [1.5, 2.0], [True, False]),
    ("integer", [np.inf, 2.0], [True, False]),
    ("integer", [True, False], [True, True]),
    ("number", [True, False], [True, True]),
    ("number", [np.inf, 1.0], [True, False]),
    ("boolean", [1, 0], [True, True]),
    ("date", [datetime(2001, 2, 3, 4), datetime(2001, 2, 3)], [True, False]),
    ("date", [2001, 2002], [True, True]),
]


def held(values: pd.Series) -> list[object]:
    return [None if pd.isna(each) else each for each in values]


@pytest.mark.parametrize(("kind", "text", "expected"), GOOD)
def test_text_becomes_what_was_promised(kind: str, text: list[str], expected: list[object]) -> None:
    values, bad = parse(pd.Series(text, dtype="str"), Field("x", kind, ""))
    assert held(values) == expected
    assert str(values.dtype) == DTYPES[kind]
    assert not bad.any()


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_what_cannot_be_read_is_marked_and_missing(kind: str, text: list[str]) -> None:
    values, bad = parse(pd.Series(text, dtype="str"), Field("x", kind, ""))
    assert bad.tolist() == [True] * len(text)
    assert values.isna().all()


@pytest.mark.parametrize(("kind", "given", "expected"), NATIVE)
def test_what_a_builder_makes_becomes_what_was_promised(kind: str, given: object, expected: list[object]) -> None:
    values, bad = parse(pd.Series(given), Field("x", kind, ""))
    assert held(values) == expected
    assert str(values.dtype) == DTYPES[kind]
    assert not bad.any()


@pytest.mark.parametrize(("kind", "given", "expected"), FOREIGN)
def test_values_of_another_type_are_marked(kind: str, given: list[object], expected: list[bool]) -> None:
    assert parse(pd.Series(given), Field("x", kind, ""))[1].tolist() == expected


@pytest.mark.parametrize("kind", DTYPES)
@pytest.mark.parametrize("given", [[], [None, None], ["", ""], [np.nan]])
def test_nothing_is_missing_in_any_type(kind: str, given: list[object]) -> None:
    values, bad = parse(pd.Series(given, dtype=object), Field("x", kind, ""))
    assert str(values.dtype) == DTYPES[kind]
    assert len(values) == len(given)
    assert values.isna().all()
    assert not bad.any()


def test_a_frame_is_put_into_the_schemas_order() -> None:
    loose = frames()["divergences"]
    ready = typed(loose[loose.columns[::-1]], schema("divergences"))
    assert tuple(ready.columns) == schema("divergences").columns
    assert {name: str(kind) for name, kind in ready.dtypes.items()} == {
        each.name: DTYPES[each.type] for each in schema("divergences").fields
    }


@pytest.mark.parametrize(
    ("column", "value", "plain"),
    [
        ("occurred_on", "٢٠٠٣-٠١-٠١", "2003-01-01"),
        ("occurred_on", "２００３-01-01", "2003-01-01"),
        ("severity", "２", "2"),
    ],
)
def test_digits_of_another_script_are_refused_with_what_to_write(column: str, value: str, plain: str) -> None:
    with pytest.raises(BrokenPromise) as raised:
        typed(frames()["divergences"].assign(**{column: value}).astype({column: "str"}), schema("divergences"))
    first = raised.value.problems[0]
    assert isinstance(first, Problem)
    assert (first.column, first.value) == (column, value)
    assert first.cure == f"these digits are not those from 0 to 9, so the value is not read; write {plain}."


@pytest.mark.parametrize("value", ["1990\u201301\u201301", "1990-01-01\u00a0", "1990-01-\u2212"])
def test_other_signs_beside_our_digits_are_no_matter_of_digits(value: str) -> None:
    with pytest.raises(BrokenPromise) as raised:
        typed(frames()["divergences"].assign(occurred_on=value).astype({"occurred_on": "str"}), schema("divergences"))
    first = raised.value.problems[0]
    assert isinstance(first, Problem)
    assert "digits" not in first.cure


def test_all_that_cannot_be_typed_is_said_at_once() -> None:
    loose = frames()["divergences"].drop(columns="crisis_id").assign(severity=[1.5, 2], occurred_on="2003-02-29")
    with pytest.raises(BrokenPromise) as raised:
        typed(loose, schema("divergences"), "some.csv")
    assert [(p.row, p.column, p.value) for p in raised.value.problems] == [  # type: ignore[attr-defined]
        (None, "crisis_id", None),
        (2, "occurred_on", "2003-02-29"),
        (3, "occurred_on", "2003-02-29"),
        (2, "severity", "1.5"),
    ]
