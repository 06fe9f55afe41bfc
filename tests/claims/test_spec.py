import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from entente.claims.spec import Claim, Group, parse_spec, read_spec, spec_ids
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
