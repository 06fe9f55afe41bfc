"""Who belongs to a deciding body when it decides."""

import pandas as pd


def members_on_first_january(members: pd.DataFrame, year: int) -> pd.DataFrame:
    """List the members of every body on 1 January of a year.

    Where a source knows only years, a state was a member on 1 January of t if it was one in t-1 and in t.

    Parameters
    ----------
    members : DataFrame
        Spells: body_id, state_id, valid_from (inclusive) with its precision, valid_to (exclusive; empty: still).
    year : int
        Calendar year.

    Returns
    -------
    DataFrame
        body_id, state_id, one row per member.
    """
    day = pd.Timestamp(year=year, month=1, day=1)
    yearly = members["valid_from_precision"] == "year"
    entered = (members["valid_from"] < day) | (~yearly & (members["valid_from"] == day))
    left = members["valid_to"].notna() & (members["valid_to"] <= day)
    return members.loc[entered & ~left, ["body_id", "state_id"]].drop_duplicates().reset_index(drop=True)
