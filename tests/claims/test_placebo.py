from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency, chisquare

from entente.claims.assay import _relaxed_share
from entente.claims.loss import inject
from entente.claims.placebo import Pool, Wanted, as_sample, build_pool, draw, wanted
from entente.claims.spec import Claim
from entente.panel.units import Units

STATES = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF")
YEARS = np.arange(1970, 2000)
APART = 5
UNITS = Units(STATES, {name: place for place, name in enumerate(STATES)}, YEARS, np.ones((6, 30), dtype=bool))


def members() -> pd.DataFrame:
    """List a body of AAA, BBB and (from 1985) CCC."""
    frame = pd.DataFrame({"body_id": "EUU", "state_id": ["AAA", "BBB", "CCC"], "valid_from_precision": "day"})
    frame["valid_from"] = pd.to_datetime(["1960-01-01", "1960-01-01", "1985-01-01"])
    return frame.assign(valid_to=pd.to_datetime(pd.Series([None] * 3)))


def controls() -> pd.DataFrame:
    """Every pair and year is quiet."""
    first, second = UNITS.pairs()
    rows = [(d, a, b, year) for year in YEARS for d, (a, b) in enumerate(zip(first, second, strict=True))]
    frame = pd.DataFrame(rows, columns=["dyad", "a", "b", "year"])
    return frame.assign(treated=False, decision_id=None, decider=None)


@pytest.fixture(scope="module")
def pool() -> Pool:
    return build_pool(controls(), {"EUU", "DDD"}, UNITS, members())


def described(pool: Pool, drawn: pd.DataFrame) -> pd.DataFrame:
    return drawn.join(pool.rows[["dyad", "a", "b", "year"]], on="row")


def test_what_is_wanted_is_decider_size_and_decade_largest_first() -> None:
    treated = pd.DataFrame(
        {"decision_id": ["x", "y", "y", "z"], "decider": ["AAA", "EUU", "EUU", "BBB"], "year": [1979, 1980, 1980, 1991]}
    )
    assert wanted(treated) == [Wanted("EUU", 2, 1980), Wanted("AAA", 1, 1970), Wanted("BBB", 1, 1990)]


@pytest.mark.parametrize("seed", range(5))
def test_a_placebo_decision_is_matched_and_has_one_target_and_year(seed: int, pool: Pool) -> None:
    asked = [Wanted("EUU", 3, 1990), Wanted("EUU", 2, 1970), Wanted("DDD", 1, 1980), *[Wanted("EUU", 1, 1990)] * 5]
    found = described(pool, draw(pool, asked, np.random.SeedSequence(seed), APART))
    assert found["row"].is_unique
    assert not found["relaxed"].any()
    for number, each in enumerate(asked):
        mine = found[found["decision_id"] == f"placebo-{number}"]
        assert len(mine) == each.size
        assert set(mine["decider"]) == {each.decider}
        assert mine["year"].nunique() == 1
        assert mine["year"].iloc[0] // 10 * 10 == each.decade
        inside = {3} if each.decider == "DDD" else {0, 1, 2} if mine["year"].iloc[0] >= 1985 else {0, 1}
        sides = [{int(a), int(b)} for a, b in zip(mine["a"], mine["b"], strict=True)]
        assert all(len(pair & inside) == 1 for pair in sides)  # never between two members
        assert len(set().union(*(pair - inside for pair in sides))) == 1


def test_what_cannot_be_matched_is_placed_smaller_and_said(pool: Pool) -> None:
    found = draw(pool, [Wanted("EUU", 5, 1970)], np.random.SeedSequence(0), APART)
    assert len(found) == 2  # the body has two members then
    assert found["relaxed"].all()
    other = described(pool, draw(pool, [Wanted("DDD", 1, 1960)], np.random.SeedSequence(0), APART))
    assert len(other) == 1
    assert other["relaxed"].all()


def test_nothing_is_drawn_twice_until_all_is_drawn(pool: Pool) -> None:
    found = draw(pool, [Wanted("DDD", 1, 1990)] * 50, np.random.SeedSequence(0), apart=0)  # 5 partners, 10 years
    assert sorted(found["row"]) == sorted(set(found["row"]))
    assert len(found) == 50
    assert not found["relaxed"].any()


@pytest.mark.parametrize("seed", range(3))
def test_two_onsets_in_one_dyad_lie_further_apart_than_the_quiet_years(seed: int, pool: Pool) -> None:
    asked = [*[Wanted("EUU", 2, 1980)] * 8, *[Wanted("DDD", 1, 1990)] * 6]
    found = described(pool, draw(pool, asked, np.random.SeedSequence(seed), APART))
    gaps = found.sort_values(["dyad", "year"]).groupby("dyad")["year"].diff().dropna()
    assert len(gaps) >= 5  # else this test watches nothing
    assert gaps.min() > APART


def test_a_decision_for_which_nothing_is_left_is_missing_and_counts_as_loosely_placed(pool: Pool) -> None:
    asked = [Wanted("DDD", 1, 1990)] * 40  # five partners over thirty years, six years apart: at most five each
    found = draw(pool, asked, np.random.SeedSequence(0), APART)
    placed = found["decision_id"].nunique()
    assert placed <= 25
    assert _relaxed_share(found, 40) == pytest.approx((40 - placed + found["relaxed"].sum()) / 40)
    assert _relaxed_share(found.iloc[:0], 40) == 1.0


def test_the_same_seed_draws_the_same(pool: Pool) -> None:
    asked = [Wanted("EUU", 2, 1980), Wanted("DDD", 1, 1980)]
    one, same, other = (draw(pool, asked, np.random.SeedSequence(seed), APART) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert not one["row"].equals(other["row"])


def test_every_occasion_and_row_is_as_likely_as_another(pool: Pool) -> None:
    asked = [Wanted("DDD", 1, 1990), Wanted("EUU", 2, 1970)]
    seeds = np.random.SeedSequence(5).spawn(2000)
    drawn = pd.concat(
        [described(pool, draw(pool, asked, seed, APART)).assign(draw=seed.spawn_key[0]) for seed in seeds]
    )
    for number, ways in ((0, 5 * 10), (1, 4 * 10)):  # partners x years, targets x years
        mine = drawn[drawn["decision_id"] == f"placebo-{number}"].groupby("draw")[["a", "b", "year"]].max()
        counts = mine.groupby(["a", "b", "year"]).size()
        assert len(counts) == ways
        assert chisquare(counts).pvalue > 0.001
    # Two decisions of one draw are chosen apart from each other.
    first, second = (
        drawn[drawn["decision_id"] == f"placebo-{number}"].groupby("draw")["year"].max() for number in (0, 1)
    )
    assert chi2_contingency(pd.crosstab(first, second)).pvalue > 0.001


def test_of_the_rows_of_an_occasion_each_is_as_likely_as_another(pool: Pool) -> None:
    seeds = np.random.SeedSequence(6).spawn(1000)
    rows = [described(pool, draw(pool, [Wanted("EUU", 1, 1990)], seed, APART)) for seed in seeds]
    member = pd.concat(rows)[["a", "b"]].min(axis=1).value_counts()  # the body's members come first in the alphabet
    assert len(member) == 3
    assert chisquare(member).pvalue > 0.001


@pytest.mark.parametrize("first", [1, 2])
def test_two_decisions_of_a_draw_seldom_share_a_target_and_year(first: int, pool: Pool) -> None:
    asked = [Wanted("EUU", first, 1990), Wanted("EUU", 1, 1990)]  # three targets in ten years
    shared = 0
    for seed in np.random.SeedSequence(8).spawn(200):
        found = described(pool, draw(pool, asked, seed, apart=0))
        occasions = found.groupby("decision_id")[["year", "b"]].max()  # the target comes last in the alphabet
        shared += len(occasions.drop_duplicates()) == 1
    assert 0 < shared < 20


def test_a_draw_moves_as_little_as_the_data_do() -> None:
    asked = [Wanted("EUU", 2, 1980), Wanted("EUU", 1, 1980), Wanted("DDD", 1, 1980), Wanted("DDD", 1, 1990)]
    more = [Wanted("EUU", 2, 1970), *asked[:2], Wanted("EUU", 1, 1980), *asked[2:]]
    rows = controls()
    gone = rows[(rows["dyad"] == 2) & rows["year"].between(1984, 1986)]
    whole, less = (
        build_pool(each, {"EUU", "DDD"}, UNITS, members())
        for each in (rows, rows.drop(gone.index).reset_index(drop=True))
    )
    same = {"rows": 0, "decisions": 0}
    for seed in np.random.SeedSequence(7).spawn(100):
        one, fewer, with_more = (
            set(described(at, draw(at, each, seed, 0))[["decider", "dyad", "year"]].itertuples(index=False, name=None))
            for at, each in ((whole, asked), (less, asked), (whole, more))
        )
        same["rows"] += one == fewer
        same["decisions"] += one <= with_more
    assert same["rows"] > 80
    assert same["decisions"] > 80


def test_controls_near_a_placebo_onset_leave(pool: Pool, claim: Claim) -> None:
    row = pool.rows.index[(pool.rows["dyad"] == 4) & (pool.rows["year"] == 1985)][0]
    drawn = pd.DataFrame({"row": [row], "decision_id": ["placebo-0"], "decider": ["DDD"], "relaxed": [False]})
    found = as_sample(pool, drawn, claim.rules)
    assert found.loc[found["treated"], ["dyad", "year", "decision_id"]].to_numpy().tolist() == [[4, 1985, "placebo-0"]]
    mine = set(found.loc[found["dyad"] == 4, "year"])
    assert mine == set(YEARS.tolist()) - {1982, 1983, 1984, 1986, 1987, 1988, 1989, 1990}
    assert len(found) == len(pool.rows) - 8
    wide = as_sample(pool, drawn, replace(claim.rules, quiet_after=0, quiet_before=1))
    assert len(wide) == len(pool.rows) - 1


def test_a_loss_goes_into_both_directions_and_is_rounded_to_millions() -> None:
    flows = np.zeros((2, 2, 5))
    flows[0, 0] = [9e6, 9e6, 10e6, 11e6, 4e6]  # there
    flows[1, 0] = [9e6, 9e6, 0, 1e6, 5e6]  # and back
    flows[:, 1] = 7e6
    rows = pd.DataFrame({"dyad": [0, 1], "place": [1, 1], "treated": [True, False], "post": [123.0, 14e6]})
    # A tenth less: 9, 9.9 -> 10, 3.6 -> 4 there; 0, .9 -> 1, 4.5 -> 4 (to the even) back: 28 millions in three years.
    np.testing.assert_allclose(inject(flows, rows, (1, 3), 0.1), [28e6 / 3, 14e6])
    np.testing.assert_allclose(inject(flows, rows, (1, 3), 0.0), [123.0, 14e6])
    # 70% less: 3, 3.3, 1.2; 0, .3, 1.5 -> 3 + 3 + 1 + 0 + 0 + 2.
    np.testing.assert_allclose(inject(flows, rows, (1, 3), 0.7), [3e6, 14e6])
