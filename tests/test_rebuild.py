"""With the raw sources at hand the newest release rebuilds to the byte."""

import platform
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from entente.release.build import build
from entente.release.stored import open_release, releases

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.sources
@pytest.mark.skipif(not releases(DATA), reason="no release is there to rebuild")
def test_the_newest_release_rebuilds_to_the_byte(tmp_path: Path) -> None:
    newest = open_release(data=DATA)
    made = newest.raw["made_with"]
    here = {"python": platform.python_version(), "pandas": pd.__version__, "pyarrow": pa.__version__}
    if _without_patch(made) != _without_patch(here):
        pytest.skip(f"made with {made}; here is {here}")
    day = newest.raw["released_on"]
    again = build(newest.version, tmp_path, date.fromisoformat(day) if day else None)
    fresh = open_release(newest.version, tmp_path)
    assert sorted(fresh.tables) == sorted(newest.tables)
    for name, table in newest.tables.items():
        assert fresh.table(name).path.read_bytes() == table.path.read_bytes(), name
    # The descriptor names the Python that wrote it, to the patch; the tables do not depend on the patch.
    named = again.read_text(encoding="utf-8").replace(f'"{here["python"]}"', f'"{made["python"]}"')
    assert named == newest.path.read_text(encoding="utf-8")


def _without_patch(made: dict[str, str]) -> dict[str, str]:
    return {**made, "python": ".".join(made["python"].split(".")[:2])}
