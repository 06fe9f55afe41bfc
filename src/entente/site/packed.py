"""Parquet tables also as zipped CSV: the same bytes as `entente export` writes, for who has no reader of Parquet."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

DAY = (2024, 1, 1, 0, 0, 0)  # one fixed time: same table, same bytes


def pack_tables(resources: list[dict[str, Any]], releases: Path, folder: Path) -> list[Path]:
    """Write each Parquet table of a release as a zipped CSV into a folder; return what was written."""
    written = []
    for resource in resources:
        path = releases / str(resource.get("path", ""))
        if path.suffix == ".parquet" and path.is_file():
            written.append(folder / packed_name(resource))
            written[-1].write_bytes(packed(pd.read_parquet(path), resource))
    return written


def packed_name(resource: dict[str, Any]) -> str:
    """Name the zipped CSV of a table, as in trade_flows-e956ca9cdd28.csv.zip."""
    return f"{Path(str(resource['path'])).stem}.csv.zip"


def packed(frame: pd.DataFrame, resource: dict[str, Any]) -> bytes:
    """Write a table as CSV in a zip of one file, numbers at the decimals that its descriptor states."""
    fields = resource["schema"]["fields"]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field["name"] for field in fields])
    writer.writerows(zip(*(_column(frame[field["name"]], field) for field in fields), strict=True))
    inner = zipfile.ZipInfo(f"{resource['name']}.csv", DAY)
    inner.compress_type = zipfile.ZIP_DEFLATED
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(inner, text.getvalue().encode())
    return out.getvalue()


def _column(values: "pd.Series[Any]", field: dict[str, Any]) -> list[str]:
    missing = values.isna().to_numpy()
    if field["type"] == "boolean":
        text = ["true" if each is True else "false" for each in values.tolist()]
    elif field["type"] == "number":
        places = field.get("decimals")
        text = [repr(each) if places is None else f"{each:.{places}f}" for each in values.tolist()]
    else:
        text = [str(each) for each in values.tolist()]
    return ["" if gone else each for gone, each in zip(missing, text, strict=True)]
