"""A table's descriptor as Python objects; the JSON files beside this module are the only list of tables."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entente.errors import UnknownName

DESCRIPTORS = Path(__file__).parent / "descriptor"


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of another table in which values must be found."""

    resource: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values must stand in one of `references` (in the columns, not in a whole key)."""

    fields: tuple[str, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One column: type, meaning, unit and what its values must satisfy."""

    name: str
    type: str
    description: str
    unit: str | None = None
    decimals: int | None = None  # numbers are published with exactly as many
    precise: bool = False  # a date that is always known to the day: no `<name>_precision` beside it
    required: bool = False
    unique: bool = False
    minimum: float | str | None = None  # a date's limits are ISO text
    maximum: float | str | None = None
    pattern: str | None = None
    enum: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """One table: one row per what, its columns, keys and storage (`csv` or `parquet`)."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    storage: str
    local_optional: tuple[str, ...]  # columns that a user's own file may leave out
    distinct: tuple[tuple[str, str], ...]  # pairs of columns that may not hold the same value
    local_order: tuple[tuple[str, ...], ...]  # dates that may not lie before those named first, in a user's own rows
    local_valid_on: tuple[tuple[str, str], ...]  # what must have been there on which date, in a user's own rows
    local_once: tuple[str, ...]  # columns that no two of a user's own rows share, nor one with a release's that knows
    local_value: str | None  # the column which that row of the release knows
    local_covered: str | None  # column of the year, which coverage must hold in a user's own rows
    raw: Mapping[str, Any]  # the descriptor as it was read

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns in their order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """Return one column's declaration; raises `UnknownName`."""
        for field in self.fields:
            if field.name == name:
                return field
        raise UnknownName("column", name, self.columns)


def schema_names() -> list[str]:
    """Return the names of all declared tables."""
    return sorted(path.stem for path in DESCRIPTORS.glob("*.json"))


def load_schema(name: str) -> Schema:
    """Read a table's descriptor; raises `UnknownName` for a table that has none."""
    path = DESCRIPTORS / f"{name}.json"
    if not path.is_file():
        raise UnknownName("table", name, schema_names())
    return parse_schema(json.loads(path.read_text(encoding="utf-8")))


def parse_schema(raw: Mapping[str, Any]) -> Schema:
    """Turn a descriptor (or a release's resource, which carries one) into a `Schema`."""
    table = raw["schema"]
    key = _names(table["primaryKey"])
    fields = tuple(_field(each, key) for each in table["fields"])
    alternatives = [
        ForeignKey((each["name"],), tuple(_reference(one) for one in each["references"]))
        for each in table["fields"]
        if "references" in each
    ]
    plain = [
        ForeignKey(_names(each["fields"]), (_reference(each["reference"]),)) for each in table.get("foreignKeys", [])
    ]
    return Schema(
        name=raw["name"],
        title=raw["title"],
        description=raw["description"],
        fields=fields,
        primary_key=key,
        foreign_keys=(*plain, *alternatives),
        storage=raw["storage"],
        local_optional=tuple(raw.get("localOptional", [])),
        distinct=tuple((first, second) for first, second in raw.get("distinct", [])),
        local_order=tuple(tuple(each) for each in raw.get("localOrder", [])),
        local_valid_on=tuple(raw.get("localValidOn", {}).items()),
        local_once=tuple(raw.get("localOnce", [])),
        local_value=raw.get("localValue"),
        local_covered=raw.get("localCovered"),
        raw=raw,
    )


def _field(raw: Mapping[str, Any], key: tuple[str, ...]) -> Field:
    limits = raw.get("constraints", {})
    return Field(
        name=raw["name"],
        type=raw["type"],
        description=raw["description"],
        unit=raw.get("unit"),
        decimals=raw.get("decimals"),
        precise=raw.get("precise", False),
        required=limits.get("required", False) or raw["name"] in key,
        unique=limits.get("unique", False),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        pattern=limits.get("pattern"),
        enum=tuple(limits.get("enum", [])),
    )


def _reference(raw: Mapping[str, Any]) -> Reference:
    return Reference(raw["resource"], _names(raw["fields"]))


def _names(names: str | list[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
