"""A world of states that trade every year by a known rule, with quarrels put in: what a fit should say is known."""

from collections.abc import Iterable
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pandas as pd
from small_world import dates, quarrels

from entente.claims.data import TradeData, lay_out

NAMES = tuple(3 * letter for letter in "ABCDEFGHIJKLMNOP")
FIRST, LAST = 1960, 2004
# Exporter, importer (either way), first and last year, and what is left of each flow.
Blow = tuple[str, str, int, int, float]


def trading_world(
    count: int,
    cases: list[dict[str, Any]],
    *,
    seed: int = 0,
    noise: float = 0.0,
    scale: float = 1e9,
    spread: float = 0.7,
    blows: Iterable[Blow] = (),
    unions: dict[str, tuple[str, ...]] | None = None,
) -> TradeData:
    """Lay out a world of `count` states that all exist and are covered in every year.

    Parameters
    ----------
    count : int
        States, by the first names of `NAMES`.
    cases : list of dict
        As for `small_world.quarrels`.
    seed : int
    noise : float
        Standard deviation of each year's log flow beside what the two states' sizes and growth explain.
    scale : float
        Dollars of a middling flow.
    spread : float
        Standard deviation of the logs of the states' sizes.
    blows : iterable
        What falls on the trade of single pairs.
    unions : dict
        Members of bodies, always.
    """
    names = NAMES[:count]
    listed = [(body, state) for body, states in (unions or {}).items() for state in states]
    members = pd.DataFrame(listed, columns=["body_id", "state_id"], dtype="str")
    members = members.assign(valid_from="1950-01-01", valid_from_precision="day", valid_to=None)
    spells = pd.DataFrame({"state_id": names, "valid_from": "1945-10-24", "valid_to": None})
    searched = {"scope": "all", "kind": "covered", "from_on": f"{FIRST}-01-01", "to_on": f"{LAST}-12-31"}
    coverage = pd.DataFrame([{"table": "trade_flows", "source_id": "cow_trade_v4", **searched}])
    tables = {
        "states": dates(spells, "valid_from", "valid_to"),
        "successions": pd.DataFrame(columns=["predecessor", "successor", "continues_dyads"]),
        "body_members": dates(members, "valid_from", "valid_to"),
        "coverage": dates(coverage, "from_on", "to_on"),
        "trade_flows": _flows(names, np.random.default_rng(seed), noise, scale, spread, blows),
        **quarrels(cases),
    }
    return lay_out(tables)


def _flows(
    names: tuple[str, ...], rng: np.random.Generator, noise: float, scale: float, spread: float, blows: Iterable[Blow]
) -> pd.DataFrame:
    years = range(FIRST, LAST + 1)
    # Steady growth: the ratio of two windows' means is then exactly a product of the two states'.
    size, growth = rng.normal(0, spread, len(names)), rng.normal(0, 0.02, len(names))
    rows = pd.DataFrame(
        [(one, other, year) for one, other in permutations(names, 2) for year in years],
        columns=["exporter_id", "importer_id", "year"],
    )
    place = {name: number for number, name in enumerate(names)}
    one, other = rows["exporter_id"].map(place), rows["importer_id"].map(place)
    drift = (growth[one] + growth[other]) * (rows["year"].to_numpy() - FIRST)
    usd = scale * np.exp(size[one] + size[other] + drift + rng.normal(0, noise, len(rows)))
    for side, other_side, first, last, left in blows:
        pair = rows["exporter_id"].isin([side, other_side]) & rows["importer_id"].isin([side, other_side])
        usd = np.where(pair & rows["year"].between(first, last), usd * left, usd)
    return rows.assign(trade_usd=usd, source_id="cow_trade_v4")


def quarrel(side_a: str, side_b: str, year: int, **more: Any) -> dict[str, Any]:
    """Return a threat about health; `imposed` (a year) makes it an answer that ends within that year."""
    imposed = more.pop("imposed", None)
    held = {"imposed_on": f"{imposed}-05-02", "ended_on": f"{imposed}-06-01"} if imposed else {}
    said = {"side_a": side_a, "side_b": side_b, "occurred_on": f"{year}-05-01", "subjects": ("health",)}
    return {**said, **held, **more}


def scattered(count: int, states: int, seed: int = 0) -> list[dict[str, Any]]:
    """Draw quarrels, each in a pair of its own, so that each is a first onset after quiet years."""
    rng = np.random.default_rng(seed)
    pairs = list(combinations(NAMES[:states], 2))
    chosen = [pairs[place] for place in rng.choice(len(pairs), size=count, replace=False)]
    return [quarrel(one, other, int(rng.integers(FIRST + 8, LAST - 8))) for one, other in chosen]
