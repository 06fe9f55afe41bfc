"""Made-up results, read once."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

FIXTURES = Path(__file__).parents[1] / "site" / "fixtures"
MARGIN = {"strict": -0.10, "lenient": -0.15}
SPEC = {
    "question": "Does made-up trade hold up?",
    "claim": "A made-up claim.",
    "refuted_by": "a made-up loss.",
    "decided_on": "2026-01-01",
    "margin": {**MARGIN, "reason": "made up"},
    "design_rules": {"quiet_before": 5, "post": [1, 3]},
    "verdict": {
        "minimum_effective_decisions": 15,
        "maximum_decision_share": 0.20,
        "lead_level": 0.90,
        "lead_alpha": 0.05,
    },
    "group": [{"id": "human_rights"}, {"id": "off_trade", "headline": True}],
}


class Results(NamedTuple):
    """The three frames of a claim."""

    estimates: pd.DataFrame
    assay: pd.DataFrame
    embargoes: pd.DataFrame


@cache
def made_up() -> Results:
    """Read the made-up results."""
    return Results(*(pd.read_csv(FIXTURES / f"made-up{end}.csv") for end in ("", "-assay", "-embargoes")))


def nothing() -> Results:
    """Give results that hold nothing yet."""
    return Results(*(frame.iloc[:0] for frame in made_up()))


def row(**changes: Any) -> dict[str, Any]:
    """Give a row of results with the stated changes."""
    found = {str(name): value for name, value in made_up().estimates.iloc[0].to_dict().items()}
    return {**found, **changes}
