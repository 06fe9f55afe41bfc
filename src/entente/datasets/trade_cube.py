"""COW's trade by exporter, importer and year, in our ids: what the file says, before we decide on its holes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from entente.datasets.crosswalk import state_ids
from entente.errors import BrokenPromise, StaleCorrection

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class TradeCube:
    """Flows among s states in y years, millions of current US dollars."""

    states: tuple[str, ...]
    years: NDArray[np.int64]  # shape (y,)
    flows: Floats  # shape (s, s, y): exporter, importer, year; nan: no row, or a row without a value
    member: Flags  # shape (s, y): in the system on some day of the year
    imports: Floats  # shape (s, y): the state's total as COW publishes it; nan: none
    exports: Floats  # shape (s, y)

    @property
    def possible(self) -> Flags:
        """Pairs of different states of which both are members on some day of the year, shape (s, s, y)."""
        both = self.member[:, None, :] & self.member[None, :, :]
        both[np.arange(len(self.states)), np.arange(len(self.states))] = False
        return both


def trade_cube(
    dyads: pd.DataFrame, totals: pd.DataFrame, states: pd.DataFrame, relabelled: pd.DataFrame, years: range
) -> TradeCube:
    """Lay COW's flows and totals out in our ids.

    Parameters
    ----------
    dyads : DataFrame
        importer_cow, exporter_cow, year, flow_musd.
    totals : DataFrame
        cow_code, year, imports_musd, exports_musd.
    states : DataFrame
        The table `states`.
    relabelled : DataFrame
        cow_code, first_year, last_year, meant_cow_code: rows that stand under another state's number.
    years : range
        Calendar years to lay out.

    Raises
    ------
    StaleCorrection
        If the file no longer has what a relabelling is for.
    BrokenPromise
        If a flow is of a state that is in the system on no day of the year, or of a state with itself.
    """
    names = tuple(sorted(states["state_id"].unique()))
    place = {name: position for position, name in enumerate(names)}
    _check_relabelled(dyads, relabelled)
    member = _member(states, place, np.array(years))
    flows = _flows(dyads, relabelled, place, years)
    stray = ~np.isnan(flows) & ~(member[:, None, :] & member[None, :, :])
    stray |= ~np.isnan(flows) & np.eye(len(names), dtype=bool)[:, :, None]
    if stray.any():
        rows = [f"{names[a]} to {names[b]}, {years[y]}" for a, b, y in np.argwhere(stray)]
        raise BrokenPromise("COW trade: flows of states outside the system, or with themselves", rows)
    totals = totals.dropna(subset=["imports_musd", "exports_musd"], how="all")
    sums = totals[totals["year"].isin(years)]
    ids = _ids(sums["cow_code"], sums["year"], relabelled).map(place).to_numpy(dtype=np.intp)
    when = sums["year"].to_numpy(dtype=np.intp) - years[0]
    imports, exports = np.full(member.shape, np.nan), np.full(member.shape, np.nan)
    np.fmax.at(imports, (ids, when), sums["imports_musd"].to_numpy(dtype=float))
    np.fmax.at(exports, (ids, when), sums["exports_musd"].to_numpy(dtype=float))
    return TradeCube(names, np.array(years), flows, member, imports, exports)


def _flows(dyads: pd.DataFrame, relabelled: pd.DataFrame, place: dict[str, int], years: range) -> Floats:
    ours = dyads[dyads["year"].isin(years) & dyads["flow_musd"].notna()]
    exporter = _ids(ours["exporter_cow"], ours["year"], relabelled).map(place).to_numpy(dtype=np.intp)
    importer = _ids(ours["importer_cow"], ours["year"], relabelled).map(place).to_numpy(dtype=np.intp)
    when = ours["year"].to_numpy(dtype=np.intp) - years[0]
    flows = np.full((len(place), len(place), len(years)), np.nan)
    # In 1990 Germany and Yemen stand under two numbers each; where both give a flow, the larger is it.
    np.fmax.at(flows, (exporter, importer, when), ours["flow_musd"].to_numpy(dtype=float))
    return flows


def _ids(cow: pd.Series, year: pd.Series, relabelled: pd.DataFrame) -> pd.Series:
    meant = cow.copy()
    for written, first, last, code in _labels(relabelled):
        meant = meant.mask((cow == written) & year.between(first, last), code)
    return state_ids(meant, year)


def _check_relabelled(dyads: pd.DataFrame, relabelled: pd.DataFrame) -> None:
    """Refuse a relabelling where the number has no flow, or the state meant has flows of its own."""
    for written, first, last, code in _labels(relabelled):
        there = dyads[dyads["year"].between(first, last)]
        numbers = set(there["exporter_cow"]) | set(there["importer_cow"])
        if written not in numbers or code in numbers:
            why = f"the file has rows of {code} in these years, or none of {written}."
            raise StaleCorrection("trade_flows", {"cow_code": written, "first_year": first, "last_year": last}, why)


def _labels(relabelled: pd.DataFrame) -> Iterator[tuple[int, int, int, int]]:
    columns = ("cow_code", "first_year", "last_year", "meant_cow_code")
    return zip(*(relabelled[name].astype(int).tolist() for name in columns), strict=True)


def _member(states: pd.DataFrame, place: dict[str, int], years: NDArray[np.int64]) -> Flags:
    member = np.zeros((len(place), len(years)), dtype=bool)
    first = states["valid_from"].dt.year
    last = (states["valid_to"] - pd.Timedelta(days=1)).dt.year.fillna(9999)
    for name, begin, end in zip(states["state_id"].map(place), first, last, strict=True):
        member[name] |= (years >= begin) & (years <= end)
    return member
