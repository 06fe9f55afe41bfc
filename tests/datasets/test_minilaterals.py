"""The tables made from forum files: keys, ends, evidence and how sure it makes us; on made-up files and on ours."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from entente.datasets import evidence, minilaterals
from entente.datasets.forums.batch import other_members, read_batch
from entente.datasets.forums.consistency import VARIABLES
from entente.datasets.forums.files import Entry, folder
from entente.datasets.forums.proof import confidence
from entente.read import load
from entente.release.checks import check_tables, row_ids
from entente.tables.schema import load_schema
from entente.tables.store import canonical

TEXT = """minilateral_id = "example"
name = "Example"
frame = "inside"
selection = "purposive"
region = "asia_pacific"
issue_id = "energy"
founded_on = 2010-02-03
founded_on_precision = "day"
founding_act_kind = "meeting"
founding_act = "They met."
status = "ended"
ended_on = 2020-06-30
ended_on_precision = "day"
end_mode = "replaced"
last_sign_on = 2020-06-01
last_sign_on_precision = "month"
last_sign = "They met."
legal_basis = "none"
secretariat = "unknown"
meeting_level = "unknown"
funding = "unknown"
verification = "unknown"
linkage_clause = "unknown"
values_clause = "unknown"
obligation = "unknown"
summary = "Two states."

[[member]]
state_id = "AUS"
tier = "core"
valid_from = 2010-02-03
valid_from_precision = "day"

[[member]]
state_id = "EUU"
tier = "core"
valid_from = 2012-05-04
valid_from_precision = "day"

[[member]]
state_id = "EUU"
tier = "observer"
valid_from = 2011-03-01
valid_from_precision = "month"
valid_to = 2012-05-04
valid_to_precision = "day"
end_mode = "upgraded"

[[member]]
state_id = "PSE"
tier = "core"
valid_from = 2010-02-03
valid_from_precision = "day"

[[agenda]]
issue_id = "energy"
valid_from = 2010-02-03
valid_from_precision = "day"

[[activity]]
key = "a1"
held_on = 2012-05-04
held_on_precision = "day"
kind = "meeting"
level = "ministers"
issue_id = "energy"
title = "Meeting"

[[evidence]]
id = "e1"
supports = ["founded_on", "issue_id", "founding_members", "agenda/energy", "member/EUU", "member/EUU/valid_to"]
title = "A statement"
url = "https://one.example/statement"
published_on = 2010-02-04
accessed_on = 2026-11-22
grade = "primary"
shows = "They announce it."

[[evidence]]
id = "e2"
supports = ["last_sign_on", "end_mode", "activity/a1", "founded_on", "legal_basis"]
title = "A report"
url = "https://two.example/report"
accessed_on = 2026-11-22
grade = "other"
shows = "The end."
conflict = "Another day."
coder = "adjudicator"
"""

Tables = Mapping[str, pd.DataFrame]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("forums")
    (folder / "example.toml").write_text(TEXT)
    found, problems = minilaterals.merge(folder)
    assert problems == ()
    return found


def test_keys_are_stable_and_count_spells_by_date(made: Tables) -> None:
    members = made["minilateral_members"].set_index("membership_id")
    assert sorted(members.index) == ["example.AUS.1", "example.EUU.1", "example.EUU.2", "example.PSE.1"]
    assert members.loc["example.EUU.1", "tier"] == "observer"
    assert made["minilateral_agenda"]["agenda_id"].tolist() == ["example.energy"]
    assert made["minilateral_activity"]["activity_id"].tolist() == ["example.a1"]


def test_what_nobody_closed_ends_with_the_forum(made: Tables) -> None:
    members = made["minilateral_members"].set_index("membership_id")
    assert dict(zip(members.index, members["ended_with_forum"], strict=True)) == {
        "example.AUS.1": True,
        "example.EUU.1": False,
        "example.EUU.2": True,
        "example.PSE.1": True,
    }
    assert members.loc["example.AUS.1", "valid_to"] == pd.Timestamp("2020-07-01")
    assert members.loc["example.AUS.1", "end_mode"] == "replaced"
    assert list(members.loc["example.EUU.1", ["end_mode", "valid_to"]]) == ["upgraded", pd.Timestamp("2012-05-04")]
    assert made["minilateral_agenda"]["valid_to"].tolist() == [pd.Timestamp("2020-07-01")]


def test_evidence_is_one_row_per_fact_and_document(made: Tables) -> None:
    rows = made["evidence"].set_index("evidence_id")
    assert sorted(rows.index) == [
        "example.e1.agenda.energy",
        "example.e1.founded_on",
        "example.e1.issue_id",
        "example.e1.member.AUS.1",
        "example.e1.member.EUU.1",
        "example.e1.member.EUU.1.valid_to",
        "example.e1.member.EUU.2",
        "example.e1.member.PSE.1",
        "example.e2.activity.a1",
        "example.e2.ended_on",
        "example.e2.founded_on",
        "example.e2.legal_basis",
        "example.e2.status",
    ]
    assert rows.loc["example.e1.member.EUU.1.valid_to", "field"] == "valid_to"
    assert list(rows.loc["example.e2.activity.a1", ["table", "row_id"]]) == ["minilateral_activity", "example.a1"]
    assert rows.loc["example.e2.founded_on", "conflict"] == "Another day."
    assert rows.loc["example.e2.founded_on", "coder"] == "adjudicator"
    assert rows.loc["example.e1.founded_on", "coder"] == "A"  # where the entry names nobody


def test_confidence_is_that_of_the_fact(made: Tables) -> None:
    rows = made["evidence"]
    sure = dict(zip(rows["evidence_id"], rows["confidence"], strict=True))
    assert sure["example.e1.founded_on"] == sure["example.e2.founded_on"] == "high"
    assert sure["example.e1.issue_id"] == "medium"
    assert sure["example.e2.status"] == "low"


@pytest.mark.parametrize(
    ("documents", "sure"),
    [
        ([("a.org", "primary")], "medium"),
        ([("a.org", "established")], "medium"),
        ([("a.org", "other")], "low"),
        ([("a.org", "other"), ("b.org", "other")], "low"),
        ([("a.org", "primary"), ("b.org", "other")], "high"),
        ([("a.org", "established"), ("b.org", "other")], "medium"),
        ([("a.org", "established"), ("b.org", "established")], "high"),
        ([("a.org", "primary"), ("www.a.org", "primary")], "medium"),
        ([], "low"),
    ],
)
def test_confidence_by_the_manual(documents: list[tuple[str, str]], sure: str) -> None:
    entries = [Entry("evidence", 1, {"url": f"https://{site}/x", "grade": grade}) for site, grade in documents]
    assert confidence(entries) == sure


@pytest.fixture(scope="module")
def ours() -> Tables:
    """Return the tables of our own forum files, beside those of the newest release that they point to."""
    found, _ = minilaterals.merge()
    found = {**found, "other_members": other_members()}
    beside = {name: load(name, local=False) for name in ("states", "actors", "issues", "sources")}
    return {**beside, **{name: canonical(frame, load_schema(name)) for name, frame in found.items()}}


def test_every_forum_file_is_fine() -> None:
    assert [str(each) for each in read_batch().problems] == []


def test_our_tables_keep_their_promises(ours: Tables) -> None:
    assert [str(each) for each in check_tables(ours, {name: load_schema(name) for name in ours})] == []


def test_no_coded_fact_lacks_evidence(ours: Tables) -> None:
    """Said apart from the code that checks files: table by table, which cells need a row of evidence."""
    rows = ours["evidence"]
    proven = set(zip(rows["table"], rows["row_id"], rows["field"], strict=True))
    lacking = []
    for table, columns in NEED.items():
        frame, ids = ours[table], row_ids(ours[table], load_schema(table))
        for column in columns:
            coded = frame[column].notna() & (frame[column] != "unknown").fillna(True)
            if column == "valid_to":
                coded &= ~frame["ended_with_forum"].astype(bool)
            lacking += [(table, row, column) for row in ids[coded] if (table, row, column) not in proven]
    assert lacking == []
    assert rows["url"].str.match("https?://").all()


NEED = {
    "minilaterals": (
        *("founded_on", "issue_id", "signed_on", "first_meeting_on", "in_force_from", "ended_on", "legal_basis"),
        *("secretariat", "meeting_level", "funding", "verification", "linkage_clause", "values_clause", "obligation"),
    ),
    "minilateral_members": ("valid_from", "valid_to"),
    "minilateral_agenda": ("valid_from", "valid_to"),
    "minilateral_activity": ("held_on",),
}


def test_what_was_decided_between_two_coders_is_what_is_coded() -> None:
    """Unless, in the random quarter, the second reading found something else after the decision."""
    read = {each.name: each.read for each in VARIABLES}
    forums = {forum.id: forum for forum in read_batch().good}
    log = pd.read_csv(folder() / "adjudication.csv", dtype="str")
    sample = pd.read_csv(folder() / "second_sample.csv", dtype="str")["minilateral_id"]
    reread = pd.read_csv(folder() / "second_reading.csv", dtype="str")
    later = reread[reread["minilateral_id"].isin(sample) & reread["result"].isin(["changed", "refined"])]
    changed = set(zip(later["minilateral_id"], later["field"], strict=True))
    differ = [
        (row["minilateral_id"], row["variable"])
        for row in log.to_dict("records")
        if read[row["variable"]](forums[row["minilateral_id"]]) != row["decision"]
        and (row["minilateral_id"], row["variable"]) not in changed
    ]
    assert len(log) > 200
    assert differ == []


def test_every_forum_has_evidence_for_its_status(ours: Tables) -> None:
    rows = ours["evidence"]
    held = set(rows.loc[(rows["table"] == "minilaterals") & (rows["field"] == "status"), "row_id"])
    assert set(ours["minilaterals"]["minilateral_id"]) - held == set()


def test_evidence_is_gathered_from_every_module_that_has_some() -> None:
    assert {"body_members", "minilaterals", "minilateral_members"} <= set(evidence.AFTER)
    assert "evidence" not in evidence.AFTER


def test_what_modules_give_is_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gives:
        def __init__(self, name: str) -> None:
            self.name = name

        def evidence(self, _: Tables) -> pd.DataFrame:
            return pd.DataFrame({"evidence_id": [self.name], "locator": [None]})

    monkeypatch.setattr(evidence, "proving", lambda: iter([Gives("a"), Gives("b")]))
    made = evidence.build({})["evidence"]
    assert made["evidence_id"].tolist() == ["a", "b"]
    assert list(made.columns) == list(load_schema("evidence").columns)


def test_a_file_that_is_changed_in_part_is_seen(tmp_path: Path) -> None:
    (tmp_path / "example.toml").write_text(TEXT.replace('"activity/a1", ', ""))
    _, problems = minilaterals.merge(tmp_path)
    assert len(problems) == 1
