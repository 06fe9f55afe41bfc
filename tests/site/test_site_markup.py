"""Mends to rendered markup, as either renderer writes it: tables, the colour switch, print, links to files, search."""

import json
from pathlib import Path

from entente.site.markup import DENSE, add_printed, mend_switch, mend_tables
from entente.site.published import link_files, listed, publish_files
from entente.site.search import forum_entries, page_entries, write_index

HEADS = ["Name", "Why &amp; how", 'Date <small class="weak">(<a href="#x">weak</a>)</small>', "Rows"]


def made_table(heads: list[str], rows: list[list[str]], *, start: str = '<table class="figures">') -> str:
    top = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f'<td class="n">{cell}</td>' for cell in row[1:]) + "</tr>"
        for row in rows
    )
    return f"{start}<caption>Held</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def test_cells_carry_their_headings_and_roles() -> None:
    made = mend_tables(made_table(HEADS, [["a", "b", "<a href='#'>c</a>", "long " * 20]]))
    assert '<table class="figures stack" role="table">' in made
    assert '<td class="n" role="cell" data-label="Why &amp; how">b' in made
    assert '<td class="n" role="cell" data-label="Date"><a' in made  # the mark of a weak variable is no part of a label
    assert 'data-label="Rows" data-long>' in made
    assert '<th scope="row" role="rowheader">a' in made
    assert made.count('role="columnheader"') == 4
    assert made.count('role="row"') == 2
    assert made.count('role="rowgroup"') == 2
    assert "<caption><span>Held</span></caption>" in made


def test_wide_and_long_tables_say_so() -> None:
    assert 'class="figures stack wide"' in mend_tables(made_table(["x"] * 7, [["1"] * 7]))
    assert 'class="figures stack dense"' in mend_tables(made_table(["x"] * 4, [["1"] * 4] * DENSE))
    assert 'class="stack"' in mend_tables(made_table(["x"] * 4, [["1"] * 4], start="<table>"))


def test_small_and_joined_tables_are_left_alone() -> None:
    small = made_table(["x"] * 3, [["1"] * 3])
    joined = made_table(["x"] * 4, [["1"] * 4]).replace('class="n"', 'colspan="2"', 1)
    uneven = made_table(["x"] * 4, [["1"] * 4, ["1"] * 3])
    assert all("data-label" not in mend_tables(each) for each in (small, joined, uneven))
    assert mend_tables("<p>no table</p>") == "<p>no table</p>"


def test_the_switch_of_both_renderers_becomes_a_button() -> None:
    small = (
        '<a class="quarto-color-scheme-toggle nav-link" href="" title="Toggle" onclick="f(); return false;"><i></i></a>'
    )
    quarto = (
        '<a href="" class="quarto-color-scheme-toggle px-1" onclick="g(); return false;" title="Toggle"><i></i></a>'
    )
    for page, call in ((small, "f()"), (quarto, "g()")):
        made = mend_switch(f"<a href='x'>y</a>{page}")
        assert made.startswith('<a href=\'x\'>y</a><button type="button" class="quarto-color-scheme-toggle')
        assert f'onclick="{call}; return false;"' in made
        assert 'href=""' not in made
        assert '<span class="to-dark">Dark</span><span class="to-light">Light</span></button>' in made


def test_print_names_the_page_and_the_data() -> None:
    page = '<main class="content"><h1 class="title">Trade <em>&amp;</em> more</h1></main>'
    said = '<p class="printed">Entente: Trade &amp; more. Data version 9.9.9.</p>'
    assert add_printed(page, "9.9.9") == page.replace("<h1", f"{said}<h1")
    assert "Data version" not in add_printed(page, "")
    assert "Entente: Is it? Data" in add_printed('<main><h1 class="title">Is it?</h1></main>', "9.9.9")
    assert add_printed("<main></main>", "9.9.9") == "<main></main>"


PATHS = ["data/curated/decisions.md", "data/a/same.csv", "data/b/same.csv"]


def test_files_are_linked_where_a_page_names_them() -> None:
    link = '<a href="../data/curated/decisions.md">'
    assert link_files("<code>decisions.md</code>", PATHS, "../") == f"<code>{link}decisions.md</a></code>"
    assert link_files("<td>See data/curated/decisions.md.</td>", PATHS, "../") == (
        f"<td>See {link}data/curated/decisions.md</a>.</td>"
    )


def test_nothing_else_is_linked() -> None:
    for text in (
        '<a href="x"><code>decisions.md</code></a>',
        "<code>same.csv</code>",  # two files have this name
        "<code>entente why decisions.md</code>",
        "<p>decisions.md</p>",
        "<script>x = 'data/curated/decisions.md'</script>",
        "<p>old/data/curated/decisions.md and data/curated/decisions.mdx</p>",
        '<img alt="data/curated/decisions.md">',
    ):
        assert link_files(text, PATHS, "") == text
    assert link_files("<p>x</p>", [], "") == "<p>x</p>"


def test_named_files_are_published_at_their_paths(tmp_path: Path) -> None:
    root, site = tmp_path / "root", tmp_path / "site"
    (root / "data" / "curated" / "minilaterals").mkdir(parents=True)
    for name in ("decisions.md", "minilaterals/searched.md", "minilaterals/candidates.csv", "minilaterals/other.csv"):
        (root / "data" / "curated" / name).write_text(name, encoding="utf-8")
    publish_files(root, site)
    published = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    assert published == listed(root)
    assert published == [
        "data/curated/decisions.md",
        "data/curated/minilaterals/candidates.csv",
        "data/curated/minilaterals/searched.md",
    ]


def test_search_knows_forums_by_all_their_names(tmp_path: Path) -> None:
    row = {"minilateral_id": "quad", "name": "Quad", "alt_names": "Quad 2.0;Four", "summary": "Four states meet."}
    bare = {"minilateral_id": "a", "name": "A", "alt_names": "", "summary": ""}
    (tmp_path / "forums").mkdir()
    for page in ("index", "forums/quad", "forums/a"):
        (tmp_path / f"{page}.html").write_text("<main><h1 class='title'>I</h1><p>It.</p></main>", encoding="utf-8")
    index = tmp_path / "search.json"
    listed = [{"href": href} for href in ("index.html", "forums/quad.html#members", "gone.html")]
    index.write_text(json.dumps(listed), encoding="utf-8")
    gone = {**bare, "minilateral_id": "not-rendered"}
    write_index(index, forum_entries([row, bare, gone]))
    found = json.loads(index.read_text(encoding="utf-8"))
    assert [each["href"] for each in found] == ["index.html", "forums/a.html", "forums/quad.html"]
    assert found[2] == {
        "objectID": "forums/quad.html",
        "href": "forums/quad.html",
        "title": "Quad",
        "section": "Also: Quad 2.0, Four",
        "text": "Four states meet.",
    }
    write_index(tmp_path / "none.json", [])
    assert not (tmp_path / "none.json").exists()


CODE = '<details class="code-fold"><summary>Code</summary><div class="sourceCode"><pre>show.it()</pre></div></details>'
PAGE = f"""<body><nav>Menu</nav><main><p class="printed">Printed</p>
<h1 class="title">A <em>page</em></h1><p>Opening<br>line.</p>
<section id="one" class="level2"><h2>Part &amp; one</h2>{CODE}<div><p>Run <code>make site</code>.</p></div>
<script>var hidden;</script><table><caption>Held</caption><tr><th>Name</th><td>4<b>5</b></td></tr></table></section>
<h3 id="two">Two</h3><pre>print(1)</pre><h3 data-anchor-id="three">Three</h3></main><footer>Foot</footer></body>"""


def test_search_holds_prose_and_words_of_tables_but_no_code() -> None:
    entries = page_entries(PAGE, "a/b.html")
    assert [(each["href"], each["section"], each["text"]) for each in entries] == [
        ("a/b.html", "", "Opening line."),
        ("a/b.html#one", "Part & one", "Run make site. Held Name 45"),
        ("a/b.html#two", "Two", ""),
        ("a/b.html#three", "Three", ""),
    ]
    assert {each["title"] for each in entries} == {"A page"}
    assert all(each["objectID"] == each["href"] for each in entries)
