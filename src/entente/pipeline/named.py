"""What a spec names, against what the release (and a user's own rows) holds: looked at before a fit of minutes."""

from collections.abc import Iterator, Sequence

from entente.claims.spec import Claim
from entente.errors import BadSpec, BrokenPromise, UnknownName
from entente.read import load

SHOWN = 20  # so many known names are listed in a message


def refuse_names(claim: Claim) -> None:
    """Raise the first of `wrong_names`, if there is one."""
    for each in wrong_names(claim):
        raise each


def wrong_names(claim: Claim) -> Iterator[BadSpec]:
    """Yield what a spec names that there is not, what it names twice, and a headline that is not one group.

    A fit would take a name that nothing bears for an empty group, and the pages would find no headline.
    """
    yield from _twice(claim, "source", [each.id for each in claim.sources])
    yield from _twice(claim, "group", [each.id for each in claim.groups])
    yield from _twice(claim, "variant", [each.label for each in claim.variants])
    headlines = [each.id for each in claim.groups if each.headline]
    if len(headlines) != 1:
        yield BadSpec(
            claim.path, "group: headline", headlines, "write `headline = true` in one group, and in no other."
        )
    for source in claim.sources:
        yield from _unknown(claim, f"source {source.id}: source_id", [source.source_id], "sources", "source_id")
    for group in claim.groups:
        yield from _unknown(claim, f"group {group.id}: within", sorted(group.within), "issues", "issue_id")
        yield from _unknown(claim, f"group {group.id}: without", sorted(group.without), "issues", "issue_id")
    for variant in claim.variants:
        where, state, body = f"variant {variant.label}: ", variant.without_state, variant.target_members_of
        yield from _unknown(claim, f"{where}without_state", [state] if state else [], "states", "state_id")
        yield from _unknown(claim, f"{where}target_members_of", [body] if body else [], "body_members", "body_id")


def _twice(claim: Claim, kind: str, names: Sequence[str]) -> Iterator[BadSpec]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield BadSpec(claim.path, kind, name, "this name stands twice; give each its own.")


def _unknown(claim: Claim, key: str, names: Sequence[str], table: str, column: str) -> Iterator[BadSpec]:
    known = _held(table, column) if names else []
    shown = f"write one of {', '.join(known)}" if len(known) <= SHOWN else f"see `entente export {table}`"
    for name in (name for name in names if name not in known):
        yield BadSpec(claim.path, key, name, f"is not found in {table}.{column}; {shown}.")


def _held(table: str, column: str) -> list[str]:
    try:
        rows = load(table)
    except (BrokenPromise, UnknownName):  # what is wrong with local rows is said where they are checked
        rows = load(table, local=False)
    return sorted(set(rows[column]))
