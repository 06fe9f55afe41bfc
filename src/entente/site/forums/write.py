"""Write every page and generated part on forums into a staged copy; same release, same bytes."""

from pathlib import Path

from entente.site.forums.coding import parts
from entente.site.forums.listing import facts, listing
from entente.site.forums.material import Forums
from entente.site.forums.page import page

FOLDER = "forums"  # generated, ignored by git


def write_forums(all_of: Forums | None, folder: Path, generated: str) -> list[Path]:
    """Write `forums/<id>.qmd` and the parts that the list and the coding page include; return what was written."""
    texts = {folder / generated / f"{name}.md": text for name, text in parts(all_of).items()}
    texts[folder / generated / "forums-list.md"] = listing(all_of)
    texts[folder / generated / "forums-facts.md"] = facts(all_of)
    if all_of is not None:
        texts |= {folder / FOLDER / f"{forum.id}.qmd": page(forum, all_of) for forum in all_of.forums}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return sorted(texts)
