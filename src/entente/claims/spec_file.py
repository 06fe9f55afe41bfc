"""A claim's spec as a TOML file: found, read, and refused where a key or value cannot be used."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from entente.claims.spec import AssayRules, Claim, EventSource, Group, Margin, Rules, Variant, VerdictRules
from entente.claims.spec_values import refuse_values
from entente.errors import BadSpec, UnknownName
from entente.folders import data_folder


def spec_folder() -> Path:
    """Return the folder of specs beside the data folder."""
    return data_folder().parent / "analysis" / "specs"


def spec_ids() -> list[str]:
    """List the ids of all claims."""
    return sorted(path.stem for path in spec_folder().glob("*.toml"))


def read_spec(claim_id: str) -> Claim:
    """Read a claim's spec.

    Raises
    ------
    UnknownName
        If there is none of that id.
    BadSpec
        If a key is missing, unknown or not usable.
    """
    path = spec_folder() / f"{claim_id}.toml"
    if not path.is_file():
        raise UnknownName("claim", claim_id, spec_ids())
    return parse_spec(read_toml(path), path)


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; raises `BadSpec`, which names it, if it is none."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSpec(path, "contents", str(error), "is no TOML in UTF-8; correct the file there.") from error


def parse_spec(raw: Mapping[str, Any], path: Path) -> Claim:
    """Turn a spec's contents into a `Claim`; raises `BadSpec`."""
    parts = dict(raw)
    try:
        claim = Claim(
            margin=Margin(**parts.pop("margin")),
            rules=_rules(parts.pop("design_rules")),
            verdict=VerdictRules(**parts.pop("verdict")),
            sources=tuple(EventSource(**each) for each in parts.pop("source")),
            groups=tuple(_group(each) for each in parts.pop("group")),
            variants=tuple(Variant(**each) for each in parts.pop("variant", [])),
            assay=_assay(parts.pop("assay")),
            path=path,
            **parts,
        )
    except KeyError as missing:
        raise BadSpec(path, str(missing.args[0]), None, "is needed; add it.") from missing
    except TypeError as wrong:
        raise BadSpec(path, "keys", str(wrong), "remove or rename what is not known, add what is missing.") from wrong
    _refuse(claim)
    return claim


def _refuse(claim: Claim) -> None:
    if claim.id != claim.path.stem:
        raise BadSpec(claim.path, "id", claim.id, f"must be the file's name, {claim.path.stem}.")
    _refuse_values(claim)
    if not claim.margin.lenient <= claim.margin.strict < 0:
        cure = "must be negative, the lenient one at least as large a loss as the strict one."
        raise BadSpec(claim.path, "margin", (claim.margin.strict, claim.margin.lenient), cure)
    for group in claim.groups:
        if bool(group.within) == bool(group.without):
            raise BadSpec(claim.path, f"group {group.id}", group, "needs either `within` or `without`.")
    sources = [each.id for each in claim.sources]
    for variant in claim.variants:
        if variant.source is not None and variant.source not in sources:
            raise BadSpec(
                claim.path, f"variant {variant.label}: source", variant.source, f"write one of {', '.join(sources)}."
            )
    if claim.margin.strict not in [-loss for loss in claim.assay.losses]:
        raise BadSpec(claim.path, "assay.losses", claim.assay.losses, "must hold the loss at the strict margin.")


def _refuse_values(claim: Claim) -> None:
    """Refuse a value that is of the wrong kind or beyond what its key allows, part by part."""
    refuse_values(claim.path, "", claim)
    refuse_values(claim.path, "margin.", claim.margin)
    refuse_values(claim.path, "design_rules.", claim.rules)
    refuse_values(claim.path, "verdict.", claim.verdict)
    refuse_values(claim.path, "assay.", claim.assay)
    for source in claim.sources:
        refuse_values(claim.path, f"source {source.id}: ", source)
    for group in claim.groups:
        refuse_values(claim.path, f"group {group.id}: ", group)
    for variant in claim.variants:
        refuse_values(claim.path, f"variant {variant.label}: ", variant)


def _rules(raw: Mapping[str, Any]) -> Rules:
    return Rules(**_with_tuples(raw))


def _group(raw: Mapping[str, Any]) -> Group:
    sets = {key: raw.get(key, []) for key in ("within", "without")}
    return Group(**{**raw, **{key: frozenset(each) if isinstance(each, list) else each for key, each in sets.items()}})


def _assay(raw: Mapping[str, Any]) -> AssayRules:
    return AssayRules(**_with_tuples(raw))


def _with_tuples(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
