import pandas as pd
import pytest

from entente.panel.crises import merge_crises

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
def test_two_sources_on_one_pair_at_most_three_years_apart_report_one_quarrel(
    source: str, first: int, expected: list[int]
) -> None:
    about_other_things = (("AAA", "TTT", "x", 1990, 1990, "h"), ("TTT", "AAA", source, first, first, "s"))
    assert groups(*about_other_things) == expected


def test_one_sources_own_cases_of_a_pair_are_not_joined_by_the_other() -> None:
    long_ago = ("AAA", "TTT", "y", 1960, 1960, "t")
    assert groups(long_ago, ("AAA", "TTT", "x", 1990, 1990, "h"), ("TTT", "AAA", "x", 1990, 1990, "s")) == [0, 1, 2]


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
