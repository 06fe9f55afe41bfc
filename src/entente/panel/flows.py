"""Flows between units by year, zero and unknown told apart, and means over windows of years."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from entente.panel.units import Units

Floats = NDArray[np.float64]


def dyad_flows(flows: pd.DataFrame, coverage: pd.DataFrame, units: Units) -> Floats:
    """Lay out both directions of each dyad and year.

    Inside coverage a missing row is zero and a row without a value is unknown; in a gap of either state a missing row
    is unknown too. A dyad-year is unknown if either direction is, or if a member is not in the system all year.

    Parameters
    ----------
    flows : DataFrame
        exporter_id, importer_id, year, trade_usd (current US dollars, empty: unknown), one source.
    coverage : DataFrame
        scope (``all`` or ``state:XXX``), kind (covered or gap), from_on, to_on (inclusive) of that source.
    units : Units

    Returns
    -------
    ndarray of float, shape (2, dyads, years)
        Dollars; nan where unknown: first to second unit, and back. Dyads in the order of `units.pairs()`.
    """
    directed = _directed(flows, units, _looked(coverage, units))
    first, second = units.pairs()
    both = np.stack([directed[first, second], directed[second, first]])
    known = units.exists[first] & units.exists[second] & np.isfinite(both).all(axis=0)
    return np.where(known, both, np.nan)


def window_mean(values: Floats, first: int, last: int) -> Floats:
    """Mean over years t+first .. t+last for every t, shape as given; nan unless every year of it is known."""
    years = values.shape[1]
    total = np.zeros_like(values)
    for step in range(first, last + 1):
        shifted = np.full_like(values, np.nan)
        low, high = max(0, -step), min(years, years - step)
        if low < high:
            shifted[:, low:high] = values[:, low + step : high + step]
        total += shifted
    return total / (last - first + 1)


def _looked(coverage: pd.DataFrame, units: Units) -> NDArray[np.bool_]:
    """Say where a missing row means zero, shape (units, years)."""
    looked = np.zeros((len(units.names), len(units.years)), dtype=bool)
    ordered = coverage.sort_values("kind")  # covered stretches first, then the gaps in them
    # The holder of a seat on 1 January counts: a gap that begins later in a year is another id's, or the next year's.
    late = ordered["from_on"].dt.day_of_year.gt(1) & ordered["kind"].eq("gap")
    spans = zip(ordered["from_on"].dt.year.astype(int) + late, ordered["to_on"].dt.year.astype(int), strict=True)
    for scope, searched, (first, last) in zip(ordered["scope"], ordered["kind"], spans, strict=True):
        kind, _, name = str(scope).partition(":")
        if kind not in ("all", "state") or (kind == "state" and name not in units.of_state):
            continue
        which = slice(None) if kind == "all" else slice(units.of_state[name], units.of_state[name] + 1)
        years = (units.years >= first) & (units.years <= last)
        looked[which, years] = searched == "covered"
    return looked


def _directed(flows: pd.DataFrame, units: Units, looked: NDArray[np.bool_]) -> Floats:
    """Lay flows out by exporter, importer and year."""
    count = len(units.names)
    both = looked[:, None, :] & looked[None, :, :]
    directed = np.where(both, 0.0, np.nan)
    where = units.year_index(flows["year"])
    inside = (where >= 0) & (where < len(units.years))
    kept = flows[inside]
    exporter = kept["exporter_id"].map(units.of_state).to_numpy(dtype=np.intp)
    importer = kept["importer_id"].map(units.of_state).to_numpy(dtype=np.intp)
    directed[exporter, importer, where[inside]] = kept["trade_usd"].to_numpy(dtype=float, na_value=np.nan)
    directed[np.arange(count), np.arange(count)] = np.nan
    return directed
