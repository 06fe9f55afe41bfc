"""The staged pages read by pandoc, as Quarto reads them: the words, headings, tables and links of the finished site."""

import json
import re
from pathlib import Path

import pypandoc
import pytest
import yaml
from lxml import html
from made_up_site import built

INCLUDE = re.compile(r"\{\{< include (\S+) >\}\}")
VARIABLE = re.compile(r"\{\{< var (\S+) >\}\}")
TOKEN = re.compile(r"\w+|[^\w\s]")
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
# What a renderer or the last step adds: the title, the line that print shows, folded code and its language.
ADDED = "header[@id='title-block-header'] | .//p[@class='printed'] | .//details[contains(@class, 'code-fold')]"
PROSE = ("about", "data", "methods", "minilaterals", "minilaterals-coding")
PAGES = ("index", *(f"notebooks/{name}" for name in PROSE), "notebooks/ring-fencing-trade")
KINDS = (
    "table", "tr", "th", "td", "li", "dt", "dd", "details", "summary", "figure", "img", "p", "pre", "h2", "h3", "h4",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_pandoc_reads_what_the_site_shows(page: str) -> None:
    theirs, ours = read_by_pandoc(page), rendered(page)
    assert count(theirs) == count(ours)
    assert ids(theirs) == ids(ours)
    assert words(theirs) == words(ours)


def read_by_pandoc(page: str) -> html.HtmlElement:
    staged = built().parent / "staged"
    variables = yaml.safe_load((staged / "_variables.yml").read_text(encoding="utf-8"))
    path = staged / f"{page}.qmd"
    text = (
        FRONT_MATTER.sub("", path.read_text(encoding="utf-8")) if path.exists() else cells(path.with_suffix(".ipynb"))
    )
    text = INCLUDE.sub(lambda found: (staged / found[1].lstrip("/")).read_text(encoding="utf-8"), text)
    text = VARIABLE.sub(lambda found: value_of(variables, found[1]), text)
    converted = pypandoc.convert_text(text, "html5", "markdown", extra_args=["--mathml", "--section-divs"])
    return html.fromstring(f"<main>{converted}</main>")


def cells(notebook: Path) -> str:
    """Write an executed notebook as Markdown: its prose, and the HTML of its outputs as it is."""
    found: list[str] = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            found.append("".join(cell["source"]))
        for output in cell.get("outputs", []):
            found.append("```{=html}\n" + "".join(output["data"]["text/html"]) + "\n```")
    return "\n\n".join(found)


def value_of(variables: dict[str, object], name: str) -> str:
    value: object = variables
    for part in name.split("."):
        assert isinstance(value, dict)
        value = value[part]
    return str(value)


def rendered(page: str) -> html.HtmlElement:
    main = html.fromstring((built() / f"{page}.html").read_text(encoding="utf-8")).xpath("//main")[0]
    for added in main.xpath(ADDED):
        added.drop_tree()
    return main


def words(page: html.HtmlElement) -> list[str]:
    for script in page.xpath(".//script | .//style"):
        script.drop_tree()
    return TOKEN.findall(" ".join(page.itertext()))  # the last step links parts of a word


def count(page: html.HtmlElement) -> dict[str, int]:
    return {kind: len(page.xpath(f".//{kind}")) for kind in KINDS}


def ids(page: html.HtmlElement) -> set[str]:
    """Return what links can lead to: ids of sections and of what is written as HTML; labels of cells are Quarto's."""
    return set(page.xpath(".//*[not(contains(concat(' ', @class, ' '), ' cell '))]/@id"))
