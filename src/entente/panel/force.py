"""When an answer was in force, in calendar years."""

import pandas as pd

UNKNOWN_END_YEARS = 5  # an end that is not known counts as five calendar years, t..t+4 (rule 4)


def spell_years(divergences: pd.DataFrame, *, unknown_end_years: int = UNKNOWN_END_YEARS) -> dict[str, pd.Series]:
    """Say for each divergence in which years it began, was imposed, and was last in force.

    A threat that was never imposed is in force in no year. An unknown end counts as `unknown_end_years` calendar
    years from the imposition, or to the last year in which the source still saw it in force, if that is later.

    Parameters
    ----------
    divergences : DataFrame
        occurred_on, imposed_on, ended_on, in_force_at_least_to; empty where not known or not so.
    unknown_end_years : int
        Calendar years that an unknown end counts as.

    Returns
    -------
    dict of Series of Int64
        first_year (of the case), imposed_year, last_force_year (both empty for a threat), last_year (of the spell:
        the last year in force, or the year in which the case began).
    """
    first = divergences["occurred_on"].dt.year.astype("Int64")
    imposed = divergences["imposed_on"].dt.year.astype("Int64")
    ended = divergences["ended_on"].dt.year.astype("Int64")
    seen = divergences["in_force_at_least_to"].dt.year.astype("Int64")
    guess = imposed + (unknown_end_years - 1)
    last = ended.fillna(pd.concat([guess, seen], axis=1).max(axis=1))
    # The source can date the end of a quarrel before an imposition that it dates only roughly.
    last = last.where(last >= imposed, imposed).where(imposed.notna())
    return {
        "first_year": first,
        "imposed_year": imposed,
        "last_force_year": last.astype("Int64"),
        "last_year": last.fillna(first).astype("Int64"),
    }
