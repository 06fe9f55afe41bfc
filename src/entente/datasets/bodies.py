"""Deciding bodies (table `actors`) and to whom their decisions extend (table `body_members`)."""

from collections.abc import Mapping
from functools import cache

import pandas as pd

from entente.datasets.crosswalk import state_ids
from entente.datasets.states import START
from entente.errors import UnknownCode
from entente.folders import data_folder
from entente.sources import cow_igo

TABLES = ("actors", "body_members")
AFTER = ("states",)
NEEDS = ("cow_igo_v3", "entente")

# The African Union took over from the OAU in 2002; a decision of either extends to its members of the day.
ORGANISATIONS = {"oau": "AFRICAN_UNION", "au": "AFRICAN_UNION", "loas": "ARAB_LEAGUE", "ecowas": "ECOWAS"}
FULL_MEMBER = 1
READ_ON = "2026-11-22"


@cache
def actors() -> pd.DataFrame:
    """Read the curated list of bodies: names, COW numbers, names in GSDB, and how their decisions are treated."""
    file = data_folder() / "curated" / "bodies" / "actors.csv"
    return pd.read_csv(file, dtype="str", keep_default_na=False)


def eu_members() -> pd.DataFrame:
    """Read the curated dates of EU membership, each with its source."""
    file = data_folder() / "curated" / "bodies" / "eu_members.csv"
    return pd.read_csv(file, dtype="str", keep_default_na=False)


def build(built: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Build `actors` and `body_members` from the curated lists and COW's yearly memberships."""
    listed = actors()[["actor_id", "name", "treatment", "reason"]]
    if both := sorted(set(listed["actor_id"]) & set(built["states"]["state_id"])):
        raise UnknownCode("actor_id", both, "It is a state's id; give the body another one in bodies/actors.csv.")
    yearly = spells_of_years(cow_igo.read(tuple(ORGANISATIONS)))
    return {"actors": listed, "body_members": pd.concat([_eu(), yearly], ignore_index=True)}


def coverage(built: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Say which years the memberships cover: COW's list to its last year, the EU's dates to the day they were read."""
    del built  # known from the sources themselves
    last = pd.Timestamp(int(cow_igo.read(tuple(ORGANISATIONS))["year"].max()), 12, 31)
    later = "The members of the last year stand for later decisions."
    rows = [
        ("body_members", "cow_igo_v3", "all", "covered", START, last, later),
        ("body_members", "entente", "all", "covered", START, pd.Timestamp(READ_ON), "The European Union."),
    ]
    return pd.DataFrame(rows, columns=["table", "source_id", "scope", "kind", "from_on", "to_on", "note"])


def evidence(built: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give one row per EU membership: the page that states its first day (and its last, for the one that ended)."""
    del built  # the curated list has it
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


def spells_of_years(memberships: pd.DataFrame) -> pd.DataFrame:
    """Join the years of full membership to spells, one row per body, state and unbroken run of years.

    Parameters
    ----------
    memberships : DataFrame
        cow_code, year, organisation, membership, as `sources.cow_igo.read` gives them.

    Returns
    -------
    DataFrame
        body_id, state_id, valid_from, valid_to with year precision; `valid_to` empty where the run reaches the
        source's last year.
    """
    full = memberships[memberships["membership"] == FULL_MEMBER]
    years = pd.DataFrame(
        {
            "body_id": full["organisation"].map(ORGANISATIONS),
            "state_id": state_ids(full["cow_code"], full["year"]),
            "year": full["year"].astype("int64"),  # a difference of nullable integers begins with an unknown one
        }
    )
    years = years.drop_duplicates().sort_values(["body_id", "state_id", "year"])
    breaks = years.groupby(["body_id", "state_id"])["year"].diff().ne(1).cumsum().rename("spell")
    runs = years.groupby(["body_id", "state_id", breaks])["year"].agg(["min", "max"]).reset_index()
    last = int(memberships["year"].max())
    return pd.DataFrame(
        {
            "body_id": runs["body_id"],
            "state_id": runs["state_id"],
            "valid_from": _january(runs["min"]),
            "valid_from_precision": "year",
            "valid_to": _january(runs["max"] + 1).where(runs["max"] < last),
            "valid_to_precision": pd.Series("year", index=runs.index, dtype="str").where(runs["max"] < last),
            "source_id": "cow_igo_v3",
        }
    )


def _eu() -> pd.DataFrame:
    stated = eu_members()
    left = stated["valid_to"] != ""
    return pd.DataFrame(
        {
            "body_id": "EUU",
            "state_id": stated["state_id"],
            "valid_from": pd.to_datetime(stated["valid_from"]).astype("datetime64[s]"),
            "valid_from_precision": "day",
            "valid_to": pd.to_datetime(stated["valid_to"].where(left)).astype("datetime64[s]"),
            "valid_to_precision": pd.Series("day", index=stated.index, dtype="str").where(left),
            "source_id": "entente",
        }
    )


def _january(years: pd.Series) -> pd.Series:
    return pd.to_datetime(years.astype("Int64").astype("str") + "-01-01").astype("datetime64[s]")
