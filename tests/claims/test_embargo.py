from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from trading_world import NAMES, quarrel, trading_world

from entente.claims.embargo import embargoes, found
from entente.claims.sample import build_sample
from entente.claims.spec import Claim

STATES, YEARS = 8, 20


def sample(left: float, *, noise: float = 0.0, seed: int = 0, vanish: float = 0.0) -> pd.DataFrame:
    """All pairs of some states; in each year one pair is embargoed and keeps `left` of its trade.

    A share of all pairs `vanish`; what the states' own years do to trade is in every row.
    """
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        [(year, a, b) for year in range(YEARS) for a, b in combinations(range(STATES), 2)], columns=["year", "a", "b"]
    )
    hit = rows.groupby("year").sample(1, random_state=seed).index
    treated = rows.index.isin(hit)
    own = rng.normal(0, 0.3, (YEARS, STATES))
    drift = own[rows["year"], rows["a"]] + own[rows["year"], rows["b"]] + rng.normal(0, noise, len(rows))
    pre = np.exp(rng.normal(0, 1, len(rows)))
    gone = rng.random(len(rows)) < vanish
    decision = ("e" + rows["year"].astype("str")).where(treated)
    return rows.assign(
        treated=treated, embargo=treated, decision_id=decision, decider=decision,
        pre=pre, post=np.where(gone, 0, pre * np.exp(drift) * np.where(treated, left, 1.0)),
    )  # fmt: skip


def said(rows: pd.DataFrame, way: str) -> Any:
    return embargoes(rows).set_index("estimand").loc[way]


def test_embargoes_that_leave_a_tenth_are_found_and_measured() -> None:
    row = said(sample(0.1), "dollar")
    assert_allclose(row["estimate"], np.log(0.1), atol=1e-6)  # Newton stops at 1e-9 of the linear predictor
    assert row["found"]
    assert (row["kind"], row["treated_rows"], row["decisions"]) == ("total_embargo", YEARS, YEARS)


@pytest.mark.parametrize("seed", range(3))
def test_embargoes_are_found_through_noise_and_the_bound_decides(seed: int) -> None:
    row = said(sample(0.1, noise=0.5, seed=seed), "dollar")
    assert row["conf_low"] < row["lower"] < row["estimate"] < row["upper"] < row["conf_high"]
    assert row["upper"] < 0
    assert row["found"]


def test_where_nothing_happens_little_is_found() -> None:
    ways = {"dollar": ("upper", -1), "gone_to_zero": ("lower", 1)}
    seen = []
    for seed in range(8):
        rows = sample(1.0, noise=0.5, seed=seed, vanish=0.1)
        for way, (bound, sign) in ways.items():
            row = said(rows, way)
            assert row["found"] == (sign * row[bound] > 0)
            seen.append(bool(row["found"]))
    assert sum(seen) <= 3  # one-sided 5% of 16 is .8
    # A loss that is there but not beyond doubt is no find.
    unsure = said(sample(0.8, noise=0.8, seed=3), "dollar")
    assert unsure["estimate"] < 0 < unsure["upper"]
    assert not unsure["found"]


# Six states in one year: what each pair traded before and after, and which decision began.
PAIRS: dict[tuple[int, int], tuple[float, float, str]] = {
    (0, 1): (5.0, 0.0, "x"),  # one decision, two pairs: one vanishes
    (0, 2): (5.0, 2.0, "x"),
    (3, 4): (9.0, 0.0, "y"),
    (1, 2): (0.0, 4.0, "z"),  # did not trade before: it cannot vanish
    (0, 3): (1.0, 1.0, ""),
    (0, 4): (0.0, 0.0, ""),  # nor can this control
    (1, 3): (2.0, 0.0, ""),  # a control that vanishes
    (1, 4): (3.0, 7.0, ""),
    (2, 3): (1.0, 4.0, ""),
    (2, 4): (8.0, 8.0, ""),
    (0, 5): (2.0, 1.0, ""),
    (1, 5): (6.0, 0.0, ""),
    (3, 5): (4.0, 4.0, ""),
    (4, 5): (4.0, 3.0, ""),
}


def by_hand() -> pd.DataFrame:
    rows = pd.DataFrame([(*pair, *about) for pair, about in PAIRS.items()], columns=["a", "b", "pre", "post", "who"])
    treated = rows["who"] != ""
    return rows.assign(
        year=2000, treated=treated, embargo=treated,
        decision_id=rows["who"].where(treated), decider=rows["who"].where(treated),
    )  # fmt: skip


def test_shares_gone_to_zero_by_hand() -> None:
    row = said(by_hand(), "gone_to_zero")
    assert row["gone_to_zero_share"] == pytest.approx(2 / 3)  # of 01, 02 and 34
    assert row["control_gone_to_zero_share"] == pytest.approx(2 / 9)  # of 03, 13, 14, 23, 24, 05, 15, 35 and 45
    assert (row["treated_rows"], row["decisions"]) == (3, 2)


def test_the_difference_of_shares_is_least_squares_with_dummies() -> None:
    traded = {pair: about for pair, about in PAIRS.items() if about[0] > 0}
    columns = [[who != "", *(state in pair for state in range(6))] for pair, (_, _, who) in traded.items()]
    gone = np.array([after == 0 for _, after, _ in traded.values()], dtype=float)
    fitted = {}
    for of_x in (1 / 2, 1.0):
        root = np.sqrt([of_x if who == "x" else 1.0 for _, _, who in traded.values()])
        fitted[of_x] = np.linalg.lstsq(np.array(columns, dtype=float) * root[:, None], gone * root, rcond=None)[0][0]
    row = said(by_hand(), "gone_to_zero")
    assert_allclose(row["estimate"], fitted[1 / 2], rtol=1e-9)  # a decision counts once; two solvers
    assert abs(fitted[1 / 2] - fitted[1.0]) > 0.01


def test_flows_that_went_to_zero_are_found_when_few_others_did() -> None:
    row = said(sample(0.0, vanish=0.05), "gone_to_zero")
    assert row["found"]
    assert row["lower"] > 0
    assert row["gone_to_zero_share"] == 1.0
    assert 0.02 < row["control_gone_to_zero_share"] < 0.09


def test_answers_that_are_no_embargo_say_nothing() -> None:
    rows = sample(0.1, noise=0.3, vanish=0.05)
    # Pairs that answered otherwise, and doubled or ended their trade.
    others = rows[~rows["treated"]].iloc[::17].assign(treated=True, embargo=False, decision_id="o", decider="o")
    others["post"] = others["pre"] * np.where(np.arange(len(others)) % 2, 2.0, 0.0)
    mixed = pd.concat([others, rows.drop(others.index)], ignore_index=True)
    pd.testing.assert_frame_equal(
        embargoes(mixed), embargoes(rows.drop(others.index).reset_index(drop=True)), check_exact=False
    )
    assert said(mixed, "dollar")["treated_rows"] == YEARS


def test_controls_that_carry_an_old_mark_stay() -> None:
    rows = sample(0.1, vanish=0.05)
    marked = rows.assign(embargo=True)  # a mark on a control means nothing
    pd.testing.assert_frame_equal(embargoes(rows), embargoes(marked))


def test_where_nothing_identifies_it_nothing_is_found_and_said_so() -> None:
    rows = embargoes(sample(0.1).assign(embargo=False))
    assert rows["estimand"].tolist() == ["dollar", "gone_to_zero"]
    assert rows["found"].tolist() == [False, False]
    assert rows["note"].tolist() == ["nothing identifies it"] * 2
    assert not found(rows, ["dollar"])


def test_trade_that_ended_altogether_is_found_though_no_number_says_how_much() -> None:
    row = said(sample(0.0), "dollar")
    assert row["found"]
    assert row["note"].startswith("all of it went to zero")
    assert "estimate" not in row or pd.isna(row["estimate"])


@pytest.mark.parametrize(
    ("seen", "ways", "expected"),
    [
        ({"dollar": True, "gone_to_zero": False}, ["dollar"], True),
        ({"dollar": True, "gone_to_zero": False}, ["gone_to_zero"], False),
        ({"dollar": True, "gone_to_zero": False}, ["dollar", "gone_to_zero"], False),
        ({"dollar": True, "gone_to_zero": True}, ("dollar", "gone_to_zero"), True),
        ({"dollar": True}, ["dollar", "gone_to_zero"], False),  # a way that was not tried
        ({"dollar": False}, [], True),  # none is asked for
    ],
)
def test_found_means_in_every_way_that_is_asked_for(seen: dict[str, bool], ways: list[str], expected: bool) -> None:
    assert found(pd.DataFrame({"estimand": seen.keys(), "found": seen.values()}), ways) is expected


def test_from_flows_and_cases_to_the_finding(claim: Claim) -> None:
    pairs = list(zip(NAMES[:12:2], NAMES[1:12:2], strict=True))
    years = range(1970, 1970 + 3 * len(pairs), 3)
    embargoed = [
        quarrel(*pair, year, imposed=year, answers=("total_embargo",)) for pair, year in zip(pairs, years, strict=True)
    ]
    # Two more answers: one is no embargo, one comes too late to belong to its quarrel.
    others = [
        quarrel("AAA", "CCC", 1972, imposed=1972, answers=("travel_ban",)),
        quarrel("BBB", "DDD", 1975, imposed=1981, answers=("total_embargo",)),
    ]
    blows = [(*pair, year + 1, year + 3, 0.1) for pair, year in zip(pairs, years, strict=True)]
    more = [("AAA", "CCC", 1973, 1975, 3.0), ("BBB", "DDD", 1976, 1978, 3.0)]
    data = trading_world(12, embargoed + others, noise=0.05, blows=blows + more)
    built = build_sample(claim, data, claim.sources[0])
    assert int(built["treated"].sum()) == len(embargoed) + len(others)
    row = said(built, "dollar")
    assert row["treated_rows"] == len(embargoed)
    assert_allclose(row["estimate"], np.log(0.1), atol=0.1)  # noise of 5% a flow and year
    assert found(embargoes(built), claim.assay.embargo_in)
    quiet = build_sample(claim, trading_world(12, embargoed + others, noise=0.05), claim.sources[0])
    assert not found(embargoes(quiet), claim.assay.embargo_in)
