"""Tables for other programs: what is written is what was loaded."""

import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from entente.errors import UnknownName
from entente.export import SUFFIXES, export
from entente.read import load
from entente.release.stored import open_release

TABLE = "divergences"  # text, whole numbers, days, yes or no, and missing values of each


def test_csv_is_text_that_reads_back(tmp_path: Path) -> None:
    path = export(TABLE, tmp_path / "new")
    found, ours = pd.read_csv(path, dtype="str", keep_default_na=False), load(TABLE, local=False)
    assert path.name == "divergences.csv"
    assert list(found.columns) == list(ours.columns)
    assert found["divergence_id"].tolist() == ours["divergence_id"].tolist()
    assert found["occurred_on"].tolist() == ours["occurred_on"].dt.strftime("%Y-%m-%d").fillna("").tolist()
    assert set(found["un_only"]) <= {"true", "false", ""}


def test_parquet_keeps_types(tmp_path: Path) -> None:
    found, ours = pd.read_parquet(export(TABLE, tmp_path, "parquet")), load(TABLE, local=False)
    assert found["severity"].isna().tolist() == ours["severity"].isna().tolist()
    assert pd.to_datetime(found["ended_on"]).equals(ours["ended_on"].astype("datetime64[ns]").astype("datetime64[s]"))


def test_stata_keeps_values_days_and_missing(tmp_path: Path) -> None:
    path = export(TABLE, tmp_path, "stata")
    found, ours = pd.read_stata(path), load(TABLE, local=False)
    assert path.name == "divergences.dta"
    assert found["divergence_id"].tolist() == ours["divergence_id"].tolist()
    assert found["ended_on_precision"].tolist() == ours["ended_on_precision"].fillna("").tolist()
    assert "" in set(found["ended_on_precision"])
    assert found["occurred_on"].tolist() == ours["occurred_on"].tolist()
    assert found["ended_on"].isna().tolist() == ours["ended_on"].isna().tolist()
    assert found["severity"].fillna(0).tolist() == ours["severity"].fillna(0).tolist()
    assert found["un_only"].fillna(-1).tolist() == ours["un_only"].astype("Int8").fillna(-1).tolist()
    days = pd.read_stata(path, convert_dates=False)["occurred_on"]  # Stata counts them from 1960 on
    assert days.tolist() == (ours["occurred_on"] - pd.Timestamp("1960-01-01")).dt.days.tolist()
    with pd.read_stata(path, iterator=True) as reader:
        assert reader.variable_labels()["side_a"]


@pytest.mark.parametrize("rows", [40, 0])
@pytest.mark.parametrize("form", sorted(SUFFIXES))
def test_every_table_of_the_release_has_every_form(
    form: str, rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few rows of each: in a few, many columns are empty throughout."""
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        "csv": pd.read_csv, "parquet": pd.read_parquet, "stata": pd.read_stata
    }  # fmt: skip
    whole = {name: table.read() for name, table in open_release().tables.items()}
    monkeypatch.setattr(sys.modules[export.__module__], "load", lambda name, *_: whole[name].head(rows))
    for name, frame in whole.items():
        found = readers[form](export(name, tmp_path, form))
        assert list(found.columns) == list(frame.columns), name
        assert len(found) == min(rows, len(frame)), name


def test_text_that_is_empty_throughout_stays_empty_in_stata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = load(TABLE, local=False).head(3).assign(summary=pd.Series(None, index=range(3), dtype="str"))
    monkeypatch.setattr(sys.modules[export.__module__], "load", lambda *_: frame)
    assert pd.read_stata(export(TABLE, tmp_path, "stata"))["summary"].tolist() == ["", "", ""]


def test_an_unknown_form_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="stata"):
        export(TABLE, tmp_path, "sas")
