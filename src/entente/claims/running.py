"""Run a claim: every estimate, the assay and the verdicts; committed results while their inputs hold."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from threadpoolctl import threadpool_limits

from entente.claims.assay import assay, blind
from entente.claims.data import TABLES, TradeData, load_data
from entente.claims.embargo import embargoes
from entente.claims.embargo import found as embargo_found
from entente.claims.estimate import estimates
from entente.claims.judged import with_verdicts
from entente.claims.spec import Claim, EventSource
from entente.claims.spec_file import read_spec
from entente.claims.stored import ASSAY_COLUMNS, read_results, write_results
from entente.closure import digest, read_code
from entente.folders import data_folder
from entente.read import local_tables
from entente.release.stored import open_release

MECHANICAL = "mechanical"


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """Everything a claim's run says; columns as in the result files."""

    estimates: pd.DataFrame
    assay: pd.DataFrame
    embargoes: pd.DataFrame


def run(claim: Claim, *, version: str | None = None) -> Fits:
    """Return the results of a claim: the committed ones while their inputs hold, else fitted now and kept.

    Parameters
    ----------
    claim : Claim
    version : str, optional
        The release; by default the newest.
    """
    wanted, folder = inputs_hash(claim, version), results_folder()
    kept = read_results(claim.id, folder)
    if kept is None or set(kept[0]["inputs_hash"]) != {wanted}:
        fits = fit(claim, load_data(version), inputs=wanted)
        write_results(claim.id, folder, fits.estimates, fits.assay, fits.embargoes)
        kept = read_results(claim.id, folder)
        assert kept is not None  # just written; read back, so that fresh and kept results do not differ in type
    return Fits(*kept)


def fit_to(spec: Path, folder: Path, say: Callable[[str], None] = print) -> None:
    """Fit a claim from its spec file, whatever is there, and write its results into a folder; says what it does."""
    claim = read_spec(spec.stem)
    fits = fit(claim, load_data(), inputs=inputs_hash(claim), say=say)
    write_results(claim.id, folder, fits.estimates, fits.assay, fits.embargoes)


def fit(claim: Claim, data: TradeData, *, inputs: str = "", say: Callable[[str], None] = lambda _: None) -> Fits:
    """Fit a claim on data that are laid out; nothing is read or written."""
    # The blocks are small: threads of the linear algebra cost many times what they bring.
    with threadpool_limits(1):
        parts = [_one_source(claim, data, source, say) for source in claim.sources]
    estimated, scored, sought = (pd.concat(each, ignore_index=True) for each in zip(*parts, strict=True))
    return Fits(estimated.assign(inputs_hash=inputs), scored, sought)


def inputs_hash(claim: Claim, version: str | None = None) -> str:
    """Hash what the results rest on: the spec, the tables that are read, local rows of these, the code, the lock."""
    release = open_release(version)
    code = digest(read_code().files(["entente.claims.running"]), Path(__file__).parents[1])
    tables = [release.table(name).sha256 for name in TABLES]
    local = [path for path, _ in local_tables(TABLES).values()]
    root = data_folder().parent
    lock = [path for path in (root / "requirements.lock",) if path.is_file()]  # versions of what the code calls
    files = digest([claim.path, *local, *lock], root)
    return hashlib.sha256("\n".join([code, *tables, files]).encode()).hexdigest()[:12]


def results_folder() -> Path:
    """Return where results go: tracked, or to `.entente/local/` while there are local rows that fits read."""
    root = data_folder().parent
    return root / ".entente" / "local" / "results" if local_tables(TABLES) else root / "analysis" / "results"


def _one_source(
    claim: Claim, data: TradeData, source: EventSource, say: Callable[[str], None]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    estimated, sample = estimates(claim, data, source, say)
    sought = embargoes(sample)
    seen = embargo_found(sought, claim.assay.embargo_in)
    scores = []
    passed: dict[str, bool] = {}
    for group in claim.groups:
        if group.role == MECHANICAL:
            continue
        scored = assay(claim, data, sample, group)
        if scored.empty:
            continue
        passed[group.id] = seen and not blind(scored, claim)
        scores.append(scored.assign(group=group.id, passed=passed[group.id]))
        say(f"{source.label}: {group.label}: assay {'passed' if passed[group.id] else 'not passed'}")
    judged = with_verdicts(claim, estimated, passed)
    scored = pd.concat(scores) if scores else pd.DataFrame(columns=ASSAY_COLUMNS)
    return judged, scored.assign(source=source.id), sought.assign(source=source.id)
