"""Our forums against other lists, on a made-up list: years, members on a day, what is left to explain."""

import pandas as pd

from entente.datasets.forums.outside import against, core_members, cow_lists, unexplained

FORUMS = pd.DataFrame(
    {
        "minilateral_id": ["one", "two"],
        "founded_on": pd.to_datetime(["2005-06-01", "2001-06-01"]),
        "ended_on": [pd.NaT, pd.Timestamp("2010-01-01")],
    }
)
MEMBERS = pd.DataFrame(
    [
        ("one", "AAA", "core", "2005-06-01", None, False),
        ("one", "BBB", "core", "2005-06-01", "2006-03-01", False),
        ("one", "CCC", "observer", "2005-06-01", None, False),
        ("one", "DDD", "core", "2016-01-01", None, False),
        ("two", "AAA", "core", "2001-06-01", "2010-01-01", True),
        ("two", "BBB", "core", "2001-06-01", "2009-01-01", False),
    ],
    columns=["minilateral_id", "state_id", "tier", "valid_from", "valid_to", "ended_with_forum"],
)
MEMBERS[["valid_from", "valid_to"]] = MEMBERS[["valid_from", "valid_to"]].apply(pd.to_datetime)
LISTS = pd.DataFrame(
    [
        ("iigo", "O", "The One", "AAA", 2017, "1", "2004", None),
        ("iigo", "O", "The One", "EEE", 2017, "1", "2004", None),
        ("iigo", "T", "The Two", "AAA", 2017, "1", "2001", "2009"),
        ("migo", "O1", None, "AAA", 2005, "1", None, None),
        ("migo", "O1", None, "BBB", 2005, "1", None, None),
        ("migo", "O1", None, "CCC", 2005, "3", None, None),
        ("migo", "O1", None, "DDD", 2006, "1", None, None),
    ],
    columns=["list", "body", "title", "state", "year", "membership", "begin", "end"],
)
MATCHED = pd.DataFrame(
    [
        ("iigo", "The One", "one", None),
        ("migo", "O1", "one", None),
        ("iigo", "T", "two", "Known."),
        ("iigo", "X", "two", None),
    ],
    columns=["list", "body", "minilateral_id", "explanation"],
)


def test_years_and_members_side_by_side() -> None:
    found = against(LISTS, MATCHED, FORUMS, MEMBERS)
    assert found[["minilateral_id", "list", "our_year", "their_year"]].to_numpy().tolist() == [
        ["one", "iigo", 2005, 2004],
        ["one", "migo", 2005, 2005],
        ["two", "iigo", 2001, 2001],
    ]
    assert found[["shared", "only_ours", "only_theirs"]].to_numpy().tolist() == [
        ["AAA", "DDD", "EEE"],
        ["AAA BBB", "", ""],
        ["AAA", "", ""],
    ]
    assert found["compared_on"].tolist() == ["2017-12-31", "2005-12-31", "2010-01-01"]


def test_what_has_no_explanation_is_named() -> None:
    found = unexplained(against(LISTS, MATCHED, FORUMS, MEMBERS))
    assert found[["minilateral_id", "list"]].to_numpy().tolist() == [["one", "iigo"]]


def test_full_members_on_a_day() -> None:
    one = MEMBERS[MEMBERS["minilateral_id"] == "one"]
    assert core_members(one, pd.Timestamp("2005-06-01")) == {"AAA", "BBB"}
    assert core_members(one, pd.Timestamp("2006-03-01")) == {"AAA"}
    assert core_members(one, pd.Timestamp("2005-05-31")) == set()


def test_formal_organisations_by_their_yearly_members() -> None:
    rows = [(2, 2005, 1), (2, 2006, 1), (20, 2005, 1), (20, 2006, -9), (200, 2006, 3), (2, 2014, 0)]
    yearly = pd.DataFrame(rows, columns=["cow_code", "year", "membership"]).astype("Int64").assign(organisation="one")
    lists = cow_lists(yearly)
    assert lists[["state", "year", "membership"]].to_numpy().tolist() == [
        ["USA", 2005, "1"],
        ["USA", 2006, "1"],
        ["CAN", 2005, "1"],
        ["GBR", 2006, "3"],
    ]
    matched = pd.DataFrame([("cow", "one", "one", None)], columns=["list", "body", "minilateral_id", "explanation"])
    found = against(lists, matched, FORUMS, MEMBERS).iloc[0]
    assert (found["their_year"], found["compared_on"]) == (2005, "2006-12-31")  # the last year with a full member
    assert (found["shared"], found["only_ours"], found["only_theirs"]) == ("", "AAA", "USA")
