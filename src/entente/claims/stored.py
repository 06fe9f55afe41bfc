"""Result files: tidy CSV, ten significant digits, written beside and then renamed."""

from pathlib import Path

import pandas as pd

FILES = ("{}.csv", "{}-assay.csv", "{}-embargoes.csv")
COLUMNS = [
    *("claim_id", "source", "group", "headline", "variant", "quantity", "unit", "estimate", "std_error", "ruling"),
    *("se_dyadic", "se_decision", "se_jackknife", "df", "lower", "upper", "conf_low", "conf_high"),
    *("rows", "treated_rows", "dyads", "treated_dyads", "crises", "decisions", "deciders", "states"),
    *("effective_decisions", "effective_deciders", "largest_decision_share", "largest_decider_share"),
    *("share_beyond_margin", "first_year", "last_year", "zero_sided", "empty"),
    *("verdict", "verdict_lenient", "reason", "provisional", "note", "inputs_hash"),
]
ASSAY_COLUMNS = [
    *("source", "group", "loss", "realised_loss", "form", "draws", "verdict", "count", "share", "upper", "passed"),
    *("treated_decisions", "relaxed_share"),
]
EMBARGO_COLUMNS = [
    *("source", "kind", "estimand", "estimate", "lower", "upper", "conf_low", "conf_high", "treated_rows"),
    *("decisions", "gone_to_zero_share", "control_gone_to_zero_share", "found", "note"),
]
WHOLE = [
    *("rows", "treated_rows", "dyads", "treated_dyads", "crises", "decisions", "deciders", "states"),
    *("first_year", "last_year", "zero_sided", "empty", "count", "draws", "treated_decisions"),
]
TEXTS = ["verdict", "verdict_lenient", "reason", "note", "ruling"]


def write_results(
    claim_id: str, folder: Path, estimates: pd.DataFrame, assay: pd.DataFrame, embargoes: pd.DataFrame
) -> None:
    """Write the three files of a claim; a failure leaves the previous ones."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = (COLUMNS, ASSAY_COLUMNS, EMBARGO_COLUMNS)
    for name, frame, wanted in zip(FILES, (estimates, assay, embargoes), columns, strict=True):
        path = folder / name.format(claim_id)
        beside = path.with_suffix(".csv.part")
        ordered = frame.reindex(columns=wanted)
        whole = [column for column in WHOLE if column in ordered]
        ordered = ordered.astype(dict.fromkeys(whole, "Int64"))
        ordered.to_csv(beside, index=False, float_format="%.10g", lineterminator="\n")
        beside.replace(path)


def read_results(claim_id: str, folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame] | None:
    """Read the three files of a claim; None unless all are there."""
    paths = [folder / name.format(claim_id) for name in FILES]
    if not all(path.is_file() for path in paths):
        return None
    # A column of text that is empty throughout would be read as numbers.
    kinds = dict.fromkeys([*TEXTS, "inputs_hash"], "str")
    estimates, assay, embargoes = (pd.read_csv(path, dtype=kinds) for path in paths)
    estimates[TEXTS] = estimates[TEXTS].fillna("")
    return estimates, assay, embargoes
