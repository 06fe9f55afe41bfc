import math
from dataclasses import replace

import pandas as pd
from made_up_results import SPEC, made_up, nothing, row

from entente.report import pick, sentences, titles
from entente.report.assayed import Check, share_bound
from entente.report.variables import variables
from entente.report.words import VERDICTS, in_words, share_ceiling, typeset


def log(share: float) -> float:
    return math.log1p(share)


def test_each_verdict_has_a_sentence_that_says_no_more_than_it() -> None:
    shape = {
        "group": "security",
        "estimate": log(-0.08),
        "lower": log(-0.14),
        "upper": log(-0.021),
        "reason": "design blind",
    }
    said = {name: sentences.verdict_sentence(row(verdict=name, **shape), strict=-0.10) for name in VERDICTS}
    assert said["supported"].endswith("it is 8% lower, at most 14%, so that a loss of 10% or more is excluded.")
    assert "small loss" in said["supported_small_loss"]
    assert said["contradicted"].endswith("it is 8% lower, at least 2%, beyond the margin of 10%.")
    assert "disagree" in said["mixed"]
    assert said["cannot_tell"].startswith("We cannot tell")
    assert "neither excluded nor established" in said["cannot_tell"]
    assert said["not_tested"] == "There is no verdict on trade after a quarrel about security: design blind."
    assert all("prove" not in sentence for sentence in said.values())
    failed = row(verdict="not_tested", **{**shape, "reason": "design blind: it did not pass its assay"})
    blind = sentences.verdict_sentence(failed, strict=-0.10)
    assert blind.endswith("our own test of the design, which must also find complete embargoes, was not passed.")
    fooled = Check(draws=100, wrong=11, allowed=1, seen=2, right=68, realised=0.08, passed=False)
    told = sentences.verdict_sentence(failed, strict=-0.10, checked=fooled)
    assert told.endswith(
        "when we put a loss of 10% into the figures on purpose, the method still said that trade holds up in 11 of 100 "
        "trials, and we allow at most 1."
    )
    missed = replace(fooled, wrong=1)
    assert sentences.verdict_sentence(failed, strict=-0.10, checked=missed) == blind


def test_assay_counts_both_words_for_survival_and_bounds_their_sum() -> None:
    frame = pd.DataFrame(
        {
            **{"source": "ties", "group": "off_trade", "draws": 100, "passed": False},
            "loss": [0.1, 0.1, 0.1, 0.0],
            "count": [1, 1, 98, 90],
            "verdict": ["supported", "supported_small_loss", "cannot_tell", "supported"],
            "upper": [0.05, 0.05, 1, 1],
            "realised_loss": [0.084, 0.084, 0.084, 0.0],
        }
    )
    said = sentences.assay(frame, source="ties", group="off_trade", strict=-0.10)
    # Clopper-Pearson for 2 of 100, one-sided 95%: 6.2% in any table of the binomial
    assert "in 2 of 100 draws. So few draws leave room for an error rate of up to 6.2%; it has to stay under 5%" in said
    assert said.endswith("which allows at most 1. The design did not pass this part of its assay.")
    sight = sentences.assay_sight(frame, source="ties", group="off_trade", strict=-0.10)
    assert "said “contradicted” in 0 of 100 draws; with no loss it said “supported” in 90." in sight
    assert sight.endswith("of a loss of 10% the estimate sees 8% on average.")


def test_a_title_on_the_assay_bounds_what_must_stay_below_the_limit() -> None:
    found = Check(draws=100, wrong=2, allowed=1, seen=2, right=68, realised=0.08, passed=False)
    assert titles.assay(found, -0.10) == (
        "With trade made to fall by 10%, the rule said “supported” in 2 of 100 draws. The upper bound of that share is "
        "6.2%; it must stay below 5%"
    )
    assert "is 4.7%; it must stay below 5%" in titles.assay(replace(found, wrong=1), -0.10)  # not 5%, below 5%
    assert [share_ceiling(share) for share in (0.05, 0.0501, 1.0)] == ["5.0%", "5.1%", "100.0%"]


def test_alt_text_of_the_assay_says_what_the_bars_show() -> None:
    frame = pd.DataFrame(
        [
            ("ties", "off_trade", 0.0, "supported", 0.83),
            ("ties", "off_trade", 0.0, "cannot_tell", 0.17),
            ("ties", "off_trade", 0.0, "mixed", 0.0),
            ("ties", "off_trade", 0.1, "supported_small_loss", 0.15),
            ("ties", "off_trade", 0.1, "contradicted", 0.85),
            ("ties", "off_trade", 0.3, "contradicted", 1.0),
            ("gsdb", "off_trade", 0.4, "mixed", 1.0),
        ],
        columns=["source", "group", "loss", "verdict", "share"],
    )
    assert sentences.assay_alt(frame, source="ties", group="off_trade", strict=-0.10) == (
        "Bars, one for each loss put in from 0% to 30%: the share of draws with each verdict. With no loss: 83% "
        "supported; 17% cannot tell. With a loss of 10%, the strict margin: 15% supported, small loss; 85% "
        "contradicted."
    )


def test_alt_text_tells_the_rows_to_compare_with_apart() -> None:
    rows = pd.DataFrame([row(group=name, verdict="supported") for name in ("security", "trade_unimposed")])
    said = sentences.interval_alt(rows)
    assert "security 3% lower, at most 8% (supported)" in said
    assert "threat not carried out 3% lower, at most 8% (for comparison: supported)" in said


def test_how_sure_sets_interval_bound_and_margins_apart() -> None:
    shape = {"estimate": log(-0.139), "lower": log(-0.2104), "conf_low": log(-0.223), "conf_high": log(-0.046)}
    found = row(verdict="not_tested", verdict_lenient="not_tested", **shape)
    assert sentences.how_sure(found, strict=-0.10, lenient=-0.15) == (
        "The best estimate is trade 14% lower, measured against the same two states’ other partners; no verdict rests "
        "on it. The 95% interval runs from 22% lower to 5% lower: it holds losses above and below the 10% that "
        "would matter (the strict margin). A loss of 22% or more is excluded (one-sided, at 95%). There is no "
        "verdict under the lenient margin, 15%, either."
    )
    narrow = row(**{**shape, "verdict": "supported", "conf_low": log(-0.05), "lower": log(0.01)})
    said = sentences.how_sure(narrow, strict=-0.10, lenient=-0.15)
    assert "from 5% lower to 5% lower; a loss is set against the 10% that would matter (the strict margin)." in said
    assert " Any loss is excluded (one-sided, at 95%)." in said


def test_the_lead_is_told_as_a_comparison_with_the_years_before() -> None:
    shape = {"estimate": log(-0.029), "conf_low": log(-0.081), "conf_high": log(0.026)}
    assert sentences.lead(row(**shape)) == (
        "In the years just before the quarrel, against the years before those, trade of these pairs was 3% lower "
        "(95% interval: from 8% lower to 3% higher)."
    )


def test_variants_are_introduced_before_they_are_counted() -> None:
    listed = [{"label": "a"}, {"label": "b", "added": "2026-11-23"}]
    said = variables(*made_up(), {**SPEC, "variant": listed})["variants_named"]
    assert said.startswith(
        "Other choices give two other readings. All but one were named in the spec before any estimate;"
    )
    assert "“B” on 23 November 2026, after" in said
    alone = variables(*made_up(), {**SPEC, "variant": listed[:1]})["variants_named"]
    assert alone == "Other choices give one other reading, named in the spec before any estimate."


def test_texts_of_a_spec_are_set_as_pages_are() -> None:
    assert typeset("below -10% since 2026-11-02") == "below −10% since 2 November 2026"
    assert typeset("1950-2005, one-sided") == "1950-2005, one-sided"
    assert [in_words(count) for count in (1, 9, 10)] == ["one", "nine", "10"]


def test_one_of_a_hundred_draws_may_be_wrong() -> None:
    assert share_bound(1, 100) < 0.05 < share_bound(2, 100)
    assert share_bound(100, 100) == 1


def test_restrictions_are_told_by_where_they_were_found() -> None:
    frame = pd.DataFrame(
        [
            ("ties", "total_embargo", "dollar", True),
            ("gsdb", "total_embargo", "dollar", True),
            ("ties", "total_embargo", "gone_to_zero", False),
            ("gsdb", "total_embargo", "gone_to_zero", False),
        ],
        columns=["source", "kind", "estimand", "found"],
    )
    said = sentences.embargoes(frame)
    assert said == ("A complete embargo is found in the traded dollar and not found in the flows that went to zero.")
    frame.loc[0, "found"] = False
    assert "found in the traded dollar of GSDB only" in sentences.embargoes(frame)


def test_linkage_names_what_the_partial_embargo_hides() -> None:
    said = sentences.linkage(row(estimate=0.28), row(estimate=0.14))
    assert "28% were answered" in said
    assert "(14% if partial embargoes, among them arms embargoes, are left out)" in said


def test_unlinked_cases_carry_their_label() -> None:
    assert sentences.unlinked(row(estimate=log(-0.03), lower=log(-0.08))).startswith("In the selected, unlinked cases")


def test_variables_are_strings_all_the_way_down() -> None:
    found = variables(*made_up(), SPEC)

    def leaves(value: object) -> list[object]:
        return [leaf for part in value.values() for leaf in leaves(part)] if isinstance(value, dict) else [value]

    assert all(isinstance(leaf, str) for leaf in leaves(found))
    assert found["headline"] == found["ties"]["off_trade"]


def test_headline_has_the_same_keys_with_and_without_a_result() -> None:
    empty, full = variables(*nothing(), SPEC)["headline"], variables(*made_up(), SPEC)["headline"]
    assert set(empty) == set(full)
    assert (
        "There is no verdict on trade after a quarrel about anything but trade: there is no result yet"
        in empty["answer"]
    )


def test_the_headline_is_the_cell_that_the_results_mark() -> None:
    estimates = made_up().estimates.copy()
    estimates["headline"] = (estimates["source"] == "gsdb") & (estimates["group"] == "security")
    assert pick.headline(estimates) == {"source": "gsdb", "group": "security"}
    found = pick.row(estimates, "holding_up")
    assert found is not None
    assert (found["source"], found["group"]) == ("gsdb", "security")
    assert variables(estimates, *made_up()[1:], SPEC)["headline"]["about"] == "security"


def test_a_changed_rule_is_told() -> None:
    changed = {**SPEC, "assay": {"required": "x", "amended": "2026-01-02, after a look: y."}}
    assert variables(*made_up(), changed)["assay_amended"] == "The rule was changed on 2 January 2026, after a look: y."
    assert variables(*made_up(), SPEC)["assay_amended"] == "The rule has not been changed since."


def test_an_estimate_without_a_verdict_is_no_answer() -> None:
    blind = row(verdict="not_tested", reason="design blind")
    assert "no verdict rests on it" in sentences.how_sure(blind, strict=-0.10, lenient=-0.15)
    assert "passes its own check" in sentences.change_our_mind(blind, strict=-0.10)
