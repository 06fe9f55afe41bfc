import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from entente.claims.spec import Claim, Group
from entente.claims.spec_file import parse_spec, read_spec, read_toml, spec_ids
from entente.errors import BadSpec, UnknownName

Raw = dict[str, Any]


@pytest.fixture
def raw(claim: Claim) -> Raw:
    return tomllib.loads(claim.path.read_text(encoding="utf-8"))


def test_the_claim_of_the_skeleton_is_read(claim: Claim) -> None:
    assert spec_ids().count("ring-fencing-trade") == 1
    assert (claim.margin.strict, claim.margin.lenient) == (-0.10, -0.15)
    assert (claim.rules.pre, claim.rules.post, claim.rules.lead) == ((-3, -1), (1, 3), (-6, -4))
    assert [each.source_id for each in claim.sources] == ["ties_v4.1", "gsdb_v4"]
    assert claim.group("security").within == {"hard_security", "nuclear_arms_control", "intelligence_technology"}
    assert -claim.margin.strict in claim.assay.losses


def test_unknown_claims_and_groups_are_refused(claim: Claim) -> None:
    with pytest.raises(UnknownName, match="no claim named 'none'"):
        read_spec("none")
    with pytest.raises(UnknownName, match="no group named 'none'"):
        claim.group("none")


SPOILT: dict[str, tuple[Callable[[Raw], Any], str]] = {
    "missing table": (lambda raw: raw.pop("margin"), "margin"),
    "missing key": (lambda raw: raw.pop("refuted_by"), "refuted_by"),
    "missing inside": (lambda raw: raw["margin"].pop("reason"), "reason"),
    "missing losses": (lambda raw: raw["assay"].pop("losses"), "losses"),
    "unknown key": (lambda raw: raw.update(colour="red"), "colour"),
    "unknown inside": (lambda raw: raw["group"][0].update(colour="red"), "colour"),
    "wrong id": (lambda raw: raw.update(id="other"), "id = 'other'"),
    "positive margin": (lambda raw: raw["margin"].update(strict=0.10), "margin"),
    "lenient above strict": (lambda raw: raw["margin"].update(lenient=-0.05), "margin"),
    "both sets": (lambda raw: raw["group"][0].update(without=["health"]), "human_rights"),
    "no set": (lambda raw: raw["group"][0].pop("within"), "human_rights"),
    "no loss at the margin": (lambda raw: raw["assay"].update(losses=[0.0, 0.05]), r"assay\.losses"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_spec_is_refused_with_its_file(name: str, raw: Raw, claim: Claim) -> None:
    spoil, said = SPOILT[name]
    spoil(raw)
    with pytest.raises(BadSpec, match=said) as raised:
        parse_spec(raw, claim.path)
    assert raised.value.path == str(claim.path)


# part (of a list, its first), key, value, what is said of it
VALUES: list[tuple[str, str, Any, str]] = [
    ("", "unit", "dyad", "unit = 'dyad': write one of dyad_year"),
    ("", "outcome", "x", "outcome = 'x': write one of log_trade_usd"),
    ("", "design", "x", "design = 'x': write one of local_projection"),
    ("", "weights", "x", "weights = 'x': write one of decision, dyad"),
    ("", "question", 3, "question = 3: must be text"),
    ("", "decided_on", "2026-11-22", "decided_on = '2026-11-22': must be a date"),
    ("margin", "strict", "x", r"margin\.strict = 'x': must be a number"),
    ("margin", "lenient", -1.5, r"margin\.lenient = -1\.5: .* above -1"),
    ("design_rules", "pre", [-3], r"design_rules\.pre = \(-3,\): must be two whole numbers"),
    ("design_rules", "post", [1.0, 3], r"design_rules\.post .*two whole numbers"),
    ("design_rules", "lead", [-4, -6], r"design_rules\.lead .*the earlier one first"),
    ("design_rules", "pre", [-3, 0], r"design_rules\.pre = \(-3, 0\): must be two years before the onset"),
    ("design_rules", "lead", [1, 3], r"design_rules\.lead = \(1, 3\): must be two years before the onset"),
    ("design_rules", "post", [-1, 3], r"design_rules\.post = \(-1, 3\): must be two years from the onset on"),
    ("design_rules", "disruption", [1, 0], r"design_rules\.disruption = \(1, 0\): .*the earlier one first"),
    ("design_rules", "durability", 4, r"design_rules\.durability = 4: must be two whole numbers"),
    ("design_rules", "quiet_before", -1, r"design_rules\.quiet_before = -1: must not be negative"),
    ("design_rules", "quiet_after", True, r"design_rules\.quiet_after = True: must be a whole number"),
    ("design_rules", "unknown_end_years", 0, r"design_rules\.unknown_end_years = 0: must be above 0"),
    ("verdict", "maximum_decision_share", 20, r"verdict\.maximum_decision_share = 20: must lie between 0 and 1"),
    ("verdict", "lead_alpha", 0, r"verdict\.lead_alpha = 0: must lie between 0 and 1"),
    ("verdict", "lead_level", 90, r"verdict\.lead_level = 90: must lie between 0 and 1"),
    ("verdict", "minimum_effective_decisions", "15", r"verdict\.minimum_effective_decisions = '15': must be a number"),
    ("assay", "draws", "x", r"assay\.draws = 'x': must be a whole number"),
    ("assay", "draws", 0, r"assay\.draws = 0: must be above 0"),
    ("assay", "draws", 1.5, r"assay\.draws = 1\.5: must be a whole number"),
    ("assay", "losses", [0.1, 10], r"assay\.losses = \(0\.1, 10\): must be shares"),
    ("assay", "losses", [0.1, "x"], r"assay\.losses .*a list of numbers"),
    ("assay", "losses", "x", r"assay\.losses = 'x': must be a list of numbers"),
    ("assay", "form", "x", r"assay\.form = 'x': write one of permanent"),
    ("assay", "embargo_in", ["dollars"], r"assay\.embargo_in = \('dollars',\): write one of dollar, gone_to_zero"),
    ("source", "first_year", "1950", "source ties: first_year = '1950': must be a whole number"),
    ("source", "first_year", 2006, "source ties: first_year = 2006: must not be later than last_year, 2005"),
    ("group", "role", "x", "group human_rights: role = 'x': write one of off_issue"),
    ("group", "within", "health", "group human_rights: within = 'health': must be a list of words"),
    ("group", "headline", "yes", "group human_rights: headline = 'yes': must be true or false"),
    ("variant", "weights", "x", "variant dyad_weights: weights = 'x': write one of decision, dyad"),
    ("variant", "source", "tise", "variant dyad_weights: source = 'tise': write one of ties, gsdb"),
    ("variant", "last_year", "x", "variant dyad_weights: last_year = 'x': must be a whole number"),
]


@pytest.mark.parametrize(("part", "key", "value", "said"), VALUES)
def test_a_value_that_is_none_is_refused_before_anything_runs(
    part: str, key: str, value: Any, said: str, raw: Raw, claim: Claim
) -> None:
    held = raw[part] if part else raw
    (held[0] if isinstance(held, list) else held)[key] = value
    with pytest.raises(BadSpec, match=said):
        parse_spec(raw, claim.path)


@pytest.mark.parametrize("content", [b'id = "x\n', b'id = "\xe9"\n'])
def test_a_file_that_is_no_toml_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(content)
    with pytest.raises(BadSpec, match=r"x\.toml: .*correct the file"):
        read_toml(tmp_path / "x.toml")


def test_a_spec_without_variants_is_one(raw: Raw, claim: Claim) -> None:
    del raw["variant"]
    assert parse_spec(raw, Path(claim.path)).variants == ()


@pytest.mark.parametrize(
    ("subjects", "within", "without"),
    [
        ("a", True, True),
        ("ab", True, True),
        ("ac", False, True),
        ("at", False, False),
        ("t", False, False),
        ("", False, False),
    ],
)
def test_what_lies_inside_a_group(subjects: str, within: bool, without: bool) -> None:
    asked = frozenset(subjects)
    assert Group("g", "", within=frozenset("ab")).holds(asked) is within
    assert Group("g", "", without=frozenset("t")).holds(asked) is without


def test_a_group_may_ask_for_imposition() -> None:
    for wanted, imposed, enters in ((None, True, True), (True, True, True), (True, False, False), (False, True, False)):
        group = Group("g", "", within=frozenset("a"), imposed=wanted)
        assert group.enters(frozenset("a"), imposed=imposed) is enters
