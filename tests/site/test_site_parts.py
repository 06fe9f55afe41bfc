"""Generated parts of pages: what they are given is escaped, and each claim has its cell."""

import html
from pathlib import Path

from made_up_site import make_project

from entente.report.words import badge
from entente.site.material import read_material
from entente.site.parts import parts


def test_generated_parts_escape_what_they_are_given(tmp_path: Path) -> None:
    material = read_material(make_project(tmp_path / "project"))
    material.register[0]["title"] = "<script>alert(1)</script>"
    field = {"name": "x", "type": "string", "description": "<i>", "constraints": {"enum": ["<u>"]}}
    table = {"name": "t", "title": "<b>", "path": "tables/t.csv", "rows": 3, "schema": {"fields": [field]}}
    object.__setattr__(material, "release", {"version": "9.9.9", "resources": [table]})
    made = "".join(parts(material).values())
    assert [word for word in ("<script>alert", "<b>", "<i>", "<u>") if word in made] == []
    assert "../data/releases/tables/t.csv" in made
    assert "Draft" in made


def test_strip_has_a_cell_for_each_claim_and_a_list_in_words(tmp_path: Path) -> None:
    material = read_material(make_project(tmp_path / "project"))
    made = parts(material)["strip"]
    assert made.count("<li class=") - 6 == len(material.register)  # six marks in the key
    assert made.count("tone-not_tested") == len(material.register) - 1 + 1  # all but one claim, and the key's
    assert "not tested (not measured yet)" in made


def test_strip_gives_a_verdict_in_the_words_of_the_badge(tmp_path: Path) -> None:
    material = read_material(make_project(tmp_path / "project"))
    claim = next(iter(material.claims.values()))
    assert f": {html.escape(badge(claim.estimates.iloc[0].to_dict()))}" in parts(material)["strip"]
    reasons = {
        "design blind: it did not pass its assay": "– not tested: the method did not pass its own check",
        "nothing identifies the effect": "no decision that can be used)",
    }
    for reason, said in reasons.items():
        claim.estimates["verdict"], claim.estimates["reason"] = "not_tested", reason
        made = parts(material)["strip"]
        assert said in made
        assert reason not in made
