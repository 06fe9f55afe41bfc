"""What a result means: no more than its verdict says, and chance is named where one draw decides."""

import math

import pandas as pd
import pytest
from made_up_results import SPEC, made_up, nothing, row

from entente.report import meaning
from entente.report.sentences import change_our_mind, verdict_sentence
from entente.report.variables import variables
from entente.report.words import UNLEVEL, VERDICTS


def meant(name: str, reason: str = "") -> str:
    return meaning.for_policy(row(verdict=name, reason=reason, share_beyond_margin=0.34), strict=-0.10)


def test_each_verdict_means_something_for_policy() -> None:
    said = {name: meant(name) for name in VERDICTS}
    assert len(set(said.values())) == len(VERDICTS)
    single = (
        " That is the average: after 34% of the decisions trade fell by more, some of it by ordinary ups and downs."
    )
    assert said["supported"] == "On average a loss of 10% or more need not be reckoned with." + single
    assert said["supported_small_loss"].endswith("one of 10% or more need not be." + single)
    assert said["cannot_tell"].endswith("the data neither exclude nor establish it.")
    assert said["contradicted"] == (
        "On average a loss of more than 10% has to be reckoned with. Whether it comes from the quarrel is not known."
    )
    assert said["mixed"].startswith("It depends on what is counted, pairs of states or dollars:")
    assert said["not_tested"] == "No plan can rest on this answer: there is no verdict on the question."


@pytest.mark.parametrize("share", [0.0, float("nan")])
def test_no_single_case_is_spoken_of_where_none_fell_by_more(share: float) -> None:
    said = meaning.for_policy(row(verdict="supported", share_beyond_margin=share), strict=-0.10)
    assert said == "On average a loss of 10% or more need not be reckoned with."


def test_an_excluded_loss_is_not_said_to_be_possible() -> None:
    """The verdict is withheld because the years before are not shown to be level, though the bound excludes a loss."""
    shown = row(verdict="cannot_tell", reason=f"{UNLEVEL}: a loss may have begun earlier", lower=-0.07)
    assert "10% or more in the years after is excluded" in meaning.for_policy(shown, strict=-0.10)
    assert "a loss of 10% is excluded, but it may have begun before the quarrel." in verdict_sentence(
        shown, strict=-0.10
    )
    assert "Years before the quarrel" in change_our_mind(shown, strict=-0.10)


def test_a_method_that_failed_its_check_is_ground_for_neither_answer() -> None:
    said = meant("not_tested", "design blind: it did not pass its assay")
    assert "no ground for saying that trade is safe from such a quarrel, nor for saying that it is not" in said
    assert "34%" not in said


def test_leaving_out_linked_quarrels_is_set_beside_all_of_them() -> None:
    every = row(estimate=math.log(0.86), lower=math.log(0.785), verdict="not_tested")
    apart = row(estimate=math.log(0.93), lower=math.log(0.86))
    said = meaning.selected(every, apart)
    assert said.startswith("After all quarrels about anything but trade, trade is 14% lower")
    assert (
        "is 14% lower, at most 22%; after those that no trade instrument answered it is 7% lower, at most 14%." in said
    )
    assert "No verdict rests on either, and whether the two differ by more than chance was not tested." in said
    assert "No verdict" not in meaning.selected(row(), apart)
    assert meaning.selected(every, None) == meaning.selected(every, row(estimate=float("nan"))) == ""


def drawn(source: str, wrong: int, *, passed: bool) -> list[dict[str, object]]:
    shape = {"source": source, "group": "security", "draws": 100, "realised_loss": 0.08, "passed": passed}
    return [
        {**shape, "loss": 0.1, "verdict": "supported", "count": wrong},
        {**shape, "loss": 0.0, "verdict": "supported", "count": 90},
    ]


def test_rows_that_one_draw_decided_are_named() -> None:
    frame = pd.DataFrame([*drawn("ties", 1, passed=True), *drawn("gsdb", 2, passed=False)])
    assert meaning.assay_rows(frame, strict=-0.10) == (
        "Each row is checked by itself: one of two passed. Where one draw decides, others might have decided "
        "otherwise: “TIES, security” passed with 1 wrong of 100 (1 allowed); “GSDB, security” failed with 2 wrong of "
        "100 (1 allowed)."
    )
    clear = pd.DataFrame([*drawn("ties", 0, passed=True), *drawn("gsdb", 15, passed=False)])
    assert meaning.assay_rows(clear, strict=-0.10) == "Each row is checked by itself: one of two passed."
    assert meaning.assay_rows(nothing().assay, strict=-0.10) == ""


def test_pages_get_what_a_result_means_with_and_without_one() -> None:
    with_results = variables(*made_up(), SPEC)
    assert with_results["headline"]["meaning"].startswith("On average")
    assert with_results["assay_rows"].startswith("Each row is checked by itself:")
    without = variables(*nothing(), SPEC)
    assert without["headline"]["meaning"] == "No plan can rest on this answer: there is no verdict on the question."
    assert (without["headline"]["selected"], without["assay_rows"]) == ("", "")
