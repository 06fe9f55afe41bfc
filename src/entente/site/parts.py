"""Generated parts of pages, as Markdown that both renderers read: answers, facts, claims, tables, codebook."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from entente.report import pick, show
from entente.report.tables import Column, html_table, scroll_box
from entente.report.words import VERDICTS, known, number, verdict
from entente.site.card import card
from entente.site.forums.weak import explained, mark
from entente.site.material import Claim, Material
from entente.site.packed import pack_tables, packed_name
from entente.site.sources import sources_list

KINDS = {"csv": "CSV", "parquet": "Parquet"}
WORDS = {"ARAB_LEAGUE": "Arab League"}  # codes that stand in a table's description
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
        "tables": release_tables(material),
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


def answer(claim: Claim) -> str:
    """Write a claim's verdict badge and answer, in the verdict's colour."""
    return _html(show.answer(claim, claim.spec["margin"]).html)


def facts(claim: Claim, material: Material) -> str:
    """Write the margin column: what the answer rests on."""
    version = [str(material.release["version"])] if material.release else []
    return _html(show.facts(claim, version).html)


def chart(claim: Claim) -> str:
    """Write a claim's headline chart, or a sentence where there is no result."""
    if claim.estimates.empty:
        return "There is no result to draw yet.\n"
    found = show.held_up(claim, claim.spec["margin"], source=show.source_line(claim), id=f"{claim.id}-held-up")
    return _html(found.html)


def strip(material: Material) -> str:
    """Write the strip of claims, one cell each, marked and coloured by verdict, with a key and a list in words."""
    cells = "\n".join(_cell(entry, material) for entry in material.register)
    key = "\n".join(
        f'<li class="tone-{found.role}">{found.mark} <span class="key-words">{escape(found.words)}</span></li>'
        for found in VERDICTS.values()
    )
    listed = "\n".join(
        f"<li>{escape(entry['title'])}: {escape(_verdict(entry, material)[1])}</li>" for entry in material.register
    )
    return _html(
        f'<ol class="strip" aria-label="The claims, by verdict">\n{cells}\n</ol>\n'
        f'<ul class="key" aria-label="Marks">\n{key}\n</ul>\n'
        f'<details class="numbers"><summary>The claims as a list</summary>\n<ol>\n{listed}\n</ol>\n</details>'
    )


def release_tables(material: Material) -> str:
    """Write the tables of the newest release with their files, or say that there is none."""
    if material.release is None:
        return "No release has been published yet.\n"
    rows = "\n".join(_resource_row(resource) for resource in material.release.get("resources", []))
    names = (("Table", ""), ("File", ""), ("Rows", ' class="n"'), ("What it holds", ""))
    head = "".join(f'<th scope="col"{kind}>{name}</th>' for name, kind in names)
    table = f'<table class="figures"><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>'
    return _html(f"{scroll_box(table, 'Tables of the release')}\n{_descriptor(material.release)}")


def sources(material: Material) -> str:
    """Write the sources of the newest release, or say that they come with it."""
    return _html(sources_list(list(material.sources))) if material.sources else "The sources come with a release.\n"


def repository(material: Material) -> str:
    """Say where the repository is, as far as it knows its own address."""
    if material.repository:
        link = f'<a href="{escape(material.repository, quote=True)}">{escape(material.repository)}</a>'
        return _html(f"<p>The repository, with all that made these pages, is at {link}.</p>")
    return (
        "The repository that made these pages has no public address yet, so we can name none: to run it again, have a "
        "copy of it. What the pages name out of it is published beside them.\n"
    )


def codebook(material: Material) -> str:
    """Write the codebook: every column of every table, from the release's descriptor."""
    if material.release is None:
        return "The codebook comes with the first release.\n"
    weak = material.forums.weak if material.forums else frozenset()
    return "\n".join(
        _codebook_table(resource, weak if resource["name"] == "minilaterals" else frozenset())
        for resource in material.release.get("resources", [])
    )


def draft(material: Material) -> str:
    """Write the notice that a release without a deposit is a draft."""
    package = material.release or {}
    doi = package.get("doi") or package.get("id")
    if doi:
        return f"Cite release {package['version']} by its identifier: {doi}.\n"
    version = f"Release {package['version']}" if package else "The data"
    if package.get("released_on"):
        return (
            f"::: {{.draft}}\n{version} has not been deposited in a public archive and has no "
            "DOI: cite it by its version.\n:::\n"
        )
    return (
        f"::: {{.draft}}\n**Draft.** {version} is still being worked on: rows may change, it "
        "lies in no public archive and has no DOI. "
        "Do not cite it yet.\n:::\n"
    )


def _verdict(entry: dict[str, Any], material: Material) -> tuple[str, str]:
    claim = material.claims.get(str(entry.get("spec", "")))
    row = None if claim is None or claim.estimates.empty else pick.row(claim.estimates, "holding_up")
    if row is None:
        return "not_tested", f"{VERDICTS['not_tested'].mark} not tested ({entry.get('why', 'not measured yet')})"
    found = verdict(row["verdict"])
    why = str(row["reason"]) if found.role == "not_tested" and known(row["reason"]) else ""
    scope = f" ({'; '.join(part for part in (entry.get('scope', ''), why) if part)})"
    return str(row["verdict"]), f"{found.mark} {found.words}{scope}"


def _cell(entry: dict[str, Any], material: Material) -> str:
    name, words = _verdict(entry, material)
    found = verdict(name)
    label = escape(f"{entry['title']}: {words}", quote=True)
    inner = f'<span aria-hidden="true">{found.mark}</span><small>{escape(str(entry["number"]))}</small>'
    link = (
        f'<a href="{escape(entry["page"], quote=True)}" title="{label}" aria-label="{label}">{inner}</a>'
        if entry.get("page")
        else ""
    )
    return (
        f'<li class="tone-{found.role}">'
        + (link or f'<span class="cell-claim" role="img" title="{label}" aria-label="{label}">{inner}</span>')
        + "</li>"
    )


def _resource_row(resource: dict[str, Any]) -> str:
    path = str(resource.get("path", ""))
    rows = resource.get("rows", resource.get("rowCount"))
    size = f" ({_size(int(resource['bytes']))})" if resource.get("bytes") else ""
    link = f"../data/releases/{escape(path, quote=True)}"
    end = Path(path).suffix.lstrip(".")
    cells = (
        f'<th scope="row">{escape(str(resource.get("title", resource["name"])))}</th>',
        f'<td class="file"><a href="{link}" download>{escape(KINDS.get(end, end))}</a>{size}{_zipped(resource)}</td>',
        f'<td class="n">{number(rows) if rows is not None else "–"}</td>',
        f"<td>{escape(_in_words(str(resource.get('description', ''))))}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _zipped(resource: dict[str, Any]) -> str:
    """Write the link to a Parquet table's zipped CSV."""
    if not str(resource.get("path", "")).endswith(".parquet"):
        return ""
    return f'<br><a href="../{FOLDER}/{escape(packed_name(resource), quote=True)}" download>CSV, zipped</a>'


def _descriptor(release: dict[str, Any]) -> str:
    name = escape(f"datapackage-{release['version']}.json", quote=True)
    return (
        f'<p>The file <a href="../data/releases/{name}" download>{name}</a> describes all of them in the Frictionless '
        "format, which R, Python and other programs read.</p>"
    )


def _in_words(text: str) -> str:
    for code, words in WORDS.items():
        text = text.replace(code, words)
    return text


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
    return _html(f'<details class="numbers" id="codebook-{name}">{summary}\n{note}{box}</details>')


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


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"


def _html(text: str) -> str:
    return f"```{{=html}}\n{text}\n```\n"
