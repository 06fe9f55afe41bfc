"""A batch of forum files, looked at as a whole: what is wrong, and the files that are fine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from entente.datasets.bodies import actors
from entente.datasets.crosswalk import codes
from entente.datasets.forums import shape
from entente.datasets.forums.files import Forum, folder, read_folder
from entente.datasets.forums.life import check_life
from entente.datasets.forums.proof import check_proof
from entente.datasets.forums.rows import Rows
from entente.datasets.forums.twins import check_twins
from entente.folders import data_folder
from entente.tables.problem import Problem
from entente.tables.store import read_text


@dataclass(frozen=True, eq=False)
class Batch:
    """The files of a folder: those that are fine, and every problem of the others."""

    good: tuple[Forum, ...]
    problems: tuple[Problem, ...]


def read_batch(where: Path | None = None) -> Batch:
    """Read and check every forum file of a folder, by default `data/curated/minilaterals/forums`.

    A file with a problem is refused and named; the others of the batch are kept, whatever is wrong beside them.
    """
    forums, problems = read_folder(where or folder() / "forums")
    found = shape.all_rows(forums)
    problems += shape.check_shape(forums, found, known())
    problems += check_life(found)
    problems += check_proof(forums, row_ids(found))
    problems += check_twins(forums, _distinct())
    refused = {each.file for each in problems}
    good = tuple(each for each in forums if each.file not in refused)
    return Batch(good, tuple(sorted(problems, key=lambda each: (each.file, each.row or 0))))


def row_ids(found: Mapping[str, Rows]) -> dict[int, str]:
    """Return each entry's row id, by `id(entry)`: its table's key."""
    return {
        id(entry): str(name)
        for each in found.values()
        for (_, entry), name in zip(each.came_from, each.frame[each.schema.primary_key[0]], strict=True)
    }


def known() -> dict[str, pd.DataFrame]:
    """Return the closed lists that members and issues are looked up in, from the curated files alone."""
    return shape.other_tables(
        read_text(data_folder() / "curated" / "issues.csv"),
        codes()["state_id"],
        actors()["actor_id"],
        other_members()["member_id"],
    )


def other_members() -> pd.DataFrame:
    """Read the list of members that are no states: member_id, name, reason."""
    return read_text(folder() / "other_members.csv", "data/curated/minilaterals/other_members.csv")


def _distinct() -> set[frozenset[str]]:
    listed = read_text(folder() / "distinct.csv", "data/curated/minilaterals/distinct.csv")
    return {frozenset(pair) for pair in listed[["first", "second"]].itertuples(index=False, name=None)}


def refused(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """Group problems by file."""
    out: dict[str, list[Problem]] = {}
    for each in problems:
        out.setdefault(each.file, []).append(each)
    return out
