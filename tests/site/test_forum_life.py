"""Forums in words and drawings: proposals, ends, frame, order of members, disputes, weak words, passes."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from entente.errors import BrokenPage
from entente.site.forums.coding import parts
from entente.site.forums.life import fate, outside
from entente.site.forums.listing import facts, listing
from entente.site.forums.material import Forum, Forums, read_forums
from entente.site.forums.members import MANY, finding, members
from entente.site.forums.page import page
from entente.site.forums.passes import chosen, headline, passes
from entente.site.forums.proof import disputes, links
from entente.site.forums.timeline import ordered
from entente.site.forums.words import linked, named
from entente.site.material import newest_release

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def forums() -> Forums:
    """Return the forums of the newest release."""
    found = read_forums(ROOT, newest_release(ROOT))
    assert found is not None
    return found


def one(found: Forums, name: str) -> Forum:
    return next(each for each in found.forums if each.id == name)


def text_of(found: Forums, name: str) -> str:
    return page(one(found, name), found).replace("\u00a0", " ")


def test_what_was_never_founded_is_not_called_founded(forums: Forums) -> None:
    never = [each for each in forums.forums if each.row["status"] in ("proposed", "stillborn")]
    assert len(never) >= 2
    for each in never:
        text = page(each, forums)
        assert "<h2>Founded</h2>" not in text
        assert "Founded" not in text.partition("toc:")[0]
        assert "no end seen" not in text
        assert "<rect" not in text
        assert "was found (or there was none)" not in text
    text = text_of(forums, "d-tep")
    assert 'Proposed June 2022; never founded."' in text
    assert "<h2>Proposed</h2>" in text
    assert "10 members named in the proposal" in text
    assert "Dashed circle: only named in a proposal." in text
    assert "issue of the proposal" in text
    assert fate(one(forums, "g5-sahel").row) == "Founded 2014, ended."


def test_each_forum_outside_the_frame_has_its_true_reason(forums: Forums) -> None:
    found = {each.id: outside(each) for each in forums.forums if each.row["frame"] != "inside"}
    assert all(found.values())
    assert found["d-tep"] == "a study that no government took up"
    assert found["five-eyes"] == "founded in 1946"
    assert re.fullmatch(r"\d+ full members", found["artemis-accords"])
    assert not any(outside(each) for each in forums.forums if each.row["frame"] == "inside")
    unseen = one(forums, "aukus")
    assert outside(replace(unseen, row={**unseen.row, "frame": "outside_frame"})) == "named in a claim that we test"


def test_an_ended_forum_has_its_end_in_the_drawing(forums: Forums) -> None:
    text = text_of(forums, "g5-sahel")
    assert "To the line at the right: member until the forum’s end, 6 December 2023." in text
    assert "To the right edge: no end seen" not in text
    assert ">ended 6 Dec 2023<" in text
    assert finding(one(forums, "g5-sahel")) == "5 full members at the founding in 2014, 2 at the end in 2023"
    assert "To the right edge: no end seen." in text_of(forums, "aukus")


def test_a_legal_text_after_the_founding_is_not_the_founding(forums: Forums) -> None:
    text = text_of(forums, "aukus")
    assert '<th scope="row">Strongest legal text</th><td>treaty</td>' in text
    assert '<th scope="row">Legal text signed</th><td>22 November 2021</td>' in text


def test_a_disputed_member_is_marked_in_list_and_table(forums: Forums) -> None:
    text = text_of(forums, "brics")
    assert re.search(r'Saudi Arabia <a class="noted"', text)
    assert re.search(r'<th scope="row">Saudi Arabia <small class="noted">† <a href="#e11"', text)
    assert '<th scope="row">Brazil</th>' in text
    assert "†: a page says otherwise" in text
    assert "†" not in text_of(forums, "aukus")


def test_a_name_within_a_longer_one_is_no_dispute(forums: Forums) -> None:
    forum = one(forums, "brics")
    note = {
        **forum.evidence[0],
        "table": "minilateral_members",
        "conflict": "Nigerian pages and Guinea-Bissau differ.",
    }
    spell = {**forum.members[0], "minilateral_id": "brics"}
    for state, marked in (("NER", 0), ("GIN", 0), ("NGA", 0), ("GNB", 1)):
        made = {**spell, "state_id": state, "membership_id": f"brics.{state}.1"}
        found = replace(forum, members=[made], evidence=[{**note, "row_id": made["membership_id"]}])
        assert len(disputes(found, forums)) == marked, state


def test_members_stand_by_rank_then_date_then_english_name(forums: Forums) -> None:
    order = ordered(one(forums, "brics").members, forums.names)
    at = {state: place for place, state in enumerate(order)}
    assert order[:4] == ["BRA", "CHN", "IND", "RUS"]
    assert at["EGY"] < at["ETH"] < at["IRN"] < at["SAU"] < at["ARE"] < at["IDN"] < at["BLR"]


def test_long_lists_of_a_lesser_rank_fold(forums: Forums) -> None:
    forum = one(forums, "pacific-alliance")
    text = members(forum, forums)
    shown, folded = text.split('<details class="fold">')
    assert shown.count('class="who"') == 8  # four members on two screens
    count = len({each["state_id"] for each in forum.members if each["tier"] == "observer"})
    assert count > MANY
    assert f"<summary>+ {count} observers since 28 April 2011</summary>" in folded
    assert all(forums.names[each["state_id"]] in text for each in forum.members)


def test_sources_stand_in_the_order_of_their_numbers() -> None:
    assert re.findall(r">(\d+)<", links(["e1", "e18", "e19", "e2", "e2"])) == ["1", "2", "18", "19"]


def test_confidence_has_a_noun_at_first_use_and_in_captions(forums: Forums) -> None:
    text = text_of(forums, "g5-sahel")
    assert re.search(r"\] confidence (high|medium|low)</small>", text.partition('id="members"')[0])
    captions = re.findall("<caption>(.*?)</caption>", text)
    assert len(captions) == 4
    assert all("our confidence" in each for each in captions)


def test_small_words_are_right(forums: Forums) -> None:
    texts = [page(each, forums) for each in forums.forums]
    assert any("Also called BRIC. In the set because: chosen by hand." in each for each in texts)
    assert any(re.search("No date of a signature or of an entry into force was found", each) for each in texts)
    assert any(">1 first day is only a limit" in each for each in texts)
    assert not any(">1 first days" in each for each in texts)


def test_the_list_counts_full_members_apart_and_says_what_the_frame_is(forums: Forums) -> None:
    text = listing(forums)
    assert '<th scope="col">Full members</th><th scope="col">Others</th>' in text
    row = re.search(r'<tr><th scope="row"><a href="../forums/pacific-alliance.html">.*?</tr>', text)
    assert row
    assert re.findall(r"<summary>(.*?)</summary>", row[0]) == ["4", "64"]
    assert "10 named" in text
    assert text.index('id="frame"') < text.index("outside the frame</a>)")
    assert "left out of counts" not in text  # the list's own numbers hold them
    assert "do not.</p>" in text.partition('id="frame"')[2]


def test_ways_into_the_set_are_named_alike_and_add_up(forums: Forums) -> None:
    made = parts(forums)
    assert '<th scope="row">Drawn at random</th>' in made["forums-counts"]
    assert "purposive" not in made["forums-counts"]
    drawn = sum(each.row["selection"] == "sampled" for each in forums.forums)
    told = [int(each) for each in re.findall(r"\d+", chosen(forums).replace("<p>", ""))]
    every, hand, register, first, kept, stepped, marked = told
    assert every == len(forums.forums)
    assert marked == drawn == kept + stepped
    assert hand + drawn == len(forums.forums)
    assert first > kept
    assert register < hand


def test_the_coding_page_opens_with_what_the_data_say(forums: Forums) -> None:
    said = headline(forums)
    same = forums.consistency.loc[~forums.consistency["level"].isin(["share", "spells"]), "same"].astype(float)
    assert f"{same.min():.0%} to {same.max():.0%} of the codes" in said
    right = forums.errors["right"].value_counts()
    assert f"{right['no']} of the {right['no'] + right['yes']} that could be told were wrong" in said
    assert headline(replace(forums, consistency=pd.DataFrame(), errors=pd.DataFrame())) == ""
    assert passes(forums).count("<tr>") == 8


def test_numbers_dates_and_states_are_written_out_on_the_coding_page(forums: Forums) -> None:
    text = "".join(parts(forums).values())
    text = re.sub(r"<[^>]+>", " ", re.sub(r'(href|download)="[^"]*"', "", text))
    assert re.findall(r"\b\d{4}-\d\d-\d\d\b", text) == []
    assert [each for each in re.findall(r"(?<![\d,.])\d{4,}\b", text) if not re.fullmatch("(19|20)\\d\\d", each)] == []
    assert not re.search(r"\b[A-Z]{3} [A-Z]{3} [A-Z]{3}\b|\bAUH\b", text)
    assert "0.799" in text


def test_what_a_page_rests_on_stands_in_its_margin(forums: Forums) -> None:
    for text in (text_of(forums, "aukus"), facts(forums)):
        margin = text.partition("::: {.column-margin}\n")[2].partition("\n:::\n")[0]
        assert f"<dt>Data release</dt><dd>{forums.version}</dd>" in margin
        assert "Documents" in margin


def test_a_stale_reason_stops_the_page(forums: Forums) -> None:
    wrong = forums.outside.assign(explanation="The list differs; our founding is the first meeting (1966).")
    with pytest.raises(BrokenPage, match="1966"):
        parts(replace(forums, outside=wrong))


def test_dates_and_codes_in_prose() -> None:
    assert (
        linked("On 2016-12-20 (day), 1986-08 (month); 2007-08 stays")
        == "On 20 December 2016, August 1986; 2007-08 stays"
    )
    assert named("of RUS TUR, AND so on", {"RUS": "Russia", "TUR": "Türkiye"}) == "of Russia, Türkiye, AND so on"
