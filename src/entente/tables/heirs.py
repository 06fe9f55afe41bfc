"""Checks of a user's own successions: who is followed is gone, and what counts as one state is one at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import pandas as pd

from entente.tables.dates import period
from entente.tables.look import Look
from entente.tables.problem import Problem
from entente.tables.schema import Schema
from entente.tables.spells import Spell, spells

LIVES_ON = "seceded"  # the kind of succession after which the predecessor lives on
CLASH = "joins states that lived at the same time to one unit{}; correct the row, or say false in continues_dyads."
Lives = Mapping[object, list[Spell]]


def check_heirs(
    mine: pd.DataFrame, schema: Schema, name: str, ours: pd.DataFrame, states: pd.DataFrame
) -> list[Problem]:
    """Report successions that the spells of states contradict.

    The successor must be a state on the day, and the predecessor must have ended by then, unless the successor seceded.
    Where pairs go on, no two states that a chain of such successions joins may ever have lived at the same time: they
    are one unit in every result.

    Parameters
    ----------
    mine : DataFrame
        A user's rows as text; the index is their lines.
    schema, name
        The table, and the file's name in messages.
    ours : DataFrame
        The release's successions.
    states : DataFrame
        The spells of states, the release's and the user's.
    """
    look = Look(mine, schema, name)
    look.problems = []
    lives: dict[object, list[Spell]] = {}
    for state, spell in zip(states["state_id"], spells(states), strict=True):
        if spell is not None:
            lives.setdefault(state, []).append(spell)
    _standing(look, lives)
    _joined(look, ours, lives)
    return look.problems


def _standing(look: Look, lives: Lives) -> None:
    """Report rows whose successor is no state on the day, or whose predecessor has not ended by then."""
    first, after = (days.astype("datetime64[D]").astype("int64") for days in period(look.typed, "on"))
    rows = look.typed[["predecessor", "successor", "kind"]].itertuples(index=False, name=None)
    absent, alive = [False] * len(look.typed), [False] * len(look.typed)
    dated = look.typed["on"].notna().tolist()
    for place, (old, new, kind) in enumerate(rows):
        if not dated[place]:
            continue
        there = any(each.first < after[place] and each.last > first[place] for each in lives.get(new, []))
        absent[place] = new in lives and not there
        gone = any(each.end < after[place] for each in lives.get(old, []))
        on = any(each.start <= first[place] and each.end >= after[place] for each in lives.get(old, []))
        lived = old in lives and not absent[place] and not pd.isna(kind)
        alive[place] = lived and kind != LIVES_ON and (on or not gone)
    successors, predecessors = look.typed["successor"].tolist(), look.typed["predecessor"].tolist()
    kind = "the successor is not in states on that day; correct one of the two."
    told = _teller(lives, successors, kind)
    look.report(pd.Series(absent, index=look.typed.index), ("successor", "on"), told, kind)
    kind = f"the predecessor has not ended by that day; correct it, or write {LIVES_ON} if the predecessor lives on."
    told = _teller(lives, predecessors, kind)
    look.report(pd.Series(alive, index=look.typed.index), ("predecessor", "on", "kind"), told, kind)


def _joined(look: Look, ours: pd.DataFrame, lives: Lives) -> None:
    """Report rows that make one unit of states that lived at the same time, be it through rows of the release."""
    unit: dict[object, frozenset[object]] = {}
    going_on = ours[ours["continues_dyads"].astype(bool)]
    for old, new in zip(going_on["predecessor"], going_on["successor"], strict=True):
        _unite(unit, old, new)
    clashes: dict[int, str] = {}
    said = {each.row for each in look.problems}
    mine = look.typed[["predecessor", "successor", "continues_dyads"]]
    for place, (old, new, on) in enumerate(mine.fillna({"continues_dyads": False}).itertuples(index=False, name=None)):
        apart = on and not pd.isna(old) and not pd.isna(new) and new not in _unit(unit, old)
        if not apart or look.frame.index[place] in said:
            continue
        clash = next(_both(_unit(unit, old), _unit(unit, new), lives), None)
        if clash is None:
            _unite(unit, old, new)
        else:
            clashes[place] = CLASH.format(f": {clash}")
    broken = pd.Series([place in clashes for place in range(len(mine))], index=look.typed.index, dtype=bool)
    columns = ("predecessor", "successor", "continues_dyads")
    look.report(broken, columns, lambda place: clashes[place], CLASH.format(""))


def _unit(unit: Mapping[object, frozenset[object]], state: object) -> frozenset[object]:
    return unit.get(state, frozenset({state}))


def _unite(unit: dict[object, frozenset[object]], old: object, new: object) -> None:
    together = _unit(unit, old) | _unit(unit, new)
    unit.update(dict.fromkeys(together, together))


def _both(left: frozenset[object], right: frozenset[object], lives: Lives) -> Iterator[str]:
    """Name pairs of states, one on each side, that lived at the same time."""
    for one in sorted(left, key=str):
        for other in sorted(right, key=str):
            for mine in lives.get(one, []):
                for theirs in lives.get(other, []):
                    if mine.meets(theirs):
                        yield f"{one} {mine} and {other} {theirs}"


def _teller(lives: Lives, names: Sequence[object], kind: str) -> Callable[[int], str]:
    """Return what says a kind of problem by position, with the spells of the state that it is about."""

    def tell(place: int) -> str:
        what, _, cure = kind.partition("; ")
        return f"{what} ({'; '.join(map(str, lives[names[place]]))}); {cure}"

    return tell
