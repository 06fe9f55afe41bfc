"""A claim's results as its page takes them, and the line that says where their numbers come from."""

from collections.abc import Sequence
from typing import Protocol

import pandas as pd


class Fits(Protocol):
    """A claim's results, whether fitted now or read from where they are committed."""

    @property
    def estimates(self) -> pd.DataFrame:
        """One row per source, group, variant and quantity."""

    @property
    def assay(self) -> pd.DataFrame:
        """One row per source, group, loss put in and verdict."""

    @property
    def embargoes(self) -> pd.DataFrame:
        """One row per source, restriction and estimand."""


def source_line(fits: Fits, releases: Sequence[str] = (), *, headline: bool = False) -> str:
    """Write where a figure's numbers come from: events, trade, release, hash of the inputs.

    Parameters
    ----------
    fits : Fits
        The claim's results.
    releases : sequence of str
        Versions of the data, the newest last; none unless stated.
    headline : bool
        Whether the figure is about the headline alone: only the source of its events is named.
    """
    if fits.estimates.empty:
        return "There is no result yet."
    rows = fits.estimates[fits.estimates["headline"].astype(bool)] if headline else fits.estimates
    names = " and ".join(sorted({str(source).upper() for source in rows["source"]}))
    release = f"; release {releases[-1]}" if releases else ""
    return (
        f"Events: {names}. Trade: Correlates of War{release}; inputs {str(fits.estimates['inputs_hash'].iloc[0])[:12]}."
    )
