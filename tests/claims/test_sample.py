from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from slow_sample import GROUPS, SlowWorld, slow_sample, slow_weights
from small_world import Tables, coverage, dates, quarrels, random_world, states, trade

from entente.claims.data import TradeData, lay_out
from entente.claims.fit import log_rows, weights
from entente.claims.sample import HEADLINE, build_sample, cell
from entente.claims.spec import Claim, EventSource, Variant

SAID = (
    "decision_id", "decider", "crisis_id", "subjects", "imposed", "linked", "linked_without_partial", "embargo",
)  # fmt: skip
WINDOWS = ("pre", "post", "lead", "disruption", "durability")
TIES = EventSource("ties", "ties_v4.1", 1980, 2012, "TIES")
GSDB = EventSource("gsdb", "gsdb_v4", 1980, 2012, "GSDB")
TWELVE = ("USA", "SUN", "RUS", "CHN", "IND", "PAK", "FRA", "GBR", "DEU", "ZAF", "IRN", "TUR", "NIC")
Keys = tuple[str, str, int]


def by_key(rows: pd.DataFrame, data: TradeData) -> dict[Keys, dict[Any, Any]]:
    names = data.units.names
    places = zip(rows["a"], rows["b"], rows["year"], strict=True)
    keys = [(names[int(a)], names[int(b)], int(year)) for a, b, year in places]
    assert len(set(keys)) == len(keys)
    return dict(zip(keys, rows.to_dict("records"), strict=True))


def agree(found: pd.DataFrame, expected: dict[Keys, dict[str, Any]], data: TradeData, claim: Claim) -> None:
    rows = by_key(found, data)
    assert {key for key, row in rows.items() if row["treated"]} == {k for k, row in expected.items() if row["treated"]}
    assert rows.keys() == expected.keys()
    for key, row in expected.items():
        unknown = [float("nan") if row[name] is None else row[name] for name in WINDOWS]
        assert_allclose([rows[key][name] for name in WINDOWS], unknown, rtol=1e-12)  # sums in another order
        if row["treated"]:
            assert {name: rows[key][name] for name in SAID} == {name: row[name] for name in SAID}, key
    for group in GROUPS:
        kept = cell(found, claim.group(group))
        assert by_key(kept, data).keys() == {key for key, row in expected.items() if group in row["groups"]}, group
        logs = log_rows(kept, "holding_up")
        mine = dict(zip(by_key(logs, data), weights(logs, "decision"), strict=True))
        assert mine == pytest.approx(slow_weights(expected, group)), group


@pytest.mark.parametrize("source", [TIES, GSDB], ids=lambda source: source.id)
def test_random_worlds_agree_with_the_rules_in_slow_words(source: EventSource, claim: Claim) -> None:
    treated = 0
    for seed in range(6):
        tables = random_world(seed)
        data = lay_out(tables)
        expected = slow_sample(SlowWorld(tables), source.source_id, 1980, 2012)
        agree(build_sample(claim, data, source), expected, data, claim)
        treated += sum(row["treated"] for row in expected.values())
    assert treated > 8


@pytest.mark.parametrize(
    ("variant", "unknown_end", "options"),
    [
        (Variant("one year", unknown_end_years=1), 1, {"last": 2012}),
        (Variant("calm", quiet_treated_after=3), 5, {"last": 2012, "calm_after": 3}),
        (Variant("without", without_state="OLD"), 5, {"last": 2012, "without": "NEW"}),
        (Variant("early", last_year=2000), 5, {"last": 2000}),
    ],
    ids=lambda each: each.label if isinstance(each, Variant) else "",
)
def test_variants_agree_with_the_rules_in_slow_words(
    variant: Variant, unknown_end: int, options: dict[str, Any], claim: Claim
) -> None:
    differs = 0
    for seed in (104, 105):
        tables = random_world(seed, cases=20)
        data = lay_out(tables)
        expected = slow_sample(SlowWorld(tables, unknown_end), "ties_v4.1", 1980, **options)
        headline, found = (build_sample(claim, data, TIES, each) for each in (HEADLINE, variant))
        agree(found, expected, data, claim)
        differs += len(found) != len(headline)
    assert differs


def slice_of(released: Tables, names: tuple[str, ...]) -> Tables:
    """Keep what concerns some states."""
    flows, quarrels_ = released["trade_flows"], released["divergences"]
    both = flows["exporter_id"].isin(names) & flows["importer_id"].isin(names)
    return {
        **released,
        "states": released["states"][released["states"]["state_id"].isin(names)],
        "successions": released["successions"][
            released["successions"][["predecessor", "successor"]].isin(names).all(axis=1)
        ],
        "trade_flows": flows[both],
        "divergences": quarrels_[quarrels_[["side_a", "side_b"]].isin(names).any(axis=1)],
    }


@pytest.mark.parametrize("place", [0, 1], ids=["ties", "gsdb"])
def test_twelve_states_of_the_release_agree_with_the_rules_in_slow_words(
    place: int, claim: Claim, released: Tables
) -> None:
    tables = slice_of(released, TWELVE)
    data, source = lay_out(tables), claim.sources[place]
    expected = slow_sample(SlowWorld(tables), source.source_id, source.first_year, source.last_year)
    assert sum(row["treated"] for row in expected.values()) > 15
    agree(build_sample(claim, data, source), expected, data, claim)


def rows_of(claim: Claim, *cases: dict[str, Any], source: EventSource = TIES) -> dict[int, str]:
    """Return what the years of the pair AAA-BBB are in a world of steady trade."""
    tables = {**states(), "coverage": coverage(), "trade_flows": steady(), **quarrels(list(cases))}
    data = lay_out(tables)
    rows = by_key(build_sample(claim, data, source), data)
    return {
        key[2]: "treated" if row["treated"] else "control" for key, row in rows.items() if key[:2] == ("AAA", "BBB")
    }


def steady() -> pd.DataFrame:
    """Every pair trades a million a year each way, always."""
    return trade(np.random.default_rng(0), unknown=0, zero=0).assign(trade_usd=1e6)


def quarrel(year: int, imposed: int | None = None, ended: int | None = None, **more: Any) -> dict[str, Any]:
    said = {"imposed_on": imposed and f"{imposed}-01-01", "ended_on": ended and f"{ended}-01-01"}
    return {"side_a": "AAA", "side_b": "BBB", "occurred_on": f"{year}-05-01", "subjects": ("health",), **said, **more}


def test_a_threat_blocks_controls_from_three_years_before_to_five_after(claim: Claim) -> None:
    found = rows_of(claim, quarrel(2000))
    assert found[2000] == "treated"
    assert found.keys() == {*range(1988, 1997), 2000, *range(2006, 2012)}


def test_nothing_is_treated_within_five_years_of_an_end(claim: Claim) -> None:
    for again, expected in ((2007, False), (2008, True)):
        found = rows_of(claim, quarrel(1995, 1995, 2002), quarrel(again, side_a="BBB", side_b="AAA"))
        assert (found.get(again) == "treated") is expected


def test_another_source_blocks_but_is_not_treated(claim: Claim) -> None:
    found = rows_of(claim, quarrel(2000, 2000, 2000, source_id="gsdb_v4"), quarrel(2004))
    assert "treated" not in found.values()
    assert 2000 not in found


def test_the_un_alone_and_bodies_touch_no_pair(claim: Claim) -> None:
    whole = dict.fromkeys(range(1988, 2012), "control")
    assert rows_of(claim, quarrel(2000, 2000, 2005, un_only=True)) == whole
    assert rows_of(claim, quarrel(2000, 2000, 2005, side_b="EUU")) == whole


def test_a_body_as_target_is_its_members_of_that_january_in_the_variant(claim: Claim) -> None:
    spells: list[tuple[str, str, str | None]] = [
        ("AAA", "1990-01-01", None),
        ("BBB", "1990-01-01", None),
        ("CCC", "2000-01-02", None),
    ]
    spells += [("DDD", "1990-01-01", "2000-01-01"), ("NEW", "2000-01-01", None)]
    frame = pd.DataFrame(spells, columns=["state_id", "valid_from", "valid_to"])
    members = dates(frame.assign(body_id="EUU", valid_from_precision="day"), "valid_from", "valid_to")
    said = quarrels([quarrel(2000, side_b="EUU"), quarrel(2001, side_a="CCC", side_b="DDD")])
    tables = {**states(), "coverage": coverage(), "trade_flows": steady(), **said, "body_members": members}
    data = lay_out(tables)
    headline, variant = (
        by_key(build_sample(claim, data, TIES, each), data)
        for each in (HEADLINE, Variant("members", target_members_of="EUU"))
    )
    acted = {key: row["decision_id"] for key, row in variant.items() if row["treated"]}
    # AAA is a member itself; CCC enters a day too late, DDD has just left; NEW goes by its own name from 1999 on.
    assert acted == {("AAA", "BBB", 2000): "AAA-EUU-2000", ("AAA", "NEW", 2000): "AAA-EUU-2000"} | {
        key: row["decision_id"] for key, row in headline.items() if row["treated"]
    }
    assert ("AAA", "BBB", 2003) in headline
    assert ("AAA", "BBB", 2003) not in variant
    assert ("AAA", "CCC", 2003) in variant


def test_what_follows_an_onset_does_not_matter(claim: Claim) -> None:
    found = rows_of(claim, quarrel(2000), quarrel(2001, 2001, 2010), quarrel(2002))
    assert [year for year, kind in found.items() if kind == "treated"] == [2000]


def first_row(claim: Claim, *cases: dict[str, Any], source: EventSource = TIES) -> pd.Series:
    tables = {**states(), "coverage": coverage(), "trade_flows": steady(), **quarrels(list(cases))}
    found = build_sample(claim, lay_out(tables), source)
    return found[found["treated"]].iloc[0]


def test_the_earliest_decision_counts_with_the_subjects_of_all(claim: Claim) -> None:
    later = quarrel(2000, occurred_on="2000-06-01", subjects=("hard_security",), decision_id="later")
    other = quarrel(2000, 2000, occurred_on="2000-01-01", subjects=("trade_supply_chains",), source_id="gsdb_v4")
    row = first_row(claim, later, quarrel(2000, decision_id="sooner"), {**other, "answers": ("partial_embargo",)})
    assert row["decision_id"] == "sooner"
    assert row["subjects"] == {"hard_security", "health", "trade_supply_chains"}
    assert (row["imposed"], row["linked"], row["linked_without_partial"]) == (True, True, False)


@pytest.mark.parametrize(("imposed", "expected"), [(2003, True), (2004, False)])
def test_an_answer_counts_up_to_three_years_later(imposed: int, expected: bool, claim: Claim) -> None:
    row = first_row(claim, quarrel(2000, imposed, answers=("total_embargo",)))
    assert [row["imposed"], row["linked"], row["embargo"]] == [expected] * 3


def test_a_users_row_is_treated_in_every_source(claim: Claim) -> None:
    for source in (TIES, GSDB):
        assert first_row(claim, quarrel(2000, source_id="local"), source=source)["year"] == 2000


def test_years_outside_the_sources_onsets_are_out(claim: Claim) -> None:
    narrow = replace(TIES, first_year=1995, last_year=2005)
    assert rows_of(claim, quarrel(2010), source=narrow).keys() == set(range(1995, 2006))
