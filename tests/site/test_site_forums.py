"""Pages of forums from a release of one made-up forum: every mark leads to its evidence, nothing needs a script."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from entente.datasets import minilaterals
from entente.datasets.forums.batch import other_members
from entente.read import load
from entente.release.write import write
from entente.site.forums.coding import parts
from entente.site.forums.listing import listing
from entente.site.forums.material import Forums, read_forums
from entente.site.forums.page import completeness, page, sureness
from entente.site.forums.timeline import timeline
from entente.site.forums.words import day
from entente.site.forums.write import write_forums
from entente.site.material import newest_release

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
    assert "2010s" in made["forums-counts"]


def test_what_is_measured_is_shown(root: Path) -> None:
    curated, results = root / "data" / "curated" / "minilaterals", root / "analysis" / "results"
    for folder in (curated, results):
        folder.mkdir(parents=True, exist_ok=True)
    rows = "example,member/JPN,a,a,yes,\nexample,member/AUS,a,b,no,\nexample,founded_on,a,,cannot_tell,\n"
    (curated / "error_check.csv").write_text("forum,fact,coded,found,right,note\n" + rows)
    (results / "minilaterals-consistency.csv").write_text(
        "variable,level,units,same,alpha,lower,upper,weak\nstatus,nominal,9,0.7,0.61,0.2,0.9,True\nregion,nominal,9,1,,,,False\n"
    )
    found = read_forums(root, newest_release(root))
    made = parts(found)
    assert "1 of 2 were wrong (50%), 1 could not be told" in made["forums-errors"]
    assert "0.20 to 0.90</td><td>weak" in made["forums-consistency"]
    assert "not defined" in made["forums-consistency"]
    for folder in (curated, results):
        for each in folder.iterdir():
            each.unlink()


def test_a_release_without_forums_has_no_pages(tmp_path: Path) -> None:
    assert read_forums(tmp_path, None) is None
    written = write_forums(None, tmp_path, "_generated")
    assert [path.suffix for path in written] == [".md"] * 6
    assert all("first release" in path.read_text() for path in written)


def test_pages_are_written_alike_twice(forums: Forums, tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in write_forums(forums, tmp_path / "a", "_generated")}
    again = {path.name: path.read_bytes() for path in write_forums(forums, tmp_path / "b", "_generated")}
    assert first == again
    assert "example.qmd" in first


def test_bars_end_where_spells_end(forums: Forums) -> None:
    drawn = timeline(forums.forums[0].members, forums.names, "2010-02-03", "2020-07-01")
    assert drawn.count("<rect") == 4
    assert "observer, 2011-03-01 to 2012-05-04" in drawn
    widths = [float(each) for each in re.findall(r'<rect[^>]* width="([\d.]+)"', drawn)]
    assert max(widths) == pytest.approx(510)  # from founding to end: the whole room


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


def test_frames_of_a_release_are_text(forums: Forums) -> None:
    assert isinstance(forums.consistency, pd.DataFrame)
    assert all(isinstance(value, str) for row in forums.forums[0].members for value in row.values())
