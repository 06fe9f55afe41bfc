"""Results into the variables of the pages: a nested dict of strings, ready for prose."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from entente.report import meaning, pick, sentences
from entente.report.assayed import check
from entente.report.words import (
    badge,
    capital,
    change,
    dated,
    group_name,
    in_words,
    known,
    number,
    pairs,
    percent,
    phrase,
    smallest_loss_excluded,
    source_name,
    typeset,
    variant_name,
    verdict,
    years,
)

EMPTY: dict[str, Any] = {
    "verdict": "not_tested",
    "reason": "there is no result yet",
    "provisional": True,
}

COUNTED = (
    *("dyads", "crises", "decisions", "deciders", "states", "rows"),
    *("effective_decisions", "effective_deciders", "zero_sided", "empty"),
)
SAID = ("linkage", "unlinked", "lead", "dollar", "assay", "assay_sight", "evidence")
SHARES = {
    "beyond": "share_beyond_margin",
    "largest": "largest_decision_share",
    "largest_decider": "largest_decider_share",
}


def variables(
    estimates: pd.DataFrame, assay: pd.DataFrame, embargoes: pd.DataFrame, spec: Mapping[str, Any]
) -> dict[str, Any]:
    """Turn a claim's results into strings for prose.

    Parameters
    ----------
    estimates, assay, embargoes : DataFrame
        The claim's results; an empty frame where there is none yet.
    spec : mapping
        The claim's spec: `question`, `margin` (strict, lenient, reason), `refuted_by`,
        `assay`, `verdict`, `design_rules`, `group`.

    Returns
    -------
    dict
        Keys are words of letters and underscores, every leaf a string; `headline` repeats one source and group.
    """
    strict, lenient = float(spec["margin"]["strict"]), float(spec["margin"]["lenient"])
    found: dict[str, Any] = {
        "question": str(spec["question"]),
        "claim": str(spec["claim"]),
        "refuted_by": typeset(str(spec["refuted_by"])).rstrip("."),
        "decided_on": str(spec["decided_on"]),
        "margin": {
            "strict": percent(-strict),
            "lenient": percent(-lenient),
            "reason": typeset(str(spec["margin"]["reason"])),
        },
        "embargoes": sentences.embargoes(embargoes),
        "assay_rows": meaning.assay_rows(assay, strict=strict),
        **_rules(spec),
    }
    for record in pick.rows(estimates, "holding_up").to_dict("records") if not estimates.empty else []:
        cell = _cell(estimates, assay, record, strict, lenient)
        found.setdefault(record["source"], {"name": source_name(record["source"])})[record["group"]] = cell
    chosen = pick.headline(estimates)
    cell = found[chosen["source"]][chosen["group"]] if chosen else {}
    found["headline"] = cell or _without_result(strict, _asked(spec))
    return found


def _rules(spec: Mapping[str, Any]) -> dict[str, str]:
    """Write what the spec says of itself: who set it, why verdicts are provisional, what the assay asks."""
    assay = spec.get("assay", {})
    amended = typeset(str(assay.get("amended", "")))
    return {
        "decided_note": typeset(str(spec.get("decided_note", ""))),
        "provisional": typeset(str(spec["verdict"].get("provisional", ""))),
        **_design(spec),
        "assay_first_required": typeset(str(assay.get("first_required", assay.get("required", "")))),
        "variants_named": _when_named(spec),
        "assay_amended": f"The rule was changed on {amended}" if amended else "The rule has not been changed since.",
        "assay_changed": f"The rule of that check was changed on {amended.split(':')[0]}." if amended else "",
    }


def _when_named(spec: Mapping[str, Any]) -> str:
    """Say which variants were named before any estimate, and which later."""
    listed = spec.get("variant", [])
    later = [each for each in listed if each.get("added")]
    opening = f"Other choices give {in_words(len(listed))} other reading{'' if len(listed) == 1 else 's'}"
    if not later:
        return f"{opening}, {'' if len(listed) == 1 else 'each '}named in the spec before any estimate."
    names = " and ".join(f"“{variant_name(str(each['label']))}” on {dated(str(each['added']))}" for each in later)
    return (
        f"{opening}. All but {in_words(len(later))} were named in the spec before any "
        f"estimate; {names}, after the headline was known but before its own estimate was computed."
    )


def _design(spec: Mapping[str, Any]) -> dict[str, str]:
    """Write the constants of the design that the methods page names."""
    rules, judged = spec["design_rules"], spec["verdict"]
    first, last = rules["post"]
    return {
        "quiet_years": number(rules["quiet_before"]),
        "window_years": number(last - first + 1),
        "needed_decisions": number(judged["minimum_effective_decisions"]),
        "largest_share": percent(judged["maximum_decision_share"]),
        "lead_level": percent(judged["lead_level"]),
        "lead_alpha": percent(judged["lead_alpha"]),
    }


def _cell(
    estimates: pd.DataFrame, assay: pd.DataFrame, row: dict[Any, Any], strict: float, lenient: float
) -> dict[str, str]:
    source, group = row["source"], row["group"]
    checked = check(assay, source=source, group=group, strict=strict)
    beside = {
        name: pick.row(estimates, name, source=source, group=group)
        for name in ("linkage", "linkage_without_partial", "unlinked", "lead", "dollar")
    }
    linked, apart, leads, dollar = beside["linkage"], beside["unlinked"], beside["lead"], beside["dollar"]
    return {
        "about": group_name(group),
        "answer": sentences.verdict_sentence(row, strict=strict, checked=checked),
        "badge": badge(row),
        "verdict": verdict(row["verdict"]).words,
        "role": verdict(row["verdict"]).role,
        "phrase": phrase(row),
        "change": change(row["estimate"]) if known(row["estimate"]) else "not known",
        "smallest_loss": capital(smallest_loss_excluded(row)),
        "sure": sentences.how_sure(row, strict=strict, lenient=lenient),
        "mind": sentences.change_our_mind(row, strict=strict),
        "meaning": meaning.for_policy(row, strict=strict),
        "selected": meaning.selected(row, apart),
        "evidence": sentences.evidence(row),
        "linkage": sentences.linkage(linked, beside["linkage_without_partial"]) if linked else "",
        "unlinked": sentences.unlinked(apart) if apart else "",
        "lead": sentences.lead(leads) if leads else "",
        "dollar": sentences.dollar(dollar) if dollar else "",
        "assay": sentences.assay(assay, source=source, group=group, strict=strict),
        "assay_sight": sentences.assay_sight(assay, source=source, group=group, strict=strict),
        "reason": str(row["reason"]) if known(row.get("reason")) else "",
        "years": years(row),
        **{name: percent(row[column]) if known(row[column]) else "not known" for name, column in SHARES.items()},
        "pairs": number(pairs(row)),
        "inputs": str(row["inputs_hash"])[:12],
        **{name: number(row[name]) for name in COUNTED},
    }


def _asked(spec: Mapping[str, Any]) -> str:
    """Name the group that the spec makes the headline."""
    return next(str(group["id"]) for group in spec["group"] if group.get("headline"))


def _without_result(strict: float, group: str) -> dict[str, str]:
    keys = (*COUNTED, "pairs", "inputs", "beyond", "largest", "largest_decider")
    row = {**EMPTY, "group": group, "estimate": float("nan"), "lower": float("nan"), "conf_low": float("nan")}
    return {
        **dict.fromkeys(keys, "not known yet"),
        **dict.fromkeys(SAID, "There is no result yet."),
        "about": group_name(row["group"]),
        "answer": sentences.verdict_sentence(row, strict=strict),
        "badge": badge(row),
        "verdict": verdict(row["verdict"]).words,
        "role": verdict(row["verdict"]).role,
        "phrase": "no estimate",
        "change": "not known",
        "smallest_loss": "None yet",
        "sure": "There is no estimate to be sure about.",
        "mind": sentences.change_our_mind(row, strict=strict),
        "meaning": meaning.for_policy(row, strict=strict),
        "selected": "",
        "reason": row["reason"],
        "years": "no years yet",
    }
