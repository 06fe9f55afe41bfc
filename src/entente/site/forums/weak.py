"""Weak variables: two codings of the same forum agree too little on them, so each is marked wherever it is used."""

from collections.abc import Collection

import pandas as pd

from entente.site.forums.words import FEATURES, VARIABLES, plain

TABLE = "readings"  # the anchor of the table of agreement on the coding page
WHERE = f"../notebooks/minilaterals-coding.html#{TABLE}"  # from any page that is one folder down
NOTE = "weak-note"
EXACT = "on the exact founding day (and so on the first day of founding members and issues)"
MARKED = frozenset({"founded_on", "end_mode", "issue_id", *FEATURES})  # what has a place for a mark on a forum's page
WHY = "In our check two coders often disagreed on this."


def weak_variables(consistency: pd.DataFrame) -> frozenset[str]:
    """Read off the measured agreement, a table of text, which variables are weak; none where nothing was measured."""
    if consistency.empty:
        return frozenset()
    return frozenset(consistency.loc[consistency["weak"] == "True", "variable"].astype(str))


def mark(name: str, weak: Collection[str]) -> str:
    """Write the mark that follows a weak variable's name or value; "" for another variable."""
    if name not in weak:
        return ""
    link = f'<a href="{WHERE}" title="{WHY}" aria-describedby="{NOTE}">weak</a>'
    return f' <small class="weak">({link})</small>'


def explained(weak: Collection[str], *, marked: Collection[str] = MARKED, founding: str = "") -> str:
    """Write a page's one explanation of the mark.

    Parameters
    ----------
    weak : collection of str
        The weak variables; none gives "".
    marked : collection of str
        The variables that bear a mark on this page; weak ones apart from them are named.
    founding : str
        What to add where the founding date is weak, in place of what follows from it on a forum's page.
    """
    if not weak:
        return ""
    day = [EXACT] if "founded_on" in weak and not founding else []
    others = sorted(f"on the {_lower(VARIABLES.get(each, plain(each)))}" for each in set(weak) - set(marked))
    bearing = (set(weak) & set(marked)) - ({"founded_on"} if day else set())
    said = [*day, *others, *([f"on what {'else ' if day or others else ''}bears this mark"] if bearing else [])]
    words = " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))
    more = f" {founding}" if founding and "founded_on" in weak else ""
    return (
        f'<p class="weak-note" id="{NOTE}"><em>Weak</em>: in our check two coders often disagreed {words}; '
        f'<a href="{WHERE}">see how often</a>.{more}</p>'
    )


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
