"""Whether one forum was coded twice under two names."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import combinations

from entente.datasets.forums.files import Forum
from entente.tables.problem import Problem

CLOSE = 60  # days between two foundings by the same members that look like one


def check_twins(forums: Sequence[Forum], distinct: set[frozenset[str]]) -> Iterator[Problem]:
    """Report pairs of forums with a name in common, or with the same founders within 60 days.

    Parameters
    ----------
    forums : sequence of Forum
        All of a batch.
    distinct : set of pairs of ids
        Pairs that were looked at and are two forums (`distinct.csv`, with the reason).
    """
    names = {forum.id: {plain(each): each for each in _names(forum)} for forum in forums}
    founders = {forum.id: _founders(forum) for forum in forums}
    for first, second in combinations(forums, 2):
        if frozenset((first.id, second.id)) in distinct:
            continue
        cure = f"{first.file} {{}}; if they are one forum remove a file, if two say why in distinct.csv."
        common = sorted(set(names[first.id]) & set(names[second.id]) - {""})
        if common:
            shown = names[second.id][common[0]]
            yield Problem(second.file, second.entry.line, "name|alt_names", shown, cure.format("has this name too"))
        elif founders[first.id] and founders[first.id] == founders[second.id] and _apart(first, second) <= CLOSE:
            shown = " ".join(sorted(founders[second.id]))
            cure = cure.format("has the same founders in the same weeks")
            yield Problem(second.file, second.entry.line, "member.state_id", shown, cure)


def plain(name: str) -> str:
    """Write a name without case, accents and punctuation."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    return re.sub(r"[\W_]+", "", bare).casefold()


def _names(forum: Forum) -> list[str]:
    others = forum.entry.values.get("alt_names", [])
    return [forum.entry.text("name"), *(str(each) for each in others if isinstance(others, list))]


def _founders(forum: Forum) -> frozenset[str]:
    founded = forum.entry.values.get("founded_on")
    return frozenset(
        each.text("state_id")
        for each in forum.of("member")
        if each.values.get("valid_from") == founded and each.text("tier") in ("core", "named")
    )


def _apart(first: Forum, second: Forum) -> int:
    days = [each.entry.values.get("founded_on") for each in (first, second)]
    known = [each for each in days if isinstance(each, date) and not isinstance(each, datetime)]
    return abs((known[0] - known[1]).days) if len(known) == len(days) else CLOSE + 1
