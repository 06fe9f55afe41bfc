"""What a claim's spec says: its design, decided before its estimates are looked at."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from entente.errors import UnknownName


@dataclass(frozen=True, slots=True)
class Margin:
    """Smallest loss that would count as harm, as negative shares of trade."""

    strict: float
    lenient: float
    reason: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Windows and quiet spells, in calendar years relative to the onset t."""

    pre: tuple[int, int]
    post: tuple[int, int]
    disruption: tuple[int, int]
    durability: tuple[int, int]
    lead: tuple[int, int]
    quiet_before: int
    quiet_after: int
    unknown_end_years: int


@dataclass(frozen=True, slots=True)
class VerdictRules:
    """What gates a verdict."""

    minimum_effective_decisions: float
    maximum_decision_share: float
    lead_alpha: float
    lead_level: float
    provisional: str


@dataclass(frozen=True, slots=True)
class EventSource:
    """A source of divergences and the onset years for which it carries the design."""

    id: str
    source_id: str
    first_year: int
    last_year: int
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """Quarrels by what they are about: subjects all `within` a set, or none of `without`."""

    id: str
    label: str
    within: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    imposed: bool | None = None  # None: whatever follows
    role: str = "off_issue"  # off_issue | own_issue | mechanical
    expected: str = ""
    headline: bool = False

    def holds(self, subjects: frozenset[str]) -> bool:
        """Whether a quarrel about these subjects belongs to the group; a quarrel about nothing known never does."""
        if not subjects:
            return False
        return subjects <= self.within if self.within else not subjects & self.without

    def enters(self, subjects: frozenset[str], *, imposed: bool) -> bool:
        """Whether what began in a dyad and year, and was or was not imposed, belongs to the group."""
        return self.holds(subjects) and (self.imposed is None or imposed == self.imposed)


@dataclass(frozen=True, slots=True)
class Variant:
    """One deviation from the headline sample or weights."""

    label: str
    weights: str = "decision"
    source: str | None = None
    last_year: int | None = None
    without_state: str | None = None
    unknown_end_years: int | None = None
    quiet_treated_after: int | None = None
    target_members_of: str | None = None  # a body that is a target: its members are the targets instead
    added: date | None = None  # later than the spec, but before its own estimates were computed


@dataclass(frozen=True, slots=True)
class AssayRules:
    """How the design is shown losses that we put in ourselves."""

    draws: int
    losses: tuple[float, ...]
    form: str
    seed: int
    required: str
    embargo_in: tuple[str, ...]  # the estimands in which complete embargoes must be found
    first_required: str = ""  # what was asked at first, where it was changed
    amended: str = ""  # what was changed after estimates were seen, and why


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim with its design."""

    id: str
    claim: str
    question: str
    unit: str
    outcome: str
    design: str
    weights: str
    refuted_by: str
    decided_on: date
    decided_note: str
    margin: Margin
    rules: Rules
    verdict: VerdictRules
    sources: tuple[EventSource, ...]
    groups: tuple[Group, ...]
    variants: tuple[Variant, ...]
    assay: AssayRules
    path: Path

    def group(self, name: str) -> Group:
        """Return a group by id; raises `UnknownName`."""
        for each in self.groups:
            if each.id == name:
                return each
        raise UnknownName("group", name, [each.id for each in self.groups])
