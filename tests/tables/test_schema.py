import pytest
from made_up import TABLES, schema

from entente.errors import UnknownName
from entente.tables.dtypes import DTYPES
from entente.tables.schema import Field, load_schema, parse_schema, schema_names

NAMES = schema_names()


def test_descriptors_are_found_by_folder() -> None:
    assert {"divergences", "issues", "sources", "states", "trade_flows"} <= set(NAMES)


def test_a_descriptor_becomes_a_schema() -> None:
    found = schema("divergences")
    assert found.primary_key == ("divergence_id",)
    assert found.field("divergence_id").required  # a key always is
    assert found.field("severity") == Field("severity", "integer", "What severity is.", minimum=1, maximum=5)
    assert found.distinct == (("side_a", "side_b"),)
    assert "crisis_id" in found.local_optional
    pointed = {key.fields: [each.resource for each in key.references] for key in found.foreign_keys}
    assert pointed[("side_a",)] == ["states"]
    assert pointed[("decider",)] == ["states", "bodies"]


def test_an_unknown_table_or_column_is_named_with_what_there_is() -> None:
    with pytest.raises(UnknownName, match=r"no table named 'divergence'; there is: .*divergences"):
        load_schema("divergence")
    with pytest.raises(UnknownName, match="no column named 'colour'"):
        schema("issues").field("colour")


def test_one_column_or_a_list_of_columns_is_a_key() -> None:
    raw = {**TABLES[0], "schema": {**TABLES[0]["schema"], "primaryKey": "issue_id"}}
    assert parse_schema(raw).primary_key == ("issue_id",)


@pytest.mark.parametrize("name", NAMES)
def test_every_descriptor_is_whole(name: str) -> None:
    found = load_schema(name)
    columns = set(found.columns)
    assert found.name == name
    assert found.storage in {"csv", "parquet"}
    assert len(columns) == len(found.columns)
    assert {*found.primary_key, *found.local_optional, *(each for pair in found.distinct for each in pair)} <= columns
    assert not set(found.local_optional) & {each.name for each in found.fields if each.required}
    for each in found.fields:
        assert each.type in DTYPES, each.name
        assert each.description.endswith((".", ")")), each.name
        assert each.type != "number" or each.decimals is not None, f"{each.name}: numbers have declared decimals"
        assert each.type != "number" or each.unit, f"{each.name}: numbers have a unit"


@pytest.mark.parametrize("name", NAMES)
def test_every_key_points_to_a_column_that_exists(name: str) -> None:
    found = load_schema(name)
    for key in found.foreign_keys:
        assert set(key.fields) <= set(found.columns)
        for each in key.references:
            assert set(each.fields) <= set(load_schema(each.resource).columns)


@pytest.mark.parametrize("name", NAMES)
def test_every_date_says_how_well_it_is_known(name: str) -> None:
    found = load_schema(name)
    imprecise = [each.name for each in found.fields if each.type == "date" and not each.precise]
    assert {f"{each}_precision" for each in imprecise} <= set(found.columns)


def test_one_name_has_one_type_everywhere() -> None:
    seen: dict[str, set[str]] = {}
    for name in NAMES:
        for each in load_schema(name).fields:
            seen.setdefault(each.name, set()).add(each.type)
    assert {name: types for name, types in seen.items() if len(types) > 1} == {}
