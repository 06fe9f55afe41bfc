"""What code a call rests on: the modules it imports, directly or not, and the files that hold them."""

import ast
import hashlib
import importlib.util
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import grimp

from entente.errors import UnknownName

# Packages that find their modules by folder: no import statement names these, each is taken as imported.
FOUND_BY_FOLDER = ("entente.datasets",)


@dataclass(frozen=True)
class Code:
    """The imports of one package: a graph between its modules, and the folder they lie in."""

    package: str
    folder: Path
    graph: grimp.ImportGraph
    found_by_folder: tuple[str, ...] = ()

    def closure(self, modules: Iterable[str]) -> tuple[str, ...]:
        """List the modules that run when `modules` are imported and called, themselves included, sorted.

        Imports inside functions count, as do the packages around a module (importing `a.b.c` runs `a` and `a.b`) and
        every module of a package that finds its modules by folder.

        Raises
        ------
        UnknownName
            If the package has no such module.
        """
        reached: set[str] = set()
        waiting = list(modules)
        while waiting:
            module = waiting.pop()
            if module in reached:
                continue
            if module not in self.graph.modules:
                raise UnknownName("module", module, sorted(self.graph.modules))
            reached.add(module)
            waiting += self.graph.find_modules_directly_imported_by(module)
            if "." in module:
                waiting.append(module.rpartition(".")[0])
            if module in self.found_by_folder:
                waiting += self.graph.find_descendants(module)
        return tuple(sorted(reached))

    def lazy(self, package: str) -> frozenset[str]:
        """Return the modules that a package names as text, to import them when a name is first asked for.

        They are no part of its closure: whoever asks for such a name calls them too.
        """
        module = self.folder.parent.joinpath(*package.split("."), "__init__.py")
        tree = ast.parse(module.read_text(encoding="utf-8") if module.exists() else "")
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        return frozenset(texts & self.graph.modules)

    def files(self, modules: Iterable[str]) -> tuple[Path, ...]:
        """List the source files of the closure and the data files that lie in its packages, sorted."""
        found: set[Path] = set()
        for module in self.closure(modules):
            base = self.folder.parent.joinpath(*module.split("."))
            if base.is_dir():
                found |= {base / "__init__.py", *_data_files(base)}
            else:
                found.add(base.with_suffix(".py"))
        return tuple(sorted(path for path in found if path.exists()))


def read_code(package: str = "entente", found_by_folder: Sequence[str] = FOUND_BY_FOLDER) -> Code:
    """Read the import statements of an installed package; nothing is imported."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise UnknownName("package", package, [])
    graph = grimp.build_graph(package, cache_dir=None)
    return Code(package, Path(spec.origin).parent, graph, tuple(found_by_folder))


def digest(paths: Iterable[Path], root: Path) -> str:
    """Hash names (relative to `root`) and contents of files; the order given does not matter, nor does `root`.

    Returns
    -------
    str
        sha256 in hexadecimal; of nothing at all it is the hash of the empty text.
    """
    total = hashlib.sha256()
    for path in sorted(set(paths)):
        name = Path(os.path.relpath(path, root)).as_posix()
        total.update(f"{name}\0{file_hash(path)}\n".encode())
    return total.hexdigest()


def file_hash(path: Path) -> str:
    """Return the sha256 of a file's content in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _data_files(package: Path) -> set[Path]:
    """Find what a package carries beside code, without its subpackages."""
    found: set[Path] = set()
    for path in package.iterdir():
        if path.is_dir() and not (path / "__init__.py").exists():
            found |= {inner for inner in path.rglob("*") if inner.is_file() and "__pycache__" not in inner.parts}
        elif path.is_file() and path.suffix not in {".py", ".pyc"}:
            found.add(path)
    return found
