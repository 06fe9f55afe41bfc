import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from entente.claims.fit import codes, fit_dollars, fit_logs, log_rows, outcome, weights, zero_sided

NAN = np.nan


def rows(*said: tuple[bool, str | None, float, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(said, columns=["treated", "decision_id", "pre", "post", "lead"])
    return frame.assign(disruption=frame["post"], durability=NAN)


def test_a_decision_counts_once_however_many_dyads_it_touches() -> None:
    frame = rows(*[(True, "x", 1, 1, 1)] * 3, (True, "y", 1, 1, 1), (False, None, 1, 1, 1))
    assert_allclose(weights(frame, "decision"), [1 / 3, 1 / 3, 1 / 3, 1, 1])
    assert_allclose(weights(frame, "dyad"), [1, 1, 1, 1, 1])
    assert codes(frame, "decision_id").tolist() == [0, 0, 0, 1, -1]


def test_logs_keep_rows_whose_windows_are_known_and_not_zero() -> None:
    frame = rows((True, "a", 1, 2, 3), (True, "b", 0, 2, 3), (False, None, 1, 0, 3), (False, None, 1, 2, NAN))
    assert log_rows(frame, "holding_up").index.tolist() == [0, 1]
    assert log_rows(frame, "holding_up")["pre"].tolist() == [1, 1]
    assert len(log_rows(frame, "lead")) == 1
    assert len(log_rows(frame, "durability")) == 0
    assert zero_sided(frame) == 1


def test_outcomes_by_hand() -> None:
    frame = rows((True, "a", 2, 8, 1)).assign(durability=16.0)
    expected = {"holding_up": 4, "disruption": 4, "durability": 8, "recovery": 2, "lead": 2}
    for quantity, ratio in expected.items():
        assert_allclose(outcome(frame, quantity), [np.log(ratio)])


def cell() -> pd.DataFrame:
    """All pairs of six states in one year; the pairs 01 and 23 of two decisions lose and gain by known shares."""
    pairs = [(a, b) for a in range(6) for b in range(a + 1, 6)]
    own = np.array([0.1, -0.2, 0.3, 0.0, -0.1, 0.2])
    frame = pd.DataFrame(pairs, columns=["a", "b"])
    treated = frame["a"].eq(0) & frame["b"].eq(1) | frame["a"].eq(2) & frame["b"].eq(3)
    gain = own[frame["a"]] + own[frame["b"]] + np.where(treated, np.where(frame["a"].eq(0), -0.5, -0.1), 0)
    decision = ("d" + frame["a"].astype("str")).where(treated)
    return frame.assign(
        year=2000, treated=treated, decision_id=decision, decider=decision, pre=10.0, post=10 * np.exp(gain)
    )


def test_effects_of_the_two_states_drop_out_and_each_decision_is_told_apart() -> None:
    found = fit_logs(cell(), "holding_up", "decision")
    assert found is not None
    assert_allclose(found.fit.estimate, -0.3)  # by symmetry the mean of the two
    assert found.per_decision.index.tolist() == ["d0", "d2"]
    # Least squares takes part of each loss for the states' own: the two differ less than .4 and have the mean -.3.
    assert_allclose(found.per_decision.mean(), -0.3)
    assert found.per_decision["d0"] < -0.3 < found.per_decision["d2"]


def test_nothing_is_said_where_nothing_is_treated() -> None:
    none = cell().assign(treated=False)
    assert fit_logs(none, "holding_up", "decision") is None
    assert fit_dollars(none) is None


@pytest.mark.parametrize("loss", [0.0, 0.3])
def test_the_traded_dollar_finds_a_common_loss(loss: float) -> None:
    frame = cell()
    post = frame["pre"] * np.where(frame["treated"], 1 - loss, 1.0)
    found = fit_dollars(frame.assign(post=post))
    assert found is not None
    assert_allclose(found.fit.estimate, np.log(1 - loss), atol=1e-7)
