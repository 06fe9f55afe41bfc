import pandas as pd
import pytest

from entente.datasets import states as module
from entente.datasets.crosswalk import codes, state_ids
from entente.datasets.states import renamed, spells
from entente.errors import StaleCorrection, UnknownCode
from entente.sources import country_codes, cow_states, isard
from entente.tables.check import check
from entente.tables.schema import load_schema
from entente.tables.store import canonical


def listed(*rows: tuple[int, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["cow_code", "first_on", "last_on"]).assign(name="as COW has it")
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("first_on", "last_on")})


def known(*rows: tuple[int, str, str | None, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["cow_code", "state_id", "valid_from", "valid_to"])
    frame = frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("valid_from", "valid_to")})
    return frame.assign(gw_code=None, m49_code=None, name="Aland", reason=None)


def bounds(table: pd.DataFrame) -> list[tuple[str, str, str]]:
    ends = table["valid_to"].dt.strftime("%Y-%m-%d").fillna("")
    return list(zip(table["state_id"], table["valid_from"].dt.strftime("%Y-%m-%d"), ends, strict=True))


def test_the_last_day_is_inclusive_in_cow_and_exclusive_here() -> None:
    made = spells(listed((901, "1946-03-22", "1958-02-01")), known((901, "AAA", None, None)))
    assert bounds(made) == [("AAA", "1946-03-22", "1958-02-02")]


def test_time_begins_in_october_1945_and_an_end_not_seen_is_empty() -> None:
    made = spells(
        listed((901, "1816-01-01", "2016-12-31"), (902, "1900-01-01", "1945-10-23")),
        known((901, "AAA", None, None), (902, "BBB", None, None)),
    )
    assert bounds(made) == [("AAA", "1945-10-24", "")]


def test_a_number_that_several_ids_hold_is_divided() -> None:
    made = spells(
        listed((901, "1950-01-01", "2016-12-31")),
        known((901, "AAA", None, "1991-12-26"), (901, "BBB", "1991-12-26", None)),
    )
    assert bounds(made) == [("AAA", "1950-01-01", "1991-12-26"), ("BBB", "1991-12-26", "")]
    assert made["source_id"].tolist() == ["entente", "entente"]


def test_a_division_after_the_end_leaves_no_empty_spell() -> None:
    made = spells(
        listed((901, "1950-01-01", "1980-12-31")),
        known((901, "AAA", None, "1991-12-26"), (901, "BBB", "1991-12-26", None)),
    )
    assert bounds(made) == [("AAA", "1950-01-01", "1981-01-01")]


def test_a_number_without_id_is_refused() -> None:
    with pytest.raises(UnknownCode, match="902"):
        spells(listed((902, "1950-01-01", "2016-12-31")), known((901, "AAA", None, None)))


def test_a_new_name_begins_a_row_and_loses_no_day() -> None:
    made = spells(listed((901, "1950-01-01", "2016-12-31")), known((901, "AAA", None, None)))
    change = pd.DataFrame({"state_id": ["AAA"], "on": ["2019-02-12"], "name": ["Newland"]})
    after = renamed(made, change)
    assert bounds(after) == [("AAA", "1950-01-01", "2019-02-12"), ("AAA", "2019-02-12", "")]
    assert after["name"].tolist() == ["Aland", "Newland"]
    assert after["valid_to_precision"].fillna("").tolist() == ["day", ""]


def test_a_new_name_of_a_state_that_is_gone_is_refused() -> None:
    made = spells(listed((901, "1950-01-01", "1980-12-31")), known((901, "AAA", None, None)))
    with pytest.raises(StaleCorrection, match="no open spell"):
        renamed(made, pd.DataFrame({"state_id": ["AAA"], "on": ["2019-02-12"], "name": ["Newland"]}))


@pytest.fixture(scope="module")
def built() -> dict[str, pd.DataFrame]:
    return {name: canonical(frame, load_schema(name)) for name, frame in module.build({}).items()}


@pytest.mark.sources
@pytest.mark.parametrize("table", module.TABLES)
def test_tables_keep_their_promises(table: str, built: dict[str, pd.DataFrame]) -> None:
    assert check(built[table], load_schema(table), others=built) == []


@pytest.mark.sources
def test_members_of_each_year_are_cows(built: dict[str, pd.DataFrame]) -> None:
    listed_years = cow_states.read_years()
    table = built["states"]
    for year in range(1946, 2017):
        january, december = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
        there = (table["valid_from"] <= december) & (table["valid_to"].isna() | (table["valid_to"] > january))
        ours = set(table.loc[there, "cow_code"])
        assert ours == set(listed_years.loc[listed_years["year"] == year, "cow_code"]), year


@pytest.mark.sources
@pytest.mark.parametrize(("year", "count"), [(1950, 75), (1990, 165), (2010, 194)])
def test_golden_counts(year: int, count: int, built: dict[str, pd.DataFrame]) -> None:
    # counted in system2016.csv; none of these years has a number that changes its id
    table = built["states"]
    january, december = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
    there = table[(table["valid_from"] <= december) & (table["valid_to"].isna() | (table["valid_to"] > january))]
    assert there["cow_code"].nunique() == count


@pytest.mark.sources
def test_no_state_is_there_twice_on_one_day(built: dict[str, pd.DataFrame]) -> None:
    table = built["states"].sort_values(["state_id", "valid_from"])
    next_start = table.groupby("state_id")["valid_from"].shift(-1)
    assert (next_start.isna() | (table["valid_to"] <= next_start)).all()


@pytest.mark.sources
def test_the_yearly_crosswalk_and_the_spells_agree(built: dict[str, pd.DataFrame]) -> None:
    table = built["states"]
    years = cow_states.read_years()
    years = years[years["year"] >= 1946].reset_index(drop=True)
    ids = state_ids(years["cow_code"], years["year"])
    spans = table.assign(first=table["valid_from"].dt.year, last=table["valid_to"].dt.year.fillna(9999))
    pairs = years.assign(state_id=ids).merge(spans, on=["state_id", "cow_code"], how="left")
    inside = (pairs["first"] <= pairs["year"]) & (pairs["year"] <= pairs["last"])
    found = pairs[inside].drop_duplicates(["cow_code", "year"])
    assert len(found) == len(years)


@pytest.mark.sources
def test_a_predecessor_that_ends_ends_when_its_successor_takes_over(built: dict[str, pd.DataFrame]) -> None:
    table = built["states"]
    still_there = set(table.loc[table["valid_to"].isna(), "state_id"])
    ends = table.groupby("state_id")["valid_to"].max().to_dict()
    follows = built["successions"]
    follows = follows[(follows["kind"] != "seceded") & ~follows["predecessor"].isin(still_there)]
    assert len(follows) > 10
    for predecessor, on in zip(follows["predecessor"], follows["on"], strict=True):
        assert ends[predecessor] == on, predecessor


@pytest.mark.sources
def test_each_successor_is_there_from_its_day(built: dict[str, pd.DataFrame]) -> None:
    table = built["states"]
    for row in built["successions"].itertuples():
        spans = table[table["state_id"] == row.successor]
        assert ((spans["valid_from"] <= row.on) & (spans["valid_to"].isna() | (spans["valid_to"] > row.on))).any(), row


@pytest.mark.sources
def test_codes_agree_with_countrycode_unless_a_reason_is_given() -> None:
    listed_codes = country_codes.read().dropna(subset=["cow_code"]).drop_duplicates("cow_code")
    both = codes().merge(listed_codes, on="cow_code", how="left")
    same = (both["state_id"] == both["iso_alpha3"]) & (both["m49_code"] == both["iso_number"]).fillna(False)
    assert both.loc[~same & both["reason"].isna(), "state_id"].tolist() == []


@pytest.mark.sources
def test_gleditsch_ward_numbers_exist_and_agree_unless_a_reason_is_given() -> None:
    ours = codes()
    assert set(ours["gw_code"].dropna()) <= set(isard.read_gw_system()["gw_code"])
    panel = isard.read_cow_to_gw().dropna()
    pairs = panel[panel["year"] >= 1946].drop_duplicates(["cow_code", "gw_code"])
    known_pairs = set(zip(pairs["cow_code"], pairs["gw_code"], strict=True))
    tested = ours[ours["cow_code"].isin(pairs["cow_code"]) & ours["reason"].isna()]
    assert set(zip(tested["cow_code"], tested["gw_code"], strict=True)) <= known_pairs
