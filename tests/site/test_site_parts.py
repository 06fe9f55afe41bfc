"""Generated parts of pages: what they are given is escaped, and each claim has its cell."""

from pathlib import Path

from made_up_site import make_project

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
