"""Small text files of the repository that pages name: published beside the pages, and linked where they are named."""

import re
import shutil
from pathlib import Path

# Specs and results are published by the renderers (`resources`); these are not, since renderers take .md for pages.
PUBLISHED = (
    "CITATION.cff",
    "data/curated/*.md",
    "data/curated/minilaterals/*.md",
    "data/curated/minilaterals/candidates.csv",
)
LINKABLE = (*PUBLISHED, "analysis/specs/*.toml")
PART = re.compile(r"(<!--.*?-->|<[^>]+>)", re.DOTALL)
SHUT = ("a", "script", "style", "head", "button", "summary")  # where no link may stand


def publish_files(root: Path, site: Path) -> None:
    """Copy the files that pages name into a rendered site, at their paths in the repository."""
    for path in listed(root, PUBLISHED):
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / path, site / path)


def listed(root: Path, patterns: tuple[str, ...] = LINKABLE) -> list[str]:
    """List the published files, relative to the repository, sorted."""
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    return sorted(path.relative_to(root).as_posix() for path in found)


def link_files(text: str, paths: list[str], up: str) -> str:
    """Link each published file where a page names it.

    Parameters
    ----------
    text : str
        A page.
    paths : list of str
        The files, relative to the site.
    up : str
        The way from the page to the site's root: "" or "../" for each folder.

    Notes
    -----
    Code that is nothing but a file's name or path becomes a link, and so does a path with a folder in running text.
    What is a link already is left as it is.
    """
    names = _names(paths)
    whole = [rf"(?<![\w./-]){re.escape(path)}(?![\w/-])" for path in paths if "/" in path]
    by_path = re.compile("|".join(whole) or "(?!)")  # without a file, what matches nothing
    parts = PART.split(text)
    inside: list[str] = []
    for place, part in enumerate(parts):
        if part.startswith("<"):
            _enter_or_leave(part, inside)
        elif inside:
            continue
        elif place and parts[place - 1] == "<code>" and part in names:
            parts[place] = f'<a href="{up}{names[part]}">{part}</a>'
        elif place and not parts[place - 1].startswith("<code"):
            parts[place] = by_path.sub(lambda found: f'<a href="{up}{found[0]}">{found[0]}</a>', part)
    return "".join(parts)


def _names(paths: list[str]) -> dict[str, str]:
    """Map each path, and each bare name that only one file has, to the path."""
    bare = [path.rpartition("/")[2] for path in paths]
    once = {name: path for name, path in zip(bare, paths, strict=True) if bare.count(name) == 1}
    return once | {path: path for path in paths}


def _enter_or_leave(tag: str, inside: list[str]) -> None:
    found = re.match(r"<(/?)([a-zA-Z][\w-]*)", tag)
    if not found or found[2].lower() not in SHUT:
        return
    name = found[2].lower()
    if not found[1]:
        inside.append(name)
    elif name in inside:
        inside.remove(name)
