"""Tables as bytes: the same table always gives the same bytes; text files are read with the lines of their rows."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from entente.errors import BrokenPromise
from entente.tables.dtypes import LINE, typed
from entente.tables.header import check_header
from entente.tables.problem import Problem
from entente.tables.schema import Field, Schema

ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
PANDAS = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype(), pa.string(): pd.StringDtype(na_value=np.nan)}
SEPARATORS = {";": "semicolons", "\t": "tabs"}  # what spreadsheets write elsewhere than in English
EXTENSION = {"csv": "csv", "parquet": "parquet"}


def canonical(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Return the frame as it is published: typed, sorted by primary key, numbers at their declared decimals."""
    out = typed(frame, schema).sort_values(list(schema.primary_key), kind="stable", ignore_index=True)
    for field in schema.fields:
        if field.type == "number" and field.decimals is not None:
            out[field.name] = out[field.name].round(field.decimals) + 0.0  # + 0.0: no negative zero
    return out


def to_bytes(frame: pd.DataFrame, schema: Schema) -> bytes:
    """Return the canonical file of a table, as CSV or Parquet by its descriptor."""
    ready = canonical(frame, schema)
    return _parquet(ready, schema) if schema.storage == "parquet" else _csv(ready, schema)


def read_table(path: Path, schema: Schema) -> pd.DataFrame:
    """Read a canonical file into a typed frame."""
    if path.suffix == ".parquet":
        return _read_parquet(path, schema)
    return typed(read_text(path), schema, path.name).reset_index(drop=True)


def read_text(path: Path, file: str | None = None, schema: Schema | None = None) -> pd.DataFrame:
    """Read any CSV as text; the index (`line`) is the line where each row begins, an empty field is missing.

    Parameters
    ----------
    path : Path
        A comma-separated file in UTF-8, with a header.
    file : str, optional
        The file's name in messages.
    schema : Schema, optional
        For a user's own file: the table whose columns the header must name, else nothing is said of the rows.

    Raises
    ------
    BrokenPromise
        If there is no such file, it is not UTF-8 or not separated by commas, a quote is not closed, the header is not
        the table's or has a column twice, or rows have more or fewer fields than the header.
    """
    name = file or path.name
    header, rows, lines = _records(_text(path, name), name)
    problems = (check_header(header, schema, name) if schema else []) or _shape_problems(name, header, rows, lines)
    if problems:
        raise BrokenPromise(name, problems)
    index = pd.Index(lines, name=LINE, dtype="int64")
    columns = zip(*rows, strict=True) if rows else ([] for _ in header)
    frame = {
        key: pd.Series(list(values), index=index, dtype="str") for key, values in zip(header, columns, strict=True)
    }
    out = pd.DataFrame(frame, index=index, columns=header)
    return out.mask(out == "")


def _text(path: Path, name: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cure = f"not UTF-8 ({error}); save it as UTF-8."
        raise BrokenPromise(name, [Problem(name, None, None, None, cure)]) from error
    except OSError as error:
        cure = f"this file cannot be read ({error.strerror}); put a file there, or remove the name."
        raise BrokenPromise(name, [Problem(name, None, None, None, cure)]) from error


def _records(text: str, name: str) -> tuple[list[str], list[list[str]], list[int]]:
    """Return header and rows, and the line on which each row begins; stop where the rest cannot be told apart."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    begins = 1
    try:
        for row in reader:
            if row or not rows:  # an empty first line is a header that is not there
                rows.append(row)
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        quotes = "close the quote that opened, and write one that belongs to the text twice."
        if "field limit" in str(error):
            cure = f"a field is longer than {csv.field_size_limit():,} characters; shorten it, or {quotes}"
        else:
            cure = f"the quotes in this row do not match ({error}); {quotes}"
        raise BrokenPromise(name, [Problem(name, begins, None, None, cure)]) from error
    header = rows[0] if rows else []
    first = "".join(header[:1])
    other = next((word for mark, word in SEPARATORS.items() if len(header) == 1 and mark in first), "")
    if other or first.startswith("#"):
        wrong = f"separated by {other}; separate by commas." if other else "no header; remove lines that begin with #."
        raise BrokenPromise(name, [Problem(name, 1, None, first, wrong)])
    return header, rows[1:], lines[1:]


def _shape_problems(name: str, header: list[str], rows: list[list[str]], lines: list[int]) -> list[Problem]:
    twice = sorted({column for column in header if header.count(column) > 1})
    problems = [Problem(name, 1, column, None, "this column stands twice; keep one.") for column in twice]
    if not header:
        problems.append(Problem(name, 1, None, None, "there is no header; write the columns' names in the first line."))
    for row, line in zip(rows, lines, strict=True):
        if row[0].startswith("#") and len(row) != len(header):
            problems.append(Problem(name, line, None, ",".join(row), "no row; remove lines that begin with #."))
        elif len(row) != len(header):
            cure = f"{len(row)} fields where the header has {len(header)}; put a field that holds a comma in quotes."
            kind = "another number of fields than the header has; put a field that holds a comma in quotes."
            problems.append(Problem(name, line, None, ",".join(row), cure, kind))
    return problems


def _csv(frame: pd.DataFrame, schema: Schema) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(schema.columns)
    writer.writerows(zip(*(_as_text(frame[field.name], field) for field in schema.fields), strict=True))
    return out.getvalue().encode("utf-8")


def _as_text(values: pd.Series, field: Field) -> list[str]:
    missing = values.isna().to_numpy()
    if field.type == "date":
        text = values.dt.strftime("%Y-%m-%d").tolist()
    elif field.type == "number":
        text = [repr(x) if field.decimals is None else f"{x:.{field.decimals}f}" for x in values.tolist()]
    elif field.type == "boolean":
        text = ["true" if x is True else "false" for x in values.tolist()]
    else:
        text = [str(x) for x in values.tolist()]
    return ["" if gone else x for gone, x in zip(missing, text, strict=True)]


def _parquet(frame: pd.DataFrame, schema: Schema) -> bytes:
    columns = [pa.array(frame[field.name], type=ARROW[field.type], from_pandas=True) for field in schema.fields]
    out = io.BytesIO()
    # Every setting that shapes the bytes is named, so that only pyarrow's own version can change them.
    pq.write_table(
        pa.Table.from_arrays(columns, names=list(schema.columns)),
        out,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=9,
        row_group_size=131_072,
        use_dictionary=True,
        write_statistics=True,
        store_schema=False,
    )
    return out.getvalue()


def _read_parquet(path: Path, schema: Schema) -> pd.DataFrame:
    table = pq.read_table(path)
    dates = [pa.field(each.name, pa.timestamp("s") if each.type == pa.date32() else each.type) for each in table.schema]
    return typed(table.cast(pa.schema(dates)).to_pandas(types_mapper=PANDAS.get), schema, path.name)
