import json
import re
from typing import Any

import pandas as pd
import pytest
from made_up_results import MARGIN, made_up, row

from entente.report import charts, claim_tables, tables
from entente.report.figure import figure, static_svg
from entente.report.intervals import COLUMNS, domain
from entente.report.margin import margins
from entente.report.tables import Column, html_table
from entente.report.theme import css_variables, night, tokens


def marks(chart: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(layer["mark"]["type"], layer["encoding"]) for layer in chart.to_dict()["layer"]]


def words_in(chart: Any) -> str:
    return json.dumps(chart.to_dict()["datasets"], ensure_ascii=False)


def test_headline_chart_has_dot_thin_line_thick_bound_band_and_zero() -> None:
    chart = charts.retained_share_chart(made_up().estimates, margin=MARGIN)
    drawn = marks(chart)
    assert any(kind == "rect" and enc["x2"]["field"] == "edge" for kind, enc in drawn)
    assert any(kind == "rule" and enc.get("x", {}).get("field") == "conf_low" for kind, enc in drawn)
    assert any(kind == "rule" and enc.get("x", {}).get("field") == "lower" for kind, enc in drawn)
    assert any(kind == "rule" and enc.get("x", {}).get("field") == "zero" for kind, enc in drawn)
    assert any(kind == "point" and enc["x"]["field"] == "estimate" for kind, enc in drawn)
    ends = ("conf_high", "upper")
    lines = [layer for layer in chart.to_dict()["layer"] if layer["encoding"].get("x2", {}).get("field") in ends]
    assert [(line["encoding"]["x"]["field"], line["encoding"]["x2"]["field"]) for line in lines] == [
        ("conf_low", "conf_high"),
        ("lower", "upper"),
    ]
    thin, thick = (line["mark"]["strokeWidth"] for line in lines)
    assert thin < thick


def test_band_carries_its_name_and_rows_their_labels_and_marks() -> None:
    said = words_in(charts.retained_share_chart(made_up().estimates, margin=MARGIN))
    for word in (
        "the 10% margin",
        "no change",
        "Human rights and democracy",
        "● supported",
        "for comparison: contradicted",
        "GSDB",
    ):
        assert word in said


def test_a_row_that_is_no_part_of_the_claim_is_muted_and_says_so() -> None:
    estimates = made_up().estimates.copy()
    estimates.loc[estimates["group"] == "security", "group"] = "trade_unimposed"
    spec = charts.retained_share_chart(estimates, margin=MARGIN).to_dict()
    rows = [row for rows in spec["datasets"].values() for row in rows if row.get("badge")]
    compared = [row for row in rows if row["label"].startswith("Trade itself")]
    assert compared
    assert {row["badge"].partition(": ")[0] for row in compared} == {"for comparison"}
    assert {row["colour"] for row in compared if "colour" in row} == {tokens()["light"]["muted"]}
    assert not any(row["badge"].startswith("for comparison") for row in rows if row not in compared)


def test_band_ends_at_the_strict_margin_whatever_it_is() -> None:
    chart = charts.retained_share_chart(made_up().estimates, margin={"strict": -0.2, "lenient": -0.3})
    assert "the 20% margin" in words_in(chart)
    edges = {row["edge"] for rows in chart.to_dict()["datasets"].values() for row in rows if "edge" in row}
    assert edges == {-0.2, -0.3}


def test_axis_holds_every_interval_and_the_margin() -> None:
    drawn = pd.DataFrame({"conf_low": [-0.32, None], "conf_high": [0.04, None]})
    assert domain(drawn, (-0.1, -0.15)) == (-0.4, 0.1)


def test_a_row_without_estimate_keeps_its_words() -> None:
    estimates = made_up().estimates.copy()
    figures = ["estimate", "lower", "upper", "conf_low", "conf_high"]
    estimates.loc[estimates["group"] == "security", figures] = float("nan")
    said = words_in(charts.retained_share_chart(estimates, margin=MARGIN))
    assert "no estimate" in said
    assert "Security" in said


def test_assay_chart_marks_every_large_share_and_the_margin() -> None:
    chart = charts.assay_chart(made_up().assay, margin=MARGIN, source="ties", group="off_trade")
    assert [kind for kind, _ in marks(chart)] == ["bar", "text", "text"]
    assert "the margin" in words_in(chart)
    assert '"mark": "●"' in words_in(chart)


def test_every_chart_is_one_view_with_its_inset() -> None:
    results = made_up()
    for chart in (
        charts.linkage_chart(results.estimates),
        charts.counts_chart(results.estimates, needed=15),
        charts.embargo_chart(results.embargoes),
        charts.leads_chart(results.estimates, margin=MARGIN),
        charts.variants_chart(results.estimates, margin=MARGIN, source="ties", group="off_trade"),
        charts.companions_chart(results.estimates, margin=MARGIN, source="ties", group="off_trade"),
    ):
        spec = chart.to_dict()
        assert "layer" in spec
        assert spec["usermeta"]["inset"] >= 0
        assert isinstance(spec["width"], int)


def test_colours_of_charts_are_tokens() -> None:
    text = json.dumps(charts.retained_share_chart(made_up().estimates, margin=MARGIN).to_dict())
    assert set(re.findall(r"#[0-9a-f]{6}", text)) <= set(tokens()["light"].values())


def test_static_image_answers_to_the_dark() -> None:
    svg = static_svg(charts.linkage_chart(made_up().estimates).to_dict(), 350)
    assert svg.startswith("<svg")
    assert "prefers-color-scheme:dark" in svg
    assert all(f'[fill="{light}"]' in svg for light in night())


def test_no_text_can_end_the_spec_or_the_page_early() -> None:
    estimates = made_up().estimates.copy()
    estimates["group"] = estimates["group"].replace("security", "</script><b>")
    chart = charts.retained_share_chart(estimates, margin=MARGIN)
    made = figure(chart, id="x", title="<b>", alt='"><b>', data=estimates.head(1), tables=[""], source="<i>")
    inside = made.html.split('class="chart-spec">')[1].split("</script>")[0]
    assert "Quarrel about" in inside
    assert json.loads(inside)["width"] > 0
    assert "<b>" not in made.html
    assert "<i>" not in made.html


def test_table_escapes_and_says_nothing_for_a_missing_value() -> None:
    frame = pd.DataFrame({"name": ['<b> & "x"'], "value": [float("nan")]})
    made = html_table(frame, {"name": Column("<h>"), "value": Column("Value", str, True)}, caption="<c>")
    assert "&lt;b&gt; &amp; &quot;x&quot;" in made
    assert "<b>" not in made
    assert "&lt;h&gt;" in made
    assert "&lt;c&gt;" in made
    assert '<th scope="row">' in made
    assert '<td class="n">–</td>' in made


def test_tables_head_their_rows_and_columns() -> None:
    found, basis = claim_tables.estimates_tables(made_up().estimates.head(2), caption="x")
    assert found.count('scope="row"') == basis.count('scope="row"') == 4
    assert '<th scope="col">Verdict</th>' in found
    assert "Pairs that quarrelled" in basis


def heads(table: str) -> list[str]:
    return re.findall(r'<th scope="col"[^>]*>(.*?)</th>', table)


def test_the_verdict_comes_right_after_the_estimate_and_its_basis_in_a_table_of_its_own() -> None:
    found, basis = claim_tables.estimates_tables(made_up().estimates.head(2).assign(reason="x"), caption="y")
    assert heads(found)[:5] == ["Events", "Quarrel about", "Trade", "Verdict", "Why"]
    assert heads(found)[-4:] == ["Lower bound, one-sided", "Upper bound, one-sided", "Interval from", "Interval to"]
    assert heads(basis)[2:5] == ["Pairs that quarrelled", "Pairs in all", "Crises"]
    assert not set(heads(found)[2:]) & set(heads(basis)[2:])


def test_sources_are_short_in_rows_and_named_in_full_once() -> None:
    found, _ = claim_tables.estimates_tables(made_up().estimates.head(2), caption="y")
    assert found.count('<th scope="row">TIES</th>') == 2
    assert "<caption>y. TIES: sanctions threatened or imposed</caption>" in found


def test_boxes_of_tables_have_the_names_of_their_captions() -> None:
    frame = pd.DataFrame({"name": ["a"]})
    made = tables.disclosure(*(html_table(frame, {"name": Column("N")}, caption=name) for name in ("A & b", "c")))
    assert re.findall(r'role="region" aria-label="([^"]*)"', made) == ["A &amp; b", "c"]


def test_flows_that_went_to_zero_have_a_table_of_their_own() -> None:
    dollars, flows = claim_tables.embargo_tables(made_up().embargoes)
    assert "Flows gone to zero" not in heads(dollars)
    assert heads(flows)[2:5] == [
        "Flows gone to zero",
        "Among the other pairs",
        "Difference from the same states’ other pairs",
    ]


def test_a_table_says_why_a_row_has_its_verdict() -> None:
    reason = "mechanical: the answer itself restricts trade"
    rows = pd.DataFrame([row(group="trade_imposed", verdict="not_tested", reason=reason), row()])
    made = claim_tables.change_table(rows, caption="x")
    assert '<th scope="col">Verdict</th><th scope="col">Why</th>' in made
    assert "<td>for comparison: not tested</td><td>the answer itself restricts trade</td>" in made
    assert "<td>● supported</td><td>–</td>" in made
    assert "Why" not in claim_tables.change_table(rows.assign(verdict=None), caption="x")


def test_margins_come_from_a_mapping_or_an_object() -> None:
    class Own:
        strict, lenient = -0.1, -0.2

    assert margins(Own()) == (-0.1, -0.2)
    assert margins(MARGIN) == (-0.1, -0.15)


def test_columns_of_intervals_are_all_drawn() -> None:
    assert set(COLUMNS) >= {"estimate", "lower", "upper", "conf_low", "conf_high"}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_stands_out_from_paper(mode: str) -> None:
    colours = tokens()[mode]
    for role in set(colours) - {"paper", "hairline", "band"}:
        high, low = sorted((luminance(colours[role]), luminance(colours["paper"])), reverse=True)
        assert (high + 0.05) / (low + 0.05) > 5.9, role  # PAGES: all text above 5.9


def test_style_variables_serve_a_reader_without_scripts() -> None:
    css = css_variables()
    assert "--supported-small-loss: #4a6b12;" in css
    assert "prefers-color-scheme: dark" in css
