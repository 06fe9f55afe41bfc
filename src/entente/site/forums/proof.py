"""Marks that lead from a fact to its evidence, and to a note in it that says otherwise."""

import re
from collections import Counter
from html import escape

from entente.site.forums.material import Forum, Forums, Rows

# What stands in the caption of a table with marks.
BRACKETS = "In brackets the evidence, below; after it our confidence."
DAGGER = "†: a page says otherwise or leaves something open about this member; see its note."


def marks(forum: Forum, name: str, row_id: str, field: str, *, noun: str = "") -> str:
    """Write the links from a fact to its evidence, further down on the page, in the order of their numbers.

    Parameters
    ----------
    forum : Forum
        Whose evidence it is.
    name, row_id, field : str
        Table, row and column of the fact.
    noun : str
        What stands before the confidence where no caption explains it.
    """
    if (name, row_id, field) not in forum.proof:
        return ""
    held, sure = forum.proof[name, row_id, field]
    return f'<small class="proof">[{links(held)}] {noun}{sure}</small>'


def links(held: list[str]) -> str:
    """Write documents, e1, e12, as links with their numbers, each once, in order."""
    order = sorted(set(held), key=lambda each: int(each[1:]))
    return ", ".join(f'<a href="#{each}" aria-label="evidence {each[1:]}">{each[1:]}</a>' for each in order)


def documents(forum: Forum) -> dict[str, Rows]:
    """Return the documents of a forum in the order of their numbers: e1, e2, ... -> its rows, one per fact."""
    found: dict[str, Rows] = {}
    for row in forum.evidence:
        found.setdefault(row["evidence_id"].split(".")[1], []).append(row)
    return {key: found[key] for key in sorted(found, key=lambda each: int(each[1:]))}


def sureness(forum: Forum) -> dict[str, int]:
    """Count facts by confidence."""
    held = Counter(sure for _, sure in forum.proof.values())
    return {each: held[each] for each in ("high", "medium", "low")}


def disputes(forum: Forum, all_of: Forums) -> dict[str, list[str]]:
    """Find the spells of which a page says otherwise.

    Returns
    -------
    dict of str to list of str
        membership_id -> documents. A spell is one where a document that carries it has a note of what disagrees or is
        open, and the note names the member; the documents are all with such a note among those that carry members.
    """
    names = {
        name: each["state_id"]
        for each in forum.members
        for name in all_of.called.get(each["state_id"], frozenset({each["state_id"]}))
    }
    if not names:
        return {}
    # All names, the longest first, so that Guinea is not found in Papua New Guinea.
    every = sorted({name for held in all_of.called.values() for name in held} | set(names), key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, every))})\b")
    noted: dict[str, dict[str, list[str]]] = {}  # state -> spell -> documents
    for row in forum.evidence:
        if row["table"] == "minilateral_members":
            for state in {names[name] for name in pattern.findall(row["conflict"]) if name in names}:
                noted.setdefault(state, {}).setdefault(row["row_id"], []).append(row["evidence_id"].split(".")[1])
    return {
        each["membership_id"]: [document for held in noted[each["state_id"]].values() for document in held]
        for each in forum.members
        if each["membership_id"] in noted.get(each["state_id"], {})
    }


def dagger(held: list[str]) -> str:
    """Write the mark of a disputed spell; "" where no document is given."""
    return f' <small class="noted">† {links(held)}</small>' if held else ""


def confidence(forum: Forum) -> str:
    """Write the share of facts at high confidence."""
    sure = sureness(forum)
    return escape(f"{sure['high']} of {sum(sure.values())}")
