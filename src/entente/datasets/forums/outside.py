"""Our forums against lists of organisations, informal and formal: founding year and members, forum by forum."""

import pandas as pd

from entente.datasets.crosswalk import state_ids

LAST_OF_IIGO = pd.Timestamp("2017-12-31")  # its members are those of 2017, or at the body's end
LAST_OF_COW = pd.Timestamp("2014-12-31")  # its members are yearly, with gaps
THEIR_CODES = {"ALG": "DZA"}  # an abbreviation of theirs that is no ISO code
COLUMNS = (
    *("minilateral_id", "list", "body", "our_year", "their_year", "compared_on"),
    *("shared", "only_ours", "only_theirs", "explanation"),
)


def against(lists: pd.DataFrame, matched: pd.DataFrame, forums: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Compare matched forums.

    Parameters
    ----------
    lists : DataFrame
        As `sources.informal_igos.read` and `cow_lists` give them.
    matched : DataFrame
        list, body (or title), minilateral_id, explanation: our reading of which body is which forum.
    forums, members : DataFrame
        The tables `minilaterals` and `minilateral_members`.

    Returns
    -------
    DataFrame
        One row per list and forum, `COLUMNS`. Members are full members on `compared_on`: for IIGO the end of 2017 (or
        of the forum), for MIGO the end of the first year in which it has members (or our founding, if later), for COW
        its last year with members (or the forum's end).
    """
    made = []
    ours = forums.set_index("minilateral_id")[["founded_on", "ended_on"]].to_dict("index")
    for row in matched.itertuples(index=False):
        theirs = lists[(lists["list"] == row.list) & ((lists["body"] == row.body) | (lists["title"] == row.body))]
        forum = ours.get(row.minilateral_id)
        if forum is None or theirs.empty:
            continue
        full = theirs[theirs["membership"] == "1"]
        year = _first_year(str(row.list), full)
        on = _day(str(row.list), year, forum["founded_on"], forum["ended_on"])
        if row.list == "cow":
            on = min(on, pd.Timestamp(int(full["year"].max()), 12, 31))
        states = _states(
            full if row.list == "iigo" else full[full["year"] == (year if row.list == "migo" else on.year)]
        )
        mine = core_members(members[members["minilateral_id"] == row.minilateral_id], on)
        explanation = row.explanation if isinstance(row.explanation, str) else ""
        sets = [" ".join(sorted(each)) for each in (mine & states, mine - states, states - mine)]
        made.append(
            (
                row.minilateral_id,
                row.list,
                row.body,
                forum["founded_on"].year,
                year,
                f"{on:%Y-%m-%d}",
                *sets,
                explanation,
            )
        )
    out = pd.DataFrame(made, columns=list(COLUMNS)).astype({"their_year": "Int64"})
    return out.sort_values(["minilateral_id", "list"], ignore_index=True)


def unexplained(compared: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that differ in year or members and have no explanation yet."""
    differ = (compared["our_year"] != compared["their_year"]).fillna(True).astype(bool)
    differ |= (compared["only_ours"] != "") | (compared["only_theirs"] != "")
    return compared[differ & (compared["explanation"] == "")]


def core_members(members: pd.DataFrame, on: pd.Timestamp) -> set[str]:
    """Return the full members of one forum on a day; one that stayed to the forum's end is one to that day."""
    begun = members["valid_from"] <= on
    there = begun & ((members["valid_to"] > on) | members["valid_to"].isna() | members["ended_with_forum"].astype(bool))
    return set(members.loc[there & members["tier"].isin(["core", "named"]), "state_id"])


def cow_lists(yearly: pd.DataFrame) -> pd.DataFrame:
    """Bring COW's yearly memberships into the columns of the other lists.

    Parameters
    ----------
    yearly : DataFrame
        As `sources.cow_igo.read` gives it.
    """
    there = yearly[yearly["membership"] > 0].reset_index(drop=True)
    made = pd.DataFrame(
        {"list": "cow", "body": there["organisation"], "title": None, "year": there["year"].astype(int)}
    )
    state = state_ids(there["cow_code"], there["year"])
    return made.assign(state=state, membership=there["membership"].astype("str"), begin=None, end=None)


def _first_year(name: str, full: pd.DataFrame) -> int | None:
    if name != "iigo":
        return int(full["year"].min())
    begun = pd.to_numeric(full["begin"]).dropna()
    return int(begun.iloc[0]) if len(begun) else None


def _states(rows: pd.DataFrame) -> set[str]:
    return {THEIR_CODES.get(each, each) for each in rows["state"].dropna()}


def _day(name: str, year: int | None, founded: pd.Timestamp, ended: pd.Timestamp) -> pd.Timestamp:
    if name == "migo":
        return max(pd.Timestamp(year or founded.year, 12, 31), founded)
    last = LAST_OF_COW if name == "cow" else LAST_OF_IIGO
    return last if pd.isna(ended) else min(last, ended)
