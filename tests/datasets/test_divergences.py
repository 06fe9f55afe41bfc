import pandas as pd
import pytest

from entente.datasets.divergences import tables
from entente.read import load


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return load("divergences", local=False)


def test_a_decision_has_one_decider_target_and_year(published: pd.DataFrame) -> None:
    year = published["occurred_on"].dt.year
    about = published.assign(year=year).groupby("decision_id")[["decider", "side_b", "year"]].nunique()
    assert about.eq(1).all(axis=None)
    named = published["decider"] + "-" + published["side_b"] + "-" + year.astype("str")
    assert published["decision_id"].equals(named.astype("str"))


def test_ids_are_unique_and_a_decision_is_in_one_crisis(published: pd.DataFrame) -> None:
    assert published["divergence_id"].is_unique
    assert published.groupby("decision_id")["crisis_id"].nunique().eq(1).all()


def test_only_what_was_imposed_has_instruments_and_the_form_of_a_sanction(published: pd.DataFrame) -> None:
    imposed = published["imposed_on"].notna()
    used = load("divergence_instruments", local=False)["divergence_id"]
    assert set(used) <= set(published.loc[imposed, "divergence_id"])
    assert published["form"].eq("sanction").equals(imposed)
    assert published["severity"].eq(1).astype(bool).equals(~imposed)


def test_nobody_quarrels_with_itself_and_the_un_alone_is_marked(published: pd.DataFrame) -> None:
    assert published["side_a"].ne(published["side_b"]).all()
    assert published["un_only"].astype(bool).equals(published["decider"].eq("UN"))


def test_keys_number_the_cases_of_a_year_in_the_order_of_time() -> None:
    row = {
        "short": "ties", "decision_id": "USA-CUB-1960", "decider": "USA", "side_a": "USA", "side_b": "CUB",
        "imposed_on": pd.NaT, "ended_on": pd.NaT, "in_force_at_least_to": pd.NaT, "source_id": "x", "form": "sanction",
    }  # fmt: skip
    days = [pd.Timestamp(1960, month, 1) for month in (7, 2)]
    about = [frozenset({"health", "energy"}), frozenset()]
    rows = pd.DataFrame([row, row]).assign(occurred_on=days, subjects=pd.Series(about))
    rows["instruments"] = pd.Series([("arms", "other"), ()])
    found = tables(rows, {"health": "Health", "energy": "Energy"})
    divergences = found["divergences"]
    assert divergences["divergence_id"].tolist() == ["ties-USA-CUB-1960-2", "ties-USA-CUB-1960-1"]
    assert divergences["summary"].tolist() == [
        "Sanctions over energy and health.",
        "Sanctions over a subject that the source does not name.",
    ]
    assert found["divergence_issues"].to_numpy().tolist() == [
        ["ties-USA-CUB-1960-2", "energy", "subject"],
        ["ties-USA-CUB-1960-2", "health", "subject"],
        ["ties-USA-CUB-1960-2", "hard_security", "instrument"],
    ]
    assert found["divergence_instruments"]["instrument"].tolist() == ["arms", "other"]
