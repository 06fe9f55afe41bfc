"""A user's row on a copy of the data folder: one that counts, one in a loud pair, one outside coverage."""

import os
import re
import sys
from pathlib import Path

import pandas as pd
import pytest
from own_rows import data_with

from entente.claims.data import TradeData, load_data
from entente.claims.fit import CellFit, fit_logs
from entente.claims.reasons import explain
from entente.claims.sample import build_sample, cell
from entente.claims.spec import Claim
from entente.errors import UnknownName
from entente.read import check_local

ROOT = Path(__file__).parents[2]


def readme_files() -> dict[str, str]:
    """Return the files of the README's example by their table, without the lines that name them."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    parts = re.findall(r"^# data/local/(\w+)\.csv.*\n((?:[\w-].*\n)+)", text, flags=re.MULTILINE)
    assert [name for name, _ in parts] == ["divergences", "divergence_issues"]
    return dict(parts)


ROWS = (
    readme_files()["divergences"]
    + """dalai-lama-2007,CHN,CAN,2007-10-29,day,hand,protest,local
women-2015,SAU,SWE,2015-03-10,day,hand,ambassador_recalled,local
farm-1990,NZL,LUX,1990-05-01,month,hand,protest,local
"""
)
ISSUES = (
    readme_files()["divergence_issues"]
    + """dalai-lama-2007,human_rights_democracy,subject
women-2015,human_rights_democracy,subject
farm-1990,hard_security,subject
"""
)
OWN = {"divergences": ROWS, "divergence_issues": ISSUES}


@pytest.fixture(scope="module")
def with_rows(tmp_path_factory: pytest.TempPathFactory) -> TradeData:
    """Return the release with the rows, from a data folder that is not the repository's."""
    data = data_with(tmp_path_factory.mktemp("copy"), OWN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENTENTE_DATA", str(data))
        return load_data()


@pytest.fixture
def reading(with_rows: TradeData, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[explain.__module__], "load_data", lambda: with_rows)


def fitted(claim: Claim, data: TradeData) -> CellFit:
    found = fit_logs(
        cell(build_sample(claim, data, claim.sources[0]), claim.group("human_rights")), "holding_up", "decision"
    )
    assert found is not None
    return found


def test_a_row_changes_the_estimate_by_one_decision(claim: Claim, data: TradeData, with_rows: TradeData) -> None:
    before, after = fitted(claim, data), fitted(claim, with_rows)
    assert set(after.per_decision.index) - set(before.per_decision.index) == {"CAN-IRN-2003"}
    assert after.fit.treated_rows == before.fit.treated_rows + 1
    assert after.fit.decisions == before.fit.decisions + 1
    # Canada's trade with Iran fell beside that of both with others: the estimate moves towards it.
    assert after.per_decision["CAN-IRN-2003"] < before.fit.estimate
    assert after.fit.estimate < before.fit.estimate - 0.01


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize(
    ("divergence", "said"),
    [
        ("kazemi-2003", ["counts, in: human rights and democracy, anything but trade."] * 2),
        (
            "dalai-lama-2007",
            [
                "it begins in 2007, this source's onsets run 1950-2005",
                "not quiet, something began or was in force in 2002-2006 (gsdb-CHN-CAN-2003-1, ties-CAN-CHN-1992-1",
            ],
        ),
        ("women-2015", ["it begins in 2015, this source's onsets run 1950-2005", "this source's onsets run 1950-2011"]),
        ("farm-1990", ["outside coverage, trade is not known in every year before (1987-1989)"] * 2),
        ("gsdb-CHN-NOR-2010-2", ["counts, in: human rights and democracy"]),
    ],
)  # fmt: skip
def test_explain_says_why(divergence: str, said: list[str]) -> None:
    lines = explain(divergence).splitlines()
    assert len(lines) == len(said)
    for line, part in zip(lines, said, strict=True):
        assert part in line


@pytest.mark.usefixtures("reading")
def test_explain_knows_what_is_there() -> None:
    with pytest.raises(UnknownName, match=r"no divergence named 'nothing of the kind'; there is: [0-9,]+ others"):
        explain("nothing of the kind")


def test_a_near_miss_is_told_the_nearest(with_rows: TradeData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_DATA", str(data_with(tmp_path, OWN)))
    monkeypatch.setattr(sys.modules[explain.__module__], "load_data", lambda: with_rows)
    for asked in ("kazemi", "kazemi-2004", "Kazemi-2003"):
        with pytest.raises(UnknownName) as raised:
            explain(asked)
        assert raised.value.known[0] == "kazemi-2003"


def test_a_decision_of_the_united_nations_alone_is_known(
    with_rows: TradeData, released: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[explain.__module__], "load_data", lambda: with_rows)
    rows = released["divergences"]
    alone = rows.loc[rows["un_only"].fillna(False).astype(bool), "divergence_id"].iloc[0]
    assert explain(alone) == "does not count: decided by the United Nations alone."


def test_a_users_row_joins_the_crisis_of_the_release(with_rows: TradeData, released: dict[str, pd.DataFrame]) -> None:
    cases, published = with_rows.cases, released["divergences"]
    mine = cases[cases["source_id"] == "local"].set_index("divergence_id")["crisis_id"]
    assert mine["dalai-lama-2007"] == "local-crisis-CAN-2007-1"
    assert mine["kazemi-2003"] in set(published["crisis_id"])
    theirs = cases[cases["source_id"] != "local"].set_index("divergence_id")["crisis_id"]
    expected = published.set_index("divergence_id")["crisis_id"]
    pd.testing.assert_series_equal(theirs, expected[theirs.index])


@pytest.mark.parametrize(
    ("changed", "more", "column", "said"),
    [
        ({"side_b": "DDR"}, {}, "side_b|occurred_on", "not in states then (from 1954-03-25 until before"),
        ({"occurred_on": "0001-07-23"}, {}, "occurred_on", "below the least allowed value, 1945-01-01"),
        ({"occurred_on": "9999-07-23"}, {}, "occurred_on", "above the greatest allowed value, 2099-12-31"),
        ({"occurred_on_precision": "year"}, {}, "occurred_on|occurred_on_precision", "write the first day"),
        ({}, {"ended_on": "2002-07-23"}, "occurred_on|ended_on", "ended_on lies before occurred_on"),
        ({}, {"imposed_on": "2002-07-23"}, "occurred_on|imposed_on", "imposed_on lies before occurred_on"),
    ],
)
def test_times_that_cannot_be_are_refused(
    changed: dict[str, str], more: dict[str, str], column: str, said: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    header, row = (line.split(",") for line in readme_files()["divergences"].splitlines())
    dated = more | {f"{name}_precision": "day" for name in more}
    held = dict(zip(header, row, strict=True)) | changed | dated
    rows = f"{','.join(held)}\n{','.join(held.values())}\n"
    monkeypatch.setenv("ENTENTE_DATA", str(data_with(tmp_path, readme_files() | {"divergences": rows})))
    found = [each for each in check_local() if each.column == column]
    assert [(each.file, each.row) for each in found] == [("data/local/divergences.csv", 2)]
    assert said in found[0].cure


def test_the_repository_holds_no_rows_of_a_user() -> None:
    if "ENTENTE_DATA" in os.environ:
        pytest.skip("another data folder is named")
    assert [path.name for path in (ROOT / "data" / "local").iterdir()] == ["README.md"]
