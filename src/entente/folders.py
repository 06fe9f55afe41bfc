"""Where the data lie: in an editable checkout, or in the folder named by `ENTENTE_DATA`."""

import os
from pathlib import Path

from entente.errors import MissingData

MARKS = ("releases", "sources.toml")


def data_folder() -> Path:
    """Return the folder that holds `releases/`, `curated/`, `local/` and `sources.toml`.

    `ENTENTE_DATA` names it (the folder itself, or the repository around it); else it is `data/` of the checkout.

    Raises
    ------
    MissingData
        If neither `releases` nor `sources.toml` is in it.
    """
    named = os.environ.get("ENTENTE_DATA")
    root = Path(named).expanduser() if named else Path(__file__).parents[2] / "data"
    for folder in (root, root / "data"):
        if any((folder / mark).exists() for mark in MARKS):
            return folder
    raise MissingData(root)
