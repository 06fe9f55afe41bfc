"""How far two coders of the same forums agree, variable by variable, and the log of where they do not."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
import pandas as pd

from entente.datasets.forums.facts import FEATURES
from entente.datasets.forums.files import Entry, Forum
from entente.datasets.forums.proof import FIRST_CODER
from entente.measures.reliability import agreement, masi

SEED = 20261122
WEAK = 0.80  # below it a variable is marked as weak wherever it is used
NONE = "(none)"
FOUNDER = "founder"
Spell = tuple[str, str]  # entry and exit, as `spells` writes them
KNOWN = {"day": 10, "month": 7, "year": 4}  # characters of a date that are known
CODES = ["minilateral_id", "variable", "code"]
LOG = ["minilateral_id", "variable", "coder_a", "coder_b", "decision", "reason"]


@dataclass(frozen=True, slots=True)
class Variable:
    """What is compared: the level of alpha (`sets`: distances between sets) and how it is read off a forum, as text."""

    name: str
    level: str
    read: Callable[[Forum], str]


def _word(key: str) -> Callable[[Forum], str]:
    return lambda forum: forum.entry.text(key) or NONE


def _year(key: str) -> Callable[[Forum], str]:
    return lambda forum: forum.entry.text(key)[:4] or NONE


def _day(forum: Forum) -> str:
    """Write the founding date as far as it is known: 2010-02-03, 2010-02, 2010."""
    return forum.entry.text("founded_on")[: KNOWN.get(forum.entry.text("founded_on_precision"), 10)]


def founders(forum: Forum) -> str:
    """Write the full (or named) members whose entry starts on the founding date, in order."""
    founded = forum.entry.values.get("founded_on")
    states = {
        each.text("state_id")
        for each in forum.of("member")
        if each.text("tier") in ("core", "named") and each.values.get("valid_from") == founded
    }
    return " ".join(sorted(states)) or NONE


VARIABLES = (
    Variable("founded_on", "nominal", _day),
    Variable("founded_year", "interval", _year("founded_on")),
    *(Variable(key, "nominal", _word(key)) for key in ("issue_id", "status", "region", "founding_act_kind")),
    *(Variable(key, "nominal", _word(key)) for key in FEATURES),
    Variable("founding_members", "sets", founders),
    Variable("end_mode", "nominal", _word("end_mode")),
    Variable("last_sign_year", "interval", _year("last_sign_on")),
)


SPELLS = "spells"  # kept beside the variables: entries and exits of members, compared date by date


def spells(forum: Forum) -> str:
    """Write every spell of a member, in order: `JPN/core founder -`, `IND/observer 2012-06 <2019`.

    A date stands as far as it is known, with `<` or `>` before a bound; `-` is no end.
    """
    founded = forum.entry.values.get("founded_on")
    lines = [
        f"{each.text('state_id')}/{each.text('tier')} "
        f"{FOUNDER if each.values.get('valid_from') == founded else _date(each, 'valid_from')} "
        f"{_date(each, 'valid_to') or '-'}"
        for each in forum.of("member")
    ]
    return "; ".join(sorted(lines)) or NONE


def _date(entry: Entry, key: str) -> str:
    bound = {"not_later_than": "<", "not_earlier_than": ">"}.get(entry.text(f"{key}_bound"), "")
    return bound + entry.text(key)[: KNOWN.get(entry.text(f"{key}_precision"), 10)]


def freeze(kept: pd.DataFrame, first: Sequence[Forum], second: Sequence[Forum]) -> pd.DataFrame:
    """Return coder A's codes of every forum that B coded too, as they were when the two were first compared.

    A's files are mended afterwards (adjudication, second reading); agreement is about what each coder wrote alone.

    Parameters
    ----------
    kept : DataFrame
        Codes frozen before (`CODES`): they stay as they are, and so does a forum that is away.
    first, second : sequence of Forum
        The files of coder A (all) and of coder B (some).
    """
    theirs, known = {forum.id for forum in second}, set(kept["minilateral_id"])
    read = [*((each.name, each.read) for each in VARIABLES), (SPELLS, spells)]
    new = [(a.id, name, code(a)) for a in first if a.id in theirs - known for name, code in read]
    rows = pd.concat([kept[CODES], pd.DataFrame(new, columns=CODES, dtype="str")], ignore_index=True)
    return rows.sort_values("minilateral_id", kind="stable", ignore_index=True)


def compare(frozen: pd.DataFrame, second: Sequence[Forum]) -> pd.DataFrame:
    """Put both coders' codes side by side, one row per forum coded by both and variable.

    Parameters
    ----------
    frozen : DataFrame
        Coder A's codes, from `freeze`.
    second : sequence of Forum
        The files of coder B.

    Returns
    -------
    DataFrame
        minilateral_id, variable, level, coder_a, coder_b.
    """
    codes = dict(zip(zip(frozen["minilateral_id"], frozen["variable"], strict=True), frozen["code"], strict=True))
    made = [
        (b.id, each.name, each.level, codes[b.id, each.name], each.read(b))
        for b in second
        if (b.id, VARIABLES[0].name) in codes
        for each in VARIABLES
    ]
    return pd.DataFrame(made, columns=["minilateral_id", "variable", "level", "coder_a", "coder_b"])


def alphas(codes: pd.DataFrame, draws: int = 2000) -> pd.DataFrame:
    """Return agreement by variable, from what `compare` gives.

    Returns
    -------
    DataFrame
        variable, level, units, same (share of units coded alike), alpha, lower, upper (95%, by resampling forums),
        weak (alpha under .80, or not defined though codes differ).
    """
    made = []
    for each in VARIABLES:
        rows = codes[codes["variable"] == each.name]
        if rows.empty:
            continue
        same = float((rows["coder_a"] == rows["coder_b"]).mean())
        ratings, level = _ratings(rows, each.level)
        found = agreement(ratings, level, rng=np.random.default_rng(SEED), draws=draws)
        weak = bool(found.alpha < WEAK) if not np.isnan(found.alpha) else same < 1
        made.append((each.name, each.level, len(rows), same, found.alpha, found.lower, found.upper, weak))
    return pd.DataFrame(made, columns=["variable", "level", "units", "same", "alpha", "lower", "upper", "weak"])


def alphas_of_parts(codes: pd.DataFrame, sample: Collection[str]) -> pd.DataFrame:
    """Return alpha by variable in the forums of the random sample and in the others.

    Returns
    -------
    DataFrame
        variable, alpha_sample, alpha_rest.
    """
    inside = codes["minilateral_id"].isin(sample)
    parts = {"alpha_sample": codes[inside], "alpha_rest": codes[~inside]}
    found = [alphas(rows, draws=0).set_index("variable")["alpha"].rename(name) for name, rows in parts.items()]
    return pd.concat(found, axis=1).rename_axis("variable").reset_index()


def agreed_spells(frozen: pd.DataFrame, second: Sequence[Forum]) -> pd.DataFrame:
    """Return how far the two coders' spells of members agree, in the forums whose spells of coder A were kept.

    Spells of one state in one tier are paired in the order of their dates. One coder's founder whom the other lets
    enter on a later day counts as a date that differs.

    Returns
    -------
    DataFrame
        variable, level, units, same: `later_entries` and `exits` (founders' exits among them), dates that neither
        gives as a bound, and the share that is alike as far as both know it; `spells_of_first` and `spells_of_second`,
        spells that do not start on the founding date, and the share of them that stand opposite such a spell of the
        same state and tier, whatever its dates.
    """
    ours = frozen.loc[frozen["variable"] == SPELLS].set_index("minilateral_id")["code"]
    pairs = [pair for b in second if b.id in ours.index for pair in _paired(_read(ours[b.id]), _read(spells(b)))]
    both = [(a, b) for a, b in pairs if a and b]
    later = [(a[0], b[0]) for a, b in both if (a[0], b[0]) != (FOUNDER, FOUNDER)]
    found = {
        "later_entries": [_alike(*dates) for dates in later if all(each == FOUNDER or _exact(each) for each in dates)],
        "exits": [_alike(a[1], b[1]) for a, b in both if _exact(a[1]) and _exact(b[1])],
        "spells_of_first": [b is not None and b[0] != FOUNDER for a, b in pairs if a and a[0] != FOUNDER],
        "spells_of_second": [a is not None and a[0] != FOUNDER for a, b in pairs if b and b[0] != FOUNDER],
    }
    made = [(name, SPELLS, len(alike), np.mean(alike) if alike else np.nan) for name, alike in found.items()]
    return pd.DataFrame(made, columns=["variable", "level", "units", "same"])


def _read(code: str) -> dict[str, list[Spell]]:
    """Read what `spells` wrote: entries and exits of each member in a tier, in the order of their dates."""
    found: dict[str, list[Spell]] = {}
    for line in code.split("; ") if code != NONE else []:
        who, since, until = line.split(" ")
        found.setdefault(who, []).append((since, until))
    return {
        who: sorted(each, key=lambda spell: (spell[0] != FOUNDER, spell[0].lstrip("<>"))) for who, each in found.items()
    }


def _paired(a: dict[str, list[Spell]], b: dict[str, list[Spell]]) -> list[tuple[Spell | None, Spell | None]]:
    """Put the spells of two coders opposite each other; None where one has fewer."""
    return [pair for who in sorted({*a, *b}) for pair in zip_longest(a.get(who, []), b.get(who, []))]


def _exact(date: str) -> bool:
    return date[:1].isdigit()


def _alike(a: str, b: str) -> bool:
    known = min(len(a), len(b))
    return a[:known] == b[:known]


def _ratings(rows: pd.DataFrame, level: str) -> tuple[np.ndarray, str | np.ndarray]:
    both = rows[["coder_a", "coder_b"]]
    if level == "interval":
        return both.replace(NONE, np.nan).astype("float64").to_numpy().T, level
    words = sorted(set(both.to_numpy().ravel()))
    ratings = both.apply(lambda column: column.map(words.index)).to_numpy(dtype=np.float64).T
    if level == "sets":
        return ratings, masi([frozenset(word.split()) for word in words])
    return ratings, "nominal"


def disagreements(codes: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """Return the log of disagreements: every row it had, decided or not, and new ones with an empty decision."""
    differ = codes[codes["coder_a"] != codes["coder_b"]]
    known = set(zip(log["minilateral_id"], log["variable"], strict=True))
    new = [pair not in known for pair in zip(differ["minilateral_id"], differ["variable"], strict=True)]
    out = pd.concat([log[LOG].astype(object), differ[new].reindex(columns=LOG).astype(object)], ignore_index=True)
    return out.sort_values(["minilateral_id", "variable"], ignore_index=True)


def shared_addresses(first: Sequence[Forum], second: Sequence[Forum]) -> tuple[int, float]:
    """Return how many addresses coder B cites, and which share of them coder A cites for the same forum.

    Two readers who read the same pages can make the same mistake: the larger the share, the less their agreement says.
    Pages that A's file took over afterwards, from B or to decide between the two, are not A's.
    """
    ours = {forum.id: _addresses(forum) for forum in first}
    cited = [(each, ours[forum.id]) for forum in second if forum.id in ours for each in sorted(_addresses(forum))]
    return len(cited), sum(each in known for each, known in cited) / len(cited) if cited else float("nan")


def _addresses(forum: Forum) -> set[str]:
    return {entry.text("url") for entry in forum.of("evidence") if entry.text("coder") in ("", FIRST_CODER)}
