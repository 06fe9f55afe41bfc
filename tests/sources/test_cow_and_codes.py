"""Readers of COW's states and trade, isard and countrycode, on small made-up files in the same format."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadr
import pytest

from entente.sources import country_codes, cow_states, cow_trade, isard


def rda(folder: Path, frame: pd.DataFrame) -> Path:
    file = folder / "made_up.rda"
    pyreadr.write_rdata(str(file), frame, df_name="made_up")
    return file


def test_cow_spells(tmp_path: Path) -> None:
    file = tmp_path / "states.csv"
    file.write_text(
        "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\n"
        "AAA,901,Aland,1946,3,22,1958,2,1,2016\n"
        "AAA,901,Aland,1961,9,29,2016,12,31,2016\n"
    )
    read = cow_states.read(file)
    assert read["cow_code"].tolist() == [901, 901]
    assert read["first_on"].dt.strftime("%Y-%m-%d").tolist() == ["1946-03-22", "1961-09-29"]
    assert read["last_on"].dt.strftime("%Y-%m-%d").tolist() == ["1958-02-01", "2016-12-31"]
    assert read["name"].tolist() == ["Aland", "Aland"]


def test_cow_years(tmp_path: Path) -> None:
    file = tmp_path / "system.csv"
    file.write_text("stateabb,ccode,year,version\nAAA,901,1950,2016\nBBB,902,1950,2016\n")
    assert cow_states.read_years(file).to_dict("list") == {"cow_code": [901, 902], "year": [1950, 1950]}


def test_trade_is_read_once_a_direction_and_missing_is_not_zero(tmp_path: Path) -> None:
    made_up = pd.DataFrame(
        {
            "ccode1": [901.0, 902.0, 901.0],
            "ccode2": [902.0, 901.0, 903.0],
            "year": [1950.0, 1950.0, 1950.0],
            "flow1": [7.0, 0.0, np.nan],
            "flow2": [0.0, 7.0, 3.0],
            "smoothflow1": [7.0, 0.0, np.nan],
            "smoothflow2": [0.0, 7.0, 3.0],
        }
    )
    read = cow_trade.read(rda(tmp_path, made_up))
    assert read["importer_cow"].tolist() == [901, 902, 901]
    assert read["exporter_cow"].tolist() == [902, 901, 903]
    assert read["flow_musd"].tolist()[:2] == [7.0, 0.0]
    assert np.isnan(read["flow_musd"].iloc[2])


def test_missing_totals_do_not_swallow_their_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    r_missing = np.array([0x7FF00000000007A2], dtype=np.uint64).view(np.float64)  # R's NA, a signalling NaN
    made_up = pd.DataFrame({"ccode": [901.0, 902.0], "year": [1950.0, 1950.0]})
    made_up["imports"] = made_up["exports"] = np.concatenate([np.array([5.0]), r_missing])
    assert np.isnan(np.fmax.reduce(made_up["imports"].to_numpy()))
    monkeypatch.setattr(pyreadr, "read_r", lambda _file: {"made_up": made_up})
    read = cow_trade.read_totals(Path("made_up.rda"))
    assert np.fmax.reduce(read["imports_musd"].to_numpy()) == 5.0
    assert read["exports_musd"].isna().tolist() == [False, True]


def test_gleditsch_ward(tmp_path: Path) -> None:
    made_up = pd.DataFrame(
        {
            "gwcode": [970.0],
            "gw_abb": ["KBI"],
            "gw_name": ["Made Up"],
            "microstate": [1.0],
            "start": ["1979-07-12"],
            "end": ["2020-12-31"],
        }
    )
    read = isard.read_gw_system(rda(tmp_path, made_up))
    assert read["gw_code"].tolist() == [970]
    assert read["microstate"].tolist() == [True]
    assert read["last_on"].tolist() == [pd.Timestamp("2020-12-31")]


def test_cow_to_gleditsch_ward_keeps_what_has_no_number(tmp_path: Path) -> None:
    made_up = pd.DataFrame({"stateabb": ["AAA"], "year": [1950.0], "gwcode": [np.nan], "ccode": [901.0]})
    read = isard.read_cow_to_gw(rda(tmp_path, made_up))
    assert read["cow_code"].tolist() == [901]
    assert read["gw_code"].isna().all()


def test_country_codes(tmp_path: Path) -> None:
    made_up = pd.DataFrame(
        {
            "country.name.en": ["Aland", "Bland"],
            "cown": [901.0, np.nan],
            "gwn": [901.0, np.nan],
            "iso3c": ["AAA", "BBB"],
            "iso3n": [4.0, 8.0],
            "un": [4.0, 8.0],
        }
    )
    read = country_codes.read(rda(tmp_path, made_up))
    assert read["iso_alpha3"].tolist() == ["AAA", "BBB"]
    assert read["iso_number"].tolist() == [4, 8]
    assert read["cow_code"].isna().tolist() == [False, True]
