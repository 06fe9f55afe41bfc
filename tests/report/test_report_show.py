"""What a notebook calls: each figure with and without results, and the blocks that are no charts."""

import ast
import base64
import json
import math
import re
from pathlib import Path

import pytest
from made_up_results import MARGIN, SPEC, made_up, nothing

from entente.report import show
from entente.report.figure import Figure

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def log(share: float) -> float:
    return math.log1p(share)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_whatever_a_notebook_shows_is_offered(notebook: Path) -> None:
    cells = [cell for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    nodes = [node for cell in cells for node in ast.walk(ast.parse("".join(cell["source"])))]
    called = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "show"
    }
    assert called
    assert called <= set(show.__all__)


def test_the_answer_comes_with_its_badge_and_what_it_covers() -> None:
    made = show.answer(made_up(), MARGIN).html
    assert '<p class="badge-line">● supported' in made
    assert "Trade holds up after a quarrel about anything but trade: it is 3% lower" in made
    assert "TIES (Threat and Imposition of Economic Sanctions): sanctions threatened or imposed. It rests on" in made
    assert "not tested" in show.answer(nothing(), MARGIN).html


def test_facts_name_the_newest_release_or_say_what_is_not_known() -> None:
    assert "<dt>Data release</dt><dd>0.2.0</dd>" in show.facts(made_up(), ["0.1.0", "0.2.0"]).html
    assert show.facts(nothing()).html.count("not known yet") == 8


def test_the_source_line_names_the_release_if_there_is_one() -> None:
    assert show.source_line(made_up()).startswith("Events: GSDB and TIES. Trade: Correlates of War; inputs ")
    assert "Correlates of War; release 0.2.0; inputs" in show.source_line(made_up(), ["0.1.0", "0.2.0"])
    assert show.source_line(nothing()) == "There is no result yet."


def test_the_source_line_of_a_figure_on_the_headline_names_its_source_alone() -> None:
    assert show.source_line(made_up(), headline=True).startswith("Events: TIES. Trade:")


def test_figure_is_the_same_twice_and_can_be_read_without_scripts() -> None:
    first, second = (show.held_up(made_up(), MARGIN).html for _ in range(2))
    assert first == second
    assert '<img src="data:image/svg+xml' in first
    assert "<picture>" in first
    assert "<details" in first
    assert re.search(r'alt="After a quarrel about anything but trade[^"]*TIES: anything but trade 3% lower', first)
    csv = base64.b64decode(re.search(r'href="data:text/csv[^,]*,([^"]+)"', first)[1]).decode()  # type: ignore[index]
    assert csv.startswith("claim_id,source,group")
    assert "-0.03," in csv


@pytest.mark.parametrize("name", ["held_up", "variants", "companions", "leads", "assay"])
def test_figures_with_a_margin_say_when_there_is_nothing(name: str) -> None:
    assert "no result" in getattr(show, name)(nothing(), SPEC["margin"]).html


def alt_text(name: str) -> str:
    return str(re.findall(r'alt="([^"]*)"', getattr(show, name)(made_up(), MARGIN).html)[0])


def test_words_for_the_image_of_leads_name_each_row_once() -> None:
    said = alt_text("leads")
    assert "TIES, anything but trade: " in said
    assert "GSDB, anything but trade: " in said
    assert len(re.findall(r"\b(?:TIES|GSDB), ", said)) == said.count(": ")
    assert "supported" not in said  # no verdict rests on them


def test_words_for_the_images_of_other_readings_give_verdicts_where_there_are_any() -> None:
    assert re.search(r"The headline: 3% lower, at most 8% \(supported\)", alt_text("variants"))
    beside = alt_text("companions")
    assert "the headline: 3% lower, at most 8% (supported); " in beside
    assert beside.count("(") == 1


def test_words_for_the_image_of_the_assay_are_not_those_of_the_text_above() -> None:
    assert re.match(r"Bars, one for each loss .* With no loss: \d+% supported; ", alt_text("assay"))


@pytest.mark.parametrize("name", ["linkage", "embargoes"])
def test_figures_without_a_margin_say_when_there_is_nothing(name: str) -> None:
    assert "no result" in getattr(show, name)(nothing()).html


def test_counts_without_results_say_so() -> None:
    assert "no result" in show.counts(nothing(), needed=15).html


def test_an_estimate_without_a_verdict_is_no_headline() -> None:
    estimates = made_up().estimates.copy()
    estimates["verdict"] = estimates["verdict"].where(estimates["verdict"].isna(), "not_tested")
    made = show.held_up(made_up()._replace(estimates=estimates), MARGIN)
    assert "3% lower" not in made.html.split("</span>")[0]
    assert "No verdict" in made.html.split("</span>")[0]


def test_rows_without_effective_decisions_fall_short() -> None:
    estimates = made_up().estimates.copy()
    estimates.loc[estimates["group"] == "security", ["decisions", "effective_decisions"]] = float("nan")
    made = show.counts(made_up()._replace(estimates=estimates), needed=15).html
    assert "5 of 8 rows have 15 effective decisions or more; 2 have none at all" in made
    assert "no decision that the design can use" in made


@pytest.mark.parametrize(
    ("shares", "said"),
    [([-0.07, -0.18], "7% to 18% lower"), ([0.04, -0.1], "4% higher to 10% lower"), ([-0.05, -0.05], "5% lower")],
)
def test_a_range_of_readings_names_its_direction_once(shares: list[float], said: str) -> None:
    rows = made_up().estimates.iloc[: len(shares) + 1].copy()
    rows["quantity"] = ["holding_up", "disruption", "durability"]
    rows["headline"], rows["variant"] = True, "headline"
    rows[["source", "group"]] = rows[["source", "group"]].iloc[0].to_list()
    rows["estimate"] = [log(-0.5), *map(log, shares)]
    made = show.companions(made_up()._replace(estimates=rows), MARGIN)
    assert isinstance(made, Figure)
    assert made.title == f"Read in other ways, trade is {said}"
