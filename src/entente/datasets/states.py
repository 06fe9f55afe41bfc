"""Members of the state system (`states`) and who follows whom (`successions`), from 1945-10-24."""

from collections.abc import Mapping

import pandas as pd

from entente.datasets.crosswalk import codes
from entente.errors import StaleCorrection, UnknownCode
from entente.folders import data_folder
from entente.sources import cow_states
from entente.tables.store import read_text

TABLES = ("states", "successions")
NEEDS = ("cow_states_2016",)
AFTER: tuple[str, ...] = ()

START = pd.Timestamp("1945-10-24")
COW, OURS = "cow_states_2016", "entente"
COW_LAST_DAY = pd.Timestamp("2016-12-31")
OUR_LAST_DAY = pd.Timestamp("2025-12-31")
OURS_NOTE = "No state joined or left in these years, as the United Nations' list of members shows; new names by us."


def build(built: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Build both tables from COW's list, our code list and what we state of the years after it."""
    del built  # needs no other table
    members = spells(cow_states.read(), codes())
    follows = _curated("successions.csv").drop(columns="reason").assign(source_id=OURS)
    return {"states": renamed(members, _curated("after_2016.csv")), "successions": follows}


def coverage(built: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Say which days were searched: COW's list to its end, then ourselves."""
    del built  # the sources decide
    rows = [
        ("states", COW, "all", "covered", START, COW_LAST_DAY, "COW's list of the state system."),
        ("states", OURS, "all", "covered", COW_LAST_DAY + pd.Timedelta(days=1), OUR_LAST_DAY, OURS_NOTE),
    ]
    return pd.DataFrame(rows, columns=["table", "source_id", "scope", "kind", "from_on", "to_on", "note"])


def spells(listed: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Cut COW's spells to our time and to the ids that a COW number passes through.

    Parameters
    ----------
    listed : DataFrame
        COW's spells: cow_code, first_on, last_on (inclusive).
    known : DataFrame
        Our code list, as `crosswalk.codes` gives it.

    Returns
    -------
    DataFrame
        One row per state, COW number and spell: the table `states`. `valid_from` is not before 1945-10-24;
        `valid_to` is empty where COW's list ends with the state still a member.

    Raises
    ------
    UnknownCode
        If COW lists a number that data/curated/states/codes.csv does not.
    """
    ours = listed[listed["last_on"] >= START]
    unknown = sorted({str(each) for each in ours["cow_code"]} - {str(each) for each in known["cow_code"]})
    if unknown:
        raise UnknownCode("ccode", unknown, "Add each to data/curated/states/codes.csv.")
    both = ours.drop(columns="name").merge(known, on="cow_code", how="left")
    after = (both["last_on"] + pd.Timedelta(days=1)).where(both["last_on"] < COW_LAST_DAY)
    divided = both["valid_from"].notna() | both["valid_to"].notna()
    start = both[["first_on", "valid_from"]].max(axis=1)
    start = start.where(start > START, START)
    end = pd.concat([after, both["valid_to"]], axis=1).min(axis=1)
    table = both.assign(valid_from=start, valid_to=end, source_id=divided.map({True: OURS, False: COW}))
    return _with_precision(table[table["valid_to"].isna() | (table["valid_from"] < table["valid_to"])])


def renamed(states: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Begin a new row on the day a state took a new name; raises `StaleCorrection` if no open spell holds the day.

    Parameters
    ----------
    states : DataFrame
        The table `states`.
    changes : DataFrame
        state_id, on (ISO day), name; each change falls into the state's open spell.
    """
    table = states
    for change in changes.sort_values("on").itertuples(index=False):
        day = pd.Timestamp(str(change.on))
        open_spell = (table["state_id"] == change.state_id) & table["valid_to"].isna() & (table["valid_from"] < day)
        if open_spell.sum() != 1:
            raise StaleCorrection("states", {"state_id": change.state_id, "on": change.on}, "no open spell holds it.")
        later = table[open_spell].assign(valid_from=day, name=str(change.name), source_id=OURS)
        earlier = table.assign(valid_to=table["valid_to"].mask(open_spell, day))
        table = _with_precision(pd.concat([earlier, later], ignore_index=True))
    return table


def _with_precision(table: pd.DataFrame) -> pd.DataFrame:
    known = {True: "day", False: None}
    columns = ["state_id", "valid_from", "valid_from_precision", "valid_to", "valid_to_precision", "name"]
    return table.assign(
        valid_from_precision="day", valid_to_precision=table["valid_to"].notna().map(known).astype("str")
    )[[*columns, "cow_code", "gw_code", "m49_code", "source_id"]]


def _curated(name: str) -> pd.DataFrame:
    return read_text(data_folder() / "curated" / "states" / name, f"data/curated/states/{name}")
