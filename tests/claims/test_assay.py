from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from scipy import stats
from trading_world import NAMES, quarrel, scattered, trading_world

from entente.claims import assay as module
from entente.claims.assay import (
    Bench,
    Draw,
    _groups_with_a_lead,
    _lead,
    assay,
    blind,
    one_draw,
    set_bench,
)
from entente.claims.data import TradeData
from entente.claims.fit import fit_dollars, fit_logs
from entente.claims.loss import realised_loss
from entente.claims.placebo import Wanted, as_sample, draw
from entente.claims.sample import build_sample, cell
from entente.claims.spec import Claim
from entente.claims.verdict import SURVIVES, WORDS, bounds_of, holm, judge, lead_of, share_upper, two_sided_p
from entente.panel.flows import window_mean
from entente.results import ProjectionFit

LOSSES = (0.0, 0.05, 0.10, 0.30, 0.60)
GRAVITY = {"supported": 0, "supported_small_loss": 1, "cannot_tell": 2, "contradicted": 3}


def seed_of(number: int) -> np.random.SeedSequence:
    return np.random.SeedSequence(number)


def with_losses(claim: Claim, *losses: float, draws: int = 4) -> Claim:
    return replace(claim, assay=replace(claim.assay, losses=losses, draws=draws))


@pytest.fixture(scope="module")
def world() -> TradeData:
    """Twelve states and 36 quarrels, each in a pair of its own; trade does not mind them."""
    return trading_world(12, scattered(36, 12), noise=0.1)


def bench_of(claim: Claim, data: TradeData) -> Bench:
    sample = build_sample(claim, data, claim.sources[0])
    return set_bench(claim, data, sample, claim.group("off_trade"))


@pytest.fixture(scope="module")
def bench(claim: Claim, world: TradeData) -> Bench:
    return bench_of(with_losses(claim, *LOSSES), world)


def words_of(bench: Bench, number: int) -> dict[float, str]:
    return dict(zip(bench.claim.assay.losses, one_draw(bench, seed_of(number)).words, strict=True))


def test_what_a_draw_needs_is_taken_from_the_real_decisions(bench: Bench) -> None:
    assert len(bench.decisions) == 36
    assert {each.size for each in bench.decisions} == {1}
    assert bench.groups == 1  # all quarrels are about health: no other group has a lead to be adjusted for
    assert not bench.pool.rows["treated"].any()


def test_verdicts_follow_the_losses(bench: Bench) -> None:
    found = [words_of(bench, number) for number in range(20)]
    for words in found:
        assert words[0.30] not in SURVIVES
        assert words[0.60] == "contradicted"
        # In one draw a larger loss never reads better.
        grave = [GRAVITY[word] for word in words.values() if word in GRAVITY]
        assert grave == sorted(grave)
    no_loss = [words[0.0] for words in found]
    assert no_loss.count("contradicted") <= 2  # most times it is not
    assert sum(word in SURVIVES for word in no_loss) >= 10


def test_a_draw_is_that_of_its_seed(bench: Bench) -> None:
    found = [one_draw(bench, seed_of(number)) for number in range(8)]
    assert found == [one_draw(bench, seed_of(number)) for number in range(8)]
    assert len({each.words for each in found}) > 1
    assert len({each.realised for each in found}) == 8


def slow_draw(bench: Bench, number: int, data: TradeData) -> tuple[Draw, int]:
    """Do a draw once more, by hurting all flows and building each window and fit anew; count the rows that vanish."""
    claim, rules = bench.claim, bench.claim.rules
    drawn = draw(bench.pool, bench.decisions, seed_of(number), rules.quiet_before)
    rows = as_sample(bench.pool, drawn, rules)
    hit = rows[rows["treated"]]
    lead = fit_logs(rows, "lead", "decision")
    assert lead is not None
    words, fell, vanished = [], [], 0
    for loss in claim.assay.losses:
        flows = data.flows.copy()
        for dyad, place in zip(hit["dyad"], hit["place"], strict=True):
            window = slice(place + rules.post[0], place + rules.post[1] + 1)
            # The source counts whole millions.
            flows[:, dyad, window] = np.round(flows[:, dyad, window] * (1 - loss) / 1e6) * 1e6
        flows = data.flows if loss == 0 else flows
        after = window_mean(flows[0] + flows[1], *rules.post)
        post = np.where(rows["treated"], after[rows["dyad"], rows["place"]], rows["post"])
        hurt = rows.assign(post=post)
        vanished += int((hurt["treated"] & (hurt["post"] == 0)).sum())
        said, dollars = fit_logs(hurt, "holding_up", "decision"), fit_dollars(hurt)
        verdict = judge(
            said.fit if said else None,
            claim.margin.strict,
            claim.verdict,
            lead=lead_of(lead.fit, min(1.0, 4 * two_sided_p(lead.fit)), claim.verdict),
            dollar=bounds_of(dollars.fit) if dollars else None,
            assay_passed=None,
        )
        words.append(verdict.word)
        alive = hit.index[hurt.loc[hit.index, "post"] > 0]
        lost = np.log(hurt.loc[alive, "post"] / hit.loc[alive, "post"])
        fell.append(lost.groupby(hit.loc[alive, "decision_id"]).mean().mean())  # each decision counts once
    tight = drawn.loc[~drawn["relaxed"].astype(bool), "decision_id"].nunique()
    return Draw(tuple(words), tuple(fell), 1 - tight / len(bench.decisions)), vanished


def agree(found: Draw, slow: Draw) -> None:
    assert found.words == slow.words
    assert_allclose(found.realised, slow.realised, atol=1e-12)  # sums in another order
    assert found.relaxed == pytest.approx(slow.relaxed)


def test_a_draw_agrees_with_flows_that_are_hurt_one_by_one(bench: Bench, world: TradeData) -> None:
    for number in range(2):
        agree(one_draw(bench, seed_of(number)), slow_draw(bench, number, world)[0])


def test_a_draw_agrees_where_small_flows_vanish(claim: Claim) -> None:
    # Decisions of a union touch several pairs, which count as one.
    joint = [
        quarrel(member, target, year, decider="EUU", decision_id=f"joint-{year}")
        for target, year in (("JJJ", 1975), ("KKK", 1983), ("LLL", 1991))
        for member in NAMES[:4]
    ]
    small = trading_world(12, joint + scattered(30, 12), noise=0.3, scale=2e6, unions={"EUU": NAMES[:4]})
    bench = bench_of(with_losses(claim, 0.0, 0.10, 0.50, 0.80), small)
    assert [each.size > 1 for each in bench.decisions[:3]] == [True] * 3
    vanished = 0
    for number in range(3):
        slow, gone = slow_draw(bench, number, small)
        agree(one_draw(bench, seed_of(number)), slow)
        vanished += gone
    assert vanished > 10


def scores_of(claim: Claim, data: TradeData) -> pd.DataFrame:
    return assay(claim, data, build_sample(claim, data, claim.sources[0]), claim.group("off_trade"))


@pytest.fixture(scope="module")
def scores(claim: Claim, world: TradeData) -> pd.DataFrame:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.cpu_count", lambda: 1)
        return scores_of(with_losses(claim, *LOSSES, draws=7), world)


def test_each_draw_has_one_verdict_for_each_loss(scores: pd.DataFrame) -> None:
    assert scores[["loss", "verdict"]].to_numpy().tolist() == [[loss, word] for loss in LOSSES for word in WORDS]
    assert scores.groupby("loss")["count"].sum().tolist() == [7] * len(LOSSES)
    assert set(scores["draws"]) == {7}
    assert set(scores["treated_decisions"]) == {36}
    assert scores["share"].tolist() == (scores["count"] / 7).tolist()
    assert scores["upper"].tolist() == [share_upper(count, 7) for count in scores["count"]]
    assert scores["relaxed_share"].nunique() == 1
    assert scores["relaxed_share"].between(0, 1).all()


def test_the_assay_is_what_its_draws_say(scores: pd.DataFrame, bench: Bench) -> None:
    """Seeds come from the spec's seed and the group's name."""
    seeds = np.random.SeedSequence([bench.claim.assay.seed, *b"off_trade"]).spawn(7)
    draws = [one_draw(bench, seed) for seed in seeds]
    for loss, word, count in scores[["loss", "verdict", "count"]].to_numpy().tolist():
        assert count == sum(each.words[LOSSES.index(loss)] == word for each in draws)
    assert scores["relaxed_share"].iloc[0] == pytest.approx(np.mean([each.relaxed for each in draws]))


def test_the_realised_loss_is_the_loss_but_for_whole_millions(scores: pd.DataFrame, claim: Claim) -> None:
    realised = scores.groupby("loss")["realised_loss"].first()
    assert realised[0.0] == 0
    assert_allclose(realised, LOSSES, atol=1e-3)  # flows of some hundred millions and more
    small = trading_world(12, scattered(36, 12), noise=0.3, scale=2e6)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.cpu_count", lambda: 1)
        rounded = (
            scores_of(with_losses(claim, 0.0, 0.10, 0.60, draws=2), small).groupby("loss")["realised_loss"].first()
        )
    # Flows of a few millions: what is left of them is a whole number, and what vanished is in no log.
    assert rounded[0.0] == 0
    assert abs(rounded[0.60] - 0.60) > 0.005


def test_the_number_of_processes_does_not_matter(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = with_losses(claim, 0.0, 0.05, 0.10, 0.15, 0.20, 0.30, draws=4)
    loud = trading_world(12, scattered(36, 12), noise=0.3)
    found = []
    for count in (1, 2):
        monkeypatch.setattr("os.cpu_count", lambda count=count: count)
        found.append(scores_of(tiny, loud))
    pd.testing.assert_frame_equal(found[0], found[1])
    # No draw could stand for another.
    seeds = np.random.SeedSequence([tiny.assay.seed, *b"off_trade"]).spawn(4)
    bench = bench_of(tiny, loud)
    assert len({one_draw(bench, seed).realised for seed in seeds}) == 4


def test_a_group_without_decisions_has_no_assay(claim: Claim, world: TradeData) -> None:
    sample = build_sample(claim, world, claim.sources[0])
    assert assay(claim, world, sample, claim.group("security")).empty


def test_what_was_placed_loosely_is_said(bench: Bench) -> None:
    assert one_draw(bench, seed_of(0)).relaxed == 0
    asked = [*bench.decisions, Wanted(bench.decisions[0].decider, 1, 1900)]  # a decade in which nothing is quiet
    assert one_draw(replace(bench, decisions=asked), seed_of(0)).relaxed == pytest.approx(1 / len(asked))


def scored(*counts: tuple[float, str, int]) -> pd.DataFrame:
    return pd.DataFrame(counts, columns=["loss", "verdict", "count"])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([(0.10, "supported", 0)], False),
        ([(0.10, "supported", 1)], False),
        ([(0.10, "supported", 2)], True),
        ([(0.10, "supported", 1), (0.10, "supported_small_loss", 1)], True),  # both say that trade holds up
        ([(0.10, "supported", 0), (0.10, "supported_small_loss", 1)], False),
        ([(0.10, "supported", 1), (0.05, "supported", 90), (0.15, "supported", 50)], False),  # only the margin counts
        ([(0.10, "contradicted", 40), (0.10, "cannot_tell", 40), (0.10, "mixed", 20)], False),
    ],
)
def test_one_of_a_hundred_passes_and_two_do_not(
    counts: list[tuple[float, str, int]], expected: bool, claim: Claim
) -> None:
    assert claim.assay.draws == 100
    assert claim.margin.strict == -0.10
    assert blind(scored(*counts), claim) is expected


def test_few_draws_cannot_show_that_a_design_sees(claim: Claim) -> None:
    none = scored((0.10, "supported", 0))
    # .95 ** n falls below .05 from n = 59 on.
    for draws, expected in ((58, True), (59, False)):
        assert blind(none, with_losses(claim, 0.10, draws=draws)) is expected


def test_the_upper_bound_of_a_share_is_the_exact_one() -> None:
    for draws in (1, 7, 100):
        for count in range(0, draws + 1, 1 + draws // 8):
            exact = stats.binomtest(count, draws, alternative="less").proportion_ci(0.95, method="exact")
            assert share_upper(count, draws) == pytest.approx(exact.high, rel=1e-8)  # scipy looks for a root


def uneven(
    _flows: NDArray[np.float64], rows: pd.DataFrame, _window: tuple[int, int], loss: float
) -> NDArray[np.float64]:
    """Hurt pairs with much trade otherwise than pairs with little, by factors that the number `loss` stands for."""
    rng = np.random.default_rng(round(1000 * loss))
    large, little = rng.uniform(0.6, 1.1, 2)
    treated = rows["treated"].to_numpy(bool)
    much = (rows["pre"] > rows.loc[treated, "pre"].quantile(0.6)).to_numpy()
    return np.asarray(rows["post"] * np.where(treated, np.where(much, large, little), 1.0))


def test_dollar_fits_that_are_left_out_could_not_have_mattered(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    sharp = trading_world(16, scattered(90, 16), noise=0.03, spread=2.0)
    many = bench_of(with_losses(claim, *(place / 1000 for place in range(25))), sharp)
    monkeypatch.setattr(module, "inject", uneven)
    found: dict[str, list[str]] = {}
    fitted: dict[str, int] = {}
    ways: dict[str, Callable[..., bool]] = {"lean": module._could_mix, "full": lambda *_: True}
    for way, could in ways.items():
        asked: list[int] = []
        monkeypatch.setattr(module, "_could_mix", could)
        monkeypatch.setattr(module, "fit_dollars", lambda rows, asked=asked: asked.append(1) or fit_dollars(rows))
        found[way] = [word for number in range(2) for word in one_draw(many, seed_of(number)).words]
        fitted[way] = len(asked)
    assert found["lean"] == found["full"]
    assert fitted["full"] == 2 * 25
    assert 0 < fitted["lean"] < 12  # else this test watches nothing
    assert {"mixed", "contradicted"} <= set(found["full"])
    assert set(SURVIVES) & set(found["full"])


def p_values(bench: Bench, number: int) -> tuple[float, float, ProjectionFit]:
    """Return the adjusted and the plain p-value of a draw's lead, and the lead itself."""
    rules = bench.claim.rules
    drawn = draw(bench.pool, bench.decisions, seed_of(number), rules.quiet_before)
    rows = as_sample(bench.pool, drawn, rules)
    found, plain = _lead(bench, rows), fit_logs(rows, "lead", "decision")
    assert found is not None
    assert plain is not None
    assert (found[0].estimate, found[0].std_error) == (plain.fit.estimate, plain.fit.std_error)
    return found[1], two_sided_p(plain.fit), found[0]


def test_groups_with_known_years_before_are_counted(claim: Claim) -> None:
    about = [{"subjects": (issue,)} for issue in ("hard_security", "human_rights_democracy", "trade_supply_chains")]
    cases = [case | about[place % 3] for place, case in enumerate(scattered(15, 12))]
    for case in cases[2::6]:  # some of those about trade were imposed: the mechanical group has rows too
        case.update(imposed_on=f"{case['occurred_on'][:4]}-06-01", ended_on=f"{case['occurred_on'][:4]}-07-01")
    sample = build_sample(claim, trading_world(12, cases), claim.sources[0])
    assert cell(sample, claim.group("trade_imposed"))["treated"].any()
    # Human rights, security, off trade (both), trade never imposed; the mechanical group never counts.
    assert _groups_with_a_lead(claim, sample) == 4
    trade = [subjects == {"trade_supply_chains"} for subjects in sample["subjects"]]
    assert _groups_with_a_lead(claim, sample[~np.array(trade)].reset_index(drop=True)) == 3


def test_draws_without_a_treated_row_do_not_hide_the_others_loss() -> None:
    nan = float("nan")
    found = realised_loss([(0.0, np.log(0.8), nan), (0.0, nan, nan), (0.0, np.log(0.8), nan)])
    assert found[:2].tolist() == pytest.approx([0.0, 0.2])  # of two draws that say something, not of three
    assert str(found[0]) == "0.0"  # no minus zero in a result file
    assert np.isnan(found[2])
    assert realised_loss([(0.0026,)])[0] < 0  # rounding up can raise small flows: that is no loss


def test_a_lead_is_adjusted_as_the_smallest_of_all_groups(bench: Bench) -> None:
    bench, capped = replace(bench, groups=4), 0
    for number in range(12):
        adjusted, p, _ = p_values(bench, number)
        # Beside three groups without any lead, ours is the smallest: Holm's first step.
        assert adjusted == pytest.approx(holm({"ours": p, "b": 1.0, "c": 1.0, "d": 1.0})["ours"])
        capped += adjusted == 1.0
    assert 0 < capped < 12


def test_a_draw_whose_trade_moved_before_is_not_tested(
    bench: Bench, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, lead = p_values(bench, 0)
    for p, expected in ((0.049, {"not_tested"}), (0.051, {"cannot_tell", "contradicted"})):
        monkeypatch.setattr(module, "_lead", lambda *_, p=p: (replace(lead, estimate=0.4), p))
        assert set(words_of(bench, 0).values()) == expected
    assert claim.verdict.lead_alpha == 0.05


def test_without_a_lead_nothing_is_supported(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any(words_of(bench, number)[0.0] in SURVIVES for number in range(6))
    monkeypatch.setattr(module, "_lead", lambda *_: None)
    assert not any(words_of(bench, number)[0.0] in SURVIVES for number in range(6))
