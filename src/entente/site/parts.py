"""Generated parts of pages, as Markdown that both renderers read: which there are, and writing them."""

from pathlib import Path

from entente.site.card import card
from entente.site.claim_parts import answer, chart, facts, strip
from entente.site.codebook import codebook
from entente.site.data_parts import draft, release_tables, repository, sources
from entente.site.material import Material
from entente.site.packed import pack_tables

FOLDER = "_generated"  # in the staged copy and, for Quarto alone, in the repository; it ignores itself


def write_parts(material: Material, folder: Path) -> list[Path]:
    """Write every generated part into `folder/_generated`; same material, same bytes."""
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    (target / ".gitignore").write_text("*\n", encoding="utf-8")
    written = []
    for name, text in parts(material).items():
        path = target / f"{name}.md"
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    written.append(target / "card.png")
    written[-1].write_bytes(card(material))
    if material.release and material.releases:
        written += pack_tables(material.release.get("resources", []), material.releases, target)
    return written


def parts(material: Material) -> dict[str, str]:
    """Make every generated part by name."""
    found = {
        "strip": strip(material),
        "tables": release_tables(material, FOLDER),
        "codebook": codebook(material),
        "draft": draft(material),
        "sources": sources(material),
        "repository": repository(material),
    }
    for claim in material.claims.values():
        found |= {
            f"answer-{claim.id}": answer(claim),
            f"facts-{claim.id}": facts(claim, material),
            f"chart-{claim.id}": chart(claim),
        }
    return found
