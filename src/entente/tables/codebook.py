"""A descriptor to read: one row per column, as a frame or as Markdown."""

import pandas as pd

from entente.tables.schema import Field, Schema

HEADINGS = ["column", "type", "unit", "meaning", "values"]


def codebook(schema: Schema) -> pd.DataFrame:
    """Return one row per column: column, type, unit, meaning, values allowed (all text)."""
    rows = [(each.name, each.type, each.unit or "", each.description, _values(each, schema)) for each in schema.fields]
    return pd.DataFrame(rows, columns=HEADINGS, dtype="str")


def codebook_markdown(schema: Schema, level: int = 2) -> str:
    """Return a section: title, description, key, and the table of columns."""
    rows = codebook(schema).itertuples(index=False, name=None)
    lines = [
        f"{'#' * level} {schema.title} (`{schema.name}`)",
        "",
        schema.description,
        "",
        f"Key: {', '.join(f'`{name}`' for name in schema.primary_key)}.",
        "",
        f"| {' | '.join(HEADINGS)} |",
        f"| {' | '.join('---' for _ in HEADINGS)} |",
        *(f"| `{name}` | {' | '.join(map(_cell, rest))} |" for name, *rest in rows),
    ]
    return "\n".join(lines) + "\n"


def _values(each: Field, schema: Schema) -> str:
    keys = [key for key in schema.foreign_keys if each.name in key.fields]
    words = [
        "required" if each.required else "",
        f"one of {', '.join(each.enum)}" if each.enum else "",
        f"form {each.pattern}" if each.pattern else "",
        f"at least {each.minimum}" if each.minimum is not None else "",
        f"at most {each.maximum}" if each.maximum is not None else "",
        f"{each.decimals} decimals" if each.decimals is not None else "",
        *(f"in {' or '.join(one.resource for one in key.references)}" for key in keys),
    ]
    return "; ".join(word for word in words if word)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
