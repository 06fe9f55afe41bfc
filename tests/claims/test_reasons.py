import sys
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_world import ISSUES, Tables, coverage, quarrels, random_case, states, trade

from entente.claims.data import LOCAL, TradeData, lay_out
from entente.claims.fit import log_rows
from entente.claims.reasons import explain, reason
from entente.claims.sample import build_sample, cell
from entente.claims.spec import Claim, EventSource

TIES = EventSource("ties", "ties_v4.1", 1980, 2012, "TIES")
GSDB = EventSource("gsdb", "gsdb_v4", 1980, 2012, "GSDB")
RIGHTS, HARD, TRADE = "human_rights_democracy", "hard_security", "trade_supply_chains"


def quarrel(year: int, imposed: int | None = None, ended: int | None = None, **more: Any) -> dict[str, Any]:
    held = {"imposed_on": imposed and f"{imposed}-01-01", "ended_on": ended and f"{ended}-01-01"}
    return {"side_a": "AAA", "side_b": "BBB", "occurred_on": f"{year}-05-01", "subjects": (RIGHTS,), **held, **more}


def steady(**flows: float) -> pd.DataFrame:
    """Every pair trades a million a year each way, always; but in the years named (`y1996=0`) AAA and BBB do so."""
    frame = trade(np.random.default_rng(0), unknown=0, zero=0).assign(trade_usd=1e6)
    pair = frame["exporter_id"].isin(["AAA", "BBB"]) & frame["importer_id"].isin(["AAA", "BBB"])
    for year, usd in flows.items():
        frame.loc[pair & (frame["year"] == int(year[1:])), "trade_usd"] = usd
    return frame


def why(
    claim: Claim, *cases: dict[str, Any], of: str = "d0", source: EventSource = TIES,
    gaps: tuple[tuple[str, str, str], ...] = (), flows: pd.DataFrame | None = None,
) -> str:  # fmt: skip
    """Say why the first case (or the one named) counts or does not."""
    kept = steady() if flows is None else flows
    return why_in(
        claim, {**states(), "coverage": coverage(*gaps), "trade_flows": kept, **quarrels(list(cases))}, of, source
    )


def why_in(claim: Claim, tables: Tables, of: str, source: EventSource) -> str:
    data = lay_out(tables)
    return reason(claim, data, source, data.cases[data.cases["divergence_id"] == of].iloc[0])


@pytest.mark.parametrize(
    ("subjects", "imposed", "groups"),
    [
        ((RIGHTS,), None, ["human rights and democracy", "anything but trade"]),
        ((HARD, "nuclear_arms_control"), None, ["security", "anything but trade"]),
        ((HARD, RIGHTS), None, ["anything but trade"]),
        (("health",), 2000, ["anything but trade"]),
        ((TRADE,), None, ["trade itself, never imposed"]),
        ((TRADE,), 2003, ["trade itself, imposed (mechanical)"]),
        ((TRADE,), 2004, ["trade itself, never imposed"]),  # later than the quiet years after
    ],
)
def test_what_counts_is_said_with_its_groups(
    subjects: tuple[str, ...], imposed: int | None, groups: list[str], claim: Claim
) -> None:
    assert why(claim, quarrel(2000, imposed, subjects=subjects)) == f"counts, in: {', '.join(groups)}."


def test_all_that_begins_in_the_year_says_in_which_groups(claim: Claim) -> None:
    other = quarrel(2000, occurred_on="2000-09-01", subjects=(HARD,), source_id="gsdb_v4")
    assert why(claim, quarrel(2000), other) == "counts, in: anything but trade."


@pytest.mark.parametrize("subjects", [(), (TRADE, RIGHTS)], ids=["nothing known", "a bundle with trade"])
def test_what_is_of_no_single_group_blocks_controls_only(subjects: tuple[str, ...], claim: Claim) -> None:
    said = why(claim, quarrel(2000, subjects=subjects))
    assert said.startswith("blocks controls only")
    assert "no single group" in said


def test_of_two_in_one_pair_and_year_the_earlier_counts(claim: Claim) -> None:
    late = quarrel(2000, occurred_on="2000-06-01", decision_id="late")
    soon = quarrel(2000, decision_id="soon", side_a="BBB", side_b="AAA")
    said = why(claim, late, soon)
    assert said == "does not count: soon is earlier in the same pair and year, one row a year counts."
    assert why(claim, late, soon, of="d1").startswith("counts, in:")
    # An earlier one of another source takes nothing away.
    other = {**soon, "source_id": "gsdb_v4"}
    assert why(claim, late, other).startswith("counts, in:")


@pytest.mark.parametrize("sides", [("AAA", "EUU"), ("EUU", "BBB"), ("OLD", "NEW")])
def test_a_side_that_is_no_state_of_its_own(sides: tuple[str, str], claim: Claim) -> None:
    said = why(claim, quarrel(2000, side_a=sides[0], side_b=sides[1]))
    assert said == f"does not count: {sides[0]} or {sides[1]} is not a state, or both are one."


def test_a_state_goes_on_under_its_later_name(claim: Claim) -> None:
    assert why(claim, quarrel(1995, side_a="NEW", side_b="AAA")).startswith("counts")  # its name then was OLD


@pytest.mark.parametrize(("year", "inside"), [(1994, False), (1995, True), (2005, True), (2006, False)])
def test_years_of_the_source_end_with_their_last(year: int, inside: bool, claim: Claim) -> None:
    said = why(claim, quarrel(year), source=EventSource("ties", "ties_v4.1", 1995, 2005, "TIES"))
    expected = f"does not count: it begins in {year}, this source's onsets run 1995-2005."
    assert said.startswith("counts, in:") if inside else said == expected


@pytest.mark.parametrize(
    ("before", "loud"),
    [
        (quarrel(1995), True),  # a threat five years before
        (quarrel(1994), False),
        (quarrel(1980, 1981, 1995), True),  # still in force then
        (quarrel(1980, 1981, 1994), False),
        (quarrel(1990, 1991), True),  # an unknown end counts as five years: to 1995
        (quarrel(1989, 1990), False),
        (quarrel(1997, source_id="gsdb_v4"), True),  # any source, either direction
        (quarrel(1997, side_a="BBB", side_b="AAA"), True),
        (quarrel(1997, side_b="CCC"), False),  # another pair
        (quarrel(1997, un_only=True), False),
    ],
)
def test_what_is_not_quiet_names_what_was_there(before: dict[str, Any], loud: bool, claim: Claim) -> None:
    said = why(claim, quarrel(2000), before)
    expected = "does not count: not quiet, something began or was in force in 1995-1999 (d1)."
    assert said == expected if loud else said.startswith("counts, in:")


def test_only_what_was_near_is_named_and_three_at_most(claim: Claim) -> None:
    far, elsewhere, later = quarrel(1985), quarrel(1998, side_b="CCC"), quarrel(2001)
    said = why(claim, quarrel(2000), far, elsewhere, later, *(quarrel(year) for year in range(1996, 2000)))
    assert said.endswith("in 1995-1999 (d4, d5, d6).")


def test_an_early_case_that_was_imposed_late_is_not_named_for_the_years_between(claim: Claim) -> None:
    said = why(claim, quarrel(2000), quarrel(1988, 2003, 2005), quarrel(1998))
    assert said.endswith("in 1995-1999 (d2).")


def test_the_specs_length_of_an_unknown_end_counts(claim: Claim) -> None:
    short = replace(claim, rules=replace(claim.rules, unknown_end_years=1))
    assert "not quiet" in why(claim, quarrel(2000), quarrel(1990, 1991))
    assert why(short, quarrel(2000), quarrel(1990, 1991)).startswith("counts, in:")


@pytest.mark.parametrize(
    ("year", "unknown"),
    [
        (1991, ""),
        (1992, "after (1993-1995)"),
        (1994, "after (1995-1997)"),
        (1995, ""),  # the year of the onset itself is in no window that is asked for
        (1996, "before (1993-1995)"),
        (1998, "before (1995-1997)"),
        (1999, ""),
        (1987, "before (1984-1986)"),  # the world's trade begins in 1985 and ends in 2014
        (2012, "after (2013-2015)"),
    ],
)
def test_trade_that_is_not_known(year: int, unknown: str, claim: Claim) -> None:
    said = why(claim, quarrel(year), flows=steady(y1995=float("nan")))
    expected = f"does not count: outside coverage, trade is not known in every year {unknown}."
    assert said == expected if unknown else said.startswith("counts, in:")


def test_a_missing_row_is_unknown_only_where_nobody_looked(claim: Claim) -> None:
    flows = steady()
    left = flows[(flows["year"] != 1999) | ~flows["exporter_id"].eq("AAA")]
    gap = ("AAA", "1999-01-01", "1999-12-31")
    assert "is not known in every year before (1997-1999)" in why(claim, quarrel(2000), flows=left, gaps=(gap,))
    assert why(claim, quarrel(2000), flows=left).startswith("counts, in:")


def test_a_side_that_is_all_zero_is_in_the_dollar_estimand_only(claim: Claim) -> None:
    zero = " (one side is all zero: only in the dollar estimand)."
    none_before = steady(y1997=0, y1998=0, y1999=0)
    none_after = steady(y2001=0, y2002=0, y2003=0)
    some_after = steady(y2001=0, y2002=0)
    for flows, is_zero in ((none_before, True), (none_after, True), (some_after, False), (steady(y2000=0), False)):
        said = why(claim, quarrel(2000), flows=flows)
        assert said.startswith("counts, in: human rights and democracy, anything but trade")
        assert said.endswith(zero) is is_zero


@cache
def world(seed: int) -> TradeData:
    """Draw a world in which much trade is zero and some quarrels begin twice in one year."""
    rng = np.random.default_rng(seed)
    cases = [random_case(rng) for _ in range(14)]
    for number, case in enumerate(cases[:6]):
        month = f"{case['occurred_on'][:5]}{rng.integers(1, 13):02}-01"
        again = {"occurred_on": month, "subjects": (str(rng.choice(ISSUES)),), "decision_id": f"again-{number}"}
        cases.append({**case, **again})
    gap = ("AAA", "1990-01-01", "1991-12-31")
    flows = trade(rng, zero=0.6)
    return lay_out({**states(), "coverage": coverage(gap), "trade_flows": flows, **quarrels(cases)})


@pytest.mark.parametrize("seed", range(12))
def test_reasons_agree_with_the_sample(seed: int, claim: Claim) -> None:
    """Go over all cases of a random world: what counts is what is treated and in a group, and nothing else is."""
    data = world(seed)
    for source in (TIES, GSDB):
        sample = build_sample(claim, data, source)
        counting = {key: str(sample.loc[place, "decision_id"]) for key, place in keys(sample).items()}
        inside = {group.label: keys(cell(sample, group)) for group in claim.groups}
        both = keys(log_rows(sample, "holding_up"))
        for _, case in data.cases[data.cases["source_id"].isin([source.source_id, LOCAL])].iterrows():
            said, key = reason(claim, data, source, case), (int(case["dyad"]), int(case["first_year"]))
            labels = [label for label, held in inside.items() if key in held]
            if key not in counting:
                kind = "does not count: "
                assert "earlier" not in said, said
            elif counting[key] != case["decision_id"]:
                kind = f"does not count: {counting[key]} is earlier"
            elif labels:
                zero = "" if key in both else " (one side"
                kind = f"counts, in: {', '.join(labels)}{zero}"
                assert ("one side" in said) is bool(zero)
            else:
                kind = "blocks controls only"
            assert said.startswith(kind), (said, kind)


def keys(rows: pd.DataFrame) -> dict[tuple[int, int], int]:
    """Give pair and year of the treated rows, and where each stands."""
    hit = rows[rows["treated"]]
    return {(int(dyad), int(year)): int(at) for dyad, year, at in zip(hit["dyad"], hit["year"], hit.index, strict=True)}


def test_the_random_worlds_hold_every_answer(claim: Claim) -> None:
    said = []
    for seed in range(12):
        data = world(seed)
        cases = data.cases[data.cases["source_id"].isin([TIES.source_id, LOCAL])]
        said += [reason(claim, data, TIES, case) for _, case in cases.iterrows()]
    parts = (
        *("counts, in", "blocks controls only", "is not a state", "onsets run", "not quiet", "is earlier"),
        *("every year before", "every year after", "one side is all zero"),
    )
    assert {part: any(part in each for each in said) for part in parts} == dict.fromkeys(parts, True)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> TradeData:
    """Let `explain` read a world with one case of each source, and one of a source that no claim uses."""
    made = quarrels(
        [
            quarrel(2000),
            quarrel(1990, side_b="CCC", source_id="gsdb_v4"),
            quarrel(1995, side_a="CCC", side_b="DDD", source_id="local"),
            quarrel(1995, side_a="BBB", side_b="CCC", source_id="elsewhere"),
        ]
    )
    data = lay_out({**states(), "coverage": coverage(), "trade_flows": steady(), **made})
    monkeypatch.setattr(sys.modules[explain.__module__], "load_data", lambda: data)
    return data


@pytest.mark.usefixtures("reading")
def test_each_source_explains_its_own_and_all_explain_a_users(claim: Claim) -> None:
    labels = {each.id: each.label for each in claim.sources}
    assert [line.split(":")[0] for line in explain("d0").splitlines()] == [labels["ties"]]
    assert [line.split(":")[0] for line in explain("d1").splitlines()] == [labels["gsdb"]]
    assert [line.split(":")[0] for line in explain("d2").splitlines()] == [labels["ties"], labels["gsdb"]]
    assert explain("d3") == "elsewhere is not a source of this design; its rows only block controls."
