"""The search index: pages by their sections, forums by their names, for either renderer's own search."""

import json
from pathlib import Path
from typing import Any

from entente.site.sections import sections


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


def page_entries(page: str, address: str) -> list[dict[str, str]]:
    """Write the entries of a rendered page, one for each section, as both renderers' searches read them.

    Parameters
    ----------
    page : str
        Its HTML. The renderers' own index holds the code of notebooks, and no word of tables and answers.
    address : str
        Where it lies in the site.
    """
    title, found = sections(page)
    return [
        {"objectID": href, "href": href, "title": title, "section": each.title, "text": each.text}
        for each in found
        for href in [f"{address}#{each.anchor}" if each.anchor else address]
    ]


def write_index(index: Path, forums: list[dict[str, str]]) -> None:
    """Write a rendered site's `search.json` anew: the pages that the renderer put into it, then the forums.

    A site that has no index is left without one; a forum whose page was not rendered is left out.

    Parameters
    ----------
    index : Path
        The renderer's index; the pages lie beside it.
    forums : list of dict
        Entries of `forum_entries`, in place of their pages' sections.
    """
    if not index.exists():
        return
    kept = [each for each in forums if (index.parent / each["href"]).is_file()]
    ours = {each["href"] for each in kept}
    listed: list[dict[str, Any]] = json.loads(index.read_text(encoding="utf-8"))
    pages = dict.fromkeys(str(each.get("href", "")).partition("#")[0] for each in listed)
    found = [
        entry
        for page in pages
        if page not in ours and (index.parent / page).is_file()
        for entry in page_entries((index.parent / page).read_text(encoding="utf-8"), page)
    ]
    index.write_text(json.dumps([*found, *kept], ensure_ascii=False), encoding="utf-8", newline="\n")


def write_script(index: Path, script: Path) -> None:
    """Write the index once more as a script: pages opened as files may load one, but may not fetch."""
    if index.exists():
        text = index.read_text(encoding="utf-8")
        script.write_text(f"window.ententeSearch = {text.strip()};\n", encoding="utf-8", newline="\n")
