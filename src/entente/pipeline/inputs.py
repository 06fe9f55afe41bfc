"""What steps rest on, as things with a name and a hash: code, files, the release, the environment."""

import hashlib
import json
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from entente.closure import digest, file_hash
from entente.pipeline.project import Project
from entente.pipeline.step import Content


def file(project: Project, path: Path) -> Content:
    """Return a file as it is when asked: an input, or what a step makes."""
    return Content(name=project.name(path), read=lambda: file_hash(path) if path.is_file() else None)


def folder(project: Project, path: Path) -> Content:
    """Return all files below a folder, as they are when asked; not there if there is none."""

    def read() -> str | None:
        found = [each for each in path.rglob("*") if each.is_file()]
        return digest(found, path) if found else None

    return Content(name=f"{project.name(path)}/", read=read)


def files(project: Project, what: str, paths: Iterable[Path]) -> Content:
    """Return several input files as one; there even if there are none."""
    wanted = tuple(paths)
    return Content(name=what, read=cache(lambda: digest(wanted, project.root)))


def code(project: Project, what: str, modules: Iterable[str]) -> Content:
    """Return the modules that run when `modules` are called, with the data files of their packages."""
    wanted = tuple(sorted(modules))
    return Content(name=f"code of {what}", read=cache(lambda: digest(project.code.files(wanted), project.root)))


def environment(project: Project, *more: str) -> Content:
    """Return the locked packages, the Python version (as 3.11), and what else is said of the machine."""
    lock = project.root / "requirements.lock"

    def read() -> str:
        said = [file_hash(lock), f"{sys.version_info.major}.{sys.version_info.minor}", *more]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    return Content(name=" with ".join(["environment", *more]), read=cache(read))


def release(project: Project) -> Content:
    """Return the newest release, as it is when asked: its descriptor, if every file it names has the stated size."""

    def read() -> str | None:
        path = project.newest_release
        if path is None:
            return None
        named = json.loads(path.read_text(encoding="utf-8"))["resources"]
        whole = all(_size(path.parent / each["path"]) == each["bytes"] for each in named)
        return file_hash(path) if whole else None

    return Content(name="release", read=read)


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None
