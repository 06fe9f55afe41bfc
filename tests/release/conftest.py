from pathlib import Path

import pytest
from made_up import settle


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder in which the made-up release 0.1.0 is written; nothing else is known."""
    return settle(tmp_path, monkeypatch)
