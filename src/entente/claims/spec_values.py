"""What each value of a spec may be: its kind, as the key's annotation says, and the limits of its key."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from entente.errors import BadSpec

# What the code can do: a key of these takes no other word.
WORDS: dict[str, tuple[str, ...]] = {
    "unit": ("dyad_year",),
    "outcome": ("log_trade_usd",),
    "design": ("local_projection",),
    "weights": ("decision", "dyad"),
    "role": ("off_issue", "own_issue", "mechanical"),
    "form": ("permanent",),
    "embargo_in": ("dollar", "gone_to_zero"),
}
POSITIVE: tuple[Callable[[Any], bool], str] = (lambda value: value > 0, "must be above 0.")
COUNT: tuple[Callable[[Any], bool], str] = (lambda value: value >= 0, "must not be negative.")
SHARE: tuple[Callable[[Any], bool], str] = (lambda value: 0 <= value <= 1, "must lie between 0 and 1.")
LEVEL: tuple[Callable[[Any], bool], str] = (lambda value: 0 < value < 1, "must lie between 0 and 1, and be neither.")
BEFORE: tuple[Callable[[Any], bool], str] = (
    lambda value: value[0] <= value[1] < 0,
    "must be two years before the onset (below 0), the earlier one first.",
)
AFTER: tuple[Callable[[Any], bool], str] = (
    lambda value: 0 <= value[0] <= value[1],
    "must be two years from the onset on (0 or more), the earlier one first.",
)
LIMITS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "draws": POSITIVE,
    "seed": COUNT,
    "losses": (
        lambda value: len(value) > 0 and all(0 <= each < 1 for each in value),
        "must be shares of trade lost, from 0 to below 1.",
    ),
    "strict": (lambda value: value > -1, "must be a share of trade lost, above -1."),
    "lenient": (lambda value: value > -1, "must be a share of trade lost, above -1."),
    **dict.fromkeys(("pre", "lead"), BEFORE),
    **dict.fromkeys(("post", "disruption", "durability"), AFTER),
    **dict.fromkeys(("quiet_before", "quiet_after", "quiet_treated_after"), COUNT),
    "unknown_end_years": POSITIVE,
    "minimum_effective_decisions": COUNT,
    "maximum_decision_share": SHARE,
    "lead_alpha": LEVEL,
    "lead_level": LEVEL,
}
KINDS: dict[Any, str] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a date (YYYY-MM-DD, without quotes)",
    tuple[int, int]: "two whole numbers, as in [1, 3]",
    tuple[float, ...]: "a list of numbers",
    tuple[str, ...]: "a list of words in quotes",
    frozenset[str]: "a list of words in quotes",
}


def refuse_values(path: Path, where: str, part: Any) -> None:
    """Refuse a part of a spec (an instance of its dataclass) for the first value that is none.

    Parameters
    ----------
    path : Path
        The spec's file, for the message.
    where : str
        What stands before the key in the message.
    part : dataclass instance
        What is looked at. Keys that are not in `KINDS` are parts of their own, and passed over.

    Raises
    ------
    BadSpec
        With key, value and cure.
    """
    hints = get_type_hints(type(part))
    for name in (each.name for each in fields(part)):
        value, kinds = getattr(part, name), _kinds(hints[name])
        if not kinds or (value is None and type(None) in kinds):
            continue
        kind = kinds[0]
        if not _is(value, kind):
            raise BadSpec(path, f"{where}{name}", value, f"must be {KINDS[kind]}.")
        words = WORDS.get(name)
        if words and not set([value] if isinstance(value, str) else value) <= set(words):
            raise BadSpec(path, f"{where}{name}", value, f"write one of {', '.join(words)}.")
        allowed, cure = LIMITS.get(name, (None, ""))
        if allowed and not allowed(value):
            raise BadSpec(path, f"{where}{name}", value, cure)
    first, last = getattr(part, "first_year", None), getattr(part, "last_year", None)
    if first is not None and last is not None and first > last:
        raise BadSpec(path, f"{where}first_year", first, f"must not be later than last_year, {last}.")


def _kinds(hint: Any) -> tuple[Any, ...]:
    """Return what a value may be, None last; nothing for a part of its own."""
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return kinds if kinds[0] in KINDS else ()


def _is(value: object, kind: Any) -> bool:
    held = get_origin(kind)
    if held is tuple:
        inner = get_args(kind)
        enough = Ellipsis in inner or (isinstance(value, tuple) and len(value) == len(inner))
        return isinstance(value, tuple) and enough and all(_is(each, inner[0]) for each in value)
    if held is frozenset:
        return isinstance(value, frozenset) and all(isinstance(each, str) for each in value)
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, int | float) if kind is float else isinstance(value, kind)
