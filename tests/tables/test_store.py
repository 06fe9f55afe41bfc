import csv
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.pandas import column, data_frames, range_indexes
from made_up import frames, schema

from entente.errors import BrokenPromise
from entente.tables.schema import Schema
from entente.tables.store import canonical, read_table, read_text, to_bytes

STATES_CSV = (
    b"state_id,valid_from,valid_from_precision,valid_to,valid_to_precision,source_id\n"
    b"DDR,1949-10-07,day,1990-10-03,day,alpha\n"
    b"FRA,1945-10-24,day,,,alpha\n"
    b"USA,1945-10-24,day,,,alpha\n"
)


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_csv_is_sorted_by_key_with_lf_and_iso_dates() -> None:
    assert to_bytes(frames()["states"], schema("states")) == STATES_CSV


def test_numbers_have_their_declared_decimals_and_no_negative_zero() -> None:
    flows = canonical(frames()["trade_flows"], schema("trade_flows"))
    assert flows["trade_usd"].tolist()[1] == 1_230_000_000
    assert flows["share"].tolist() == [0.0, 0.28]
    assert not np.signbit(flows["share"]).any()


def test_a_csv_prints_them_all(tmp_path: Path) -> None:
    text = to_bytes(frames()["trade_flows"], as_csv())
    assert text.decode().splitlines()[1:] == ["FRA,USA,2001,alpha,,0.00", "USA,FRA,2001,alpha,1230000000,0.28"]
    back = read_table(put(tmp_path, "t.csv", text), as_csv())
    pd.testing.assert_frame_equal(back, canonical(frames()["trade_flows"], as_csv()))


def as_csv() -> Schema:
    return replace(schema("trade_flows"), storage="csv")


@pytest.mark.parametrize("name", sorted(frames()))
def test_what_is_read_back_is_what_was_written(name: str, tmp_path: Path) -> None:
    content = to_bytes(frames()[name], schema(name))
    path = put(tmp_path, f"{name}.{schema(name).storage}", content)
    back = read_table(path, schema(name))
    pd.testing.assert_frame_equal(back, canonical(frames()[name], schema(name)))
    assert to_bytes(back, schema(name)) == content


def test_parquet_carries_nothing_of_the_program_but_its_writer(tmp_path: Path) -> None:
    path = put(tmp_path, "t.parquet", to_bytes(frames()["trade_flows"], schema("trade_flows")))
    assert pq.read_metadata(path).metadata is None
    assert pq.read_metadata(path).row_group(0).column(0).compression == "ZSTD"


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=6)


@settings(max_examples=30)
@given(
    data_frames(
        [column("issue_id", elements=words.filter(bool), unique=True), column("name", elements=words)],
        index=range_indexes(min_size=1, max_size=6),
    ),
    st.randoms(),
)
def test_bytes_do_not_depend_on_the_order_of_rows(frame: pd.DataFrame, random: Random) -> None:
    places = list(range(len(frame)))
    random.shuffle(places)
    assert to_bytes(frame.iloc[places], schema("issues")) == to_bytes(frame, schema("issues"))


def test_text_is_read_with_the_lines_of_its_rows(tmp_path: Path) -> None:
    path = put(tmp_path, "t.csv", b'\xef\xbb\xbfissue_id,name\r\na,"two\nlines"\r\n\r\nb,\r\n')
    frame = read_text(path)
    assert frame.index.tolist() == [2, 5]
    assert frame["name"].tolist()[0] == "two\nlines"
    assert frame["name"].isna().tolist() == [False, True]
    assert frame.columns.tolist() == ["issue_id", "name"]


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    assert read_text(put(tmp_path, "t.csv", b"issue_id,name\n")).shape == (0, 2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n1,2,3\n1\n", ["t.csv, row 3 = '1,2,3': 3 fields where the header has 2", "row 4 = '1': 1 fields"]),
        (b"a,a\n1,2\n", ["t.csv, row 1, column a: this column stands twice"]),
        (b"", ["t.csv, row 1: there is no header"]),
        (b"\na\n", ["t.csv, row 1: there is no header"]),
        (b"a\n\xe9\n", ["t.csv: not UTF-8"]),
        (
            b"a,b\n1,2\n# note, with, commas\n",
            ["t.csv, row 3 = '# note, with, commas': no row; remove lines that begin"],
        ),
    ],
)
def test_a_file_that_is_no_table_says_where(content: bytes, said: list[str], tmp_path: Path) -> None:
    with pytest.raises(BrokenPromise) as raised:
        read_text(put(tmp_path, "t.csv", content))
    for each in said:
        assert each in str(raised.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a;b;c\n1;2;3\n4;5,5;6\n", "t.csv, row 1 = 'a;b;c': separated by semicolons; separate by commas."),
        (b"a\tb\n1\t2\n", "t.csv, row 1 = 'a\\tb': separated by tabs; separate by commas."),
        (
            b"# data/local/t.csv\na,b\n1,2\n3,4\n",
            "row 1 = '# data/local/t.csv': no header; remove lines that begin with #.",
        ),
        (b'a,b\n1,2\n"3,4\n5,6\n7,8\n', "t.csv, row 3: the quotes in this row do not match"),
        (
            b'a,b\n1,2\n3,"4\n5,6\n7,8\n',
            "t.csv, row 3: the quotes in this row do not match",
        ),  # would swallow all rows after
        (b'a,b\n1,2\n3,"4\n5,"6"\n', "t.csv, row 3: the quotes in this row do not match"),
        (b"a,b\n1," + b"x" * 200_000 + b"\n", "t.csv, row 2: a field is longer than 131,072 characters"),
    ],
)
def test_one_mistake_throughout_is_said_once(content: bytes, said: str, tmp_path: Path) -> None:
    csv.field_size_limit(131_072)  # Python's own; other libraries raise it for the whole process
    with pytest.raises(BrokenPromise) as raised:
        read_text(put(tmp_path, "t.csv", content))
    assert len(raised.value.problems) == 1
    assert said in str(raised.value)


def test_what_is_no_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere")
    for name in ("folder.csv", "link.csv"):
        with pytest.raises(BrokenPromise, match=f"{name}: this file cannot be read"):
            read_text(tmp_path / name)


def test_a_single_column_may_hold_what_it_likes(tmp_path: Path) -> None:
    assert read_text(put(tmp_path, "t.csv", b"a\nx;y\n#z\n"))["a"].tolist() == ["x;y", "#z"]
