"""What steps rest on, as things with a name and a hash: code, files, the release, the environment."""

import hashlib
import json
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

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
        said = [file_hash(lock), f"{sys.version_info.major}.{sys.version_info.minor}"]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    return Content(name=" with ".join(["environment", *more]), read=cache(read))


def release(project: Project) -> Content:
    """Return the newest release, as it is when asked: its descriptor, if every file it names has the stated hash."""

    def read() -> str | None:
        named = _resources(project)
        path = project.newest_release
        return file_hash(path) if path and all(_whole(path, each) for each in named.values()) else None

    return Content(name="release", read=read)


def table(project: Project, name: str) -> Content:
    """Return a table of the newest release, as it is when asked: the stated hash, if its file has it."""

    def read() -> str | None:
        each = _resources(project).get(name)
        path = project.newest_release
        return _stated(each) if path and each and _whole(path, each) else None

    return Content(name=f"table {name}", read=read)


def _resources(project: Project) -> dict[str, dict[str, Any]]:
    path = project.newest_release
    named = json.loads(path.read_text(encoding="utf-8"))["resources"] if path else []
    return {each["name"]: each for each in named}


def _whole(descriptor: Path, each: dict[str, Any]) -> bool:
    file = descriptor.parent / each["path"]
    return file.is_file() and file_hash(file) == _stated(each)


def _stated(each: dict[str, Any]) -> str:
    return str(each["hash"]).removeprefix("sha256:")
