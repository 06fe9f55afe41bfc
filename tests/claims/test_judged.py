from dataclasses import fields
from typing import Any

import pandas as pd
import pytest

from entente.claims.judged import with_verdicts
from entente.claims.spec import Claim
from entente.results import ProjectionFit


def row(group: str, quantity: str, estimate: float | None, error: float = 0.02, **more: Any) -> dict[str, Any]:
    """Return one estimate with bounds at -+ 1.65 errors."""
    said: dict[str, Any] = {each.name: 1000.0 for each in fields(ProjectionFit) if each.name != "dyadic_raw"}
    said |= {"se_dyadic": error, "se_decision": 0.0, "se_jackknife": 0.0, "estimate": estimate, "std_error": error}
    said |= {"largest_decision_share": 0.01, "largest_decider_share": 0.01, "df": 999.0}
    bounds = {} if estimate is None else {"lower": estimate - 1.65 * error, "upper": estimate + 1.65 * error}
    return {"group": group, "variant": "headline", "quantity": quantity, **said, **bounds, **more}


def judged(claim: Claim, *rows: dict[str, Any], passed: bool = True) -> dict[tuple[str, str], tuple[str, str]]:
    found = with_verdicts(claim, pd.DataFrame(rows), {group.id: passed for group in claim.groups})
    words = zip(found["verdict"], found["verdict_lenient"], strict=True)
    return dict(zip(zip(found["group"], found["quantity"], strict=True), words, strict=True))


def test_only_the_headline_quantity_gets_a_word(claim: Claim) -> None:
    found = judged(
        claim, row("security", "holding_up", 0.0), row("security", "lead", 0.0), row("security", "dollar", 0.0)
    )
    assert found == {
        ("security", "holding_up"): ("supported", "supported"),
        ("security", "lead"): ("", ""),
        ("security", "dollar"): ("", ""),
    }


def test_a_loss_between_the_margins_and_a_lead_between_their_bands(claim: Claim) -> None:
    # -.12 +- .0165 lies below log(.9) = -.105 and above log(.85) = -.163.
    found = judged(claim, row("security", "holding_up", -0.125, 0.01), row("security", "lead", 0.0))
    assert found["security", "holding_up"] == ("contradicted", "supported_small_loss")
    # Leads up to .12 are inside the lenient band only, which does not count (rule 14).
    found = judged(claim, row("security", "holding_up", 0.0), row("security", "lead", 0.06, 0.036))
    assert found["security", "holding_up"] == ("cannot_tell", "cannot_tell")


def test_leads_are_adjusted_over_the_groups_that_get_a_word(claim: Claim) -> None:
    # t = 2.2 has p = .028: alone it is a slope, beside another group it is .056 and none.
    slope = row("security", "lead", 0.022, 0.01)
    cell = row("security", "holding_up", 0.0)
    assert judged(claim, cell, slope)["security", "holding_up"][0] == "not_tested"
    other = row("human_rights", "lead", 0.0)
    assert judged(claim, cell, slope, other)["security", "holding_up"][0] == "supported"
    mechanical = row("trade_imposed", "lead", 0.0)
    assert judged(claim, cell, slope, mechanical)["security", "holding_up"][0] == "not_tested"


@pytest.mark.parametrize(("dollar", "expected"), [(-0.4, "mixed"), (None, "supported")])
def test_the_groups_own_dollars_count(dollar: float | None, expected: str, claim: Claim) -> None:
    rows = [row("security", "holding_up", 0.0), row("security", "lead", 0.0), row("human_rights", "dollar", -0.9)]
    rows.append(row("security", "dollar", dollar))
    assert judged(claim, *rows)["security", "holding_up"][0] == expected


def test_a_failed_assay_a_mechanical_cell_and_no_estimate_are_not_tested(claim: Claim) -> None:
    rows = [row("security", "holding_up", 0.0), row("security", "lead", 0.0)]
    assert judged(claim, *rows, passed=False)["security", "holding_up"] == ("not_tested", "not_tested")
    found = judged(claim, row("trade_imposed", "holding_up", 0.0), row("off_trade", "holding_up", None))
    assert set(found.values()) == {("not_tested", "not_tested")}
