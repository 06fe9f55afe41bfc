"""Placebo decisions: drawn from quiet dyad-years, matched on decider, size and decade, all members together.

Notes
-----
Each decision takes the occasion and the rows with the lowest of keys that hang on the draw, the decision and the pair
and year alone, which is a random choice like any other. But where a few rows or a decision come or go, as they do in
another release or with a user's own rows, only the choices that they touch become others.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.util import hash_array

from entente.claims.spec import Rules
from entente.panel.bodies import members_on_first_january
from entente.panel.units import Units

Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One real decision to be matched: who decided, how many dyads it touched, in which decade."""

    decider: str
    size: int
    decade: int


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """The quiet rows of one decider, sorted by occasion: one year and one target."""

    row: NDArray[np.intp]  # of the pool
    start: NDArray[np.intp]  # of each occasion in `row`
    decade: NDArray[np.int64]  # of each occasion
    key: Keys  # of each occasion


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Quiet rows, and what they offer each decider."""

    rows: pd.DataFrame
    keys: Keys  # one per row
    offers: dict[str, Offer]


def wanted(treated: pd.DataFrame) -> list[Wanted]:
    """List the decisions to be matched, largest first (they are the hardest to place)."""
    decisions = treated.groupby("decision_id")
    columns = (decisions["decider"].first(), decisions.size(), decisions["year"].min() // 10 * 10)
    found = [Wanted(str(who), int(size), int(decade)) for who, size, decade in zip(*columns, strict=True)]
    return sorted(found, key=lambda each: (-each.size, each.decider, each.decade))


def build_pool(controls: pd.DataFrame, deciders: set[str], units: Units, members: pd.DataFrame) -> Pool:
    """Collect, for each decider, the quiet rows that join it (or a member of it that year) to somebody else.

    Parameters
    ----------
    controls : DataFrame
        Quiet dyad-years: a, b (units), year; index 0..n-1.
    deciders : set of str
        States and bodies.
    units : Units
    members : DataFrame
        body_id, state_id, spells.
    """
    of_year = {int(each): members_on_first_january(members, int(each)) for each in sorted(controls["year"].unique())}
    name = hash_array(np.array(units.names, dtype=object))
    a, b, year = controls["a"].to_numpy(), controls["b"].to_numpy(), controls["year"].to_numpy(np.int64)
    offers = {}
    for decider in sorted(deciders):
        inside = np.zeros((len(units.names), len(units.years)), dtype=bool)
        if decider in units.of_state:
            inside[units.of_state[decider]] = True
        else:
            for begins, listed in of_year.items():
                states = listed.loc[listed["body_id"] == decider, "state_id"]
                inside[[units.of_state[each] for each in states], begins - int(units.years[0])] = True
        place = units.year_index(controls["year"])
        by_a, by_b = inside[a, place], inside[b, place]
        one = by_a ^ by_b  # a quarrel between two members is none of the body's
        target = np.where(by_a, b, a)
        offers[decider] = _offer(np.flatnonzero(one), year[one], name[target[one]])
    return Pool(controls, mixed(name[a] + name[b], year), offers)


def mixed(keys: Keys, salt: NDArray[np.int64] | NDArray[np.uint64]) -> Keys:
    """Scatter keys anew: what two of them are under one salt says nothing on what they are under another."""
    return np.asarray(hash_array(keys ^ hash_array(salt.astype(np.uint64))))


def draw(pool: Pool, decisions: list[Wanted], seed: np.random.SeedSequence, apart: int) -> pd.DataFrame:
    """Draw one set of placebo decisions.

    A decision is placed on a random target and year of its decade that offers enough quiet dyads of the decider; if
    none does, on the one of that decade that offers most, else of any decade. A decision for which nothing is left is
    missing from what is returned.

    Parameters
    ----------
    pool : Pool
    decisions : list of Wanted
    seed : SeedSequence
        Of this draw.
    apart : int
        Years: two onsets in one dyad lie further apart, as first onsets after that many quiet years do.

    Returns
    -------
    DataFrame
        row (of the pool), decision_id, decider, relaxed (placed smaller or in another decade than wanted).
    """
    dyad, year = pool.rows["dyad"].to_numpy(np.intp), pool.rows["year"].to_numpy(np.intp)
    place = year - year.min()
    closed = np.zeros((dyad.max() + 1, place.max() + 1), dtype=bool)
    drawn: list[tuple[int, str, str, bool]] = []
    alike: Counter[Wanted] = Counter()
    for number, each in enumerate(decisions):
        offer = pool.offers[each.decider]
        salt = _salt(seed, each, alike[each])
        alike[each] += 1
        chosen, relaxed = _place(offer, pool.keys, each, ~closed[dyad[offer.row], place[offer.row]], salt)
        for row in chosen:
            closed[dyad[row], max(place[row] - apart, 0) : place[row] + apart + 1] = True
        drawn += [(int(row), f"placebo-{number}", each.decider, relaxed) for row in chosen]
    return pd.DataFrame(drawn, columns=["row", "decision_id", "decider", "relaxed"])


def as_sample(pool: Pool, drawn: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Turn the quiet rows into a sample in which the drawn ones are treated.

    Control rows of a dyad that has a placebo onset leave it from the quiet years before to those after, as they do
    for real onsets.
    """
    rows = pool.rows.drop(columns=["decision_id", "decider"])
    hit = rows.iloc[drawn["row"].to_numpy()][["dyad", "year"]]
    same = rows[["dyad", "year"]][rows["dyad"].isin(hit["dyad"])]
    near = same.reset_index().merge(hit, on="dyad", suffixes=("", "_onset"))
    gap = near["year"] - near["year_onset"]
    gone = near.loc[gap.between(-rules.quiet_after, rules.quiet_before), "index"]
    kept = np.ones(len(rows), dtype=bool)
    kept[gone] = False
    kept[drawn["row"]] = True  # the onsets themselves stay
    treated = np.zeros(len(rows), dtype=bool)
    treated[drawn["row"]] = True
    marked = rows.assign(treated=treated).join(drawn.set_index("row")[["decision_id", "decider"]])
    return marked[kept].reset_index(drop=True)


def _salt(seed: np.random.SeedSequence, each: Wanted, nth: int) -> Keys:
    """Draw two numbers that hang on the draw and the decision alone: the nth of those alike."""
    own = (*seed.spawn_key, *each.decider.encode(), each.size, each.decade, nth)
    return np.random.SeedSequence(seed.entropy, spawn_key=own).generate_state(2, np.uint64).astype(np.uint64)


def _offer(row: NDArray[np.intp], year: NDArray[np.int64], target: Keys) -> Offer:
    order = np.lexsort((row, target, year))
    row, year, target = row[order], year[order], target[order]
    new = np.ones(len(row), dtype=bool)
    new[1:] = (year[1:] != year[:-1]) | (target[1:] != target[:-1])
    start = np.flatnonzero(new)
    return Offer(row, start, year[start] // 10 * 10, mixed(target[start], year[start]))


def _place(
    offer: Offer, keys: Keys, each: Wanted, free: NDArray[np.bool_], salt: Keys
) -> tuple[NDArray[np.intp], bool]:
    """Choose an occasion and, of its free rows, as many as wanted: those with the lowest keys."""
    if len(offer.row) == 0:
        return offer.row, True
    counts = np.add.reduceat(free.astype(np.int64), offer.start)
    for allowed, loose in ((offer.decade == each.decade, False), (np.ones(len(counts), dtype=bool), True)):
        open_ = np.where(allowed, counts, 0)
        if open_.max() == 0:
            continue
        enough = np.flatnonzero(open_ >= each.size)
        smaller = len(enough) == 0
        among = np.flatnonzero(open_ == open_.max()) if smaller else enough
        chosen = int(among[mixed(offer.key[among], salt[:1]).argmin()])
        end = offer.start[chosen + 1] if chosen + 1 < len(offer.start) else len(offer.row)
        inside = slice(offer.start[chosen], end)
        rows = offer.row[inside][free[inside]]
        return rows[mixed(keys[rows], salt[1:]).argsort()[: each.size]], loose or smaller
    return offer.row[:0], True
