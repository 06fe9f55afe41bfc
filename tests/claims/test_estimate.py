from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from trading_world import NAMES, quarrel, trading_world

from entente.claims.data import TradeData
from entente.claims.estimate import estimates
from entente.claims.fit import OUTCOMES, fit_logs
from entente.claims.judged import with_verdicts
from entente.claims.running import fit
from entente.claims.sample import build_sample, cell
from entente.claims.spec import Claim, EventSource, Variant
from entente.errors import UnknownName
from entente.models.plain import coefficient

STATES = 10
SOURCE = EventSource("ties", "ties_v4.1", 1968, 1998, "TIES")
VARIANTS = (
    Variant("dyad_weights", weights="dyad"),
    Variant("without_h", without_state="HHH"),
    Variant("to_1982", source="ties", last_year=1982),
    Variant("elsewhere", source="gsdb"),
)
LINKED = [("AAA", "HHH", 1975), ("BBB", "HHH", 1975), ("DDD", "GGG", 1980), ("DDD", "EEE", 1990)]
SEARCHED = ("trade_unimposed", "trade_imposed", "security")  # groups about which this world has no quarrel


def cases() -> list[dict[str, Any]]:
    """One decision on three pairs, two on one pair fifteen years apart, one threat, and one that ends all trade."""
    union = {"decider": "EUU", "decision_id": "x", "crisis_id": "c1", "imposed": 1975}
    answers = {"AAA": "import_restriction", "BBB": "partial_embargo", "CCC": "travel_ban"}
    return [
        *(quarrel(member, "HHH", 1975, **union, answers=(answer,)) for member, answer in answers.items()),
        quarrel("DDD", "GGG", 1980, decision_id="y", crisis_id="c1", imposed=1981, answers=("export_restriction",)),
        quarrel("EEE", "FFF", 1985, decision_id="z", crisis_id="c2", subjects=("human_rights_democracy",)),
        quarrel("DDD", "EEE", 1990, decision_id="w", crisis_id="c3", imposed=1990, answers=("total_embargo",)),
        quarrel("DDD", "GGG", 1995, decision_id="v", crisis_id="c4"),
    ]


def lose(side_a: str, side_b: str, year: int, left: float) -> tuple[str, str, int, int, float]:
    return side_a, side_b, year + 1, year + 3, left


BLOWS = [
    *(lose("DDD", "GGG", 1980, 0.5), lose("EEE", "FFF", 1985, 0.7), lose("DDD", "EEE", 1990, 0.0)),
    ("III", "JJJ", 1972, 1978, 0.0),  # a control without trade
]


@pytest.fixture(scope="module")
def asked(claim: Claim) -> Claim:
    return replace(claim, variants=VARIANTS)


@pytest.fixture(scope="module")
def world() -> TradeData:
    return trading_world(STATES, cases(), noise=0.01, blows=BLOWS, unions={"EUU": NAMES[:3]})


@pytest.fixture(scope="module")
def said() -> list[str]:
    """Return the list that what is said while fitting goes to."""
    return []


@pytest.fixture(scope="module")
def found(asked: Claim, world: TradeData, said: list[str]) -> pd.DataFrame:
    return estimates(asked, world, SOURCE, said.append)[0]


@pytest.fixture(scope="module")
def rows(asked: Claim, world: TradeData) -> pd.DataFrame:
    return cell(build_sample(asked, world, SOURCE), asked.group("off_trade"))


def one(found: pd.DataFrame, quantity: str, variant: str = "headline", group: str = "off_trade") -> Any:
    asked = (found["quantity"] == quantity) & (found["variant"] == variant) & (found["group"] == group)
    assert asked.sum() == 1
    return found[asked].iloc[0]


def plain(rows: pd.DataFrame, kind: str = "decision") -> float:
    """Fit "holding up" with dense dummies, on rows that have both sides."""
    both = rows[(rows["pre"] > 0) & (rows["post"] > 0)]
    both = both[both["year"].isin(both.loc[both["treated"], "year"])]  # the other years say nothing
    treated = both["treated"].to_numpy(bool)
    weight = np.ones(len(both))
    if kind == "decision":
        weight[treated] = 1 / both[treated].groupby("decision_id")["year"].transform("size").to_numpy(float)
    y = np.log(both["post"].to_numpy(float) / both["pre"].to_numpy(float))
    when, a, b = (both[name].to_numpy(np.int64) for name in ("year", "a", "b"))
    return coefficient(y, treated, weight, when, a, b)


def about(rows: pd.DataFrame, world: TradeData, *keys: tuple[str, str, int]) -> pd.Series:
    """Say which rows are one of these pairs and years."""
    names = world.units.names
    mine = [(names[a], names[b], year) for a, b, year in zip(rows["a"], rows["b"], rows["year"], strict=True)]
    return pd.Series([each in keys for each in mine], index=rows.index)


def test_every_group_variant_and_quantity_has_one_row(found: pd.DataFrame, asked: Claim) -> None:
    keys = ["group", "variant", "quantity"]
    assert not found.duplicated(keys).any()
    assert {"dollar", "unlinked", "linkage", "linkage_without_partial", *OUTCOMES} <= set(found["quantity"])
    # Each group says the same things in each variant, whether or not something identifies them.
    for variant, said in found.groupby("variant"):
        each = said.groupby("group")["quantity"].agg(frozenset)
        assert set(each.index) == {group.id for group in asked.groups}, variant
        assert each.nunique() == 1, variant
        assert {"holding_up", "lead", "dollar"} <= each.iloc[0], variant
    assert set(found["variant"]) == {"headline", "dyad_weights", "without_h", "to_1982"}  # none of another source
    assert set(found["claim_id"]) == {asked.id}
    assert set(found["source"]) == {"ties"}


def test_a_variant_of_a_source_is_that_sources_alone(asked: Claim, world: TradeData) -> None:
    elsewhere = replace(SOURCE, id="gsdb")
    fitted, sample = estimates(asked, world, elsewhere, lambda _: None)
    assert set(fitted["variant"]) == {"headline", "dyad_weights", "without_h", "elsewhere"}
    assert int(sample["treated"].sum()) == 7


def test_every_step_is_said(found: pd.DataFrame, said: list[str], asked: Claim) -> None:
    assert len(found) > len(said)
    assert len(said) == len(asked.groups) + len(VARIANTS) - 1


def test_counts_by_hand(found: pd.DataFrame) -> None:
    row = one(found, "holding_up")
    # What ended all trade (w) is counted beside and is in no other number; a control without trade in none at all.
    assert row["zero_sided"] == 1
    assert (row["treated_rows"], row["decisions"], row["deciders"]) == (6, 4, 3)  # x on three pairs, y, z, v
    assert row["treated_dyads"] == 5  # y and v are of one pair
    assert row["crises"] == 3  # x and y are of one
    assert (row["first_year"], row["last_year"]) == (1975, 1995)
    assert row["states"] == STATES
    dollar = one(found, "dollar")
    assert dollar["treated_rows"] == 7  # zeros stay in
    rights = one(found, "holding_up", group="human_rights")
    assert (rights["treated_rows"], rights["crises"], rights["first_year"], rights["last_year"]) == (1, 1, 1985, 1985)
    assert rights["zero_sided"] == 0


def test_a_decision_counts_once_in_the_linkage_share(found: pd.DataFrame) -> None:
    # Of x two of three pairs were answered with a trade instrument, of y its one; z and v were not.
    row = one(found, "linkage")
    assert row["estimate"] == pytest.approx((2 / 3 + 1 + 0 + 0) / 4)
    assert (row["treated_rows"], row["decisions"], row["deciders"], row["crises"]) == (6, 4, 3, 3)
    assert row["unit"] == "share"
    # A partial embargo apart, one of three.
    assert one(found, "linkage_without_partial")["estimate"] == pytest.approx((1 / 3 + 1 + 0 + 0) / 4)
    assert one(found, "linkage", group="human_rights")["estimate"] == 0


def test_shares_beyond_the_margin_by_hand(found: pd.DataFrame, asked: Claim, world: TradeData) -> None:
    # y halved and z lost 30%: two of four decisions, whatever the number of pairs; x and v lost nothing.
    assert one(found, "holding_up")["share_beyond_margin"] == pytest.approx(2 / 4)
    mild = replace(asked, variants=(), margin=replace(asked.margin, strict=-0.35))
    fitted, _ = estimates(mild, world, SOURCE, lambda _: None)
    assert one(fitted, "holding_up")["share_beyond_margin"] == pytest.approx(1 / 4)


def test_a_decisions_own_loss_is_not_drawn_towards_the_common_one(world: TradeData, asked: Claim) -> None:
    """Half of y's trade went: 50%, though the effects of its two states had taken up part of it."""
    said = fit_logs(cell(build_sample(asked, world, SOURCE), asked.group("off_trade")), "holding_up", "decision")
    assert said is not None
    # The windows hold noise of .01 a year.
    assert np.expm1(said.per_decision["y"]) == pytest.approx(-0.5, abs=0.02)
    assert np.expm1(said.per_decision["z"]) == pytest.approx(-0.3, abs=0.02)


def test_a_source_of_which_nothing_is_identified_is_judged_all_the_same(asked: Claim, world: TradeData) -> None:
    empty = replace(world, cases=world.cases.iloc[:0])
    fitted, _ = estimates(replace(asked, variants=()), empty, SOURCE, lambda _: None)
    judged = with_verdicts(asked, fitted, {})
    assert set(judged.loc[judged["quantity"] == "holding_up", "verdict"]) == {"not_tested"}
    whole = fit(replace(asked, variants=(), sources=(SOURCE,)), empty)
    assert whole.assay.empty
    assert set(whole.estimates["source"]) == {"ties"}


def test_a_variant_without_an_unknown_state_or_of_an_unknown_body_is_refused(asked: Claim, world: TradeData) -> None:
    for variant in (Variant("gone", without_state="XXX"), Variant("body", target_members_of="XXX")):
        with pytest.raises(UnknownName, match="XXX"):
            build_sample(asked, world, SOURCE, variant)


def test_estimates_are_least_squares_with_dummies(found: pd.DataFrame, rows: pd.DataFrame) -> None:
    for variant, kind in (("headline", "decision"), ("dyad_weights", "dyad")):
        expected = plain(rows, kind)
        # Ten decimals: two solvers.
        assert_allclose(one(found, "holding_up", variant)["estimate"], expected, atol=1e-10)
    both = [one(found, "holding_up", variant)["estimate"] for variant in ("headline", "dyad_weights")]
    assert abs(both[0] - both[1]) > 0.01


def test_the_unlinked_are_those_that_no_trade_instrument_answered(
    found: pd.DataFrame, rows: pd.DataFrame, world: TradeData
) -> None:
    kept = rows[~about(rows, world, *LINKED)]
    assert len(rows) - len(kept) == len(LINKED)
    row = one(found, "unlinked")
    assert_allclose(row["estimate"], plain(kept), atol=1e-10)  # two solvers
    assert (row["treated_rows"], row["decisions"], row["zero_sided"]) == (3, 3, 0)
    assert abs(row["estimate"] - one(found, "holding_up")["estimate"]) > 0.01


def test_a_variant_without_a_state_drops_its_pairs(found: pd.DataFrame, rows: pd.DataFrame, world: TradeData) -> None:
    gone = world.units.of_state["HHH"]
    kept = rows[(rows["a"] != gone) & (rows["b"] != gone)]
    row = one(found, "holding_up", "without_h")
    assert row["states"] == STATES - 1
    assert row["rows"] == int(((kept["pre"] > 0) & (kept["post"] > 0)).sum())
    assert (row["treated_rows"], row["decisions"]) == (3, 3)  # x was all about it
    assert_allclose(row["estimate"], plain(kept), atol=1e-10)  # two solvers


def test_a_variant_to_a_year_ends_there(found: pd.DataFrame, rows: pd.DataFrame) -> None:
    row = one(found, "holding_up", "to_1982")
    assert (row["treated_rows"], row["last_year"]) == (4, 1980)
    assert_allclose(row["estimate"], plain(rows[rows["year"] <= 1982]), atol=1e-10)  # two solvers


@pytest.mark.parametrize("group", SEARCHED)
def test_what_nothing_identifies_is_a_row_with_a_note_and_no_number(group: str, found: pd.DataFrame) -> None:
    rows = found[found["group"] == group]
    shares = rows["unit"] == "share"
    assert shares.sum() == 2
    assert set(rows.loc[~shares, "note"]) == {"nothing identifies it"}
    assert set(rows.loc[shares, "note"]) == {"no decision"}
    assert rows[["estimate", "std_error", "lower", "upper", "treated_rows", "decisions"]].isna().all(axis=None)


def test_what_is_identified_has_its_numbers(found: pd.DataFrame) -> None:
    row = one(found, "holding_up")
    assert row["unit"] == "log points"
    assert row["conf_low"] < row["lower"] < row["estimate"] < row["upper"] < row["conf_high"]
    assert row["std_error"] == row[f"se_{row['ruling']}"]
    assert not found.loc[found["estimate"].notna(), "note"].eq("nothing identifies it").any()


def test_the_sample_for_the_assay_is_the_headlines(asked: Claim, world: TradeData) -> None:
    last = replace(asked, variants=(Variant("to_1982", last_year=1982),))
    _, sample = estimates(last, world, SOURCE, lambda _: None)
    pd.testing.assert_frame_equal(sample, build_sample(asked, world, SOURCE))


def test_the_headline_is_one_group_of_the_first_source(asked: Claim, world: TradeData) -> None:
    for place, expected in ((0, {"off_trade"}), (1, set())):
        sources = (SOURCE, SOURCE)
        source = replace(SOURCE, id="second") if place else SOURCE
        fitted, _ = estimates(replace(asked, sources=sources, variants=()), world, source, lambda _: None)
        assert set(fitted.loc[fitted["headline"], "group"]) == expected
