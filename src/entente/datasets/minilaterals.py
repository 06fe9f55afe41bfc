"""Minilaterals, coded by hand: forums, members, agenda and activity, with their evidence."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from entente.datasets.forums import shape
from entente.datasets.forums.batch import other_members, read_batch, row_ids
from entente.datasets.forums.files import Forum
from entente.datasets.forums.proof import evidence_rows
from entente.datasets.forums.rows import Rows, typed_rows
from entente.errors import BrokenPromise

TABLES = ("minilaterals", "minilateral_members", "minilateral_agenda", "minilateral_activity", "other_members")
NEEDS = ("entente",)
AFTER = ("states", "actors", "issues")


def build(built: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Build the tables from every forum file.

    Raises
    ------
    BrokenPromise
        If any file has a problem; all of them are listed.
    """
    del built  # only the order matters: members are states or bodies
    return {**tables(_all_good()), "other_members": other_members()}


def evidence(built: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give one row per coded fact and document."""
    del built
    forums = _all_good()
    return evidence_rows(forums, row_ids(shape.all_rows(forums)))


def tables(forums: Sequence[Forum]) -> dict[str, pd.DataFrame]:
    """Make the four tables from forum files that are fine.

    A spell that no coder closed ends with the forum: `valid_to` is then the first day after the forum's end, with its
    precision and end mode, and `ended_with_forum` says so.
    """
    found = shape.all_rows(forums)
    made = {each.schema.name: typed_rows(each) for each in found.values()}
    for name in ("minilateral_members", "minilateral_agenda"):
        made[name] = _closed(made[name], made["minilaterals"])
    return made


def merge(where: Path | None = None) -> tuple[dict[str, pd.DataFrame], tuple[object, ...]]:
    """Make the tables from the files of a folder that are fine, and say what is wrong with the others: for coders."""
    batch = read_batch(where)
    found: dict[str, Rows] = shape.all_rows(batch.good)
    return {**tables(batch.good), "evidence": evidence_rows(batch.good, row_ids(found))}, batch.problems


def _closed(spells: pd.DataFrame, forums: pd.DataFrame) -> pd.DataFrame:
    of_forum = forums.set_index("minilateral_id").reindex(spells["minilateral_id"])
    of_forum.index = spells.index
    day = of_forum["ended_on_precision"] == "day"
    after = of_forum["ended_on"].where(~day, of_forum["ended_on"] + pd.Timedelta(days=1))
    ends = spells["valid_to"].isna() & after.notna()
    closed = {
        "valid_to": spells["valid_to"].mask(ends, after),
        "valid_to_precision": spells["valid_to_precision"].mask(ends, of_forum["ended_on_precision"]),
        "ended_with_forum": ends,
    }
    if "end_mode" in spells:
        closed["end_mode"] = spells["end_mode"].mask(ends, of_forum["end_mode"])
    return spells.assign(**closed)


def _all_good() -> tuple[Forum, ...]:
    batch = read_batch()
    if batch.problems:
        raise BrokenPromise("data/curated/minilaterals/forums", batch.problems)
    return batch.good
