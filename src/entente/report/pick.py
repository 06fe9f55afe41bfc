"""Rows of a results table by what they are."""

from typing import Any

import pandas as pd

from entente.report.words import GROUPS, SOURCES


def rows(
    estimates: pd.DataFrame, quantity: str, *, variant: str = "headline", source: str | None = None
) -> pd.DataFrame:
    """Return the rows of one quantity and variant, sources and groups in the order in which pages show them."""
    found = estimates[(estimates["quantity"] == quantity) & (estimates["variant"] == variant)]
    if source is not None:
        found = found[found["source"] == source]
    return in_order(found)


def headline(estimates: pd.DataFrame) -> dict[str, str]:
    """Return source and group of the headline cell, as the spec named it; empty where there is no result."""
    if estimates.empty:
        return {}
    first = estimates[estimates["headline"].astype(bool)].iloc[0]
    return {"source": str(first["source"]), "group": str(first["group"])}


def in_order(found: pd.DataFrame) -> pd.DataFrame:
    """Sort rows by source and group as pages show them; unlisted ones come last, in their own order."""
    by_source = {name: place for place, name in enumerate(SOURCES)}
    by_group = {name: place for place, name in enumerate(GROUPS)}
    order = pd.DataFrame(
        {
            "source": found["source"].map(by_source).fillna(len(by_source)),
            "group": found["group"].map(by_group).fillna(len(by_group)),
        },
        index=found.index,
    )
    return found.loc[order.sort_values(["source", "group"], kind="stable").index]


def row(
    estimates: pd.DataFrame,
    quantity: str,
    *,
    source: str | None = None,
    group: str | None = None,
    variant: str = "headline",
) -> dict[Any, Any] | None:
    """Return one row as a dict, of the headline cell unless another is named; None where the results do not hold it."""
    if estimates.empty:
        return None
    chosen = {**headline(estimates), **({"source": source} if source else {}), **({"group": group} if group else {})}
    source, group = chosen["source"], chosen["group"]
    found = estimates[
        (estimates["source"] == source)
        & (estimates["group"] == group)
        & (estimates["variant"] == variant)
        & (estimates["quantity"] == quantity)
    ]
    return None if found.empty else found.iloc[0].to_dict()
