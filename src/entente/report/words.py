"""The closed vocabulary of the pages, and numbers rounded for reading."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[Any, Any]  # one row of a results table, by column


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one of the six verdicts is written: its mark, its words, and the token of its colour."""

    mark: str
    words: str
    role: str


VERDICTS: dict[str, Verdict] = {
    "supported": Verdict("●", "supported", "supported"),
    "supported_small_loss": Verdict("◐", "supported, small loss", "supported_small_loss"),
    "contradicted": Verdict("✕", "contradicted", "contradicted"),
    "mixed": Verdict("◇", "mixed", "mixed"),
    "cannot_tell": Verdict("?", "cannot tell", "cannot_tell"),
    "not_tested": Verdict("–", "not tested", "not_tested"),
}
GROUPS: dict[str, str] = {
    "off_trade": "anything but trade",
    "human_rights": "human rights and democracy",
    "security": "security",
    "trade_unimposed": "trade itself, threat not carried out",
    "trade_imposed": "trade itself, sanction imposed",
}
SOURCES: dict[str, str] = {
    "ties": "TIES: sanctions threatened or imposed",
    "gsdb": "GSDB: sanctions imposed",
}
TITLES: dict[str, str] = {
    "ties": "TIES (Threat and Imposition of Economic Sanctions)",
    "gsdb": "GSDB (Global Sanctions Data Base)",
}
VARIANTS: dict[str, str] = {
    "headline": "The headline",
    "dyad_weights": "Each pair counts once, not each decision",
    "ties_to_2002": "TIES to 2002 only",
    "without_united_states": "Without the United States",
    "unknown_end_one_year": "Unknown ends last one year",
    "european_union_as_its_members": "The EU as target stands for its members",
    "no_later_event": "No later quarrel in the years after",
}
COMPARED = ("trade_unimposed", "trade_imposed")  # quarrels about the outcome itself: shown to compare with
BLIND = "design blind:"
UNLEVEL = "the years before are not shown to be level"
REASONS: dict[str, str] = {  # how the reason of a verdict opens in the results, and what pages say for it
    "mechanical": "the answer itself restricts trade",
    "nothing identifies the effect": "no decision that can be used",
    "too few decisions": "too few decisions",
    "one decision carries": "one decision weighs too much",
    "design blind": "the method did not pass its own check",
    "already diverging": "trade had moved before the quarrel",
    UNLEVEL: "a loss may have begun before",
    "the interval spans the margin": "a loss beyond the margin is possible, not sure",
    "a loss as large as the margin is excluded": "a loss beyond the margin is excluded",
    "a loss is there, smaller than the margin": "a loss, but within the margin",
    "the loss is larger than the margin": "the loss is beyond the margin",
    "the typical relationship lost more": "the traded dollar lost less",
    "the typical relationship held up": "the traded dollar lost more",
}
EMBARGOES: dict[str, str] = {
    "total_embargo": "complete embargo",
    "partial_embargo": "partial embargo",
    "import_restriction": "import restriction",
    "export_restriction": "export restriction",
    "blockade": "blockade",
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_EPS = 1e-9  # a bound computed as exactly 10% must not become 11% by the last bit of a float


def verdict(name: str) -> Verdict:
    """Look up a verdict; an empty name is "not tested"."""
    return VERDICTS[name if known(name) and name else "not_tested"]


def known(value: Any) -> bool:
    """Say whether a cell holds a value: not None, not nan."""
    return (
        value is not None and not (isinstance(value, float) and math.isnan(value)) and str(value) not in ("<NA>", "nan")
    )


def badge(row: Row) -> str:
    """Write a verdict as mark and words, with "provisional" where companions are still missing."""
    found = verdict(row["verdict"])
    if is_blind(row):
        return f"{found.mark} {found.words}: the method did not pass its own check"
    provisional = " (provisional)" if is_true(row.get("provisional")) and found.role != "not_tested" else ""
    return f"{found.mark} {found.words}{provisional}"


def said_of(row: Row) -> str:
    """Write a verdict for running text; on a row that is no part of the claim, as a comparison."""
    words = verdict(row["verdict"]).words
    return f"for comparison: {words}" if is_compared(row) else words


def marked(row: Row) -> str:
    """Write a verdict with its mark; a row that is no part of the claim has none."""
    return said_of(row) if is_compared(row) else f"{verdict(row['verdict']).mark} {said_of(row)}"


def why(row: Row) -> str:
    """Write the reason of a row's verdict in plain words; one that is not listed stands as it is."""
    reason = str(row["reason"]) if known(row.get("reason")) else ""
    return next((plain for opening, plain in REASONS.items() if reason.startswith(opening)), reason)


def is_compared(row: Row) -> bool:
    """Say whether a row's quarrels are about the outcome itself: no part of the claim, whatever their verdict."""
    return row.get("group") in COMPARED


def is_blind(row: Row) -> bool:
    """Say whether there is no verdict because the design failed its assay."""
    return verdict(row["verdict"]).role == "not_tested" and str(row.get("reason", "")).startswith(BLIND)


def is_unlevel(row: Row) -> bool:
    """Say whether a loss is excluded but the verdict withheld, because the years before are not shown to be level."""
    return str(row.get("reason", "")).startswith(UNLEVEL)


def is_true(value: Any) -> bool:
    """Read a truth value that may have come from a CSV file as text."""
    return known(value) and str(value).lower() == "true"


def group_name(group: str) -> str:
    """Write what a group of quarrels was about."""
    return GROUPS.get(group, group.replace("_", " "))


def source_name(source: str) -> str:
    """Write the name of a source of events."""
    return SOURCES.get(source, source.upper())


def capital(text: str) -> str:
    """Make the first letter a capital one and leave the rest."""
    return text[:1].upper() + text[1:]


def variant_name(label: str) -> str:
    """Write the label of a variant as words."""
    return VARIANTS.get(label, capital(label.replace("_", " ")))


def source_title(source: str) -> str:
    """Write a source of events with its full name."""
    return TITLES.get(source, source_name(source))


def source_short(source: str) -> str:
    """Write a source of events in as few letters as it is known by."""
    return source_name(source).split(":")[0]


def percent(share: float) -> str:
    """Write a share as a whole percentage, halves to even; under 1% as "under 1%"."""
    if 0 < share < 0.005:
        return "under 1%"
    return f"{round(share * 100)}%"


def share_ceiling(share: float) -> str:
    """Write a bound on a share, rounded up to tenths, so that rounding never takes it across its limit."""
    return f"{math.ceil(share * 1000 - _EPS) / 10:.1f}%"


def points(share: float) -> str:
    """Write a difference of shares as percentage points, with its sign."""
    return f"{share * 100:+.1f} points".replace("-", "−")


def loss(log_points: float) -> float:
    """Turn a change in log points into a share lost; a gain is negative."""
    return -math.expm1(log_points)


def loss_ceiling(log_points: float) -> str:
    """Write a bound on a loss, rounded up, so that rounding never takes a bound across the margin."""
    return f"{math.ceil(loss(log_points) * 100 - _EPS)}%"


def loss_floor(log_points: float) -> str:
    """Write the least loss that a bound allows, rounded down."""
    return f"{math.floor(loss(log_points) * 100 + _EPS)}%"


def change(log_points: float) -> str:
    """Write a change as "8% lower", "3% higher" or "about the same"."""
    whole = round(-loss(log_points) * 100)
    if whole == 0:
        return "about the same"
    return f"{abs(whole)}% {'lower' if whole < 0 else 'higher'}"


def change_in_tenths(log_points: float) -> str:
    """Write a change for a table: "8.1% lower", "3.0% higher", "no change"."""
    return _tenths(round(-loss(log_points) * 1000))


def lower_in_tenths(log_points: float) -> str:
    """Write a lower bound for a table, rounded down: no loss that the sentences exclude looks smaller here."""
    return _tenths(math.floor(-loss(log_points) * 1000 + _EPS))


def upper_in_tenths(log_points: float) -> str:
    """Write an upper bound for a table, rounded up."""
    return _tenths(math.ceil(-loss(log_points) * 1000 - _EPS))


def _tenths(tenths: int) -> str:
    if tenths == 0:
        return "no change"
    return f"{abs(tenths) / 10:.1f}% {'lower' if tenths < 0 else 'higher'}"


def phrase(row: Row) -> str:
    """Write an estimate with its one-sided bound: "8% lower, at most 14%"."""
    beta, low = row["estimate"], row["lower"]
    if not known(beta):
        return "no estimate"
    if not known(low):
        return f"{change(beta)}, no bound"
    if low >= 0:
        return f"{change(beta)}, at least {math.floor(math.expm1(low) * 100 + _EPS)}%"
    unit = "" if round(loss(beta) * 100) > 0 else " lower"
    return f"{change(beta)}, at most {loss_ceiling(low)}{unit}"


def smallest_loss_excluded(row: Row) -> str:
    """Write the smallest loss that the data exclude (one-sided 95%): "the smallest loss excluded is 14%"."""
    low = row["lower"]
    if not known(low):
        return "no loss is excluded"
    return "any loss is excluded" if low >= 0 else f"the smallest loss excluded is {loss_ceiling(low)}"


def interval(row: Row) -> str:
    """Write a two-sided 95% interval: "from 20% lower to 5% higher"."""
    if not known(row["conf_low"]):
        return "not known"
    return f"from {change(row['conf_low'])} to {change(row['conf_high'])}"


def number(value: Any) -> str:
    """Write a count with thousands separated; an effective count to a whole number."""
    return f"{round(float(value)):,}" if known(value) else "not known"


def in_words(count: int) -> str:
    """Write a small count as a word, for running text: "one", "nine", "10"."""
    return SMALL[count] if 0 <= count < len(SMALL) else number(count)


def dated(text: str) -> str:
    """Write the days in a text as the pages do: "2026-11-22" as "22 November 2026"."""
    return ISO_DAY.sub(lambda found: f"{int(found[3])} {MONTHS[int(found[2]) - 1]} {found[1]}", text)


def typeset(text: str) -> str:
    """Write a text of a spec as the pages do: days in words, minus signs before numbers."""
    return re.sub(r"(?<![\w-])-(?=\d)", "−", dated(text))


def years(row: Row) -> str:
    """Write the years that a row covers: "1950 to 2002"."""
    return f"{int(row['first_year'])} to {int(row['last_year'])}" if known(row["first_year"]) else "no years"


def pairs(row: Row) -> Any:
    """Return how many pairs of states quarrelled; where a result does not tell them apart, all pairs of the sample."""
    quarrelled = row.get("treated_dyads")
    return quarrelled if known(quarrelled) else row["dyads"]


def counts(row: Row) -> str:
    """Write the numbers of pairs, crises, decisions and effective decisions behind a row."""
    return (
        f"{number(pairs(row))} pairs of states that quarrelled, {number(row['crises'])} crises and "
        f"{number(row['decisions'])} decisions (as informative as {number(row['effective_decisions'])} equal ones)"
    )
