"""Which state is meant: from a COW number or a name, and a year, to `state_id`."""

import re
import unicodedata
from functools import cache

import numpy as np
import pandas as pd

from entente.errors import UnknownCode
from entente.folders import data_folder

CODES_CURE = "Add each to data/curated/states/codes.csv, with the reason, or correct the number."
NAMES_CURE = "Add each to data/curated/states/names.csv, as a name of a state or, without a number, as none."
FIRST_YEAR, LAST_YEAR = -9999, 9999


@cache
def _codes() -> pd.DataFrame:
    """Read the code list: one row per COW number and stretch of days on which one `state_id` holds it."""
    frame = pd.read_csv(data_folder() / "curated" / "states" / "codes.csv", dtype="str", encoding="utf-8")
    for column in ("cow_code", "gw_code", "m49_code"):
        frame[column] = frame[column].astype("Int64")
    for column in ("valid_from", "valid_to"):
        frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d").astype("datetime64[s]")
    return frame


def codes() -> pd.DataFrame:
    """Return the code list: cow_code, state_id, valid_from, valid_to (both empty: always), gw_code, m49_code, name."""
    return _codes().copy()


@cache
def _names() -> pd.DataFrame:
    """Read the list of names: one row per name and stretch of years in which it means one COW number (or none)."""
    frame = pd.read_csv(data_folder() / "curated" / "states" / "names.csv", dtype="str", encoding="utf-8")
    frame["key"] = frame["name"].map(plain_name)
    for column in ("cow_code", "first_year", "last_year"):
        frame[column] = frame[column].astype("Int64")
    frame["first_year"] = frame["first_year"].fillna(FIRST_YEAR)
    frame["last_year"] = frame["last_year"].fillna(LAST_YEAR)
    return frame


def state_ids(cow: pd.Series, on_year: pd.Series) -> pd.Series:
    """Name the state that a COW number means in a year.

    Where a number passes from one id to another, the holder on 1 January counts: 365 is SUN in 1991 and RUS in 1992,
    345 is YUG in 2003, SCG in 2004-2006, SRB from 2007. Whether the state was in the system that year is not asked:
    260 is DEU in 1950 and in 1995.

    Parameters
    ----------
    cow : Series of numbers
        COW numbers; missing ones stay missing.
    on_year : Series of numbers
        Calendar years, same index; may be missing only where the number is.

    Returns
    -------
    Series of str
        `state_id`, index as given, named ``state_id``.

    Raises
    ------
    UnknownCode
        If a number is not in data/curated/states/codes.csv, or a number has no year.

    References
    ----------
    data/curated/states/codes.csv, with the reason for each divided or private code.
    """
    pairs = pd.DataFrame({"cow_code": cow.astype("Int64"), "year": on_year.astype("Int64")}, index=cow.index)
    asked = pairs.drop_duplicates().dropna(subset=["cow_code"])
    _refuse(asked.loc[~asked["cow_code"].isin(_codes()["cow_code"]), "cow_code"], str(cow.name), CODES_CURE)
    _refuse(asked.loc[asked["year"].isna(), "cow_code"], str(cow.name), "Give the year in which each is meant.")
    wide = asked.merge(_codes(), on="cow_code", how="left")
    day = _first_of_january(wide["year"])
    holds = (wide["valid_from"].isna() | (wide["valid_from"] <= day)) & (
        wide["valid_to"].isna() | (day < wide["valid_to"])
    )
    known = wide.loc[holds, ["cow_code", "year", "state_id"]]
    found = pairs.merge(known, on=["cow_code", "year"], how="left", validate="m:1")["state_id"]
    return pd.Series(found.to_numpy(), index=cow.index, name="state_id", dtype="str")


def by_name(names: pd.Series, on_year: pd.Series) -> pd.Series:
    """Name the state that an English name means in a year.

    Case, accents, punctuation, a leading "the" and "St."/"Saint" make no difference; nothing else is guessed.

    Parameters
    ----------
    names : Series of str
        One name each (not a list of names); missing ones stay missing.
    on_year : Series of numbers
        Calendar years, same index: "Russia" is SUN to 1991, "South Vietnam" from 1975 is VNM.

    Returns
    -------
    Series of str
        `state_id`, named ``state_id``; missing for a name listed as no member of the system (Hong Kong, Palestine).

    Raises
    ------
    UnknownCode
        If a name is not in data/curated/states/names.csv.
    """
    asked = pd.DataFrame({"name": names, "key": names.map(plain_name, na_action="ignore"), "year": on_year})
    unique = asked.drop_duplicates(["key", "year"]).dropna(subset=["key"])
    wide = unique.merge(_names()[["key", "cow_code", "first_year", "last_year"]], on="key", how="left")
    wide = wide[wide["year"].between(wide["first_year"], wide["last_year"])]
    unknown = unique.merge(wide[["key", "year"]], on=["key", "year"], how="left", indicator=True)
    _refuse(unknown.loc[unknown["_merge"] == "left_only", "name"], str(names.name), NAMES_CURE)
    found = asked.merge(wide[["key", "year", "cow_code"]], on=["key", "year"], how="left", validate="m:1")
    cow = pd.Series(found["cow_code"].to_numpy(), index=names.index, name="cow_code", dtype="Int64")
    return state_ids(cow, on_year)


def is_known_name(names: pd.Series) -> pd.Series:
    """Say of each name whether data/curated/states/names.csv lists it, in whatever year and with whatever meaning."""
    keys = names.map(plain_name, na_action="ignore")
    return pd.Series([key in _name_keys() for key in keys], index=names.index, dtype=bool)


@cache
def _name_keys() -> frozenset[str]:
    return frozenset(_names()["key"])


def plain_name(name: str) -> str:
    """Strip a name of what spellings differ in: case, accents, punctuation, a leading "the", "St." for "Saint"."""
    letters = unicodedata.normalize("NFKD", name.replace("&", " and "))
    plain = "".join(each for each in letters if not unicodedata.combining(each)).casefold()
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’.]", "", plain)).strip()
    return re.sub(r"^st ", "saint ", re.sub(r"^the ", "", words))


def _first_of_january(year: pd.Series) -> pd.Series:
    days = (year.to_numpy(dtype=np.int64) - 1970).astype("datetime64[Y]").astype("datetime64[s]")
    return pd.Series(days, index=year.index)


def _refuse(values: pd.Series, column: str, cure: str) -> None:
    if len(values):
        raise UnknownCode(column, sorted({str(each) for each in values}), cure)
