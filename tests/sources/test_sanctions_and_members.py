from pathlib import Path

import pandas as pd
import pytest

from entente.datasets import bodies, gsdb_cases
from entente.datasets.bodies import spells_of_years
from entente.errors import UnknownCode
from entente.folders import data_folder
from entente.read import load
from entente.sources import cow_igo, gsdb, ties

GSDB = """case_id,sanctioned_state,sanctioning_state,begin,end,trade,descr_trade,arms,military,financial,travel,other,target_mult,sender_mult,objective,success
1," Korea, North",EU,2006,2023,1,exp_part,1,0,,0,0,0,0,"prevent_war,other",ongoing
"""  # noqa: E501


def test_gsdb_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "gsdb.csv"
    file.write_text(GSDB)
    found = gsdb.read(file)
    assert found.loc[0, "sanctioned_state"] == "Korea, North"
    assert found[["begin", "end", "arms"]].to_numpy().tolist() == [[2006, 2023, 1]]
    assert found["financial"].isna().all()
    assert found["begin"].dtype == "Int64"
    assert found.loc[0, "objective"] == "prevent_war,other"


@pytest.mark.sources
def test_ties_keeps_numbers_whole_and_lists_as_text() -> None:
    found = ties.read()
    assert found["case"].is_unique
    assert str(found["start_year"].dtype) == "Int64"
    assert found["start_year"].between(1945, 2005).all()
    assert not found["instruments"].str.contains(".", regex=False).any()
    assert found["imposed_year"].str.match(r"\d{4}$").sum() > 500


@pytest.mark.sources
def test_memberships_are_read_long() -> None:
    found = cow_igo.read(("ecowas",))
    nigeria = found[(found["cow_code"] == 475) & (found["membership"] == 1)]
    assert nigeria["year"].min() == 1975
    assert set(found["organisation"]) == {"ecowas"}


def test_years_of_membership_become_spells() -> None:
    rows = [(475, year, "ecowas", 1) for year in (1990, 1991, 1994, 1995)]
    rows += [(450, 1990, "ecowas", 1), (450, 1991, "ecowas", 2), (450, 1995, "ecowas", 0)]
    rows += [(560, 1992, "oau", 1), (560, 1993, "au", 1)]  # one takes over from the other
    columns = ["cow_code", "year", "organisation", "membership"]
    frame = pd.DataFrame(rows, columns=columns)
    read = frame.astype({"cow_code": "Int64", "year": "Int64", "membership": "Int64"})  # as the reader gives it
    found = spells_of_years(read)
    last = found["valid_to"].dt.year.fillna(0).astype(int)
    spells = [
        list(each) for each in zip(found["body_id"], found["state_id"], found["valid_from"].dt.year, last, strict=True)
    ]
    assert spells == [
        ["AFRICAN_UNION", "ZAF", 1992, 1994],
        ["ECOWAS", "LBR", 1990, 1991],
        ["ECOWAS", "NGA", 1990, 1992],
        ["ECOWAS", "NGA", 1994, 0],  # to the source's last year: no end seen
    ]
    assert set(found["valid_from_precision"]) == {"year"}
    assert found["valid_to_precision"].isna().tolist() == [False, False, False, True]


@pytest.mark.sources
def test_published_memberships_begin_in_the_first_listed_year() -> None:
    raw = cow_igo.read(("loas", "ecowas"))
    full = raw[raw["membership"] == 1]
    released = load("body_members", local=False)
    for body, organisation, state, code in (("ARAB_LEAGUE", "loas", "EGY", 651), ("ECOWAS", "ecowas", "NGA", 475)):
        first = full.loc[(full["organisation"] == organisation) & (full["cow_code"] == code), "year"].min()
        spells = released[(released["body_id"] == body) & (released["state_id"] == state)]
        assert spells["valid_from"].min().year == first


@pytest.mark.sources
def test_what_gsdb_names_that_is_no_state_and_no_body_is_counted_in_the_decisions() -> None:
    raw = gsdb.read()
    cases, left_out = gsdb_cases.cases(raw)
    told = (data_folder() / "curated" / "decisions.md").read_text(encoding="utf-8")
    names = f"{len(left_out)} mentions of {left_out['name'].nunique()} names"
    assert names in told
    assert f"{len(raw) - len(cases)} of {len(raw):,} cases" in told


def test_a_body_with_the_id_of_a_state_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = bodies.actors().assign(actor_id=["NAM", *bodies.actors()["actor_id"][1:]])
    monkeypatch.setattr(bodies, "actors", lambda: listed)
    with pytest.raises(UnknownCode, match="'NAM'"):
        bodies.build({"states": pd.DataFrame({"state_id": ["NAM", "ZAF"]})})
