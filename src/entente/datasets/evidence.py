"""Evidence behind coded facts: what was read where, and how far it carries (table `evidence`)."""

from collections.abc import Mapping

import pandas as pd

from entente.datasets.bodies import eu_members

TABLES = ("evidence",)
AFTER = ("body_members",)
NEEDS = ("entente",)
READ_ON = "2026-11-22"
COLUMNS = (
    *("evidence_id", "table", "row_id", "field", "title", "url", "locator", "published_on", "published_on_precision"),
    *("accessed_on", "grade", "shows", "conflict", "coder", "confidence"),
)


def build(built: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Collect the evidence of every curated table."""
    del built  # only the order matters: evidence points at rows
    return {"evidence": eu_evidence().reindex(columns=list(COLUMNS))}


def eu_evidence() -> pd.DataFrame:
    """Give one row per EU membership: the page that states its first day (and its last, for the one that ended)."""
    stated = eu_members()
    row = "EUU|" + stated["state_id"] + "|" + stated["valid_from"]
    return pd.DataFrame(
        {
            "evidence_id": "body_members." + row.str.replace("|", "."),
            "table": "body_members",
            "row_id": row,
            "field": "valid_from",
            "title": stated["title"],
            "url": stated["url"],
            "accessed_on": pd.Timestamp(READ_ON),
            "grade": stated["grade"],
            "shows": stated["shows"],
            "coder": "A",
            # One source each: medium if it is a good one (the rule of the coding manual).
            "confidence": stated["grade"].map({"primary": "medium", "established": "medium", "other": "low"}),
        }
    )
