"""Reasons why a list of others differs from ours: a year that one quotes has to be the year that is compared."""

import re

from entente.site.forums.material import Rows

YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")
# What a reason says of a year, up to the end of its clause, and the column that the year has to be in.
SAID = {
    "our_year": re.compile(r"\bfounding (?:is|of)\b[^.;]*"),
    "their_year": re.compile(r"\b[Tt]he list (?:begins|starts)\b[^.;,]*"),
}


def stale(compared: Rows) -> list[str]:
    """Name each reason that quotes another year than the one compared.

    Parameters
    ----------
    compared : list of dict
        Rows of `minilaterals-outside.csv` as text: minilateral_id, list, our_year, their_year, explanation.

    Returns
    -------
    list of str
        One line per reason and column that disagree.
    """
    return [
        f"{row['minilateral_id']}, {row['list']}: {found[0]!r}, but {column} is {row[column] or 'empty'}"
        for row in compared
        for column, pattern in SAID.items()
        for found in pattern.finditer(row["explanation"])
        if set(YEAR.findall(found[0])) - {row[column]}
    ]
