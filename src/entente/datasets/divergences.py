"""Divergences from TIES (threats, impositions) and GSDB (impositions): what they are about and were met with."""

from collections.abc import Mapping

import pandas as pd

from entente.datasets import gsdb_cases, ties_cases
from entente.datasets.sanction_cases import crosswalk, rows_per_dyad
from entente.panel.crises import merge_crises
from entente.panel.force import spell_years
from entente.sources import gsdb, ties

TABLES = ("divergences", "divergence_issues", "divergence_instruments")
AFTER = ("states", "body_members", "actors", "issues")
NEEDS = ("ties_v4.1", "gsdb_v4")
# The years that each source searched; 2006 and after are unseen by TIES, threats are never seen by GSDB.
SEARCHED = {"ties_v4.1": (1945, 2005, "Threats and impositions."), "gsdb_v4": (1949, 2023, "Impositions only.")}
DATES = ("occurred_on", "imposed_on", "ended_on", "in_force_at_least_to")


def build(built: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Build the three tables of divergences.

    What GSDB names that is neither a state nor a body (Gibraltar, armed groups) is left out and counted in
    data/curated/decisions.md; a test holds the two together.
    """
    from_gsdb, _ = gsdb_cases.cases(gsdb.read())
    cases = [*ties_cases.cases(ties.read()), *from_gsdb]
    rows = rows_per_dyad(cases, built["body_members"])
    names = built["issues"].set_index("issue_id")["name"]
    return tables(rows, {str(key): str(value) for key, value in names.items()})


def coverage(built: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Say which years each source searched."""
    del built  # known from the sources themselves
    rows = [
        ("divergences", source, "all", "covered", pd.Timestamp(first, 1, 1), pd.Timestamp(last, 12, 31), note)
        for source, (first, last, note) in SEARCHED.items()
    ]
    return pd.DataFrame(rows, columns=["table", "source_id", "scope", "kind", "from_on", "to_on", "note"])


def tables(rows: pd.DataFrame, issue_names: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """Give rows their keys, crises and sentences, and split off issues and instruments.

    Parameters
    ----------
    rows : DataFrame
        As `sanction_cases.rows_per_dyad` makes them: one row per dyad and case, sets still in cells.
    issue_names : Mapping
        issue_id -> name, for the sentence.
    """
    rows = rows.assign(divergence_id=_keys(rows))
    for name in DATES:
        rows[name] = pd.to_datetime(rows[name]).astype("datetime64[s]")
    rows["crisis_id"] = merge_crises(rows.assign(**spell_years(rows)), rows["subjects"])
    rows["summary"] = [
        _sentence(about, form, issue_names) for about, form in zip(rows["subjects"], rows["form"], strict=True)
    ]
    kinds = crosswalk("instrument_kinds").set_index("instrument")["issue_id"]
    instruments = rows[["divergence_id", "instruments"]].explode("instruments").dropna()
    instruments = instruments.rename(columns={"instruments": "instrument"})
    subjects = rows[["divergence_id"]].assign(issue_id=rows["subjects"].map(sorted)).explode("issue_id").dropna()
    answered = instruments.assign(issue_id=instruments["instrument"].map(kinds))
    issues = pd.concat(
        [
            subjects.assign(role="subject"),
            answered.loc[answered["issue_id"] != "", ["divergence_id", "issue_id"]].assign(role="instrument"),
        ]
    ).drop_duplicates()
    return {
        "divergences": rows.drop(columns=["short", "subjects", "instruments"]),
        "divergence_issues": issues,
        "divergence_instruments": instruments,
    }


def _keys(rows: pd.DataFrame) -> pd.Series:
    """Make keys that number the cases of one source, pair of sides and year in their order of time."""
    year = rows["occurred_on"].dt.year.astype("str")
    stem = rows["short"] + "-" + rows["side_a"] + "-" + rows["side_b"] + "-" + year
    ordered = rows.assign(stem=stem).sort_values(["stem", "occurred_on"], kind="stable")
    running = ordered.groupby("stem").cumcount() + 1
    keys: pd.Series = stem + "-" + running.reindex(rows.index).astype("str")
    return keys


def _sentence(about: frozenset[str], form: str, names: Mapping[str, str]) -> str:
    topic = " and ".join(names[issue].lower() for issue in sorted(about)) or "a subject that the source does not name"
    return f"{'Sanctions' if form == 'sanction' else 'A threat of sanctions'} over {topic}."
