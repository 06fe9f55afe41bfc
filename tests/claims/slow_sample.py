"""The rules of the sample once more, slow and obvious: loops over pairs and years, nothing shared with the code."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import pandas as pd

TRADE_ANSWERS = {"total_embargo", "partial_embargo", "import_restriction", "export_restriction", "blockade"}
GROUPS = ("human_rights", "security", "off_trade", "trade_unimposed", "trade_imposed")
SECURITY = {"hard_security", "nuclear_arms_control", "intelligence_technology"}
Pair = tuple[str, str]


@dataclass
class SlowCase:
    """One case in one pair."""

    source: str
    decision: str
    decider: str
    crisis: str
    began: pd.Timestamp
    subjects: set[str]
    answers: set[str]
    imposed: int | None
    in_force: set[int] = field(default_factory=set)


class SlowWorld:
    """Flows and cases of all pairs, from the tables of a release."""

    def __init__(self, tables: dict[str, pd.DataFrame], unknown_end: int = 5) -> None:
        goes_on = tables["successions"][tables["successions"]["continues_dyads"]]
        self.later = dict(zip(goes_on["predecessor"], goes_on["successor"], strict=True))
        self.spells: dict[str, list[tuple[pd.Timestamp, pd.Timestamp]]] = {}
        for row in tables["states"].to_dict("records"):
            end = pd.Timestamp("2999-01-01") if pd.isna(row["valid_to"]) else row["valid_to"]
            self.spells.setdefault(self.unit(str(row["state_id"])), []).append((row["valid_from"], end))
        coverage = tables["coverage"]
        coverage = coverage[(coverage["table"] == "trade_flows") & (coverage["source_id"] == "cow_trade_v4")]
        self.covered: set[int] = set()
        self.gaps: set[tuple[str, int]] = set()
        for row in coverage.to_dict("records"):
            years = [y for y in range(1945, 2030) if row["from_on"] <= pd.Timestamp(y, 1, 1) <= row["to_on"]]
            if row["kind"] == "covered" and row["scope"] == "all":
                self.covered |= set(years)
            elif row["kind"] == "gap" and str(row["scope"]).startswith("state:"):
                self.gaps |= {(self.unit(str(row["scope"])[6:]), year) for year in years}
        self.stored: dict[tuple[str, str, int], float] = {
            (self.unit(row["exporter_id"]), self.unit(row["importer_id"]), row["year"]): row["trade_usd"]
            for row in tables["trade_flows"].to_dict("records")
            if row["source_id"] == "cow_trade_v4"
        }
        self.cases = self._cases(tables, unknown_end)

    def unit(self, state: str) -> str:
        """Return the name under which a state goes on."""
        return self.unit(self.later[state]) if state in self.later else state

    def pairs(self) -> Iterator[Pair]:
        """List the unordered pairs."""
        return combinations(sorted(self.spells), 2)

    def alive(self, unit: str, year: int) -> bool:
        """Say whether a unit is in the system on the first and on the last day of a year."""
        days = (pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31))
        return all(any(start <= day < stop for start, stop in self.spells[unit]) for day in days)

    def flow(self, exporter: str, importer: str, year: int) -> float | None:
        """Return dollars from one unit to another; None where unknown."""
        if (exporter, importer, year) in self.stored:
            value = self.stored[exporter, importer, year]
            return None if pd.isna(value) else float(value)
        searched = year in self.covered and not {(exporter, year), (importer, year)} & self.gaps
        return 0.0 if searched else None

    def trade(self, pair: Pair, year: int) -> float | None:
        """Return both directions together."""
        if not (self.alive(pair[0], year) and self.alive(pair[1], year)):
            return None
        there, back = self.flow(*pair, year), self.flow(pair[1], pair[0], year)
        return None if there is None or back is None else there + back

    def mean(self, pair: Pair, first: int, last: int) -> float | None:
        """Return the mean over calendar years, ends included; None unless each is known."""
        found = [self.trade(pair, year) for year in range(first, last + 1)]
        known = [each for each in found if each is not None]
        return sum(known) / len(known) if len(known) == len(found) else None

    def _cases(self, tables: dict[str, pd.DataFrame], unknown_end: int) -> dict[Pair, list[SlowCase]]:
        subjects: dict[str, set[str]] = {}
        for issue in tables["divergence_issues"].to_dict("records"):
            if issue["role"] == "subject":
                subjects.setdefault(str(issue["divergence_id"]), set()).add(str(issue["issue_id"]))
        answers: dict[str, set[str]] = {}
        for used in tables["divergence_instruments"].to_dict("records"):
            answers.setdefault(str(used["divergence_id"]), set()).add(str(used["instrument"]))
        found: dict[Pair, list[SlowCase]] = {}
        for row in tables["divergences"].to_dict("records"):
            one, other = sorted(self.unit(row[side]) for side in ("side_a", "side_b"))
            if row["un_only"] is True or one == other or one not in self.spells or other not in self.spells:
                continue
            case = SlowCase(
                row["source_id"], row["decision_id"], row["decider"], row["crisis_id"], row["occurred_on"],
                subjects.get(row["divergence_id"], set()), answers.get(row["divergence_id"], set()), None,
            )  # fmt: skip
            if not pd.isna(row["imposed_on"]):
                case.imposed = row["imposed_on"].year
                case.in_force = set(range(case.imposed, _last_in_force(row, unknown_end) + 1)) | {case.imposed}
            found.setdefault((one, other), []).append(case)
        return found


def _last_in_force(row: dict[Any, Any], unknown_end: int) -> int:
    if not pd.isna(row["ended_on"]):
        return int(row["ended_on"].year)
    years = [row["imposed_on"].year + unknown_end - 1]
    if not pd.isna(row["in_force_at_least_to"]):
        years.append(row["in_force_at_least_to"].year)
    return int(max(years))


def slow_sample(
    world: SlowWorld, source: str, first: int, last: int, *, calm_after: int = 0, without: str = ""
) -> dict[tuple[str, str, int], dict[str, Any]]:
    """Return treated rows and controls by pair and year, with what each row says."""
    rows: dict[tuple[str, str, int], dict[str, Any]] = {}
    for pair in world.pairs():
        cases = world.cases.get(pair, [])
        for t in range(first, last + 1):
            pre, post = world.mean(pair, t - 3, t - 1), world.mean(pair, t + 1, t + 3)
            if pre is None or post is None or without in pair:
                continue
            about = _onset(cases, source, t, calm_after) or _control(cases, t)
            if about:
                more = {"lead": world.mean(pair, t - 6, t - 4), "disruption": world.mean(pair, t, t + 1)}
                more["durability"] = world.mean(pair, t + 4, t + 6)
                rows[*pair, t] = {**about, "pre": pre, "post": post, **more}
    return rows


def _touches(case: SlowCase, first: int, last: int) -> bool:
    years = set(range(first, last + 1))
    return case.began.year in years or bool(case.in_force & years)


def _control(cases: list[SlowCase], t: int) -> dict[str, Any]:
    if any(_touches(case, t - 5, t + 3) for case in cases):
        return {}
    return {"treated": False, "groups": set(GROUPS)}


def _onset(cases: list[SlowCase], source: str, t: int, calm_after: int) -> dict[str, Any]:
    new = [case for case in cases if case.began.year == t]
    own = [case for case in new if case.source in (source, "local")]
    if not own or any(_touches(case, t - 5, t - 1) for case in cases):
        return {}
    if any(t < case.began.year <= t + calm_after for case in cases):
        return {}
    first = min(own, key=lambda case: (case.began, case.decision))
    soon = [case for case in new if case.imposed is not None and case.imposed <= t + 3]
    subjects = {issue for case in new for issue in case.subjects}
    used = [case.answers & TRADE_ANSWERS for case in soon]
    return {
        "treated": True,
        "decision_id": first.decision,
        "decider": first.decider,
        "crisis_id": first.crisis,
        "subjects": subjects,
        "imposed": bool(soon),
        "linked": any(used),
        "linked_without_partial": any(each - {"partial_embargo"} for each in used),
        "embargo": any("total_embargo" in each for each in used),
        "groups": set(_groups(subjects, imposed=bool(soon))),
    }


def _groups(subjects: set[str], *, imposed: bool) -> Iterator[str]:
    if not subjects:
        return
    if subjects <= {"human_rights_democracy"}:
        yield "human_rights"
    if subjects <= SECURITY:
        yield "security"
    if "trade_supply_chains" not in subjects:
        yield "off_trade"
    if subjects == {"trade_supply_chains"}:
        yield "trade_imposed" if imposed else "trade_unimposed"


def slow_weights(rows: dict[tuple[str, str, int], dict[str, Any]], group: str) -> dict[tuple[str, str, int], float]:
    """Return the weights of the rows of a group whose two sides are not all zero."""
    inside = {key: row for key, row in rows.items() if group in row["groups"] and row["pre"] > 0 and row["post"] > 0}
    decisions = [row["decision_id"] for row in inside.values() if row["treated"]]
    return {key: 1 / decisions.count(row["decision_id"]) if row["treated"] else 1.0 for key, row in inside.items()}
