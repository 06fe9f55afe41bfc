"""A small made-up release: descriptors that use every promise there is, and frames that keep them all."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from entente.release.write import write
from entente.tables.schema import Schema, parse_schema

STATE = "[A-Z]{3}"


def field(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    beside: dict[str, Any] = {
        key: more.pop(key) for key in ("unit", "decimals", "precise", "references") if key in more
    }
    return {"name": name, "type": kind, "description": f"What {name} is.", **beside, "constraints": more}


def dated(name: str, **more: Any) -> list[dict[str, Any]]:
    return [field(name, "date", **more), field(f"{name}_precision", enum=["day", "month", "year"])]


def key(name: str, table: str, other: str | None = None) -> dict[str, Any]:
    return {"fields": name, "reference": {"resource": table, "fields": other or name}}


def table(name: str, fields: list[Any], primary: list[str], *keys: dict[str, Any], **more: Any) -> dict[str, Any]:
    schema = {"fields": fields, "primaryKey": primary, "foreignKeys": list(keys)}
    return {"name": name, "title": name.title(), "description": f"One row per {name}.", "storage": "csv", **more} | {
        "schema": schema
    }


TABLES = [
    table("issues", [field("issue_id"), field("name", unique=True)], ["issue_id"]),
    table(
        "sources",
        [
            field("source_id"),
            field("title", required=True),
            field("version"),
            field("url"),
            field("release_use", required=True, enum=["rows", "derived", "ask", "checks"]),
            field("terms"),
            field("citation"),
        ],
        ["source_id"],
    ),
    table(
        "states",
        [field("state_id", pattern=STATE), *dated("valid_from"), *dated("valid_to"), field("source_id", required=True)],
        ["state_id", "valid_from"],
        key("source_id", "sources"),
    ),
    table("bodies", [field("body_id")], ["body_id"]),
    table(
        "divergences",
        [
            field("divergence_id"),
            field("crisis_id"),
            field(
                "decider",
                references=[
                    {"resource": "states", "fields": "state_id"},
                    {"resource": "bodies", "fields": "body_id"},
                ],
            ),
            field("side_a", required=True),
            field("side_b", required=True),
            *dated("occurred_on", required=True, minimum="1945-10-24"),
            *dated("ended_on"),
            field("un_only", "boolean"),
            field("severity", "integer", minimum=1, maximum=5),
            field("source_id", required=True),
        ],
        ["divergence_id"],
        key("side_a", "states", "state_id"),
        key("side_b", "states", "state_id"),
        key("source_id", "sources"),
        distinct=[["side_a", "side_b"]],
        localOptional=["crisis_id", "decider", "ended_on", "ended_on_precision", "un_only", "severity"],
        localOrder=[["occurred_on", "ended_on"]],
        localValidOn={"side_a": "occurred_on", "side_b": "occurred_on"},
    ),
    table(
        "divergence_issues",
        [field("divergence_id"), field("issue_id"), field("role", enum=["subject", "venue"])],
        ["divergence_id", "issue_id", "role"],
        key("divergence_id", "divergences"),
        key("issue_id", "issues"),
    ),
    table(
        "trade_flows",
        [
            field("exporter_id", pattern=STATE),
            field("importer_id", pattern=STATE),
            field("year", "integer", minimum=1945),
            field("source_id"),
            field("trade_usd", "number", decimals=0, unit="current US dollars", minimum=0),
            field("share", "number", decimals=2),
        ],
        ["exporter_id", "importer_id", "year", "source_id"],
        key("exporter_id", "states", "state_id"),
        key("importer_id", "states", "state_id"),
        key("source_id", "sources"),
        storage="parquet",
        localOnce=["exporter_id", "importer_id", "year"],
        localValue="trade_usd",
    ),
]


def schema(name: str) -> Schema:
    """Return a made-up table's schema."""
    return parse_schema(next(each for each in TABLES if each["name"] == name))


def descriptors(folder: Path) -> Path:
    """Write the descriptors into a folder, to stand in for the package's."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in TABLES:
        (folder / f"{each['name']}.json").write_text(json.dumps(each))
    return folder


def frames() -> dict[str, pd.DataFrame]:
    """Return one frame per table, as a builder would make it: out of order, loosely typed."""
    return {
        "issues": pd.DataFrame({"issue_id": ["trade", "health"], "name": ["Trade", "Health"]}),
        "sources": pd.DataFrame(
            {
                "source_id": ["alpha", "beta", "gamma"],
                "title": ["Alpha", "Beta | two", "Gamma"],
                "version": ["1", None, None],
                "url": ["https://alpha.example/", None, None],
                "release_use": ["rows", "ask", "checks"],
                "terms": ["free", "ask first", "none"],
                "citation": ["Alpha (2001).", "Beta (2002).", "Gamma (2003)."],
            }
        ),
        "states": pd.DataFrame(
            {
                "state_id": ["USA", "FRA", "DDR"],
                "valid_from": ["1945-10-24", "1945-10-24", "1949-10-07"],
                "valid_from_precision": ["day", "day", "day"],
                "valid_to": [None, None, "1990-10-03"],
                "valid_to_precision": [None, None, "day"],
                "source_id": "alpha",
            }
        ),
        "bodies": pd.DataFrame({"body_id": ["EU"]}),
        "divergences": pd.DataFrame(
            {
                "divergence_id": ["d2", "d1"],
                "crisis_id": ["c1", None],
                "decider": ["EU", "USA"],
                "side_a": ["FRA", "USA"],
                "side_b": ["USA", "DDR"],
                "occurred_on": ["2003-03-20", "1961-08-01"],
                "occurred_on_precision": ["day", "month"],
                "ended_on": ["2003-05-01", None],
                "ended_on_precision": ["day", None],
                "un_only": [False, None],
                "severity": [2.0, float("nan")],
                "source_id": ["alpha", "beta"],
            }
        ),
        "divergence_issues": pd.DataFrame(
            {"divergence_id": ["d1", "d2"], "issue_id": ["trade", "health"], "role": ["subject", "subject"]}
        ),
        "trade_flows": pd.DataFrame(
            {
                "exporter_id": ["USA", "FRA"],
                "importer_id": ["FRA", "USA"],
                "year": [2001, 2001],
                "source_id": "alpha",
                "trade_usd": [1_230_000_000.4, float("nan")],
                "share": [0.285, -0.001],
            }
        ),
    }


def publish(data: Path, version: str = "0.1.0", **more: Any) -> Path:
    """Write the made-up release into a data folder (the made-up descriptors must stand in for the package's)."""
    return write(frames() | more, version, data)


def settle(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a data folder with the made-up release 0.1.0, which is then all that is known."""
    monkeypatch.setattr("entente.tables.schema.DESCRIPTORS", descriptors(folder / "descriptor"))
    data = folder / "data"
    monkeypatch.setenv("ENTENTE_DATA", str(data))
    for path, content in _bytes(data).items():
        target = data / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return data


_written: dict[Path, bytes] = {}  # the release is written once a session; tests get copies


def _bytes(data: Path) -> dict[Path, bytes]:
    if not _written:
        publish(data)
        _written.update({path.relative_to(data): path.read_bytes() for path in data.rglob("*") if path.is_file()})
    return _written
