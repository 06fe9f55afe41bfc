"""Which coded values need evidence, and which of them a piece of evidence says that it supports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from entente.datasets.forums.files import Entry, Forum

FEATURES = (
    *("legal_basis", "secretariat", "meeting_level", "funding"),
    *("verification", "linkage_clause", "values_clause", "obligation"),
)
DATES = ("signed_on", "first_meeting_on", "in_force_from", "ended_on")
ALWAYS = ("founded_on", "issue_id", "status")
# Written in evidence for one of the facts above: what is said of the one is said of the other.
CARRIED_BY = {
    "last_sign_on": "status",
    "last_sign": "status",
    "end_mode": "ended_on",
    "founding_act": "founded_on",
    "founding_act_kind": "founded_on",
}
ALLOWED = (*FEATURES, *DATES, "name", "alt_names", "region", "summary")  # may be supported, need not be
FOUNDERS = "founding_members"


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One coded value: its short name within the forum (part of evidence ids), table, row and column."""

    name: str
    table: str
    row_id: str
    field: str


def needed(forum: Forum, ids: Mapping[int, str]) -> Iterator[tuple[Fact, Entry]]:
    """Give every fact of a forum that needs evidence, with the entry it is coded in (`ids`: row ids by `id(entry)`)."""
    own = forum.entry
    for field in (*ALWAYS, *DATES, *FEATURES):
        if field in ALWAYS or own.values.get(field, "unknown") != "unknown":
            yield _own(forum, field), own
    for entry in forum.entries:
        if entry.kind == "evidence":
            continue
        yield _row(entry, ids), entry
        if "valid_to" in entry.values:
            yield _row(entry, ids, exit_too=True), entry


def supported(support: str, forum: Forum, ids: Mapping[int, str]) -> list[Fact]:
    """Return the facts that one word of `supports` names; none if it names nothing that is coded."""
    if support == FOUNDERS:
        founded = forum.entry.values.get("founded_on")
        return [_row(each, ids) for each in forum.of("member") if each.values.get("valid_from") == founded]
    kind, _, rest = support.partition("/")
    if not rest:
        return _forum_facts(support, forum)
    parts = rest.split("/")
    exits = parts[-1] == "valid_to"
    parts = parts[:-1] if exits else parts
    found = [each for each in forum.of(kind) if kind != "evidence" and _is_meant(each, parts)]
    if exits:
        return [_row(each, ids, exit_too=True) for each in found if "valid_to" in each.values]
    return [_row(each, ids) for each in found]


def _forum_facts(support: str, forum: Forum) -> list[Fact]:
    field = CARRIED_BY.get(support, support)
    if field == "ended_on" and "ended_on" not in forum.entry.values:
        field = "status"  # how a forum ended is carried by its status where no day is known
    if field in ALWAYS or (field in ALLOWED and field in forum.entry.values):
        return [_own(forum, field)]
    return []


def _is_meant(entry: Entry, parts: list[str]) -> bool:
    """Say whether an entry is meant: `member/IND`, `member/IND/observer`, `agenda/energy`, `activity/a1`."""
    if entry.kind == "member":
        return parts[0] == entry.text("state_id") and (len(parts) == 1 or parts[1:] == [entry.text("tier")])
    key = "issue_id" if entry.kind == "agenda" else "key"
    return parts == [entry.text(key)]


def _own(forum: Forum, field: str) -> Fact:
    return Fact(field, "minilaterals", forum.id, field)


def _row(entry: Entry, ids: Mapping[int, str], *, exit_too: bool = False) -> Fact:
    row_id = ids[id(entry)]
    table, field = {
        "member": ("minilateral_members", "valid_from"),
        "agenda": ("minilateral_agenda", "valid_from"),
        "activity": ("minilateral_activity", "held_on"),
    }[entry.kind]
    name = f"{entry.kind}.{row_id.partition('.')[2]}"
    return Fact(f"{name}.valid_to", table, row_id, "valid_to") if exit_too else Fact(name, table, row_id, field)
