from pathlib import Path

import pytest

from entente.errors import MissingData
from entente.folders import data_folder

ROOT = Path(__file__).parents[1]


def test_it_is_the_checkouts_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_DATA", "")
    assert data_folder() == ROOT / "data"
    monkeypatch.delenv("ENTENTE_DATA")
    assert data_folder() == ROOT / "data"


def test_the_folder_or_the_repository_around_it_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data" / "releases").mkdir(parents=True)
    for named in (tmp_path, tmp_path / "data"):
        monkeypatch.setenv("ENTENTE_DATA", str(named))
        assert data_folder() == tmp_path / "data"


def test_a_folder_without_data_is_refused_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_DATA", str(tmp_path))
    with pytest.raises(MissingData, match=f"{tmp_path}: .* name the folder that holds `releases` in ENTENTE_DATA"):
        data_folder()
