"""Read the code list of the R package countrycode: file to frame, nothing decided. For checks only."""

from pathlib import Path

import pandas as pd

from entente.sources.files import path
from entente.sources.r_files import read_r_frame

FILE = "country_codes_countrycode/codelist.rda"
COLUMNS = {
    "country.name.en": "name",
    "cown": "cow_code",
    "gwn": "gw_code",
    "iso3c": "iso_alpha3",
    "iso3n": "iso_number",
}


def read(file: Path | None = None) -> pd.DataFrame:
    """Return one row per country or territory: name, cow_code, gw_code, iso_alpha3, iso_number, missing where none.

    Raises
    ------
    MissingSource, ChangedSource
        If the file is not there or is not the one stated in `data/sources.toml`.
    """
    raw = read_r_frame(file or path(FILE))
    named = raw[list(COLUMNS)].rename(columns=COLUMNS)
    return named.astype(
        {"name": "str", "iso_alpha3": "str", "cow_code": "Int64", "gw_code": "Int64", "iso_number": "Int64"}
    )
