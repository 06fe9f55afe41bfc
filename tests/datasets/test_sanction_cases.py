"""Made-up cases in the formats of TIES and GSDB, read by the curated lists of the repository."""

from typing import Any

import pandas as pd
import pytest

from entente.datasets import gsdb_cases, ties_cases
from entente.datasets.gsdb_cases import split_names
from entente.datasets.sanction_cases import Case, Moment, coded, deciders, domain_of, rows_per_dyad
from entente.errors import UnknownCode
from entente.panel.bodies import members_on_first_january

FLAGS = ("trade", "arms", "military", "financial", "travel", "other")
TEXTS = ("institution_ids", "other_institution", "instruments", "imposed_year", "imposed_day")
NUMBERS = (
    "case", "start_year", "start_month", "start_day", "end_year", "end_month", "end_day", "ongoing_year", "sender_1",
    "sender_2", "sender_3", "sender_4", "sender_5", "primary_sender", "target", "institution", "issue_1", "issue_2",
    "issue_3", "threat", "imposition", "imposed_month",
)  # fmt: skip
MEMBERS = pd.DataFrame(
    [
        ("EUU", "FRA", "1958-01-01"), ("EUU", "DEU", "1958-01-01"), ("EUU", "POL", "2004-05-01"),
        ("AFRICAN_UNION", "KEN", "1963-01-01"), ("AFRICAN_UNION", "EGY", "1963-01-01"),
        ("ARAB_LEAGUE", "SAU", "1945-01-01"),
    ],
    columns=["body_id", "state_id", "valid_from"],
)  # fmt: skip
MEMBERS["valid_from"] = pd.to_datetime(MEMBERS["valid_from"])
MEMBERS["valid_from_precision"] = "day"
MEMBERS["valid_to"] = pd.to_datetime(pd.Series([None] * len(MEMBERS)))


def ties(**said: Any) -> Case:
    """Return the case of one row; what is not said is missing, or empty text."""
    row = {"start_year": 2000, "sender_1": 2, "target": 700, "issue_1": 8, "imposition": 0, "institution": 0, **said}
    frame = pd.DataFrame({name: pd.Series([row.get(name)], dtype="Int64") for name in NUMBERS})
    texts = {name: pd.Series([row.get(name, "")], dtype="str") for name in TEXTS}
    return ties_cases.cases(frame.assign(**texts))[0]


def gsdb(**said: Any) -> tuple[list[Case], pd.DataFrame]:
    row = {"begin": 2000, "end": 2003, "sanctioned_state": "Cuba", "sanctioning_state": "France", "descr_trade": "",
           "objective": "human_rights", "case_id": 1, **dict.fromkeys(FLAGS, 0), **said}  # fmt: skip
    frame = pd.DataFrame([row])
    whole = ["begin", "end", "case_id", *FLAGS]
    return gsdb_cases.cases(frame.astype(dict.fromkeys(whole, "Int64")))


def acting(case: Case, year: int = 2000) -> list[tuple[str, str]]:
    return deciders(case, members_on_first_january(MEMBERS, year))


def test_names_with_commas_are_kept_together() -> None:
    text = "Korea, North, France,Congo, Democratic Republic of the, EU"
    assert split_names(text) == ["Korea, North", "France", "Congo, Democratic Republic of the", "EU"]
    with pytest.raises(UnknownCode, match="Atlantis"):
        split_names("France, Atlantis, Cuba")


def test_a_list_headed_by_the_eu_takes_aligned_states_along_and_no_others() -> None:
    (case,), _ = gsdb(sanctioning_state="EU, Norway, Canada, Poland, France", sanctioned_state="Belarus")
    assert (case.bodies, case.aligned, case.states) == (("EUU",), ("NOR", "POL"), ("CAN", "FRA"))
    assert acting(case) == [("CAN", "CAN"), ("DEU", "EUU"), ("FRA", "EUU"), ("NOR", "EUU"), ("POL", "EUU")]


def test_a_list_headed_by_another_leaves_aligned_states_alone() -> None:
    (case,), _ = gsdb(sanctioning_state="Canada, EU, Norway", sanctioned_state="Belarus")
    assert acting(case) == [("CAN", "CAN"), ("DEU", "EUU"), ("FRA", "EUU"), ("NOR", "NOR")]


def test_a_member_decides_for_itself_where_the_eu_does_not_act() -> None:
    assert acting(gsdb(sanctioning_state="France, Norway")[0][0]) == [("FRA", "FRA"), ("NOR", "NOR")]


def test_expanded_bodies_decide_for_members_that_are_not_named() -> None:
    (case,), _ = gsdb(sanctioning_state="Kenya, African Union, League of Arab States")
    assert acting(case) == [("EGY", "AFRICAN_UNION"), ("KEN", "KEN"), ("SAU", "ARAB_LEAGUE")]


@pytest.mark.parametrize(
    ("senders", "expected"),
    [
        ("UN", [("UN", "UN")]),
        ("UN, France", [("FRA", "FRA")]),
        ("UN, Commonwealth", [("COMMONWEALTH", "COMMONWEALTH")]),
        ("Commonwealth, Canada", [("CAN", "CAN")]),
    ],
)
def test_other_bodies_stand_for_themselves_where_nobody_is_named(senders: str, expected: list[tuple[str, str]]) -> None:
    assert acting(gsdb(sanctioning_state=senders)[0][0]) == expected


def test_what_is_neither_state_nor_body_is_left_out_and_listed() -> None:
    cases, left = gsdb(sanctioning_state="Western countries, France", sanctioned_state="Hong Kong")
    assert cases == []
    assert left[["name", "role"]].to_numpy().tolist() == [["Western countries", "sender"], ["Hong Kong", "target"]]


def test_dates_subjects_and_instruments_of_gsdb() -> None:
    (case,), _ = gsdb(objective="human_rights,policy_change", trade=1, descr_trade="exp_compl, imp_compl", arms=1)
    assert (case.subjects, case.domain) == (("human_rights_democracy",), "domestic")
    assert case.instruments == ("arms", "total_embargo")
    assert (case.imposed, case.ended, case.at_least) == (Moment.of(2000), Moment.of(2003), None)
    (going_on,), _ = gsdb(end=2023, trade=1, descr_trade="exp_compl,imp_part")
    assert (going_on.ended, going_on.at_least) == (None, Moment.of(2023))
    assert going_on.instruments == ("export_restriction", "import_restriction")
    (without_flag,), _ = gsdb(trade=0, descr_trade="exp_compl")
    assert without_flag.instruments == ()


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(UnknownCode, match=r"gsdb_objectives\.csv"):
        gsdb(objective="love")
    with pytest.raises(UnknownCode, match=r"'16'.*ties_issues\.csv"):
        ties(issue_1=16)
    with pytest.raises(UnknownCode):
        ties(sender_1=9999)
    assert [each["issue_id"] for each in coded(["13", "8", "13"], "ties_issues", "code")] == [
        "trade_supply_chains",
        "human_rights_democracy",
    ]


def test_senders_of_ties_are_named_once() -> None:
    assert ties(sender_1=2, sender_2=20, sender_3=2, primary_sender=20).states == ("USA", "CAN")


def test_the_eu_of_ties_sends_and_is_a_target() -> None:
    case = ties(sender_1=1000, sender_2=220, sender_3=385, primary_sender=1000)
    assert (case.bodies, case.states) == (("EUU",), ("FRA", "NOR"))
    assert acting(case) == [("DEU", "EUU"), ("FRA", "EUU"), ("NOR", "NOR")]
    assert ties(target=1000).targets == ("EUU",)


@pytest.mark.parametrize(
    ("said", "bodies"),
    [
        ({"institution_ids": "4400 3760"}, ("UN", "AFRICAN_UNION")),
        ({"institution_ids": "77"}, ("OTHER_BODY",)),
        ({"other_institution": "ECOWAS , somebody"}, ("ECOWAS",)),
        ({"institution": 1}, ("OTHER_BODY",)),
        ({"institution": 0}, ()),
    ],
)
def test_bodies_of_ties(said: dict[str, Any], bodies: tuple[str, ...]) -> None:
    assert ties(**said).bodies == bodies


def test_subjects_of_ties_are_those_of_its_codes() -> None:
    assert ties(issue_1=13, issue_2=15, issue_3=9).subjects == ("nuclear_arms_control", "trade_supply_chains")
    assert ties(issue_1=15).subjects == ()
    assert ties(issue_1=15).domain == "unknown"
    assert ties(issue_1=8, issue_2=2).domain == "both"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"imposed_year": "2001", "imposed_month": 3, "imposed_day": "9"}, ("2001-03-09", "day")),
        ({"imposed_year": "2001", "imposed_month": 3}, ("2001-03-01", "month")),
        ({"imposed_year": "2001"}, ("2001-01-01", "year")),
        ({"imposed_year": "2001 or perhaps 2002", "imposed_month": 3, "imposed_day": "9"}, ("2001-03-01", "month")),
        ({"imposed_year": ""}, ("2000-01-01", "year")),
        ({"imposed_year": "2001", "imposed_month": 2, "imposed_day": "30"}, ("2001-02-01", "month")),
    ],
)
def test_dates_of_an_imposition(said: dict[str, Any], expected: tuple[str, str]) -> None:
    found = ties(imposition=1, **said).imposed
    assert found is not None
    assert (str(found.day.date()), found.precision) == expected


def test_a_threat_is_not_imposed_and_ongoing_is_a_lower_bound() -> None:
    threat = ties(imposition=0, imposed_year="2001", ongoing_year=2005)
    assert threat.imposed is None
    assert threat.at_least == Moment.of(2005)
    ended = ties(imposition=1, end_year=2004, end_month=6, end_day=31, ongoing_year=2005)
    assert (ended.ended, ended.at_least) == (Moment.of(2004, 6), None)


def test_one_row_per_acting_side_and_target_never_with_itself() -> None:
    targets = {"sanctioned_state": "Canada, France, Cuba"}
    (case,), _ = gsdb(sanctioning_state="EU, Canada", trade=1, descr_trade="imp_part", **targets)
    rows = rows_per_dyad([case], MEMBERS)
    assert sorted(zip(rows["side_a"], rows["side_b"], rows["decision_id"], strict=True)) == [
        ("CAN", "CUB", "CAN-CUB-2000"),
        ("CAN", "FRA", "CAN-FRA-2000"),
        ("DEU", "CAN", "EUU-CAN-2000"),
        ("DEU", "CUB", "EUU-CUB-2000"),
        ("DEU", "FRA", "EUU-FRA-2000"),
        ("FRA", "CAN", "EUU-CAN-2000"),
        ("FRA", "CUB", "EUU-CUB-2000"),
    ]
    assert set(rows["severity"]) == {3}


def test_the_uns_own_decisions_are_marked_and_threats_have_no_instruments() -> None:
    cases = [gsdb(sanctioning_state="UN")[0][0], ties(instruments="1 3"), ties(imposition=1, instruments="2 10")]
    rows = rows_per_dyad(cases, MEMBERS)
    assert rows["un_only"].tolist() == [True, False, False]
    assert rows["form"].tolist() == ["sanction", "sanction_threat", "sanction"]
    assert rows["instruments"].tolist() == [(), (), ("other", "partial_embargo")]
    assert rows["severity"].tolist() == [2, 1, 4]


def test_domains_add_up() -> None:
    assert [domain_of(each) for each in ([], ["unknown"], ["foreign", "unknown"], ["foreign", "domestic"])] == [
        "unknown", "unknown", "foreign", "both",
    ]  # fmt: skip
