"""Read the Threat and Imposition of Economic Sanctions data (TIES 4.1): one row per case, nothing decided."""

from pathlib import Path

import pandas as pd

from entente.sources.files import path

FILE = "ties_v4.1/TIESv4-1.xls"
NUMBERS = {
    "caseid": "case",
    "startyear": "start_year", "startmonth": "start_month", "startday": "start_day",
    "endyear": "end_year", "endmonth": "end_month", "endday": "end_day",
    "ongoingasofyear": "ongoing_year",
    "sender1": "sender_1", "sender2": "sender_2", "sender3": "sender_3", "sender4": "sender_4", "sender5": "sender_5",
    "primarysender": "primary_sender", "targetstate": "target", "institution": "institution",
    "issue1": "issue_1", "issue2": "issue_2", "issue3": "issue_3",
    "threat": "threat", "imposition": "imposition",
    "sancimpositionstartmonth": "imposed_month",
}  # fmt: skip
TEXTS = {
    "institutionid": "institution_ids",  # COW numbers of organisations, separated by blanks
    "otherinstitution": "other_institution",
    "sanctiontype": "instruments",  # codes 1-10, separated by blanks
    "sancimpositionstartyear": "imposed_year",  # some are sentences
    "sancimpositionstartday": "imposed_day",
}


def read(file: Path | None = None) -> pd.DataFrame:
    """Return one row per case, columns renamed: numbers as Int64, lists of codes and free text as text.

    Raises
    ------
    MissingSource, ChangedSource
        If the file is not there or is not the one stated in `data/sources.toml`.
    """
    raw = pd.read_excel(file or path(FILE), engine="calamine", dtype=object)
    numbers = {new: pd.to_numeric(raw[old]).astype("Int64") for old, new in NUMBERS.items()}
    texts = {new: raw[old].map(_text).astype("str") for old, new in TEXTS.items()}
    return pd.DataFrame({**numbers, **texts})


def _text(value: object) -> str:
    """Excel hands codes over as floats: `3.0` is the code 3."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
