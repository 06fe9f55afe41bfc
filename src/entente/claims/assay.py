"""The assay: could this design have seen a loss? Losses that we put in ourselves, and the verdicts that follow."""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from entente.claims.data import TradeData
from entente.claims.fit import design, dollar_point, fit_dollars, log_rows, outcome
from entente.claims.loss import inject, mean_fall, realised_loss
from entente.claims.parallel import in_processes
from entente.claims.placebo import Pool, Wanted, as_sample, build_pool, draw, wanted
from entente.claims.sample import cell
from entente.claims.spec import Claim, Group
from entente.claims.verdict import SURVIVES, WORDS, Verdict, bounds_of, judge, lead_of, share_upper, two_sided_p
from entente.errors import NotIdentified
from entente.models.local_projection import ProjectionDesign
from entente.results import ProjectionFit

BOUND = 0.05
COLUMNS = ["dyad", "place", "a", "b", "year", "treated", "pre", "post", "lead", "decision_id", "decider"]


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """What a draw needs: the claim, the flows and the quiet rows."""

    claim: Claim
    flows: NDArray[np.float64]  # (2, dyads, years) dollars
    pool: Pool
    decisions: list[Wanted]
    groups: int  # over how many groups a real lead would be adjusted


@dataclass(frozen=True, slots=True)
class Draw:
    """What one set of placebo decisions gave, by loss in the order of the spec."""

    words: tuple[str, ...]
    realised: tuple[float, ...]  # mean log points by which the treated flows fell, each decision counting once
    relaxed: float  # part of the decisions placed smaller or in another decade than wanted, or nowhere


def assay(claim: Claim, data: TradeData, sample: pd.DataFrame, group: Group) -> pd.DataFrame:
    """Score the verdict rule on placebo decisions with known losses.

    Returns
    -------
    DataFrame
        One row per loss and verdict: loss, realised_loss (share lost in the logs' mean, draws averaged: flows are whole
        units of their source, so small ones do not move), form, draws, verdict, count, share, upper (one-sided 95%
        bound of the share), treated_decisions, relaxed_share (of placebo decisions placed smaller, in another decade
        or nowhere).
    """
    bench = set_bench(claim, data, sample, group)
    if not bench.decisions:
        return pd.DataFrame()
    seeds = np.random.SeedSequence([claim.assay.seed, *group.id.encode()]).spawn(claim.assay.draws)
    scored = in_processes(one_draw, bench, seeds)
    relaxed = float(np.mean([each.relaxed for each in scored]))
    realised = realised_loss([each.realised for each in scored])
    losses = claim.assay.losses
    counts = Counter((loss, word) for each in scored for loss, word in zip(losses, each.words, strict=True))
    rows = [
        {
            "loss": loss,
            "realised_loss": float(fell),
            "form": claim.assay.form,
            "draws": claim.assay.draws,
            "verdict": word,
            "count": counts[loss, word],
            "share": counts[loss, word] / claim.assay.draws,
            "upper": share_upper(counts[loss, word], claim.assay.draws),
            "treated_decisions": len(bench.decisions),
            "relaxed_share": relaxed,
        }
        for loss, fell in zip(losses, realised, strict=True)
        for word in WORDS
    ]
    return pd.DataFrame(rows)


def blind(scores: pd.DataFrame, claim: Claim) -> bool:
    """Whether too many draws with a loss at the strict margin came out as "survives" (DESIGN's bound)."""
    at_margin = scores[np.isclose(scores["loss"], -claim.margin.strict) & scores["verdict"].isin(SURVIVES)]
    return share_upper(int(at_margin["count"].sum()), claim.assay.draws) >= BOUND


def set_bench(claim: Claim, data: TradeData, sample: pd.DataFrame, group: Group) -> Bench:
    """Prepare what all draws of a group share."""
    rows = log_rows(cell(sample, group), "holding_up")[COLUMNS]
    treated, controls = rows[rows["treated"]], rows[~rows["treated"]].reset_index(drop=True)
    decisions = wanted(treated) if len(treated) else []
    pool = build_pool(controls, {each.decider for each in decisions}, data.units, data.members)
    return Bench(claim, data.flows, pool, decisions, _groups_with_a_lead(claim, sample))


def one_draw(bench: Bench, seed: np.random.SeedSequence) -> Draw:
    """Draw placebo decisions, put each loss in, and judge."""
    rules = bench.claim.rules
    drawn = draw(bench.pool, bench.decisions, seed, rules.quiet_before)
    rows = as_sample(bench.pool, drawn, rules)
    lead = _lead(bench, rows)
    words, realised, ready = [], [], None
    for loss in bench.claim.assay.losses:
        hurt = rows.assign(post=inject(bench.flows, rows, rules.post, loss), unhurt=rows["post"])
        kept = log_rows(hurt, "holding_up")
        # Where no side vanished the design is that of the loss before.
        ready = ready if ready is not None and len(kept) == ready.leverage.rows else _design(kept)
        words.append(_judged(bench, hurt, kept, ready, lead).word)
        realised.append(mean_fall(kept))
    return Draw(tuple(words), tuple(realised), _relaxed_share(drawn, len(bench.decisions)))


def _groups_with_a_lead(claim: Claim, sample: pd.DataFrame) -> int:
    """Count the groups that get a verdict and have treated rows with known years before."""
    judged = [each for each in claim.groups if each.role != "mechanical"]
    return sum(bool(log_rows(cell(sample, each), "lead")["treated"].any()) for each in judged)


def _relaxed_share(drawn: pd.DataFrame, asked: int) -> float:
    """Part of the decisions placed smaller or in another decade than wanted, or nowhere."""
    each = drawn.drop_duplicates("decision_id")["relaxed"]
    return (int(each.sum()) + asked - len(each)) / asked


def _judged(
    bench: Bench,
    rows: pd.DataFrame,
    kept: pd.DataFrame,
    ready: ProjectionDesign | None,
    lead: tuple[ProjectionFit, float] | None,
) -> Verdict:
    claim = bench.claim
    fit = ready.fit(outcome(kept, "holding_up")) if ready else None
    floor = math.log1p(claim.margin.strict)
    dollars = fit_dollars(rows) if fit is not None and _could_mix(fit, floor, rows) else None
    found = lead_of(*lead, claim.verdict) if lead else None
    return judge(
        fit,
        claim.margin.strict,
        claim.verdict,
        lead=found,
        dollar=bounds_of(dollars.fit) if dollars else None,
        assay_passed=None,
    )


def _could_mix(fit: ProjectionFit, floor: float, rows: pd.DataFrame) -> bool:
    """Whether the dollar estimand could turn the answer into "mixed": else its errors need not be computed.

    Its bounds lie on either side of its point estimate, so one that lies on the same side of the margin as the logs
    cannot establish the contrary.
    """
    survives, harmed = fit.lower() > floor, fit.upper() < floor
    if not (survives or harmed):
        return False
    point = dollar_point(rows)
    return point is not None and (point < floor if survives else point > floor)


def _lead(bench: Bench, rows: pd.DataFrame) -> tuple[ProjectionFit, float] | None:
    """Fit the lead of a draw; adjusted as if the other groups showed none (Bonferroni, the first step of Holm)."""
    kept = log_rows(rows, "lead")
    prepared = _design(kept)
    if prepared is None:
        return None
    fit = prepared.fit(outcome(kept, "lead"))
    return fit, min(1.0, two_sided_p(fit) * bench.groups)


def _design(rows: pd.DataFrame) -> ProjectionDesign | None:
    try:
        return design(rows, "decision")
    except NotIdentified:
        return None
