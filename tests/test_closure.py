"""The import closure, by hand on a toy package: a diamond, a lazy import, a package that finds modules by folder."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from entente.closure import Code, digest, read_code
from entente.errors import UnknownName

TOY = {
    "__init__.py": "from importlib import import_module\n",
    "top.py": "from toy import left, right\n",
    "left.py": "import toy.deep.bottom\n",
    "right.py": "def later():\n    from toy.deep import bottom\n    return bottom\n",
    "deep/__init__.py": "",
    "deep/bottom.py": "import math\n",
    "deep/tables/one.json": "{}\n",
    "deep/__pycache__/bottom.pyc": "x",
    "apart.py": "from toy.shelf import find\n",
    "shelf/__init__.py": "def find(): ...\n",
    "shelf/first.py": "from toy import left\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    package = tmp_path / "toy"
    for name, text in TOY.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.partition(".")[0] == "toy"]:
        del sys.modules[name]


def read_toy() -> Code:
    return read_code("toy", found_by_folder=["toy.shelf"])


def names(code: Code, *modules: str) -> set[str]:
    return {path.relative_to(code.folder).as_posix() for path in code.files(modules)}


@pytest.mark.usefixtures("folder")
def test_closure_by_hand() -> None:
    code = read_toy()
    assert code.closure(["toy.left"]) == ("toy", "toy.deep", "toy.deep.bottom", "toy.left")
    assert code.closure(["toy.top"]) == ("toy", "toy.deep", "toy.deep.bottom", "toy.left", "toy.right", "toy.top")
    assert code.closure(["toy.deep.bottom"]) == ("toy", "toy.deep", "toy.deep.bottom")


@pytest.mark.usefixtures("folder")
def test_an_import_inside_a_function_counts() -> None:
    assert "toy.deep.bottom" in read_toy().closure(["toy.right"])


@pytest.mark.usefixtures("folder")
def test_files_hold_the_package_data_and_no_compiled_code() -> None:
    code = read_toy()
    assert names(code, "toy.deep") == {"__init__.py", "deep/__init__.py", "deep/tables/one.json"}
    assert names(code, "toy.apart") == {
        *("__init__.py", "apart.py", "shelf/__init__.py", "shelf/first.py"),
        *("left.py", "deep/__init__.py", "deep/bottom.py", "deep/tables/one.json"),
    }


def test_a_new_module_in_a_discovered_folder_counts(folder: Path) -> None:
    before = read_toy()
    (folder / "shelf" / "second.py").write_text("from toy import right\n")
    after = read_toy()
    assert set(after.closure(["toy.apart"])) - set(before.closure(["toy.apart"])) == {"toy.shelf.second", "toy.right"}
    assert after.closure(["toy.top"]) == before.closure(["toy.top"])


@pytest.mark.usefixtures("folder")
def test_an_unknown_module_is_an_error() -> None:
    with pytest.raises(UnknownName, match="no module named"):
        read_toy().closure(["toy.nowhere"])


def test_digest_sees_names_and_contents_but_not_the_folder_above(tmp_path: Path) -> None:
    def write(folder: str, **files: str) -> str:
        root = tmp_path / folder
        root.mkdir()
        for name, text in files.items():
            (root / name).write_text(text)
        return digest(root.iterdir(), root)

    first = write("first", a="1", b="2")
    assert write("second", b="2", a="1") == first
    others = {write("third", a="2", b="1"), write("fourth", a="1", c="2"), write("fifth", a="1"), write("sixth")}
    assert len(others | {first}) == 5
    paths = sorted((tmp_path / "first").iterdir())
    assert digest([*reversed(paths), *paths], tmp_path / "first") == first


def test_our_own_public_names_are_imported_lazily() -> None:
    # Were `entente/__init__` to import what it names, every step would depend on every module.
    assert read_code().closure(["entente"]) == ("entente",)
    assert read_code().lazy("entente") == {"entente.read", "entente.release.cite"}
    assert read_code().lazy("entente.errors") == set()
