"""The codebook: every column of every table, in words, from the release's descriptor."""

from collections.abc import Iterator
from html import escape
from typing import Any

import pandas as pd

from entente.report.tables import Column, html_table, scroll_box
from entente.site.forums.weak import explained, mark
from entente.site.forums.words import html
from entente.site.material import Material


def codebook(material: Material) -> str:
    """Write the codebook: every column of every table, from the release's descriptor."""
    if material.release is None:
        return "The codebook comes with the first release.\n"
    weak = material.forums.weak if material.forums else frozenset()
    return "\n".join(
        _codebook_table(resource, weak if resource["name"] == "minilaterals" else frozenset())
        for resource in material.release.get("resources", [])
    )


def _codebook_table(resource: dict[str, Any], weak: frozenset[str]) -> str:
    schema = resource.get("schema", {})
    fields = pd.DataFrame(_fields(schema.get("fields", [])), columns=["name", "type", "description", "allowed"])
    columns = {
        "name": Column("Column"),
        "type": Column("Type"),
        "description": Column("Meaning"),
        "allowed": Column("Allowed"),
    }
    title = str(resource.get("title", resource["name"]))
    key = (
        ", ".join(schema.get("primaryKey", []))
        if isinstance(schema.get("primaryKey"), list)
        else str(schema.get("primaryKey", ""))
    )
    table = html_table(fields, columns, caption=f"Key: {key}" if key else title)
    held = weak & set(fields["name"])
    for each in held:
        row = f'<th scope="row">{escape(each)}'
        table = table.replace(f"{row}</th>", f"{row}{mark(each, held)}</th>")
    name = escape(str(resource["name"]))
    box = scroll_box(table, f"Codebook of {title}")
    note = explained(held, marked=held, founding="For the founding this means the exact day.")
    summary = f"<summary>{escape(title)} ({name})</summary>"
    return html(f'<details class="numbers" id="codebook-{name}">{summary}\n{note}{box}</details>')


def _fields(fields: list[dict[str, Any]]) -> Iterator[list[str]]:
    for field in fields:
        rules = field.get("constraints", {})
        unit = f" In {field['unit']}." if field.get("unit") else ""
        bounds = [f"{word} {rules[name]}" for name, word in (("minimum", "from"), ("maximum", "to")) if name in rules]
        allowed = (
            ", ".join(map(str, rules.get("enum", [])))
            or " ".join(bounds)
            or ("never empty" if rules.get("required") else "")
        )
        yield [str(field["name"]), str(field.get("type", "")), str(field.get("description", "")) + unit, allowed]
