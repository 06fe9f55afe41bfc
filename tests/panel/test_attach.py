import numpy as np
import pandas as pd

from entente.panel.attach import attach_flows, is_covered


def coverage(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["scope", "kind", "from_on", "to_on"])
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("from_on", "to_on")})


def pairs(*rows: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["state_a", "state_b", "year"]).astype({"year": "Int64"})


def flows(*rows: tuple[str, str, int, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["exporter_id", "importer_id", "year", "trade_usd"])
    return frame.astype({"year": "Int64", "trade_usd": "float64"})


ALL = ("all", "covered", "1950-01-01", "1960-12-31")


def test_stored_zero_and_unknown_are_three_things() -> None:
    found = attach_flows(
        pairs(("AAA", "BBB", 1955), ("AAA", "BBB", 1956), ("AAA", "BBB", 1961)),
        flows(("AAA", "BBB", 1955, 7e6), ("AAA", "BBB", 1956, np.nan)),
        coverage(ALL),
    )
    np.testing.assert_array_equal(found["exports_a_usd"], [7e6, np.nan, np.nan])  # sent; unknown; nobody looked
    np.testing.assert_array_equal(found["exports_b_usd"], [0.0, 0.0, np.nan])  # looked, and there was none


def test_direction() -> None:
    found = attach_flows(pairs(("AAA", "BBB", 1955)), flows(("BBB", "AAA", 1955, 5e6)), coverage(ALL))
    assert found[["exports_a_usd", "exports_b_usd"]].to_numpy().tolist() == [[0.0, 5e6]]


def test_a_gap_of_either_side_makes_absence_unknown_but_keeps_figures() -> None:
    found = attach_flows(
        pairs(("AAA", "BBB", 1955), ("BBB", "CCC", 1955), ("AAA", "CCC", 1955)),
        flows(("AAA", "BBB", 1955, 3e6)),
        coverage(ALL, ("state:BBB", "gap", "1955-06-01", "1955-07-31")),
    )
    np.testing.assert_array_equal(found["exports_a_usd"], [3e6, np.nan, 0.0])
    np.testing.assert_array_equal(found["exports_b_usd"], [np.nan, np.nan, 0.0])


def test_a_year_covered_in_part_is_not_covered() -> None:
    rows = coverage(("all", "covered", "1950-03-01", None))
    states, years = pd.Series(["AAA", "AAA"]), pd.Series([1950, 1951], dtype="Int64")
    assert is_covered(states, years, rows).tolist() == [False, True]


def test_index_and_other_columns_are_kept() -> None:
    asked = pairs(("AAA", "BBB", 1955), ("AAA", "BBB", 1956)).assign(note=["x", "y"]).set_index(pd.Index([7, 3]))
    found = attach_flows(asked, flows(("AAA", "BBB", 1956, 2e6)), coverage(ALL))
    assert found.index.tolist() == [7, 3]
    assert found["note"].tolist() == ["x", "y"]
    assert found["exports_a_usd"].tolist() == [0.0, 2e6]
