"""GSDB cases in our words: lists of names to actors, objectives to issues, flags to instruments, by curated lists."""

from functools import cache

import pandas as pd

from entente.datasets.bodies import actors
from entente.datasets.crosswalk import by_name, is_known_name
from entente.datasets.sanction_cases import EU, Case, Moment, coded, crosswalk, domain_of, instruments_of
from entente.errors import UnknownCode

SOURCE, SHORT = "gsdb_v4", "gsdb"
ONGOING = 2023  # the last year that the release covers; the file writes it for "still in force"
FLAGS = ("arms", "military", "financial", "travel", "other")


def cases(raw: pd.DataFrame) -> tuple[list[Case], pd.DataFrame]:
    """Turn GSDB rows (as `sources.gsdb.read` gives them) into cases.

    Returns
    -------
    list of Case
        In the file's order; a case without any target or sender that is a state or body is left out.
    DataFrame
        What was left out: name, year, role (sender or target), so that nothing goes in silence.
    """
    names = pd.concat(
        [_long(raw, "sanctioning_state", "sender"), _long(raw, "sanctioned_state", "target")], ignore_index=True
    )
    names["actor"] = _actors(names)
    left_out = names.loc[names["actor"].isna(), ["name", "year", "role"]].reset_index(drop=True)
    known = names.dropna(subset=["actor"])
    senders = known[known["role"] == "sender"].groupby("row")["actor"].agg(list)
    targets = known[known["role"] == "target"].groupby("row")["actor"].agg(list)
    both = [row for row in raw.index if row in senders.index and row in targets.index]
    return [_case(raw.loc[row], senders[row], targets[row]) for row in both], left_out


def split_names(text: str) -> list[str]:
    """Split a list of names at commas, but not inside a name that has one ("Korea, South").

    Raises
    ------
    UnknownCode
        If a part is neither a known name of a state nor of a body.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found: list[str] = []
    while parts:
        # The longest run of parts that is a name wins: "Congo, Democratic Republic of the" over "Congo".
        for width in range(len(parts), 0, -1):
            candidate = ", ".join(parts[:width])
            if _is_name(candidate):
                found.append(candidate)
                parts = parts[width:]
                break
        else:
            cure = "Add it to data/curated/states/names.csv or data/curated/bodies/actors.csv."
            raise UnknownCode("GSDB name", [parts[0]], cure)
    return found


@cache
def _is_name(candidate: str) -> bool:
    if candidate in _bodies() or candidate in _not_states():
        return True
    return bool(is_known_name(pd.Series([candidate])).iloc[0])


@cache
def _not_states() -> frozenset[str]:
    return frozenset(crosswalk("gsdb_not_states")["name"])


@cache
def _bodies() -> dict[str, str]:
    listed = actors()
    return {n: a for a, ns in zip(listed["actor_id"], listed["gsdb_names"], strict=True) for n in ns.split(";") if n}


def _long(raw: pd.DataFrame, column: str, role: str) -> pd.DataFrame:
    listed = raw[column].map(split_names).explode()
    return pd.DataFrame(
        {
            "row": listed.index,
            "name": listed.to_numpy(),
            "year": raw.loc[listed.index, "begin"].to_numpy(),
            "role": role,
        }
    )


def _actors(names: pd.DataFrame) -> pd.Series:
    """Name the state or body; missing for what is neither."""
    body = names["name"].map(_bodies())
    states = names.loc[body.isna() & ~names["name"].isin(_not_states())]
    return body.fillna(by_name(states["name"], states["year"]))


def _case(row: pd.Series, senders: list[str], targets: list[str]) -> Case:
    bodies = tuple(dict.fromkeys(each for each in senders if each in set(actors()["actor_id"])))
    states = tuple(dict.fromkeys(each for each in senders if each not in bodies))
    # In a list headed by the EU, European states that align with it belong to its decision (rule 8).
    aligned = set(crosswalk("eu_aligned")["state_id"]) if senders[0] == EU else set()
    objectives = coded(
        [each.strip() for each in row["objective"].split(",") if each.strip()], "gsdb_objectives", "objective"
    )
    ended = None if row["end"] == ONGOING else Moment.of(int(row["end"]))
    return Case(
        source_id=SOURCE,
        short=SHORT,
        states=tuple(each for each in states if each not in aligned),
        bodies=bodies,
        targets=tuple(dict.fromkeys(targets)),
        began=Moment.of(int(row["begin"])),
        imposed=Moment.of(int(row["begin"])),
        ended=ended,
        at_least=Moment.of(ONGOING) if ended is None else None,
        subjects=tuple(sorted({each["issue_id"] for each in objectives} - {""})),
        domain=domain_of(each["domain"] for each in objectives),
        instruments=_instruments(row),
        aligned=tuple(each for each in states if each in aligned),
    )


def _instruments(row: pd.Series) -> tuple[str, ...]:
    known = instruments_of(SHORT)
    trade = row["descr_trade"].replace(" ", "") if row["trade"] == 1 else ""
    codes = [trade] if trade in known else [part for part in trade.split(",") if part]
    codes += [flag for flag in FLAGS if row[flag] == 1]
    return tuple(sorted({known[code] for code in codes}))
