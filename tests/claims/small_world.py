"""A world of a few states, small enough to print: quarrels and trade drawn at random, with every kind of gap."""

from typing import Any

import numpy as np
import pandas as pd

STATES = ("AAA", "BBB", "CCC", "DDD", "OLD", "NEW")  # OLD goes on as NEW from 26 December 1999
ISSUES = ("human_rights_democracy", "hard_security", "trade_supply_chains", "health", "nuclear_arms_control")
ANSWERS = ("total_embargo", "partial_embargo", "import_restriction", "travel_ban", "other")
FIRST, LAST = 1985, 2014
Tables = dict[str, pd.DataFrame]


def dates(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    return frame.assign(**{name: pd.to_datetime(frame[name]).astype("datetime64[s]") for name in names})


def states() -> Tables:
    spells: list[tuple[str, str, str | None]] = [(name, "1945-10-24", None) for name in STATES[:4]]
    spells += [("OLD", "1945-10-24", "1999-12-26"), ("NEW", "1999-12-26", None)]
    spells[3] = ("DDD", "1988-05-01", "2010-09-01")
    frame = pd.DataFrame(spells, columns=["state_id", "valid_from", "valid_to"])
    return {
        "states": dates(frame, "valid_from", "valid_to"),
        "successions": pd.DataFrame({"predecessor": ["OLD"], "successor": ["NEW"], "continues_dyads": [True]}),
        "body_members": pd.DataFrame(columns=["body_id", "state_id", "valid_from", "valid_from_precision", "valid_to"]),
    }


def coverage(*gaps: tuple[str, str, str]) -> pd.DataFrame:
    rows = [("all", "covered", f"{FIRST}-01-01", f"{LAST}-12-31")]
    rows += [(f"state:{name}", "gap", start, stop) for name, start, stop in gaps]
    frame = pd.DataFrame(rows, columns=["scope", "kind", "from_on", "to_on"])
    return dates(frame.assign(table="trade_flows", source_id="cow_trade_v4"), "from_on", "to_on")


def trade(rng: np.random.Generator, unknown: float = 0.003, zero: float = 0.1) -> pd.DataFrame:
    """Draw flows of all ordered pairs and years; some rows are absent (zero) or without a value (unknown)."""
    rows = []
    for year in range(FIRST, LAST + 1):
        here = [name for name in STATES if name != ("NEW" if year < 2000 else "OLD")]
        for one in here:
            for other in here:
                kind = rng.random()
                if one != other and kind > zero:
                    value = np.nan if kind > 1 - unknown else float(rng.integers(1, 900)) * 1e6
                    rows.append((one, other, year, value))
    frame = pd.DataFrame(rows, columns=["exporter_id", "importer_id", "year", "trade_usd"])
    return frame.assign(source_id="cow_trade_v4")


def quarrels(cases: list[dict[str, Any]]) -> Tables:
    """Lay cases out in the tables of a release; what a case does not say is a threat of source `ties_v4.1`."""
    base: dict[str, Any] = {
        "imposed_on": None, "ended_on": None, "in_force_at_least_to": None, "un_only": False, "severity": 1,
        "source_id": "ties_v4.1", "decider": None, "decision_id": None, "crisis_id": None,
        "subjects": (), "answers": (),
    }  # fmt: skip
    rows = pd.DataFrame([{**base, "divergence_id": f"d{number}", **case} for number, case in enumerate(cases)])
    rows["decider"] = rows["decider"].fillna(rows["side_a"])
    rows["decision_id"] = rows["decision_id"].fillna(
        rows["decider"] + "-" + rows["side_b"] + "-" + rows["occurred_on"].str[:4]
    )
    rows["crisis_id"] = rows["crisis_id"].fillna("crisis-" + rows["decision_id"])
    subjects = rows[["divergence_id", "subjects"]].explode("subjects").dropna()
    answers = rows[["divergence_id", "answers"]].explode("answers").dropna()
    text = ["crisis_id", "decision_id", "decider"]
    plain = rows.drop(columns=["subjects", "answers"]).astype({**dict.fromkeys(text, "str"), "un_only": "boolean"})
    return {
        "divergences": dates(plain, "occurred_on", "imposed_on", "ended_on", "in_force_at_least_to"),
        "divergence_issues": subjects.rename(columns={"subjects": "issue_id"}).assign(role="subject"),
        "divergence_instruments": answers.rename(columns={"answers": "instrument"}),
    }


def random_case(rng: np.random.Generator) -> dict[str, Any]:
    """Draw one case; sometimes against a body, sometimes between two names of one state, sometimes the UN's alone."""
    side_a, side_b = rng.choice([*STATES, "EUU"], size=2, replace=False)
    year = int(rng.integers(1978, 2016))
    case: dict[str, Any] = {
        "side_a": str(side_a),
        "side_b": str(side_b),
        "occurred_on": f"{year}-{rng.integers(1, 4):02}-01",
        "subjects": tuple(rng.choice(ISSUES, size=rng.integers(0, 3), replace=False)),
        "source_id": str(rng.choice(["ties_v4.1", "gsdb_v4", "local"], p=[0.5, 0.4, 0.1])),
        "decider": str(rng.choice([side_a, "EUU"])),
        "un_only": bool(rng.random() < 0.05),
    }
    if rng.random() < 0.6:
        imposed = year + int(rng.integers(0, 6))
        case["imposed_on"] = f"{imposed}-02-01"
        case["answers"] = tuple(rng.choice(ANSWERS, size=rng.integers(0, 3), replace=False))
        if rng.random() < 0.6:
            case["ended_on"] = f"{imposed + rng.integers(-1, 8)}-01-01"
        elif rng.random() < 0.5:
            case["in_force_at_least_to"] = f"{imposed + rng.integers(0, 9)}-01-01"
    return case


def random_world(seed: int, cases: int = 14) -> Tables:
    rng = np.random.default_rng(seed)
    gaps = [("AAA", "1990-01-01", "1991-12-31"), ("NEW", "1999-12-26", "2000-12-31")][: int(rng.integers(0, 3))]
    return {
        **states(),
        "coverage": coverage(*gaps),
        "trade_flows": trade(rng),
        **quarrels([random_case(rng) for _ in range(cases)]),
    }
