"""Two coders compared: what differs is listed, what was decided is kept, alpha by variable."""

from pathlib import Path

import pandas as pd
import pytest
from made_up_forum import forum_text

from entente.datasets.forums.consistency import (
    CODES,
    LOG,
    VARIABLES,
    agreed_spells,
    alphas,
    alphas_of_parts,
    compare,
    disagreements,
    freeze,
    shared_addresses,
    spells,
)
from entente.datasets.forums.files import Forum, read_file

EMPTY = pd.DataFrame(columns=LOG, dtype="str")
NO_CODES = pd.DataFrame(columns=CODES, dtype="str")


def codes_of(first: list[Forum], second: list[Forum]) -> pd.DataFrame:
    return compare(freeze(NO_CODES, first, second), second)


def forum(folder: Path, text: str, name: str) -> Forum:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text)
    return read_file(folder / f"{name}.toml")


@pytest.fixture
def both(tmp_path: Path) -> tuple[list[Forum], list[Forum]]:
    first = [forum(tmp_path / "a", forum_text(id=f"f{n}", founded=f"20{n}-02-03"), f"f{n}") for n in (10, 11, 12)]
    first.append(forum(tmp_path / "a", forum_text(id="alone"), "alone"))
    second = [forum(tmp_path / "b", forum_text(id=f"f{n}", founded=f"20{n}-02-03"), f"f{n}") for n in (10, 11)]
    other = forum_text(id="f12", founded="2012-02-04", second="KOR").replace('"ministers_ann', '"leaders_ann')
    return first, [*second, forum(tmp_path / "b", other, "f12")]


def test_what_differs_is_listed_with_an_empty_decision(both: tuple[list[Forum], list[Forum]]) -> None:
    log = disagreements(codes_of(*both), EMPTY)
    assert log[["minilateral_id", "variable", "coder_a", "coder_b"]].to_numpy().tolist() == [
        ["f12", "founded_on", "2012-02-03", "2012-02-04"],
        ["f12", "founding_act_kind", "ministers_announcement", "leaders_announcement"],
        ["f12", "founding_members", "AUS JPN", "AUS KOR"],
    ]
    assert log["decision"].isna().all()


def test_a_decision_is_kept_and_the_disagreement_with_it(both: tuple[list[Forum], list[Forum]], tmp_path: Path) -> None:
    first, second = both
    frozen = freeze(NO_CODES, first, second)
    log = disagreements(compare(frozen, second), EMPTY).astype(object)
    log.loc[0, ["decision", "reason"]] = ["2012-02-04", "The text is of the 4th."]
    mended = forum(tmp_path / "c", forum_text(id="f12", founded="2012-02-04"), "f12")
    again_frozen = freeze(frozen, [*first[:2], mended], second)
    pd.testing.assert_frame_equal(again_frozen, frozen)
    codes = compare(again_frozen, second)
    again = disagreements(codes, log)
    assert list(again.loc[0]) == list(log.loc[0])
    found = alphas(codes, draws=50).set_index("variable")
    assert found.loc["founded_on", "same"] == pytest.approx(2 / 3)


def test_what_was_logged_stays_though_its_forum_is_away(both: tuple[list[Forum], list[Forum]]) -> None:
    first, second = both
    frozen = freeze(NO_CODES, first, second)
    log = disagreements(compare(frozen, second), EMPTY)
    away = disagreements(compare(freeze(frozen, first[:2], second[:2]), second[:2]), log)
    assert away[["minilateral_id", "variable"]].equals(log[["minilateral_id", "variable"]])
    same = [*first[:2], second[2]]  # A's file now says what B's does: still a disagreement
    share = alphas(compare(freeze(frozen, same, second), second), draws=20).set_index("variable")["same"]
    assert share.astype("float64")["founded_on"] < 1


def test_a_forum_that_b_codes_later_is_frozen_then(both: tuple[list[Forum], list[Forum]]) -> None:
    first, second = both
    frozen = freeze(freeze(NO_CODES, first, second[:1]), first, second)
    assert frozen["minilateral_id"].unique().tolist() == ["f10", "f11", "f12"]
    assert not compare(frozen[frozen["minilateral_id"] != "f11"], second)["minilateral_id"].eq("f11").any()


def test_alpha_by_variable(both: tuple[list[Forum], list[Forum]]) -> None:
    found = alphas(codes_of(*both), draws=200).set_index("variable")
    assert found.index.tolist() == [each.name for each in VARIABLES]
    assert (found["units"] == 3).all()
    assert found.loc["founded_year", "alpha"] == 1
    assert not found.loc["founded_year", "weak"]
    assert found.loc["founding_act_kind", "weak"]
    # By hand: values aa, bb, cd over three units; (6 - 1) * 2 over the pairs of different values, 36 - (4+4+1+1) = 26.
    assert found.loc["founded_on", "alpha"] == pytest.approx(1 - 5 * 2 / 26)
    assert found["alpha"].isna()["issue_id"]
    assert not found.loc["issue_id", "weak"]


def test_sets_that_overlap_differ_less(both: tuple[list[Forum], list[Forum]]) -> None:
    codes = codes_of(*both)
    sets = alphas(codes, draws=50).set_index("variable")["alpha"].astype("float64")
    rows = codes[codes["variable"] == "founding_members"]
    words = alphas(rows.assign(variable="founding_act_kind"), draws=50)["alpha"].astype("float64")
    assert sets["founding_members"] >= words[0]


def test_what_both_have_read(both: tuple[list[Forum], list[Forum]], tmp_path: Path) -> None:
    first, second = both
    assert shared_addresses(first, second) == (6, 1.0)
    other = forum(tmp_path / "d", forum_text(id="f12").replace("two.example", "three.example"), "f12")
    assert shared_addresses(first, [*second[:2], other]) == (6, 5 / 6)
    taken = forum_text(id="f12").replace('grade = "other"', 'grade = "other"\ncoder = "B"')
    assert shared_addresses([*first[:2], forum(tmp_path / "e", taken, "f12")], second) == (6, 5 / 6)


def test_alpha_in_the_sample_and_outside_it(both: tuple[list[Forum], list[Forum]]) -> None:
    codes = codes_of(*both)
    found = alphas_of_parts(codes, {"f10", "f12"}).set_index("variable")
    alone = alphas(codes[codes["minilateral_id"] != "f11"], draws=0).set_index("variable")["alpha"]
    assert found.loc["founded_on", "alpha_sample"] == pytest.approx(alone["founded_on"])
    assert found.index.tolist() == [each.name for each in VARIABLES]
    assert found["alpha_rest"].isna()["founded_on"]  # one forum, coded alike


def test_spells_are_written_as_far_as_their_dates_are_known(tmp_path: Path) -> None:
    text = forum_text(id="f").replace(
        "valid_from = 2011-03-01", 'valid_from_bound = "not_later_than"\nvalid_from = 2011-03-01'
    )
    assert spells(forum(tmp_path, text, "f")).split("; ") == [
        "AUS/core founder -",
        "EUU/core 2012-05-04 -",
        "EUU/observer <2011-03 2012-05-04",
        "JPN/core founder -",
    ]


def test_spells_of_members_are_compared_date_by_date(tmp_path: Path) -> None:
    """The EU's two spells stand in both; of the dates one entry (2012) and one exit are compared."""
    plain_text = forum_text(id="f")
    first = [forum(tmp_path / "a", plain_text, "f")]
    entry = 'valid_from = 2011-03-01\nvalid_from_precision = "month"'
    cases: dict[str, tuple[int, float]] = {
        entry: (2, 1.0),  # as in the first
        'valid_from = 2011-03-09\nvalid_from_precision = "day"': (2, 1.0),  # the first knows the month only
        'valid_from = 2011-04-01\nvalid_from_precision = "day"': (2, 0.5),
        f'valid_from_bound = "not_later_than"\n{entry}': (1, 1.0),
    }
    for place, (written, expected) in enumerate(cases.items()):
        other = [forum(tmp_path / f"b{place}", plain_text.replace(entry, written), "f")]
        found = agreed_spells(freeze(NO_CODES, first, other), other).set_index("variable")
        assert tuple(found.loc["later_entries", ["units", "same"]]) == expected, written
        assert list(found.loc["exits", ["units", "same"]]) == [1, 1]
        assert list(found.loc["spells_of_first", ["units", "same"]]) == [2, 1]
    fewer = [forum(tmp_path / "c", plain_text.replace('tier = "observer"', 'tier = "associate"'), "f")]
    found = agreed_spells(freeze(NO_CODES, first, fewer), fewer).set_index("variable")
    assert found.loc["spells_of_first", "same"] == 0.5
    assert found.loc["spells_of_second", "same"] == 0.5
    assert agreed_spells(NO_CODES, fewer)["units"].tolist() == [0, 0, 0, 0]


def test_spells_of_one_state_are_paired_in_time(tmp_path: Path) -> None:
    """JPN leaves and comes back: the second spells are compared with each other, not with the first."""
    again = (
        '\n[[member]]\nstate_id = "JPN"\ntier = "core"\nvalid_from = {back}\nvalid_from_precision = "day"\n\n[[agenda]]'
    )
    left = 'valid_to = 2013-01-01\nvalid_to_precision = "day"\nend_mode = "abandoned"\n'

    def coded(place: str, back: str, bound: str = "") -> list[Forum]:
        text = forum_text(id="f").replace("\n[[agenda]]", again.format(back=back), 1)
        head, tail = text.split('state_id = "JPN"\ntier = "core"\n', 1)
        return [forum(tmp_path / place, f'{head}state_id = "JPN"\ntier = "core"\n{bound}{left}{tail}', "f")]

    first = coded("a", "2015-02-03")
    frozen = freeze(NO_CODES, first, first)
    assert "JPN/core founder 2013-01-01" in spells(first[0])
    found = agreed_spells(frozen, coded("b", "2015-02-04")).set_index("variable")
    assert list(found.loc["later_entries", ["units", "same"]]) == [3, 2 / 3]  # the EU's two and JPN's second
    assert list(found.loc["exits", ["units", "same"]]) == [2, 1]
    once = [forum(tmp_path / "d", forum_text(id="f"), "f")]  # stays from the founding on
    alone = agreed_spells(frozen, once).set_index("variable")
    assert list(alone.loc["later_entries", ["units", "same"]]) == [2, 1]
    assert list(alone.loc["spells_of_first", ["units", "same"]]) == [3, 2 / 3]
    bounded = coded("c", "2015-02-03", 'valid_to_bound = "not_later_than"\n')
    assert agreed_spells(frozen, bounded).set_index("variable").loc["exits", "units"] == 1


def test_a_founder_who_enters_later_for_the_other_coder_differs(tmp_path: Path) -> None:
    first = [forum(tmp_path / "a", forum_text(id="f"), "f")]
    head, tail = forum_text(id="f").split('state_id = "JPN"\ntier = "core"\nvalid_from = 2010-02-03', 1)
    later = f'{head}state_id = "JPN"\ntier = "core"\nvalid_from = 2011-02-03{tail}'
    found = agreed_spells(freeze(NO_CODES, first, first), [forum(tmp_path / "b", later, "f")]).set_index("variable")
    assert list(found.loc["later_entries", ["units", "same"]]) == [3, 2 / 3]
    assert list(found.loc["spells_of_second", ["units", "same"]]) == [3, 2 / 3]
