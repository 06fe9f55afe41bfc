"""The search index: each forum by its name, its other names and its summary, for either renderer's own search."""

import json
from pathlib import Path
from typing import Any


def forum_entries(forums: list[dict[str, str]]) -> list[dict[str, str]]:
    """Write the entries of forums, sorted by address.

    Parameters
    ----------
    forums : list of dict
        Rows of the table `minilaterals` as text: `minilateral_id`, `name`, `alt_names` (parted by ";"), `summary`.
    """
    return [
        {
            "objectID": address,
            "href": address,
            "title": row["name"],
            "section": f"Also: {row['alt_names'].replace(';', ', ')}" if row["alt_names"] else "",
            "text": row["summary"],
        }
        for row in sorted(forums, key=lambda row: row["minilateral_id"])
        for address in [f"forums/{row['minilateral_id']}.html"]
    ]


def add_entries(index: Path, entries: list[dict[str, str]]) -> None:
    """Add entries to a rendered site's `search.json`, in place of what the renderer wrote of the same pages.

    A site that has no index is left without one; an entry whose page was not rendered is left out.
    """
    if not index.exists():
        return
    kept = [each for each in entries if (index.parent / each["href"]).is_file()]
    ours = {each["href"] for each in kept}
    found: list[dict[str, Any]] = json.loads(index.read_text(encoding="utf-8"))
    found = [each for each in found if str(each.get("href", "")).partition("#")[0] not in ours]
    index.write_text(json.dumps([*found, *kept], ensure_ascii=False), encoding="utf-8", newline="\n")


def write_script(index: Path, script: Path) -> None:
    """Write the index once more as a script: pages opened as files may load one, but may not fetch."""
    if index.exists():
        text = index.read_text(encoding="utf-8")
        script.write_text(f"window.ententeSearch = {text.strip()};\n", encoding="utf-8", newline="\n")
