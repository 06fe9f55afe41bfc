from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from entente.claims.stored import ASSAY_COLUMNS, COLUMNS, EMBARGO_COLUMNS, read_results, write_results


def results(estimate: float = 1 / 3) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    rows = {"claim_id": "c", "group": "g", "estimate": [estimate, np.nan], "rows": [12.0, np.nan], "note": ["", "a, b"]}
    estimates = pd.DataFrame({**rows, "verdict": ["supported", ""], "inputs_hash": "00012345678e"})
    assay = pd.DataFrame({"source": "ties", "loss": [0.1], "count": [3], "passed": [True], "extra": 1})
    return estimates, assay, pd.DataFrame({"source": ["ties"], "found": [False], "lower": [-1e-12 / 7]})


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_results("c", tmp_path / "new", *results())
    found = read_results("c", tmp_path / "new")
    assert found is not None
    estimates, assay, embargoes = found
    assert [list(each) for each in found] == [COLUMNS, ASSAY_COLUMNS, EMBARGO_COLUMNS]
    assert estimates["estimate"].tolist()[0] == 0.3333333333  # ten significant digits
    assert embargoes["lower"].tolist() == [-1.428571429e-13]
    assert estimates["verdict"].tolist() == ["supported", ""]
    assert estimates["note"].tolist() == ["", "a, b"]
    assert estimates["inputs_hash"].tolist() == ["00012345678e"] * 2  # not a number
    assert assay["passed"].tolist() == [True]
    text = (tmp_path / "new" / "c.csv").read_bytes().decode()
    assert ",12," in text  # counts have no decimals
    assert "\r" not in text


def test_written_again_what_was_read_is_the_same(tmp_path: Path) -> None:
    write_results("c", tmp_path, *results())
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    found = read_results("c", tmp_path)
    assert found is not None
    write_results("c", tmp_path, *found)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    assert set(first) == {"c.csv", "c-assay.csv", "c-embargoes.csv"}


def test_there_are_results_only_if_all_three_files_are_there(tmp_path: Path) -> None:
    assert read_results("c", tmp_path) is None
    write_results("c", tmp_path, *results())
    (tmp_path / "c-assay.csv").unlink()
    assert read_results("c", tmp_path) is None


def test_a_failure_leaves_the_previous_file(tmp_path: Path) -> None:
    write_results("c", tmp_path, *results())
    before = (tmp_path / "c.csv").read_bytes()
    broken = results()[0].assign(rows="many")
    with pytest.raises((TypeError, ValueError)):
        write_results("c", tmp_path, broken, *results()[1:])
    assert (tmp_path / "c.csv").read_bytes() == before
