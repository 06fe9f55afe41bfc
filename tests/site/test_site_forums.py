"""Pages of forums from a release of one made-up forum: every mark leads to its evidence, nothing needs a script."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from entente.datasets import minilaterals
from entente.datasets.forums import consistency
from entente.datasets.forums.batch import other_members
from entente.errors import BrokenPage
from entente.read import load
from entente.release.write import write
from entente.site.codebook import codebook
from entente.site.finish import put_beside
from entente.site.forums.coding import parts
from entente.site.forums.listing import listing
from entente.site.forums.material import Forums, read_forums
from entente.site.forums.page import completeness, page
from entente.site.forums.proof import sureness
from entente.site.forums.timeline import Axis, timeline
from entente.site.forums.words import VARIABLES, dates, day
from entente.site.forums.write import write_forums
from entente.site.material import Material, newest_release

BASE = ("states", "actors", "issues", "sources")
MADE_UP = Path(__file__).parents[1] / "datasets" / "forums"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository whose release holds one forum, its name full of characters that HTML minds."""
    folder = tmp_path_factory.mktemp("repository")
    text: dict[str, str] = {}
    exec((MADE_UP / "made_up_forum.py").read_text().partition("def forum_text")[0], text)
    batch = folder / "batch"
    batch.mkdir()
    forum = text["FORUM"].format(id="example", name="A <b> & B", alt="ET;X", founded="2010-02-03", second="JPN")
    (batch / "example.toml").write_text(forum.replace("Three states on", "<b>Three</b> states on"))
    made, problems = minilaterals.merge(batch)
    assert problems == ()
    frames = {**{name: load(name, local=False) for name in BASE}, **made, "other_members": other_members()}
    write(frames, "0.2.0", folder / "data")
    return folder


@pytest.fixture(scope="module")
def forums(root: Path) -> Forums:
    found = read_forums(root, newest_release(root))
    assert found is not None
    return found


class Tags(HTMLParser):
    """Collect ids, links and whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an opening tag."""
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [values["href"] or ""] if "href" in values else []
        if tag not in ("br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that a closing tag closes the last open one."""
        assert self.open.pop() == tag


def body(text: str) -> str:
    found = re.search(r"```\{=html\}\n(.*)\n```", text, flags=re.DOTALL)
    assert found
    return found[1]


def test_every_mark_leads_to_its_evidence(forums: Forums) -> None:
    tags = Tags(body(page(forums.forums[0], forums)))
    within = [each[1:] for each in tags.links if each.startswith("#")]
    assert len(within) >= 10
    assert set(within) <= set(tags.ids)
    assert len(tags.ids) == len(set(tags.ids))
    assert [each for each in tags.open if each != "path"] == []


def test_every_coded_fact_has_a_mark(forums: Forums) -> None:
    forum = forums.forums[0]
    text = page(forum, forums)
    # Founded, ended, status, a feature; 4 entries and 1 exit; 1 issue; 1 meeting.
    assert text.count('class="proof"') == 11
    assert sum(sureness(forum).values()) == 12  # the founding issue has its mark on the agenda
    assert completeness(forum) == (1, 8)


def test_every_column_has_a_head(forums: Forums) -> None:
    for text in (page(forums.forums[0], forums), listing(forums), *parts(forums).values()):
        assert '<th scope="col"></th>' not in text


def test_names_are_escaped_and_nothing_needs_a_script(forums: Forums) -> None:
    text = page(forums.forums[0], forums)
    assert "<b>" not in body(text)
    assert "<script" not in text
    assert 'title: "A <b> & B"' in text
    assert "data:text/csv;base64," in text


def test_filters_are_links_to_what_is_there(forums: Forums) -> None:
    text = body(listing(forums))
    tags = Tags(text.partition("<script>")[0] + text.partition("</script>")[2])
    within = {each[1:] for each in tags.links if each.startswith("#")}
    assert {"region-asia_pacific", "status-ended", "issue-energy"} == within
    assert within <= set(tags.ids)
    assert tags.links.count("../forums/example.html") == 4


def test_what_is_not_measured_is_said(forums: Forums) -> None:
    made = parts(forums)
    assert "Not yet measured" in made["forums-consistency"]
    assert "Not yet measured" in made["forums-errors"]
    assert "Not yet compared" in made["forums-outside"]
    assert "not been read a second time" in made["forums-reading"]
    assert "href" not in made["forums-files"]
    assert "2010s" in made["forums-counts"]


AGREED = "variable,level,units,same,alpha,lower,upper,weak,alpha_sample,alpha_rest\n"
MEASURED = AGREED + (
    "founded_on,nominal,9,0.7,0.61,0.2,0.9,True,0.55,0.66\nsecretariat,nominal,9,0.7,0.5,0.2,0.9,True,0.5,0.5\n"
    "funding,nominal,9,1,,,,False,,\nlater_entries,spells,1390,0.75,,,,,,\nexits,spells,0,,,,,,,\n"
    "spells_of_first,spells,44,0.5,,,,,,\nspells_of_second,spells,33,0.25,,,,,,\n"
    "addresses_cited,share,80,0.6,,,,,,\n"
)
CHECKED = "forum,fact,coded,found,right,note\n"
REREAD = "minilateral_id,field,before,after,result,reason\n"

Reread = Callable[..., Forums]


@pytest.fixture
def reread(root: Path) -> Iterator[Reread]:
    """Return a function that reads the forums again with made-up files: agreement, error check, second reading."""
    curated, results = root / "data" / "curated" / "minilaterals", root / "analysis" / "results"
    for folder in (curated, results):
        folder.mkdir(parents=True, exist_ok=True)

    def again(*, measured: str = "", checked: str = "", read: str = "", log: str = "") -> Forums:
        kept = {
            curated / "adjudication.csv": log,
            results / "minilaterals-consistency.csv": measured,
            curated / "error_check.csv": checked,
            curated / "second_reading.csv": read,
        }
        for path, text in kept.items():
            path.unlink(missing_ok=True)
            if text:
                path.write_text(text, encoding="utf-8")
        found = read_forums(root, newest_release(root))
        assert found is not None
        return found

    yield again
    again()


def line(text: str, head: str) -> list[str]:
    """Return the cells of the first table row with a head."""
    found = re.search(rf'<tr><th scope="row">{re.escape(head)}</th>(.*)</tr>', text)
    assert found, head
    return re.findall(r"<td>(.*?)</td>", found[1].replace("\u00a0", " "))


def test_agreement_is_shown_and_weak_variables_are_named(reread: Reread) -> None:
    made = parts(reread(measured=MEASURED))["forums-consistency"]
    assert line(made, "Founding date, as exact as coded")[1:] == ["0.610", "0.20 to 0.90", "0.55", "0.66", "weak"]
    assert line(made, "Funding") == ["100%", "not defined: no code differs", "–", "–", "–", "–"]
    assert "<caption>Two codings of the same 9 forums</caption>" in made
    assert "the first cites 60% for the same forum" in made
    assert "1,390 later entries have an exact date in both codings; 75% of those dates agree." in made
    assert "exits" not in made  # none that both date
    assert "the second has 50%, with the same member in the same rank; of 33 in the second the first has 25%" in made
    assert "entries" not in "".join(re.findall("<tr>.*?</tr>", made)).lower()
    assert 'id="readings"' in made  # where every mark leads


def test_every_column_of_a_reread_set_has_a_head(reread: Reread) -> None:
    assert all('<th scope="col"></th>' not in text for text in parts(reread(measured=MEASURED)).values())


def test_weak_variables_are_marked_on_a_forums_page(reread: Reread) -> None:
    found = reread(measured=MEASURED)
    text = body(page(found.forums[0], found))
    assert text.count('class="weak"') == 2
    assert re.search(r"<h2>Founded</h2><p>3 February 2010 <small", text)
    assert re.search(r'<th scope="row">Secretariat <small class="weak">\(<a href="[^"]*"', text)
    assert '<th scope="row">Funding</th>' in text
    assert text.count('id="weak-note"') == 1
    assert 'aria-describedby="weak-note"' in text
    assert (
        "in our check two coders often disagreed on the exact founding day (and so on the first day of founding "
        "members and issues) and on what else bears this mark" in text
    )
    assert Tags(text).links.count("../notebooks/minilaterals-coding.html#readings") == 3


def test_a_forums_page_says_what_kind_of_coder_it_had(reread: Reread) -> None:
    found = reread(measured=MEASURED)
    text = body(page(found.forums[0], found))
    assert '<a href="../notebooks/minilaterals-coding.html">automated reading</a> of published pages; no human' in text


LOGGED = "minilateral_id,variable,coder_a,coder_b,decision,reason\n"


def test_where_two_codings_differed_is_told_with_the_decision(reread: Reread) -> None:
    found = reread(
        log=LOGGED
        + "example,founded_on,2010-02,2010-02-03,2010-02-03,The text & its date.\n"
        + "example,founding_members,AUS JPN,AUS,AUS JPN,Both signed.\nexample,end_mode,(none),lapsed,,\n"
        + "example,status,stillborn,ended,ended,They met.\nother,status,active,ended,ended,No.\n"
    )
    text = body(page(found.forums[0], found))
    assert "differed in 4 of 17 codes" in text
    told = re.findall("<li>(.*?)</li>", text[text.index("two-codings") :])
    assert told[:4] == [
        "Founding date, as exact as coded: A February 2010, B 3 February 2010; "
        "decided <strong>3 February 2010</strong>. The text &amp; its date.",
        "Founding members: A Australia, Japan, B Australia; decided <strong>Australia, Japan</strong>. Both signed.",
        "How it ended: A nothing, B lapsed; not decided yet.",
        "Status: A announced, never met, B ended; decided <strong>ended</strong>. They met.",
    ]
    assert "No." not in text
    assert "two-codings" not in body(page(found.forums[0], reread()))


def test_every_variable_that_is_compared_has_words() -> None:
    assert list(VARIABLES) == [each.name for each in consistency.VARIABLES]


def test_the_evidence_names_a_later_coder(forums: Forums) -> None:
    found = forums.forums[0]
    later = replace(found, evidence=[{**row, "coder": "B"} for row in found.evidence])
    assert "taken over from the second coding" not in page(found, forums)
    assert page(later, forums).count("taken over from the second coding") == 2


def test_what_is_weak_comes_from_the_file(reread: Reread) -> None:
    found = reread(
        measured=AGREED + "funding,nominal,9,0.7,0.5,0.2,0.9,True,,\nlast_sign_year,interval,9,0.7,0.5,0.2,0.9,True,,\n"
    )
    text = body(page(found.forums[0], found))
    assert re.search(r'<th scope="row">Funding <small class="weak">', text)
    assert text.count('class="weak"') == 1
    assert "exact founding day" not in text
    assert "often disagreed on the year of the last sign of life and on what else bears this mark;" in text


def test_without_weak_variables_there_is_no_mark(forums: Forums) -> None:
    assert "weak" not in page(forums.forums[0], forums)
    assert "weak" not in listing(forums)


def test_weak_columns_and_filters_of_the_list_are_marked(reread: Reread) -> None:
    found = reread(measured=MEASURED + "status,nominal,9,0.7,0.5,0.2,0.9,True\n")
    text = body(listing(found))
    assert text.count('<th scope="col">Founded or proposed <small class="weak">') == 1
    assert text.count("<span>By status <small") == 1
    assert "<span>By region:" in text
    assert text.count('class="weak"') == 3  # the founding date; the status as a filter and as a column
    assert text.count('id="weak-note"') == 1
    assert "secretariat" not in text  # not shown here


def test_weak_design_features_are_marked_on_the_coding_page(reread: Reread) -> None:
    made = parts(reread(measured=MEASURED))["forums-weakest"]
    assert made.count('class="weak"') == 1
    assert made.count('id="weak-note"') == 1


def test_weak_columns_are_marked_in_the_codebook(reread: Reread) -> None:
    fields = [{"name": name, "type": "string"} for name in ("founded_on", "secretariat", "funding")]
    tables = [{"name": name, "title": name, "schema": {"fields": fields}} for name in ("minilaterals", "treaties")]
    package = {"version": "9.9.9", "resources": tables}
    made = codebook(Material({}, [], package, {}, reread(measured=MEASURED)))
    ours, others = made.split('id="codebook-treaties"')
    assert ours.count('class="weak"') == 2
    assert ours.count('id="weak-note"') == 1
    assert '<th scope="row">funding</th>' in ours
    assert "weak" not in others
    assert "weak" not in codebook(Material({}, [], package, {}, None))


SECOND = REREAD + (
    "example,founded_on,2010,2010-02-03,refined,\n"
    "example,founding_members,AUS JPN,AUS JPN,confirmed,\n"
    "example,member/JPN,2011-03-01 not_later_than,2011-05-02,changed,See <b>: https://a.example/x?y=1&z=2.\n"
    "example,member/AUS,2011-03-01 not_later_than,2011-05-02,changed,See <b>: https://a.example/x?y=1&z=2.\n"
    "example,member/KOR,2012,2012,confirmed,\n"
    "example,member/KOR/observer,,2011,added,\n"
    "example,member/KOR/observer/valid_to,2012,2013,changed,Left later.\n"
    "example,member/USA/valid_to,2013,2013,not reread,\n"
    "gone-forum,status,active,active,confirmed,\n"
    "gone-forum,ended_on,,2019,added,\n"
)


def test_the_second_reading_is_counted_by_kind(reread: Reread) -> None:
    made = parts(reread(read=SECOND))["forums-reading"]
    # Rows, wrong among confirmed, made more exact and corrected; confirmed, more exact, corrected, added, not settled.
    assert line(made, "Founding date") == ["1", "0 of 1 (0%)", "0", "1", "0", "0", "0"]
    assert line(made, "Founding members") == ["1", "0 of 1 (0%)", "1", "0", "0", "0", "0"]
    assert line(made, "Later entry") == ["4", "2 of 3 (67%)", "1", "0", "2", "1", "0"]
    assert line(made, "Exit") == ["2", "1 of 1 (100%)", "0", "0", "1", "0", "1"]
    assert line(made, "Status") == ["1", "0 of 1 (0%)", "1", "0", "0", "0", "0"]
    assert line(made, "End") == ["1", "none told", "0", "0", "0", "1", "0"]
    assert line(made, "All") == ["10", "3 of 7 (43%)", "3", "1", "3", "2", "1"]
    assert "2 forums were read again, and 10 facts noted." in made
    assert "came later" not in made


def test_what_the_second_reading_corrected_is_listed(reread: Reread) -> None:
    found = reread(read=SECOND)
    made = parts(found)["forums-reading"]
    assert made.count("<li>") == 2  # two entries with the same values and reason stand together
    assert "entry of Japan, Australia: not later than 1 March 2011, now 2 May 2011" in made
    assert f"exit as observer of {found.names['KOR']}: 2012, now 2013. Left later." in made
    assert '<a href="https://a.example/x?y=1&amp;z=2">a.example</a>.' in made
    assert "<b>" not in made
    assert '<a href="../forums/example.html">' in made


def test_forums_that_came_later_are_counted(reread: Reread) -> None:
    made = parts(reread(read=REREAD + "gone-forum,status,active,active,confirmed,\n"))["forums-reading"]
    assert "1 of the release’s forums came later" in made


@pytest.mark.parametrize("row", ["example,flag,a,b,changed,", "example,status,a,b,perhaps,", "example,member,,,added,"])
def test_a_row_of_the_second_reading_that_nobody_classified_stops(reread: Reread, row: str) -> None:
    with pytest.raises(BrokenPage, match="example"):
        parts(reread(read=REREAD + row + "\n"))


FACTS = (
    ("example,founded_on,2010-02-03 (day),a page,yes,", "1"),
    ("example,member JPN core,2011 (year),a page | https://b.example/c,no,not the day", "1"),
    ("example,member KOR observer leaves,2012,,cannot_tell,no page", ""),
    ("example,ended_on,2020,,yes,a year only", "2"),
    ("example,member AUS core,2010,,,", "2"),
)


def test_both_rounds_of_the_error_check_are_apart(reread: Reread) -> None:
    rows = "".join(f"{row},{number}\n" for row, number in FACTS)
    made = parts(reread(checked=CHECKED.replace("note", "note,round") + rows))["forums-errors"]
    first, second = made.split("<h3>Second round</h3>")
    # Drawn, wrong among those told; right, wrong, could not be told, (not checked yet).
    assert line(first, "Founding date") == ["1", "0 of 1 (0%)", "1", "0", "0"]
    assert line(first, "Member’s entry") == ["1", "1 of 1 (100%)", "0", "1", "0"]
    assert line(first, "Exit or end") == ["1", "none told", "0", "0", "1"]
    assert line(first, "All") == ["3", "1 of 2 (50%)", "1", "1", "1"]
    assert line(second, "All") == ["2", "0 of 1 (0%)", "1", "0", "0", "1"]
    assert "saw the coded values" in first
    assert "answered blind" in second
    assert first.count("<li>") == 2
    assert "entry of Japan as full member, coded 2011 (year): <strong>wrong</strong>. Note: not the day." in first
    assert 'Found: a page: <a href="https://b.example/c">b.example</a>.' in first
    assert "<strong>could not be told</strong>. Note: no page." in first
    assert "<details>" not in first
    assert "<summary>Right, with a note (1)</summary>" in second
    assert "end, coded 2020: <strong>right</strong>. Note: a year only." in second
    assert second.count("<li>") == 1


def test_an_error_check_without_rounds_is_the_first(reread: Reread) -> None:
    made = parts(reread(checked=CHECKED + "".join(f"{row}\n" for row, _ in FACTS[:4])))["forums-errors"]
    assert line(made, "All") == ["4", "1 of 3 (33%)", "2", "1", "1"]
    assert "First round" in made
    assert "Second round" not in made


@pytest.mark.parametrize("row", ["example,flag,,,yes,,1", "example,ended_on,,,maybe,,1", "example,ended_on,,,yes,,9"])
def test_a_row_of_the_error_check_that_nobody_classified_stops(reread: Reread, row: str) -> None:
    with pytest.raises(BrokenPage, match="example"):
        parts(reread(checked=CHECKED.replace("note", "note,round") + row + "\n"))


def test_the_rows_behind_the_passes_are_offered_as_they_are_kept(reread: Reread, tmp_path: Path) -> None:
    made = parts(reread(read=SECOND))["forums-files"]
    assert 'download="second_reading.csv"' in made
    assert "error_check" not in made  # not there
    put_beside(made, tmp_path, "../")
    assert [path.read_text(encoding="utf-8") for path in (tmp_path / "figures").iterdir()] == [SECOND]


def test_a_release_without_forums_has_no_pages(tmp_path: Path) -> None:
    assert read_forums(tmp_path, None) is None
    written = write_forums(None, tmp_path, "_generated")
    assert [path.suffix for path in written] == [".md"] * 12
    assert all("first release" in path.read_text() for path in written)


def test_pages_are_written_alike_twice(forums: Forums, tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in write_forums(forums, tmp_path / "a", "_generated")}
    again = {path.name: path.read_bytes() for path in write_forums(forums, tmp_path / "b", "_generated")}
    assert first == again
    assert "example.qmd" in first


ENDED = Axis("2010-02-03", "2020-06-30", "founded 3 February 2010", "ended 30 June 2020", ended=True)


def drawing(found: Forums, screen: str, axis: Axis = ENDED) -> str:
    """Return a drawing of the made-up forum for one width of screen."""
    both = timeline(found.forums[0].members, found.names, axis, "Three members.")
    (drawn,) = re.findall(rf'<svg class="forum-time {screen}".*?</svg>', both)
    return str(drawn)


@pytest.mark.parametrize(("screen", "room"), [("wide", 382), ("narrow", 338)])
def test_bars_end_where_spells_end(screen: str, room: float, forums: Forums) -> None:
    drawn = drawing(forums, screen)
    assert drawn.count("<rect") == 4
    assert "observer, March 2011 to 4 May 2012" in drawn
    assert drawn.count("full member, 3 February 2010 to ended 30 June 2020") == 2
    widths = [float(each) for each in re.findall(r'<rect[^>]* width="([\d.]+)"', drawn)]
    assert max(widths) == pytest.approx(room)  # from founding to end: the whole room


@pytest.mark.parametrize("screen", ["wide", "narrow"])
def test_both_ends_of_the_axis_are_named_and_an_end_is_drawn(screen: str, forums: Forums) -> None:
    drawn = drawing(forums, screen)
    assert re.findall(r'class="end">([^<]+)<', drawn) == ["founded 3 Feb 2010", "ended 30 Jun 2020"]
    assert drawn.count('class="over"') == 1
    # Three spells known to the day at their beginning, three at the forum's end, one that became another.
    assert drawn.count('class="tick"') == 7
    living = drawing(forums, screen, replace(ENDED, last_words="coded 1 July 2020", ended=False))
    assert 'class="over"' not in living


def test_text_is_not_shrunk_on_a_wide_screen(forums: Forums) -> None:
    drawn = drawing(forums, "wide")
    assert 'viewBox="0 0 608 ' in drawn  # the column of text, 38rem
    assert 'font-size="13"' in drawn


def test_members_of_a_forum_that_never_met_are_dots(forums: Forums) -> None:
    one_day = Axis("2010-02-03", "2010-02-03", "proposed 3 February 2010", "last act 3 February 2010", dots=True)
    named = replace(forums.forums[0], members=[{**row, "tier": "named"} for row in forums.forums[0].members[:1]])
    drawn = timeline(named.members, forums.names, one_day, "One member.")
    assert drawn.count("<circle") == 2  # one for each screen
    assert drawn.count("stroke-dasharray") == 2
    assert "<rect" not in drawn
    assert re.findall(r'class="end">([^<]+)<', drawn) == ["proposed 3 Feb 2010"] * 2  # one day has one end


def test_on_a_phone_names_stand_above_their_bars(forums: Forums) -> None:
    drawn = drawing(forums, "narrow")
    names = [float(each) for each in re.findall(r'<text x="0" y="([\d.]+)" class="who"', drawn)]
    bars = sorted({float(each) for each in re.findall(r'<rect x="[\d.]+" y="([\d.]+)"', drawn)})
    assert len(names) == 3
    assert all(any(4 <= bar - name <= 12 for bar in bars) for name in names)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (("2021-09-15", "day"), "15 September 2021"),
        (("2022-06-01", "month"), "June 2022"),
        (("2022-01-01", "year", "not_later_than"), "not later than 2022"),
        (("", ""), ""),
    ],
)
def test_dates_as_well_as_they_are_known(given: tuple[str, ...], written: str) -> None:
    assert day(*given) == written


def test_dates_within_a_text_are_written_alike() -> None:
    assert (
        dates("2012-05-04 or 2012-05, once 1990-03-01 (month); 2013") == "4 May 2012 or May 2012, once March 1990; 2013"
    )


def test_frames_of_a_release_are_text(forums: Forums) -> None:
    assert isinstance(forums.consistency, pd.DataFrame)
    assert all(isinstance(value, str) for row in forums.forums[0].members for value in row.values())
