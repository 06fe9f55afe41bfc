"""A loss that was put in comes out again, through the whole chain from flows to fit, on the release."""

import math
from dataclasses import replace

import numpy as np
import pytest

from entente.claims.data import TradeData
from entente.claims.fit import fit_logs
from entente.claims.sample import build_sample, cell
from entente.claims.spec import Claim


@pytest.mark.parametrize("loss", [0.2])
def test_an_injected_loss_is_recovered(loss: float, claim: Claim, data: TradeData) -> None:
    """Scale both directions of t+1..t+3 of the treated: each row moves by log(1 - loss), and so does the estimate."""
    group, source = claim.group("human_rights"), claim.sources[0]
    rows = cell(build_sample(claim, data, source), group)
    before = fit_logs(rows, "holding_up", "decision")
    hit = rows[rows["treated"]]
    scale = np.ones_like(data.flows)
    for step in (1, 2, 3):
        scale[:, hit["dyad"], hit["place"] + step] = 1 - loss
    hurt = cell(build_sample(claim, replace(data, flows=data.flows * scale), source), group)
    after = fit_logs(hurt, "holding_up", "decision")
    assert before is not None
    assert after is not None
    assert after.fit.treated_rows == before.fit.treated_rows
    # A few controls are the same pairs six years later, with one hurt year before them: a trace may move.
    assert after.fit.estimate - before.fit.estimate == pytest.approx(math.log(1 - loss), abs=1e-3)
