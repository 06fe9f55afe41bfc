import numpy as np
from numpy.testing import assert_allclose

from entente.models.simulate import simulate_panel


def test_a_panel_is_what_was_asked_for() -> None:
    panel = simulate_panel(
        np.random.default_rng(0), states=12, periods=5, decisions=20, deciders=4, members=3, effect=-9
    )
    assert (panel.a < panel.b).all()
    assert len(np.unique(np.column_stack([panel.period, panel.a, panel.b]), axis=0)) == len(panel.y)
    assert ((panel.decision >= 0) == panel.treated).all()
    assert ((panel.decider >= 0) == panel.treated).all()
    sums = np.bincount(panel.decision[panel.treated], panel.weights[panel.treated])
    assert_allclose(sums[sums > 0], 1)  # each decision weighs one
    assert panel.weights[~panel.treated].tolist() == [1] * int((~panel.treated).sum())
    assert panel.y[panel.treated].max() < panel.y[~panel.treated].min()
    for k in np.unique(panel.decision[panel.treated]):
        rows = panel.decision == k
        assert len(set(panel.period[rows])) == len(set(panel.decider[rows])) == 1
        shared = set.intersection(*({i, j} for i, j in zip(panel.a[rows], panel.b[rows], strict=True)))
        assert shared  # one target
    assert np.bincount(panel.decision[panel.treated]).max() > 1


def test_the_same_seed_gives_the_same_panel() -> None:
    one, two = (simulate_panel(np.random.default_rng(3), states=8) for _ in range(2))
    assert (one.y == two.y).all()


def test_a_row_belongs_to_the_first_decision_that_takes_it() -> None:
    panel = simulate_panel(np.random.default_rng(1), states=4, periods=1, decisions=60, density=1.0)
    assert 0 <= panel.decision.min() <= panel.decision.max() < 30
