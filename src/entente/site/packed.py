"""Parquet tables also as zipped CSV: the same bytes as `entente export` writes, for who has no reader of Parquet."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from entente.tables.schema import parse_schema
from entente.tables.store import read_table, to_bytes

DAY = (2024, 1, 1, 0, 0, 0)  # one fixed time: same table, same bytes


def pack_tables(resources: list[dict[str, Any]], releases: Path, folder: Path) -> list[Path]:
    """Write each Parquet table of a release as a zipped CSV into a folder; return what was written."""
    written = []
    for resource in resources:
        path = releases / str(resource.get("path", ""))
        if path.suffix == ".parquet" and path.is_file():
            written.append(folder / packed_name(resource))
            written[-1].write_bytes(packed(path, resource))
    return written


def packed_name(resource: dict[str, Any]) -> str:
    """Name the zipped CSV of a table, as in trade_flows-e956ca9cdd28.csv.zip."""
    return f"{Path(str(resource['path'])).stem}.csv.zip"


def packed(path: Path, resource: dict[str, Any]) -> bytes:
    """Write a table of a release as a zip of one CSV file."""
    schema = parse_schema(resource)
    inner = zipfile.ZipInfo(f"{schema.name}.csv", DAY)
    inner.compress_type = zipfile.ZIP_DEFLATED
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(inner, to_bytes(read_table(path, schema), replace(schema, storage="csv")))
    return out.getvalue()
