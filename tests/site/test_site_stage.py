import hashlib
import json
import os
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest
import yaml
from made_up_site import CLAIM, make_project

from entente.errors import BadSpec, BrokenPage
from entente.site.execute import execute_notebook, settle
from entente.site.finish import add_head, add_notice, finish, publish, put_beside
from entente.site.material import local_rows, newest_release, read_material, results_folder
from entente.site.render import render
from entente.site.stage import EPOCH, fix_times, stage_sources
from entente.site.variables import page_variables


def fingerprint(folder: Path) -> dict[str, tuple[str, float]]:
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_staged_sources_are_the_same_twice(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (tmp_path / "project").touch()
    stage_sources(project, tmp_path / "a")
    os.utime(project / "index.qmd", (1, 1))
    stage_sources(project, tmp_path / "b")
    assert fingerprint(tmp_path / "a") == fingerprint(tmp_path / "b")
    assert {time for _, time in fingerprint(tmp_path / "a").values()} == {EPOCH}


def test_staged_copy_executes_nothing_and_runs_no_script(tmp_path: Path) -> None:
    stage_sources(make_project(tmp_path / "project"), tmp_path / "staged")
    config = yaml.safe_load((tmp_path / "staged" / "_quarto.yml").read_text(encoding="utf-8"))
    assert config["execute"]["enabled"] is False
    assert not {"pre-render", "post-render"} & set(config["project"])


def test_staging_empties_the_folder(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    stage_sources(project, tmp_path / "staged")
    (tmp_path / "staged" / "old.qmd").write_text("old", encoding="utf-8")
    stage_sources(project, tmp_path / "staged")
    assert not (tmp_path / "staged" / "old.qmd").exists()


def test_numbers_of_the_front_page_come_from_results(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    results = project / "analysis" / "results" / f"{CLAIM}.csv"
    results.write_text(results.read_text(encoding="utf-8").replace("supported,", "contradicted,", 1), encoding="utf-8")
    stage_sources(project, tmp_path / "staged")
    variables = yaml.safe_load((tmp_path / "staged" / "_variables.yml").read_text(encoding="utf-8"))
    assert variables["ring_fencing_trade"]["headline"]["verdict"] == "contradicted"


def test_not_tested_is_explained_where_a_test_did_not_count(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    results = project / "analysis" / "results" / f"{CLAIM}.csv"
    assert page_variables(read_material(project))["register"]["note"] == ""
    frame = pd.read_csv(results)
    judged = frame["verdict"].notna()
    frame["reason"] = frame["reason"].astype(object)
    frame.loc[judged, ["verdict", "reason"]] = ["not_tested", "design blind: it did not pass its assay"]
    frame.to_csv(results, index=False)
    assert "“Not tested” also stands" in page_variables(read_material(project))["register"]["note"]


def test_pages_without_results_say_so_and_still_render(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    for path in (project / "analysis" / "results").glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    stage_sources(project, tmp_path / "staged")
    rendered = render(tmp_path / "staged", using="smalldocs")
    text = (rendered / "index.html").read_text(encoding="utf-8")
    assert "There is no result yet" in text
    assert "not tested" in text


def test_a_broken_link_stops_the_build(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    with (project / "index.qmd").open("a", encoding="utf-8") as page:
        page.write("\n[gone](notebooks/gone.qmd)\n")
    stage_sources(project, tmp_path / "staged")
    with pytest.raises(BrokenPage, match="broken link"):
        render(tmp_path / "staged", using="smalldocs")


def test_a_missing_variable_stops_the_build(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    with (project / "index.qmd").open("a", encoding="utf-8") as page:
        page.write("\n{{< var ring_fencing_trade.no_such >}}\n")
    with pytest.raises(BrokenPage, match="no_such"):
        stage_sources(project, tmp_path / "staged")


def test_local_rows_are_named_on_every_page(tmp_path: Path) -> None:
    (tmp_path / "data" / "local").mkdir(parents=True)
    (tmp_path / "data" / "local" / "divergences.csv").write_text("divergence_id\nx1\n", encoding="utf-8")
    (tmp_path / "data" / "local" / "issues.csv").write_text("issue_id\n", encoding="utf-8")
    assert local_rows(tmp_path) == {"divergences": 1}
    assert results_folder(tmp_path) == tmp_path / ".entente" / "local" / "results"
    noted = add_notice("<main class='content'><h1>x</h1></main>", local_rows(tmp_path))
    assert noted.startswith("<main class='content'><div class=\"notice\"")
    assert "divergences (1 row)" in noted
    assert add_notice("<main></main>", {}) == "<main></main>"


def test_pages_name_no_rows_that_they_do_not_read(tmp_path: Path) -> None:
    (tmp_path / "data" / "local").mkdir(parents=True)
    for name in ("minilaterals.csv", "._divergences.csv"):
        (tmp_path / "data" / "local" / name).write_text("minilateral_id\nx1\n", encoding="utf-8")
    assert local_rows(tmp_path) == {}
    assert results_folder(tmp_path) == tmp_path / "analysis" / "results"


def test_a_spec_that_is_no_toml_is_named(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "analysis" / "register.toml").write_text("[[claim\n", encoding="utf-8")
    with pytest.raises(BadSpec, match=r"register\.toml"):
        read_material(project)


def test_newest_release_is_by_number_not_by_letter(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "releases"
    folder.mkdir(parents=True)
    for version in ("0.9.0", "0.10.0", "0.10.0-rc1", "0.11.0-rc1"):
        (folder / f"datapackage-{version}.json").write_text(f'{{"version": "{version}"}}', encoding="utf-8")
    assert newest_release(tmp_path) == {"version": "0.10.0"}
    assert newest_release(tmp_path / "nowhere") is None


def notebook(*sources: str) -> nbformat.NotebookNode:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])  # type: ignore[no-untyped-call]
    assert isinstance(made, nbformat.NotebookNode)
    return made


def test_executing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "n.ipynb"
    source.write_text(nbformat.writes(notebook("1 + 1", "print('x')")), encoding="utf-8")  # type: ignore[no-untyped-call]
    made = [execute_notebook(source, tmp_path / f"{name}.ipynb", root=tmp_path).read_bytes() for name in "ab"]
    assert made[0] == made[1]
    assert b'"2"' in made[0]
    assert b"execution" not in made[0].replace(b"execution_count", b"")


def test_a_failing_cell_names_the_page_and_shows_its_error(tmp_path: Path) -> None:
    source = tmp_path / "n.ipynb"
    source.write_text(nbformat.writes(notebook("1 / 0")), encoding="utf-8")  # type: ignore[no-untyped-call]
    with pytest.raises(BrokenPage, match=r"(?s)n\.ipynb.*ZeroDivisionError: division by zero") as stopped:
        execute_notebook(source, tmp_path / "out.ipynb", root=tmp_path)
    assert "\x1b" not in str(stopped.value)  # colours of a terminal
    assert not (tmp_path / "out.ipynb").exists()


def test_settling_gives_cells_ids_by_their_place() -> None:
    made = settle(notebook("1", "2"))
    assert [cell.id for cell in made.cells] == ["cell-0", "cell-1"]


def test_images_and_tables_stand_beside_the_page(tmp_path: Path) -> None:
    page = '<img src="data:image/svg+xml;base64,PHN2Zy8+"><a href="data:text/csv;charset=utf-8;base64,YSxiCg==">'
    made = put_beside(page, tmp_path, "../")
    assert "data:" not in made
    assert '<img src="../figures/' in made
    assert sorted(path.read_text(encoding="utf-8") for path in (tmp_path / "figures").iterdir()) == ["<svg/>", "a,b\n"]


def test_chart_scripts_go_only_where_there_are_charts() -> None:
    plain, charted = (add_head(f"<head></head><body>{body}", "") for body in ("", '<script class="chart-spec">'))
    assert "vega.js" not in plain
    assert "vega.js" in charted
    assert all("assets/entente.css" in page and 'class="skip"' in page for page in (plain, charted))


def test_finish_mends_404_and_the_sitemap(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("<html><head></head><body></body></html>", encoding="utf-8")
    urls = "".join(f"  <url>\n    <loc>https://e.org/{name}.html</loc>\n  </url>\n" for name in ("a", "404"))
    (tmp_path / "sitemap.xml").write_text(f"<urlset>\n{urls}</urlset>\n", encoding="utf-8")
    finish(tmp_path)
    assert '<base href="/">' in (tmp_path / "404.html").read_text(encoding="utf-8")
    sitemap = (tmp_path / "sitemap.xml").read_text(encoding="utf-8")
    assert "/a.html" in sitemap
    assert "404" not in sitemap
    assert (tmp_path / "robots.txt").exists()
    assert (tmp_path / "assets" / "vega.js").stat().st_size > 500_000


def test_finish_knows_the_repository(tmp_path: Path) -> None:
    root, site = tmp_path / "root", tmp_path / "site"
    (root / "data" / "curated").mkdir(parents=True)
    (root / "data" / "curated" / "decisions.md").write_text("why", encoding="utf-8")
    tables = root / "data" / "releases" / "tables"
    tables.mkdir(parents=True)
    (tables / "m.csv").write_text("minilateral_id,name,alt_names,summary\nquad,Quad,,Four\n", encoding="utf-8")
    package = {"version": "9.9.9", "resources": [{"name": "minilaterals", "path": "tables/m.csv"}]}
    (root / "data" / "releases" / "datapackage-9.9.9.json").write_text(json.dumps(package), encoding="utf-8")
    (site / "forums").mkdir(parents=True)
    (site / "search.json").write_text("[]", encoding="utf-8")
    page = '<head></head><body><main><h1 class="title">Quad</h1><code>decisions.md</code></main></body>'
    (site / "forums" / "quad.html").write_text(page, encoding="utf-8")
    finish(site, root)
    text = (site / "forums" / "quad.html").read_text(encoding="utf-8")
    assert "Data version 9.9.9" in text
    assert '<a href="../data/curated/decisions.md">' in text
    assert (site / "data" / "curated" / "decisions.md").is_file()
    index = (site / "search.json").read_text(encoding="utf-8")
    assert json.loads(index)[0]["title"] == "Quad"
    assert (site / "assets" / "search.js").read_text(encoding="utf-8") == f"window.ententeSearch = {index};\n"


def test_times_are_fixed(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x", encoding="utf-8")
    fix_times(tmp_path)
    assert (tmp_path / "x").stat().st_mtime == EPOCH


def test_a_site_whose_publishing_is_stopped_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("new", "out"):
        (tmp_path / name).mkdir()
        for page in ("index.html", "other.html"):
            (tmp_path / name / page).write_text(name, encoding="utf-8")
    before, whole = fingerprint(tmp_path / "out"), shutil.copytree

    def stopped(rendered: Path, out: Path) -> None:
        whole(rendered, out, ignore=shutil.ignore_patterns("other.html"))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("entente.site.finish.shutil.copytree", stopped)
        with pytest.raises(KeyboardInterrupt):
            publish(tmp_path / "new", tmp_path / "out")
    assert fingerprint(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "out"]
    publish(tmp_path / "new", tmp_path / "out")
    assert {path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir()} == {"new"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "out"]
