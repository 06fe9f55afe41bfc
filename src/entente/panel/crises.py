"""Which decisions are answers in one quarrel: crises over decisions."""

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

GAP_YEARS = 3  # decisions join when the pause between them is shorter
SAME_DYAD_YEARS = 3  # two sources that report on one dyad at most so many years apart report one quarrel


def merge_crises(divergences: pd.DataFrame, subjects: pd.Series) -> pd.Series:
    """Name the crisis of each divergence: decisions on one target about overlapping subjects, without a long pause.

    Two decisions on one target are one crisis if their subjects overlap and less than `GAP_YEARS` years lie between
    the end of the one and the beginning of the other. So are two decisions from different sources by one side on the
    other that begin at most `SAME_DYAD_YEARS` years apart, whatever they are about. Crises are the connected groups,
    each on one target.

    Parameters
    ----------
    divergences : DataFrame
        One row per dyad and case: decision_id, side_a, side_b, source_id, first_year, last_year (in force or 1 year).
    subjects : Series of frozenset of str
        What each row is about, same index; empty where nothing is known.

    Returns
    -------
    Series of str
        ``crisis-<target>-<first year>-<running number>``, same index.
    """
    rows = divergences.assign(subjects=subjects)
    decisions = rows.groupby("decision_id", sort=True).agg(
        target=("side_b", "first"),
        first_year=("first_year", "min"),
        last_year=("last_year", "max"),
        source_id=("source_id", "first"),
        subjects=("subjects", lambda sets: frozenset().union(*sets)),
    )
    number = {name: position for position, name in enumerate(decisions.index)}
    links = [*_by_target(decisions, number), *_by_dyad(rows, number)]
    left = [one for one, _ in links]
    right = [other for _, other in links]
    graph = coo_array(([1] * len(links), (left, right)), shape=(len(number), len(number)))
    _, group = connected_components(graph, directed=False)
    names = _names(decisions.assign(group=group))
    return divergences["decision_id"].map(names).astype("str")


def _by_target(decisions: pd.DataFrame, number: dict[str, int]) -> Iterable[tuple[int, int]]:
    for _, same in decisions.groupby("target"):
        for one, other in combinations(_listed(same), 2):
            pause = max(one.first, other.first) - min(one.last, other.last)
            if pause < GAP_YEARS and one.subjects & other.subjects:
                yield number[one.decision], number[other.decision]


def _by_dyad(rows: pd.DataFrame, number: dict[str, int]) -> Iterable[tuple[int, int]]:
    sides = ["side_a", "side_b"]  # in one direction: what the other side answers has another target
    several = rows[rows.groupby(sides)["source_id"].transform("nunique") > 1]
    for _, same in several.set_index("decision_id").groupby(sides):
        for one, other in combinations(_listed(same), 2):
            apart = abs(one.first - other.first)
            if one.source != other.source and apart <= SAME_DYAD_YEARS:
                yield number[one.decision], number[other.decision]


class _Spell(NamedTuple):
    decision: str
    first: int
    last: int
    subjects: frozenset[str]
    source: str


def _listed(rows: pd.DataFrame) -> list[_Spell]:
    """Spells of rows that are indexed by decision, in the order of time."""
    columns = (rows.index, rows["first_year"], rows["last_year"], rows["subjects"], rows["source_id"])
    spells = [_Spell(str(d), int(f), int(end), about, str(src)) for d, f, end, about, src in zip(*columns, strict=True)]
    return sorted(spells, key=lambda spell: (spell.first, spell.decision))


def _names(decisions: pd.DataFrame) -> dict[str, str]:
    """Name each group after the target and year of its first decision."""
    ordered = decisions.sort_values(["first_year", "target"], kind="stable")
    firsts = ordered.drop_duplicates("group")
    stem = "crisis-" + firsts["target"] + "-" + firsts["first_year"].astype(int).astype("str")
    running = stem.groupby(stem).cumcount() + 1
    by_group = dict(zip(firsts["group"], stem + "-" + running.astype("str"), strict=True))
    return {str(name): by_group[group] for name, group in decisions["group"].items()}
