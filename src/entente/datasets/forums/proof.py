"""Whether every coded fact has evidence, and every piece of evidence a fact; and how sure that makes us."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import pandas as pd

from entente.datasets.forums.facts import Fact, needed, supported
from entente.datasets.forums.files import Entry, Forum
from entente.tables.problem import Problem


def check_proof(forums: Sequence[Forum], ids: Mapping[int, str]) -> Iterator[Problem]:
    """Report facts without evidence, evidence for what is not coded, and founding issues missing from the agenda."""
    for forum in forums:
        proven = {fact for fact, _ in support(forum, ids)}
        for fact, entry in needed(forum, ids):
            if fact not in proven:
                value = entry.text(fact.field) or None
                cure = (
                    f"coded without evidence; name it in `supports` ({_word(fact)}), or write unknown, or leave it out."
                )
                yield Problem(forum.file, entry.line, f"{entry.kind}.{fact.field}".removeprefix("forum."), value, cure)
        for entry in forum.of("evidence"):
            for word in _words(entry):
                if not supported(word, forum, ids):
                    cure = "names nothing that is coded here; correct it, or code the fact."
                    yield Problem(forum.file, entry.line, "evidence.supports", word, cure)
        issue = forum.entry.text("issue_id")
        if issue not in {entry.text("issue_id") for entry in forum.of("agenda")}:
            yield Problem(
                forum.file, 1, "issue_id", issue, "the founding issue is missing from the agenda; add it there."
            )
        if len(forum.of("member")) < 2:
            yield Problem(forum.file, 1, "member", str(len(forum.of("member"))), "a forum has two members at least.")


def support(forum: Forum, ids: Mapping[int, str]) -> list[tuple[Fact, Entry]]:
    """Pair facts with the evidence that supports them, each pair once."""
    pairs = {
        (fact, entry.text("id")): entry
        for entry in forum.of("evidence")
        for word in _words(entry)
        for fact in supported(word, forum, ids)
    }
    return [(fact, entry) for (fact, _), entry in pairs.items()]


def evidence_rows(forums: Sequence[Forum], ids: Mapping[int, str]) -> pd.DataFrame:
    """Make the rows of `evidence`: one per fact and document."""
    made = []
    for forum in forums:
        pairs = support(forum, ids)
        documents: dict[Fact, list[Entry]] = {}
        for fact, entry in pairs:
            documents.setdefault(fact, []).append(entry)
        made += [_row(forum, fact, entry, confidence(documents[fact])) for fact, entry in pairs]
    return pd.DataFrame(made, columns=list(_COLUMNS))


def confidence(documents: Sequence[Entry]) -> str:
    """Say how sure a fact is, by the coding manual's rule; pages of one site count as one source, by the best of them.

    Returns
    -------
    str
        `high`: two sources of which one is primary, or both established; `medium`: one primary or established; `low`.
    """
    rank = {"primary": 2, "established": 1, "other": 0}
    best: dict[str, int] = {}
    for each in documents:
        site = (urlsplit(each.text("url")).hostname or "").removeprefix("www.").rstrip(".")
        best[site] = max(best.get(site, 0), rank.get(each.text("grade"), 0))
    grades = sorted(best.values(), reverse=True)
    if len(grades) > 1 and (grades[0] == rank["primary"] or grades[1] == rank["established"]):
        return "high"
    return "medium" if grades and grades[0] else "low"


FIRST_CODER = "A"  # brought every page whose entry names nobody else

_COLUMNS = (
    *("evidence_id", "table", "row_id", "field", "title", "url", "locator", "published_on", "published_on_precision"),
    *("accessed_on", "grade", "shows", "conflict", "coder", "confidence"),
)


def _row(forum: Forum, fact: Fact, entry: Entry, sure: str) -> tuple[object, ...]:
    published = entry.values.get("published_on")
    return (
        f"{forum.id}.{entry.text('id')}.{fact.name}",
        *(fact.table, fact.row_id, fact.field),
        *(entry.values.get(key) for key in ("title", "url", "locator")),
        *(pd.Timestamp(published) if published else pd.NaT, "day" if published else None),
        pd.Timestamp(entry.values["accessed_on"]),
        *(entry.values.get(key) for key in ("grade", "shows", "conflict")),
        *(entry.text("coder") or FIRST_CODER, sure),
    )


def _words(entry: Entry) -> list[str]:
    words = entry.values.get("supports", [])
    return [str(each) for each in words] if isinstance(words, list) else []


def _word(fact: Fact) -> str:
    parts = fact.name.split(".")
    if parts[0] == "member":
        return "/".join([parts[0], parts[1], *parts[3:]])
    return "/".join(parts[:2]) if parts[0] in ("agenda", "activity") else fact.name
