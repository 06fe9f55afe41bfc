"""Which decisions are answers in one quarrel: crises over decisions."""

from collections.abc import Iterable
from itertools import combinations

import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

GAP_YEARS = 3  # decisions join when the pause between them is shorter
SAME_DYAD_YEARS = 3  # two sources that report on one dyad at most so many years apart report one quarrel


def merge_crises(divergences: pd.DataFrame, subjects: pd.Series) -> pd.Series:
    """Name the crisis of each divergence: decisions on one target about overlapping subjects, without a long pause.

    Two decisions on one target are one crisis if their subjects overlap and less than `GAP_YEARS` years lie between
    the end of the one and the beginning of the other. So are two decisions from different sources on one dyad that
    begin at most `SAME_DYAD_YEARS` years apart, whatever they are about. Crises are the connected groups.

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
        rows = list(same.sort_values("first_year").itertuples())
        for one, other in combinations(rows, 2):
            pause = max(one.first_year, other.first_year) - min(one.last_year, other.last_year)
            if pause < GAP_YEARS and one.subjects & other.subjects:
                yield number[one.Index], number[other.Index]


def _by_dyad(rows: pd.DataFrame, number: dict[str, int]) -> Iterable[tuple[int, int]]:
    low = rows[["side_a", "side_b"]].min(axis=1)
    high = rows[["side_a", "side_b"]].max(axis=1)
    for _, same in rows.groupby([low, high]):
        if same["source_id"].nunique() < 2:
            continue
        listed = list(same.sort_values("first_year").itertuples())
        for one, other in combinations(listed, 2):
            apart = abs(one.first_year - other.first_year)
            if one.source_id != other.source_id and apart <= SAME_DYAD_YEARS:
                yield number[one.decision_id], number[other.decision_id]


def _names(decisions: pd.DataFrame) -> dict[str, str]:
    """Name each group after the target and year of its first decision."""
    ordered = decisions.sort_values(["first_year", "target"], kind="stable")
    firsts = ordered.drop_duplicates("group")
    stem = "crisis-" + firsts["target"] + "-" + firsts["first_year"].astype(int).astype("str")
    running = stem.groupby(stem).cumcount() + 1
    by_group = dict(zip(firsts["group"], stem + "-" + running.astype("str"), strict=True))
    return {str(name): by_group[group] for name, group in decisions["group"].items()}
