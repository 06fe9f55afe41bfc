import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.datasets.crosswalk import by_name, codes, is_known_name, plain_name, state_ids
from entente.errors import UnknownCode
from entente.folders import data_folder


def ids(*pairs: tuple[int, int]) -> list[str]:
    cow, year = zip(*pairs, strict=True)
    return state_ids(pd.Series(cow, name="target"), pd.Series(year)).tolist()


def named(*pairs: tuple[str, int]) -> list[str]:
    name, year = zip(*pairs, strict=True)
    return by_name(pd.Series(name, name="target"), pd.Series(year)).tolist()


def test_one_number_may_mean_several_states_by_date() -> None:
    assert ids((365, 1945), (365, 1991), (365, 1992), (365, 2014)) == ["SUN", "SUN", "RUS", "RUS"]
    assert ids((345, 1992), (345, 2003), (345, 2004), (345, 2006), (345, 2007)) == ["YUG", "YUG", "SCG", "SCG", "SRB"]


def test_several_numbers_may_mean_one_state() -> None:
    assert ids((255, 1995), (260, 1960), (255, 1960), (678, 1980), (679, 1995)) == ["DEU"] * 3 + ["YEM"] * 2


def test_vietnam_by_number() -> None:
    assert ids((816, 1960), (817, 1960), (816, 1990)) == ["VNM", "XSV", "VNM"]


def test_missing_number_stays_missing_and_index_is_kept() -> None:
    found = state_ids(pd.Series([2, None], index=[7, 9], dtype="Int64"), pd.Series([2000, None], index=[7, 9]))
    assert found.index.tolist() == [7, 9]
    assert found[7] == "USA"
    assert pd.isna(found[9])


def test_unknown_number_is_refused_with_the_cure() -> None:
    with pytest.raises(UnknownCode, match=r"target: 1 value\(s\).*'1000'.*codes\.csv"):
        ids((2, 2000), (1000, 2000))


def test_number_without_year_is_refused() -> None:
    with pytest.raises(UnknownCode, match="Give the year"):
        state_ids(pd.Series([365], name="target"), pd.Series([None], dtype="Int64"))


def test_names_of_gsdb() -> None:
    assert named(("South Vietnam", 1963), ("South Vietnam", 1975), ("South Vietnam", 2022)) == ["XSV", "VNM", "VNM"]
    assert named(("Malaya", 2023), ("Ceylon", 2006), ("Transjordan", 2021)) == ["MYS", "LKA", "JOR"]
    assert named(("Korea, North", 2006), ("Congo, Democratic Republic of the", 2003)) == ["PRK", "COD"]
    assert named(("Russia", 1985), ("Soviet Union", 1991), ("Yemen, North", 2015)) == ["SUN", "SUN", "YEM"]


def test_name_that_is_no_member_is_missing() -> None:
    assert by_name(pd.Series(["Hong Kong"]), pd.Series([2019])).isna().all()


def test_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownCode, match=r"Ruritania.*names\.csv"):
        named(("France", 2000), ("Ruritania", 2000))


def test_known_names() -> None:
    assert is_known_name(pd.Series(["France", "EU", "Hong Kong", None])).tolist() == [True, False, True, False]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cote d'Ivoire", "Côte d’Ivoire"),
        ("St. Lucia", "Saint Lucia"),
        ("The Gambia", "gambia"),
        ("Antigua & Barbuda", "Antigua and Barbuda"),
    ],
)
def test_spellings_that_make_no_difference(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


@given(st.text())
def test_plain_name_is_idempotent_on_its_words(name: str) -> None:
    once = plain_name(name)
    assert plain_name(f"x{once}") == f"x{once}"


def test_each_number_has_one_meaning_on_each_day() -> None:
    for number, rows in codes().sort_values("valid_from", na_position="first").groupby("cow_code"):
        assert rows["valid_from"].isna().sum() == 1, number
        assert rows["valid_to"].isna().sum() == 1, number
        assert rows["valid_to"].tolist()[:-1] == rows["valid_from"].tolist()[1:], number


def test_private_and_shared_codes_state_their_reason() -> None:
    ours = codes()
    judged = ours["state_id"].str.startswith("X") | ours["cow_code"].duplicated(keep=False)
    judged |= ours["state_id"].duplicated(keep=False)
    assert ours.loc[judged, "reason"].notna().all()


def test_every_name_has_one_meaning_in_each_year() -> None:
    listed = pd.read_csv(data_folder() / "curated" / "states" / "names.csv")
    listed["key"] = listed["name"].map(plain_name)
    for year in (1945, 1974, 1975, 2025):
        now = listed[listed["first_year"].fillna(-9999).le(year) & listed["last_year"].fillna(9999).ge(year)]
        assert not now["key"].duplicated().any(), year
        assert by_name(now["name"], pd.Series(year, index=now.index)).notna().eq(now["cow_code"].notna()).all()
