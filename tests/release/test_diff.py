from pathlib import Path

import pandas as pd
from made_up import frames, publish

from entente.release.diff import compare, diff, summary


def test_nothing_changed(data: Path) -> None:
    publish(data, "0.2.0")
    assert diff("0.1.0", "0.2.0") == []


def test_rows_added_removed_and_changed_are_told_apart(data: Path) -> None:
    old = frames()["divergences"]
    new = pd.concat(
        [
            old[old["divergence_id"] == "d2"].assign(occurred_on="2003-03-19", severity=None, crisis_id="c1"),
            old[old["divergence_id"] == "d1"].assign(divergence_id="d3"),
        ]
    )
    publish(data, "0.2.0", divergences=new, divergence_issues=frames()["divergence_issues"].iloc[1:])
    changes = {each.table: each for each in diff("0.1.0", "0.2.0")}
    assert list(changes) == ["divergence_issues", "divergences"]
    found = changes["divergences"]
    assert found.added["divergence_id"].tolist() == ["d3"]
    assert found.added["side_b"].tolist() == ["DDR"]
    assert found.removed["divergence_id"].tolist() == ["d1"]
    assert found.changed.values.tolist() == [
        ["d2", "occurred_on", "2003-03-20", "2003-03-19"],
        ["d2", "severity", "2", ""],
    ]
    assert summary(list(changes.values())).values.tolist() == [["divergence_issues", 0, 1, 0], ["divergences", 1, 1, 1]]


def test_a_new_table_and_a_new_column_are_changes() -> None:
    old = pd.DataFrame({"k": ["a"], "x": [1.5], "gone": ["g"]})
    found = compare("t", old, old.rename(columns={"gone": "new"}), ["k"])
    assert found
    assert (found.columns_added, found.columns_removed) == (("new",), ("gone",))
    assert len(found.changed) == 0


def test_numbers_and_missing_values_that_stay_are_no_change() -> None:
    frame = pd.DataFrame(
        {"k": ["a", "b"], "x": [1.5, float("nan")], "d": pd.Series(["2001-01-01", None], dtype="datetime64[s]")}
    )
    assert not compare("t", frame, frame.copy(), ["k"])
    assert compare("t", frame, frame.assign(x=[1.5, 2.0]), ["k"]).changed.values.tolist() == [["b", "x", "", "2.0"]]
