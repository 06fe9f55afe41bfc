"""Bad forum files are refused with file, row, column, value and cure; the others of the batch are kept."""

from pathlib import Path

import pytest
from made_up_forum import forum_text, put

from entente.datasets import minilaterals
from entente.datasets.forums.batch import read_batch, refused
from entente.errors import BrokenPromise
from entente.tables.problem import Problem


def problems(folder: Path, text: str) -> list[Problem]:
    return list(read_batch(put(folder, text)).problems)


def test_a_good_file_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, forum_text()) == []


# What is broken: the text, what replaces it, the column that is named, the value, a word of the cure.
BROKEN = {
    "unknown state": ('state_id = "AUS"', 'state_id = "AUX"', "member.state_id", "AUX", "not found in states"),
    "impossible date": ("valid_from = 2011-03-01", "valid_from = 2011-02-30", "valid_from", "2011-02-30", "calendar"),
    "date in the future": ("last_sign_on = 2020-06-01", "last_sign_on = 2027-06-01", "last_sign_on", "2027", "future"),
    "date with a time": (
        "held_on = 2012-05-04",
        "held_on = 2012-05-04T10:00:00",
        "activity.held_on",
        "2012",
        "no date",
    ),
    "not the 1st of a month": ("valid_from = 2011-03-01", "valid_from = 2011-03-02", "member.valid_from", "EUU", "1st"),
    "no precision": (
        'held_on_precision = "day"\n',
        "",
        "activity.held_on_precision",
        None,
        "how well it is known",
    ),
    "member before founding": (
        "valid_from = 2011-03-01",
        "valid_from = 2009-03-01",
        "member.valid_from",
        "EUU 2009-03-01",
        "before the forum was founded",
    ),
    "member after the end": (
        'valid_from = 2011-03-01\nvalid_from_precision = "month"\nvalid_to = 2012-05-04',
        'valid_from = 2020-08-01\nvalid_from_precision = "month"\nvalid_to = 2020-09-04',
        "member.valid_from",
        "EUU 2020-08-01",
        "after the forum's end",
    ),
    "end before beginning": (
        "valid_to = 2012-05-04",
        "valid_to = 2011-01-04",
        "member.valid_from|member.valid_to",
        "2011-03-01|2011-01-04",
        "ends before it begins",
    ),
    "unknown coder": ('grade = "other"', 'grade = "other"\ncoder = "C"', "evidence.coder", "C", "adjudicator"),
    "no end mode": ('end_mode = "upgraded"\n', "", "member.end_mode", "EUU 2012-05-04", "say how"),
    "spells that overlap": (
        "valid_to = 2012-05-04",
        "valid_to = 2013-05-04",
        "member.valid_from",
        "EUU 2012-05-04",
        "another spell",
    ),
    "tier of a proposal": (
        'state_id = "AUS"\ntier = "core"',
        'state_id = "AUS"\ntier = "named"',
        "member.tier",
        "AUS named",
        "mere proposal",
    ),
    "evidence without an address": ('url = "https://two.example/report"\n', "", "evidence.url", None, "address"),
    "an address that is none": ("https://two.example/report", "two.example", "evidence.url", "two.example", "https"),
    "evidence for nothing": ('"activity/a1"', '"activity/a2"', "evidence.supports", "activity/a2", "names nothing"),
    "activity without evidence": (', "activity/a1"', "", "activity.held_on", "2012-05-04", "activity/a1"),
    "entry without evidence": (', "member/EUU/core"', "", "member.valid_from", "2012-05-04", "member/EUU"),
    "exit without evidence": (', "member/EUU/valid_to"', "", "member.valid_to", "2012-05-04", "member/EUU/valid_to"),
    "feature without evidence": (', "legal_basis"', "", "legal_basis", "declaration", "evidence"),
    "end without evidence": (', "ended_on"', "", "ended_on", "2020-06-30", "evidence"),
    "unknown key": ('founding_act = "', 'founding_akt = "', "forum.founding_akt", "Ministers", "founding_act"),
    "key that is missing": ('obligation = "unknown"\n', "", "obligation", None, "required"),
    "word that is not on the list": ('tier = "observer"', 'tier = "guest"', "member.tier", "guest", "observer"),
    "other id than the file": ('_id = "other', '_id = "othre', "minilateral_id", "othre-id", "other-id-than"),
    "founding issue not on the agenda": (
        'issue_id = "energy"\nvalid_from',
        'issue_id = "space"\nvalid_from',
        "issue_id",
        "energy",
        "missing from the agenda",
    ),
    "end mode of the living": ('status = "ended"', 'status = "unknown"', "end_mode", "replaced", "has not ended"),
    "end without a day": (
        'ended_on = 2020-06-30\nended_on_precision = "day"\n',
        "",
        "ended_on",
        "ended",
        "say when",
    ),
    "end without a mode": ('end_mode = "replaced"\n', "", "end_mode", "ended", "say how"),
    "sign of life after the end": (
        "last_sign_on = 2020-06-01",
        "last_sign_on = 2020-08-01",
        "last_sign_on",
        "2020-08-01",
        "after the forum's end",
    ),
    "act after the last sign of life": (
        "held_on = 2012-05-04",
        "held_on = 2020-07-04",
        "activity.held_on",
        "a1 2020-07-04",
        "last sign of life",
    ),
    "act before founding": ("held_on = 2012-05-04", "held_on = 2010-01-20", "activity.held_on", "a1 2010", "before"),
    "end before founding": ("ended_on = 2020-06-30", "ended_on = 2009-06-30", "ended_on", "2009", "before the forum"),
    "absorbed by its mode alone": ('end_mode = "replaced"', 'end_mode = "absorbed"', "status", "ended", "absorbed"),
    "key used twice": ('id = "e2"', 'id = "e1"', "evidence.id", "e1", "earlier"),
    "not readable": ('name = "not', "name = not", "name", "not", "in quotes"),
}


@pytest.fixture(scope="module")
def all_broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Problem]]:
    """Check one batch of all the broken files; file name -> its problems."""
    folder = tmp_path_factory.mktemp("batch")
    for what, (old, new, *_) in BROKEN.items():
        name = what.replace(" ", "-")
        text = forum_text(name, id=name, alt=f"A {name}")
        assert text.count(old) >= 1, what
        batch = put(folder, text.replace(old, new, 1), name)
    return refused(read_batch(batch).problems)


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_named(what: str, all_broken: dict[str, list[Problem]]) -> None:
    *_, column, value, cure = BROKEN[what]
    found = all_broken[f"forums/{what.replace(' ', '-')}.toml"]
    fits = [each for each in found if each.column == column and cure in each.cure]
    assert fits, [str(each) for each in found]
    assert fits[0].row is not None
    assert (fits[0].value or "").startswith(value or "")


def test_an_issue_that_is_not_on_the_list(tmp_path: Path) -> None:
    text = forum_text().replace('issue_id = "energy"\ntitle', 'issue_id = "enregy"\ntitle')
    (found,) = problems(tmp_path, text)
    assert (found.column, found.value) == ("activity.issue_id", "enregy")
    assert "nearest: energy" in found.cure


def status(mode: str, sign: str) -> str:
    old = 'status = "ended"\nended_on = 2020-06-30\nended_on_precision = "day"\n'
    old += 'end_mode = "replaced"\nlast_sign_on = 2020-06-01'
    text = forum_text()
    assert old in text
    return text.replace(old, f"{mode}last_sign_on = {sign}").replace(
        '"ended_on", ', "" if "ended_on" not in mode else '"ended_on", '
    )


@pytest.mark.parametrize(
    ("mode", "sign", "column"),
    [
        ('status = "active"\n', "2023-12-01", None),
        ('status = "active"\n', "2023-10-01", "status"),
        ('status = "dormant"\n', "2022-01-01", None),
        ('status = "dormant"\n', "2024-01-01", "status"),
        ('status = "dormant"\n', "2021-10-01", "status"),
        (
            'status = "ended"\nended_on = 2022-06-30\nended_on_precision = "day"\nend_mode = "lapsed"\n',
            "2022-01-01",
            "end_mode",
        ),
        (
            'status = "absorbed"\nended_on = 2020-06-30\nended_on_precision = "day"\nend_mode = "fulfilled"\n',
            "2020-01-01",
            "status",
        ),
        ('status = "proposed"\n', "2020-06-01", "founding_act_kind"),
    ],
)
def test_status_and_dates_must_agree(mode: str, sign: str, column: str | None, tmp_path: Path) -> None:
    found = problems(tmp_path, status(mode, sign))
    named = [each.column for each in found if each.column != "member.tier"]
    assert named == ([] if column is None else [column])


def test_one_forum_under_two_names(tmp_path: Path) -> None:
    put(tmp_path, forum_text())
    batch = put(
        tmp_path,
        forum_text("Exámple  Tri-lateral", id="other", alt="OT", founded="2015-02-03")
        .replace("2011-03-01", "2016-03-01")
        .replace("2012-05-04", "2017-05-04"),
        "other",
    )
    (found,) = read_batch(batch).problems
    assert found.file == "forums/other.toml"
    assert "forums/example.toml" in found.cure
    assert found.value == "Exámple  Tri-lateral"


@pytest.mark.parametrize(
    ("founded", "second", "same"),
    [("2010-04-01", "JPN", True), ("2010-04-10", "JPN", False), ("2010-04-01", "KOR", False)],
)
def test_the_same_founders_in_the_same_weeks(founded: str, second: str, same: bool, tmp_path: Path) -> None:
    put(tmp_path, forum_text())
    batch = put(tmp_path, forum_text("Quite Another", id="other", alt="QA", founded=founded, second=second), "other")
    found = read_batch(batch).problems
    assert [each.column for each in found] == (["member.state_id"] if same else [])


def test_two_that_are_listed_as_distinct_are_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = {frozenset(("example", "other"))}
    monkeypatch.setattr("entente.datasets.forums.batch._distinct", lambda: pair)
    put(tmp_path, forum_text())
    assert read_batch(put(tmp_path, forum_text(id="other"), "other")).problems == ()


def test_a_bad_file_is_refused_and_the_others_are_kept(tmp_path: Path) -> None:
    put(tmp_path, forum_text())
    put(tmp_path, "minilateral_id = [", "unreadable")
    batch = put(
        tmp_path, forum_text("Bad One", id="bad", alt="B", founded="2010-09-09").replace('"AUS"', '"AUX"'), "bad"
    )
    found = read_batch(batch)
    assert [each.id for each in found.good] == ["example"]
    assert {each.file for each in found.problems} == {"forums/bad.toml", "forums/unreadable.toml"}
    made, said = minilaterals.merge(batch)
    assert made["minilaterals"]["minilateral_id"].tolist() == ["example"]
    assert len(said) == len(found.problems)


def test_all_problems_of_a_file_are_said_at_once(tmp_path: Path) -> None:
    text = forum_text().replace('"AUS"', '"AUX"').replace(', "legal_basis"', "").replace("2012-05-04T", "")
    found = problems(tmp_path, text.replace('url = "https://two.example/report"\n', ""))
    assert {each.column for each in found} >= {"member.state_id", "legal_basis", "evidence.url"}


def test_a_release_stops_at_a_bad_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = put(tmp_path, forum_text().replace('"AUS"', '"AUX"'))
    monkeypatch.setattr(minilaterals, "read_batch", lambda: read_batch(batch))
    with pytest.raises(BrokenPromise, match="AUX"):
        minilaterals.build({})
