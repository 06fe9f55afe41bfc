import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.panel.crises import merge_crises

SIDES = st.sampled_from(["AAA", "BBB", "TTT", "UUU"])
YEARS = st.integers(1990, 1999)

Case = tuple[str, str, str, int, int, str]  # side_a, side_b, source, first, last, subjects (letters)


def named(*cases: Case) -> list[str]:
    rows = pd.DataFrame(cases, columns=["side_a", "side_b", "source_id", "first_year", "last_year", "about"])
    decision = rows["side_a"] + "-" + rows["side_b"] + "-" + rows["first_year"].astype("str")
    subjects = rows["about"].map(lambda letters: frozenset(letters))
    return merge_crises(rows.drop(columns="about").assign(decision_id=decision), subjects).tolist()


def groups(*cases: Case) -> list[int]:
    """Give each case's crisis a number in the order of their first appearance."""
    names = named(*cases)
    return [list(dict.fromkeys(names)).index(name) for name in names]


@pytest.mark.parametrize(("first", "expected"), [(1992, [0, 0]), (1994, [0, 0]), (1995, [0, 1])])
def test_decisions_on_one_target_join_over_gaps_under_three_years(first: int, expected: list[int]) -> None:
    assert groups(("AAA", "TTT", "x", 1990, 1992, "h"), ("BBB", "TTT", "x", first, first + 1, "h")) == expected


def test_a_decision_inside_a_long_one_joins_it() -> None:
    assert groups(("AAA", "TTT", "x", 1960, 1990, "h"), ("BBB", "TTT", "x", 1970, 1971, "h")) == [0, 0]
    assert groups(("AAA", "TTT", "x", 1960, 1970, "h"), ("BBB", "TTT", "x", 1960, 1990, "h")) == [0, 0]


def test_subjects_must_overlap_and_be_known() -> None:
    assert groups(("AAA", "TTT", "x", 1990, 1991, "h"), ("BBB", "TTT", "x", 1990, 1991, "s")) == [0, 1]
    assert groups(("AAA", "TTT", "x", 1990, 1991, "hs"), ("BBB", "TTT", "x", 1990, 1991, "st")) == [0, 0]
    assert groups(("AAA", "TTT", "x", 1990, 1991, ""), ("BBB", "TTT", "x", 1990, 1991, "")) == [0, 1]


def test_other_targets_are_other_crises() -> None:
    assert groups(("AAA", "TTT", "x", 1990, 1991, "h"), ("AAA", "UUU", "x", 1990, 1991, "h")) == [0, 1]
    assert groups(("AAA", "TTT", "x", 1990, 1991, "h"), ("TTT", "AAA", "x", 1990, 1991, "h")) == [0, 1]


@pytest.mark.parametrize(
    ("source", "first", "expected"), [("y", 1993, [0, 0]), ("y", 1994, [0, 1]), ("x", 1993, [0, 1])]
)
def test_two_sources_on_one_side_and_target_at_most_three_years_apart_report_one_quarrel(
    source: str, first: int, expected: list[int]
) -> None:
    about_other_things = (("AAA", "TTT", "x", 1990, 1990, "h"), ("AAA", "TTT", source, first, first, "s"))
    assert groups(*about_other_things) == expected


def test_two_sources_join_only_what_one_side_did() -> None:
    assert groups(("AAA", "TTT", "x", 1990, 1990, "h"), ("BBB", "TTT", "y", 1990, 1990, "s")) == [0, 1]


def test_what_the_target_answers_is_a_crisis_of_its_own() -> None:
    """Joined over directions, quarrels would chain from target to target."""
    there, back = ("AAA", "TTT", "x", 1990, 1990, "h"), ("TTT", "AAA", "y", 1990, 1990, "h")
    assert groups(there, back, ("BBB", "AAA", "x", 1990, 1990, "h")) == [0, 1, 1]


@given(
    st.lists(st.tuples(SIDES, SIDES, st.sampled_from("xy"), st.integers(1990, 1999), st.sampled_from(["h", "hs", ""])))
)
def test_a_crisis_has_one_target(drawn: list[tuple[str, str, str, int, str]]) -> None:
    cases = [(a, b, source, year, year + 2, about) for a, b, source, year, about in drawn if a != b]
    if not cases:
        return
    targets: dict[str, set[str]] = {}
    for name, case in zip(named(*cases), cases, strict=True):
        targets.setdefault(name, set()).add(case[1])
    assert all(len(each) == 1 for each in targets.values())


def test_one_sources_own_cases_of_a_pair_are_not_joined_by_the_other() -> None:
    long_ago = ("AAA", "TTT", "y", 1960, 1960, "t")
    assert groups(long_ago, ("AAA", "TTT", "x", 1990, 1990, "h"), ("AAA", "TTT", "x", 1991, 1991, "s")) == [0, 1, 2]


def test_crises_are_connected_groups() -> None:
    chain = [("AAA", "TTT", "x", year, year + 1, about) for year, about in ((1990, "h"), (1993, "hs"), (1996, "s"))]
    assert groups(*chain) == [0, 0, 0]
    assert groups(chain[0], chain[2]) == [0, 1]


def test_a_decision_over_many_dyads_is_in_one_crisis() -> None:
    rows = pd.DataFrame(
        {
            "decision_id": "EUU-TTT-1990",
            "side_a": ["AAA", "BBB"],
            "side_b": "TTT",
            "source_id": ["x", "y"],
            "first_year": 1990,
            "last_year": [1991, 1999],
        }
    )
    found = merge_crises(rows, pd.Series([frozenset("h"), frozenset("s")]))
    assert found.tolist() == ["crisis-TTT-1990-1"] * 2


def test_names_say_target_first_year_and_running_number() -> None:
    assert named(
        ("AAA", "TTT", "x", 1991, 1991, "h"),
        ("BBB", "TTT", "x", 1990, 1990, "h"),
        ("CCC", "TTT", "x", 1990, 1990, "s"),
        ("CCC", "UUU", "x", 1990, 1990, "s"),
    ) == ["crisis-TTT-1990-1", "crisis-TTT-1990-1", "crisis-TTT-1990-2", "crisis-UUU-1990-1"]
