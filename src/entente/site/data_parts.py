"""Parts on the data: the release's tables and files, whether it is a draft, its sources, where the repository is."""

from html import escape
from pathlib import Path
from typing import Any

from entente.report.tables import scroll_box
from entente.report.words import number
from entente.site.forums.words import html
from entente.site.material import Material
from entente.site.packed import packed_name
from entente.site.sources import sources_list

KINDS = {"csv": "CSV", "parquet": "Parquet"}
WORDS = {"ARAB_LEAGUE": "Arab League"}  # codes that stand in a table's description


def release_tables(material: Material, generated: str) -> str:
    """Write the tables of the newest release with their files, or say that there is none.

    Parameters
    ----------
    material : Material
        What the pages are about.
    generated : str
        The folder of generated parts, in which the zipped files lie.
    """
    if material.release is None:
        return "No release has been published yet.\n"
    rows = "\n".join(_resource_row(resource, generated) for resource in material.release.get("resources", []))
    names = (("Table", ""), ("File", ""), ("Rows", ' class="n"'), ("What it holds", ""))
    head = "".join(f'<th scope="col"{kind}>{name}</th>' for name, kind in names)
    table = f'<table class="figures"><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>'
    return html(f"{scroll_box(table, 'Tables of the release')}\n{_descriptor(material.release)}")


def sources(material: Material) -> str:
    """Write the sources of the newest release, or say that they come with it."""
    return html(sources_list(list(material.sources))) if material.sources else "The sources come with a release.\n"


def repository(material: Material) -> str:
    """Say where the repository is, as far as it knows its own address."""
    if material.repository:
        link = f'<a href="{escape(material.repository, quote=True)}">{escape(material.repository)}</a>'
        return html(f"<p>The repository, with all that made these pages, is at {link}.</p>")
    return (
        "The repository that made these pages has no public address yet, so we can name none: to run it again, have a "
        "copy of it. What the pages name out of it is published beside them.\n"
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


def _resource_row(resource: dict[str, Any], generated: str) -> str:
    path = str(resource.get("path", ""))
    rows = resource.get("rows", resource.get("rowCount"))
    size = f" ({_size(int(resource['bytes']))})" if resource.get("bytes") else ""
    link = f"../data/releases/{escape(path, quote=True)}"
    end = Path(path).suffix.lstrip(".")
    zipped = _zipped(resource, generated)
    cells = (
        f'<th scope="row">{escape(str(resource.get("title", resource["name"])))}</th>',
        f'<td class="file"><a href="{link}" download>{escape(KINDS.get(end, end))}</a>{size}{zipped}</td>',
        f'<td class="n">{number(rows) if rows is not None else "–"}</td>',
        f"<td>{escape(_in_words(str(resource.get('description', ''))))}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _zipped(resource: dict[str, Any], generated: str) -> str:
    """Write the link to a Parquet table's zipped CSV."""
    if not str(resource.get("path", "")).endswith(".parquet"):
        return ""
    return f'<br><a href="../{generated}/{escape(packed_name(resource), quote=True)}" download>CSV, zipped</a>'


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


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"
