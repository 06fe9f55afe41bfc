"""After rendering: assets, charts' files beside the pages, notices, mends, and no load from elsewhere."""

import base64
import hashlib
import json
import re
import shutil
from importlib.resources import files
from pathlib import Path

import vl_convert

from entente.report.theme import css_variables, night
from entente.site import assets
from entente.site.markup import add_printed, mend_switch, mend_tables
from entente.site.material import local_rows, newest_release, table_rows
from entente.site.offline import make_offline
from entente.site.published import link_files, listed, publish_files
from entente.site.search import forum_entries, write_index, write_script

SNIPPET = "globalThis.ententeVega = {vegaEmbed, vega, vegaLite};"
DATA_URI = re.compile(r'data:(image/svg\+xml|text/csv)[^"\s]*?;base64,([A-Za-z0-9+/=]+)')
SUFFIX = {"image/svg+xml": "svg", "text/csv": "csv"}
ROBOTS = "User-agent: *\nAllow: /\n"


def finish(site: Path, root: Path | None = None) -> None:
    """Make a rendered site complete and self-contained.

    Parameters
    ----------
    site : Path
        The rendered site, changed in place.
    root : Path, optional
        The repository: every page names its local rows and the version of its data, search knows its forums, and
        the files that pages name are published. Nothing of these unless stated.

    Raises
    ------
    ExternalLoad
        If anything would still be fetched from elsewhere.
    """
    write_assets(site)
    local, version, names = (local_rows(root), _version(root), listed(root)) if root else ({}, "", [])
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        up = "../" * (len(page.relative_to(site).parts) - 1)
        text = put_beside(text, site, up)
        text = mend_switch(mend_tables(link_files(text, names, up)))
        text = add_head(text, up)
        text = add_printed(add_notice(text, local), version)
        page.write_text(_base(text) if page.name == "404.html" else text, encoding="utf-8", newline="\n")
    _drop_404(site / "sitemap.xml")
    if root:
        publish_files(root, site)
    write_index(site / "search.json", forum_entries(table_rows(root, "minilaterals")) if root else [])
    write_script(site / "search.json", site / "assets" / "search.js")
    (site / ".nojekyll").touch()
    (site / "robots.txt").write_text(ROBOTS, encoding="utf-8")
    make_offline(site)


def write_assets(site: Path) -> None:
    """Write the style sheet, the chart script, the mark, and the one Vega bundle."""
    folder = site / "assets"
    folder.mkdir(parents=True, exist_ok=True)
    own = files(assets)
    style = (own / "entente.css").read_text(encoding="utf-8")
    (folder / "entente.css").write_text(css_variables() + style, encoding="utf-8", newline="\n")
    script = (own / "charts.js").read_text(encoding="utf-8")
    colours = f"window.ententeNight = {json.dumps(night(), sort_keys=True)};\n"
    (folder / "charts.js").write_text(colours + script, encoding="utf-8", newline="\n")
    for name in ("mark.svg", "page.js"):
        (folder / name).write_text((own / name).read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    (folder / "vega.js").write_text(str(vl_convert.javascript_bundle(SNIPPET)), encoding="utf-8", newline="\n")


def put_beside(text: str, site: Path, up: str) -> str:
    """Write the images and tables that stand inside a page into files beside it, and link them."""

    def move(found: re.Match[str]) -> str:
        content = base64.b64decode(found[2])
        name = f"{hashlib.sha256(content).hexdigest()[:12]}.{SUFFIX[found[1]]}"
        target = site / "figures" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return f"{up}figures/{name}"

    return DATA_URI.sub(move, text)


def add_head(text: str, up: str) -> str:
    """Link the style sheet on every page, and the chart scripts on pages with charts."""
    parts = [
        "<script>document.documentElement.classList.add('js')</script>",
        f'<link rel="icon" href="{up}assets/mark.svg" type="image/svg+xml">',
        f'<link rel="stylesheet" href="{up}assets/entente.css">',
        f'<script src="{up}assets/page.js"></script>',
    ]
    if 'class="chart-spec"' in text:
        parts += [
            f'<script src="{up}assets/vega.js" defer></script>',
            f'<script src="{up}assets/charts.js" defer></script>',
        ]
    text = text.replace("</head>", "\n".join(parts) + "\n</head>", 1)
    skip = '<a class="skip" href="#quarto-document-content">Skip to the text</a>'
    return re.sub(r"(<body\b[^>]*>)", rf"\1{skip}", text, count=1)


def add_notice(text: str, local: dict[str, int]) -> str:
    """Name a user's own rows at the top of a page."""
    if not local:
        return text
    named = ", ".join(f"{name} ({rows} row{'' if rows == 1 else 's'})" for name, rows in sorted(local.items()))
    notice = (
        '<div class="notice" role="note"><p><strong>With local rows.</strong> '
        f"This copy adds rows that are in no published release: {named}.</p></div>"
    )
    return re.sub(r"(<main\b[^>]*>)", rf"\1{notice}", text, count=1)


def publish(rendered: Path, out: Path) -> None:
    """Put a finished site where it is wanted; what was there stays whole until the new one is all beside it."""
    beside, old = (out.with_name(f"{out.name}.{what}") for what in ("part", "old"))
    for left in (beside, old):  # by a run that was stopped
        shutil.rmtree(left, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copytree(rendered, beside)
        if out.exists():
            out.rename(old)
        beside.rename(out)
    except BaseException:
        if old.exists() and not out.exists():
            old.rename(out)
        raise
    finally:
        for left in (beside, old):
            shutil.rmtree(left, ignore_errors=True)


def _version(root: Path) -> str:
    return str((newest_release(root) or {}).get("version", ""))


def _base(text: str) -> str:
    """Let 404.html find its files from any depth."""
    return text if "<base" in text else text.replace("<head>", '<head><base href="/">', 1)


def _drop_404(sitemap: Path) -> None:
    if sitemap.exists():
        text = sitemap.read_text(encoding="utf-8")
        sitemap.write_text(
            re.sub(r"\s*<url>(?:(?!</url>).)*/404\.html.*?</url>", "", text, flags=re.DOTALL),
            encoding="utf-8",
            newline="\n",
        )
