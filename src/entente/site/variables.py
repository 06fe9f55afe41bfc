"""`_variables.yml`: the strings that prose gets from results, by one rule."""

from pathlib import Path
from typing import Any

import yaml

from entente.report import pick
from entente.report.variables import variables
from entente.report.words import capital, in_words, is_blind, number, percent
from entente.site.material import Material


def page_variables(material: Material) -> dict[str, Any]:
    """Collect the variables of all pages: a section a claim (hyphens as underscores), the release, the register."""
    found: dict[str, Any] = {
        claim.id.replace("-", "_"): variables(claim.estimates, claim.assay, claim.embargoes, claim.spec)
        for claim in material.claims.values()
    }
    forums = number(len(material.forums.forums)) if material.forums else "no"
    coding = {**CODING, "candidates": number(material.candidates), "forums": forums}
    shared = {"release": _release(material), "register": _register(material), "method": METHOD, "coding": coding}
    return {**found, **shared}


# Constants of every claim's rules, written once for all prose; what a spec states is in that claim's own section.
METHOD = {"level": percent(0.95), "assay_error": percent(0.05)}
# Constants of the coding of forums: below this alpha a variable is marked as weak.
CODING = {"weak_alpha": "0.80", "alpha_same": number(1), "alpha_chance": number(0)}


def write_variables(material: Material, folder: Path) -> Path:
    """Write `_variables.yml` into a folder; same material, same bytes."""
    path = folder / "_variables.yml"
    text = yaml.safe_dump(page_variables(material), allow_unicode=True, sort_keys=True, width=10**6)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _release(material: Material) -> dict[str, str]:
    package = material.release or {}
    resources = package.get("resources", [])
    return {
        "version": str(package.get("version", "not published yet")),
        "state": _state(package),
        "tables": number(len(resources)),
        "rows": number(sum(int(resource.get("rows", resource.get("rowCount", 0)) or 0) for resource in resources)),
    }


def _state(package: dict[str, Any]) -> str:
    if not package:
        return "Nothing has been released yet."
    if package.get("released_on"):
        return f"Release {package['version']} is out and never changes."
    return f"Release {package['version']} is a draft: please do not cite it yet."


def _register(material: Material) -> dict[str, str]:
    """Count the claims, those that were put to a test, and those of them that got a verdict."""
    tested = [claim for claim in material.claims.values() if not claim.estimates.empty]
    rows = [pick.row(claim.estimates, "holding_up") for claim in tested]
    answered = sum(row is not None and row["verdict"] != "not_tested" for row in rows)
    told = f"{number(answered)} with a verdict" if answered else "without a verdict so far"
    verb = "has" if len(tested) == 1 else "have"
    state = f"{capital(in_words(len(tested))) if tested else 'None'} of them {verb} been put to a test, {told}."
    blind = any(row is not None and is_blind(row) for row in rows)
    note = (
        " “Not tested” also stands where there was a test that does not count, since the method failed its own check."
    )
    return {
        "claims": number(len(material.register)),
        "tested": number(len(tested)),
        "state": state,
        "note": note.strip() if blind else "",
    }
