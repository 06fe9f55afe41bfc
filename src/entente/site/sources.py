"""The sources of a release, as the data page lists them: version, what we may publish, terms, address, citation."""

import re
from html import escape

USES = {
    "rows": "Its rows",
    "derived": "Only figures that our rules derived",
    "ask": "Derived figures; its owners are to be asked before a public deposit",
    "checks": "Nothing: used for checks alone",
}
USERS = "local"  # a user's own rows are a source of no release


def sources_list(sources: list[dict[str, str]]) -> str:
    """Write the sources as a list: their terms are prose, too long for the cells of a table.

    Parameters
    ----------
    sources : list of dict
        Rows of the table `sources` as text; a user's own rows are left out, since no release holds them.
    """
    listed = sorted((row for row in sources if row["source_id"] != USERS), key=lambda row: row["title"].casefold())
    items = "\n".join(_item(row) for row in listed)
    return f'<dl class="sources">\n{items}\n</dl>'


def _item(row: dict[str, str]) -> str:
    title = escape(row["title"])
    named = f'<a href="{escape(row["url"], quote=True)}">{title}</a>' if row["url"] else title
    version = f" <small>{escape(_version(row['version']))}</small>" if row["version"] else ""
    said = {
        "We publish": USES.get(row["release_use"], row["release_use"]),
        "Terms": row["terms"],
        "Cite": row["citation"],
    }
    lines = "".join(f"<dd><b>{name}</b> {_coded(text)}</dd>" for name, text in said.items() if text)
    return f'<div id="source-{escape(row["source_id"], quote=True)}"><dt>{named}{version}</dt>{lines}</div>'


def _coded(text: str) -> str:
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _version(version: str) -> str:
    """Write a version: "of 2026-04-17" for a day, "Release 4" as it is, else "version 4.0"."""
    if not version[0].isdigit():
        return version
    return f"of {version}" if version.count("-") == 2 else f"version {version}"
