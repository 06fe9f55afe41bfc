"""What the pages are about: specs, results, the register of claims, the newest release and a user's local rows."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from entente.claims.data import TABLES
from entente.claims.spec_file import read_toml
from entente.read import local_tables
from entente.release.stored import releases
from entente.site.forums.material import Forums, read_forums

ESTIMATES = [
    "claim_id",
    "source",
    "group",
    "variant",
    "quantity",
    "unit",
    "estimate",
    "std_error",
    "ruling",
    "se_dyadic",
    "se_decision",
    "se_jackknife",
    "df",
    "lower",
    "upper",
    "conf_low",
    "conf_high",
    "rows",
    "treated_rows",
    "dyads",
    "crises",
    "decisions",
    "deciders",
    "states",
    "effective_decisions",
    "effective_deciders",
    "largest_decision_share",
    "largest_decider_share",
    "share_beyond_margin",
    "first_year",
    "last_year",
    "zero_sided",
    "verdict",
    "verdict_lenient",
    "reason",
    "provisional",
    "inputs_hash",
]
ASSAY = [
    "source",
    "group",
    "loss",
    "form",
    "draws",
    "verdict",
    "count",
    "share",
    "upper",
    "passed",
    "treated_decisions",
]
EMBARGOES = [
    "source",
    "kind",
    "estimand",
    "estimate",
    "lower",
    "upper",
    "conf_low",
    "conf_high",
    "treated_rows",
    "gone_to_zero_share",
    "control_gone_to_zero_share",
    "found",
    "note",
]


@dataclass(frozen=True, eq=False)
class Claim:
    """One claim: its spec and its three result tables, empty where there is no result yet."""

    spec: dict[str, Any]
    estimates: pd.DataFrame
    assay: pd.DataFrame
    embargoes: pd.DataFrame

    @property
    def id(self) -> str:
        """The claim's name, with hyphens."""
        return str(self.spec["id"])


@dataclass(frozen=True, eq=False)
class Material:
    """Everything that generated parts of pages are made from."""

    claims: dict[str, Claim]
    register: list[dict[str, Any]]
    release: dict[str, Any] | None
    local: dict[str, int]
    forums: Forums | None = None
    candidates: int = 0  # forums looked at, kept or refused
    releases: Path | None = None  # the folder of releases, in which the paths of a descriptor begin
    sources: tuple[dict[str, str], ...] = ()  # rows of the release's table of that name
    repository: str = ""  # its public address, if it has one


def read_material(root: Path, results: Path | None = None) -> Material:
    """Read what the pages are about.

    Parameters
    ----------
    root : Path
        The repository.
    results : Path, optional
        The folder of result tables; `results_folder` unless stated.
    """
    folder = results or results_folder(root)
    claims = {}
    for path in sorted((root / "analysis" / "specs").glob("*.toml")):
        spec = read_toml(path)
        claims[spec["id"]] = read_claim(spec, folder)
    register = root / "analysis" / "register.toml"
    listed = read_toml(register)["claim"] if register.exists() else []
    release = newest_release(root)
    candidates = root / "data" / "curated" / "minilaterals" / "candidates.csv"
    looked_at = len(pd.read_csv(candidates, dtype=str)) if candidates.exists() else 0
    return Material(
        claims,
        listed,
        release,
        local_rows(root),
        read_forums(root, release),
        looked_at,
        root / "data" / "releases",
        tuple(table_rows(root, "sources")),
        repository(root),
    )


def read_claim(spec: dict[str, Any], results: Path) -> Claim:
    """Read one claim's results from a folder."""
    tables = (("", ESTIMATES), ("-assay", ASSAY), ("-embargoes", EMBARGOES))
    return Claim(spec, *(_read(results / f"{spec['id']}{end}.csv", columns) for end, columns in tables))


def newest_release(root: Path) -> dict[str, Any] | None:
    """Read the descriptor of the newest release, or None where there is none yet."""
    found = releases(root / "data")
    if not found:
        return None
    path = root / "data" / "releases" / f"datapackage-{found[-1]}.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def table_rows(root: Path, name: str) -> list[dict[str, str]]:
    """Read a table of the newest release that is kept as CSV, as text ("" where empty); no rows where there is none."""
    release, folder = newest_release(root) or {}, root / "data" / "releases"
    paths = [folder / each["path"] for each in release.get("resources", []) if each["name"] == name]
    if not paths:
        return []
    rows = pd.read_csv(paths[0], dtype=str, keep_default_na=False).to_dict("records")
    return [{str(column): str(value) for column, value in row.items()} for row in rows]


def repository(root: Path) -> str:
    """Return the repository's public address as CITATION.cff states it; "" where it states none."""
    path = root / "CITATION.cff"
    stated = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return str(stated.get("repository-code") or "")


def local_rows(root: Path) -> dict[str, int]:
    """Count a user's own rows, by table, that results and pages read; nothing where there are none.

    Pages of forums are made from the release's tables alone, so rows of those tables do not count.
    """
    return {table: rows for table, (_, rows) in local_tables(TABLES, root / "data").items()}


def results_folder(root: Path) -> Path:
    """Return where results lie: tracked, or apart while a user's local rows are there."""
    return root / ".entente" / "local" / "results" if local_rows(root) else root / "analysis" / "results"


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    return pd.read_csv(path) if path.exists() else pd.DataFrame(columns=pd.Index(columns))
