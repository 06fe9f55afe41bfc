"""Read COW's intergovernmental organisations (version 3): members by year, nothing decided."""

from pathlib import Path

import pandas as pd
import pyreadr

from entente.sources.files import path

FILE = "cow_igo_v3/state_year_format3.rda"


def read(organisations: tuple[str, ...], file: Path | None = None) -> pd.DataFrame:
    """Return cow_code, year, organisation, membership (1 full, 2 associate, 3 observer, 0 none, negative: not known).

    Parameters
    ----------
    organisations : tuple of str
        The file's column names, such as ``("au", "ecowas")``.

    Raises
    ------
    MissingSource, ChangedSource
        If the file is not there or is not the one stated in `data/sources.toml`.
    """
    (wide,) = pyreadr.read_r(str(file or path(FILE))).values()
    long: pd.DataFrame = wide.melt(
        id_vars=["ccode", "year"], value_vars=list(organisations), var_name="organisation", value_name="membership"
    )
    long = long.rename(columns={"ccode": "cow_code"})
    return long.astype({"cow_code": "Int64", "year": "Int64", "membership": "Int64", "organisation": "str"})
