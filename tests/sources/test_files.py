import hashlib
from pathlib import Path

import pytest

from entente import sources
from entente.errors import BadSpec, ChangedSource, MissingSource, UnknownName

CONTENT = b"year,value\n1950,1\n"


def state(data: Path, sha256: str = hashlib.sha256(CONTENT).hexdigest(), **more: str) -> None:
    said = {"id": "alpha", "title": "Alpha", "release_use": "rows", "terms": "t", "citation": "c"} | more
    lines = [f'{key} = "{value}"' for key, value in said.items() if value]
    file = f'[[source.file]]\npath = "alpha/one.csv"\nsha256 = "{sha256}"\n'
    (data / "sources.toml").write_text("\n".join(["[[source]]", *lines, file]))


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of raw sources that holds one stated file."""
    data, folder = tmp_path / "data", tmp_path / "raw"
    (data / "releases").mkdir(parents=True)
    (folder / "alpha").mkdir(parents=True)
    (folder / "alpha" / "one.csv").write_bytes(CONTENT)
    monkeypatch.setenv("ENTENTE_DATA", str(data))
    monkeypatch.setenv("ENTENTE_SOURCES", str(folder))
    state(data)
    return folder


def test_a_file_is_found_when_it_is_the_one_meant(raw: Path) -> None:
    assert sources.path("alpha/one.csv") == raw / "alpha" / "one.csv"
    assert sources.verify() == sources.verify(["alpha"]) == {"alpha/one.csv": "there"}


def test_a_missing_file_is_named_with_its_cure(raw: Path) -> None:
    (raw / "alpha" / "one.csv").unlink()
    with pytest.raises(MissingSource, match=r"alpha/one\.csv: .* not there\. Run `entente sources fetch`"):
        sources.path("alpha/one.csv")
    assert sources.verify() == {"alpha/one.csv": "missing"}


def test_no_folder_is_no_source_at_hand(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sources.folder() == raw
    monkeypatch.setenv("ENTENTE_SOURCES", "")
    assert sources.folder() is None
    monkeypatch.delenv("ENTENTE_SOURCES")
    assert sources.folder() is None
    assert sources.verify() == {"alpha/one.csv": "missing"}
    with pytest.raises(MissingSource, match=r"alpha/one\.csv: .*ENTENTE_SOURCES"):
        sources.path("alpha/one.csv")


def test_another_file_is_refused_with_both_hashes(raw: Path) -> None:
    (raw / "alpha" / "one.csv").write_bytes(b"other")
    with pytest.raises(ChangedSource) as raised:
        sources.path("alpha/one.csv")
    assert raised.value.expected == hashlib.sha256(CONTENT).hexdigest()
    assert raised.value.found == hashlib.sha256(b"other").hexdigest()
    assert sources.verify() == {"alpha/one.csv": "different"}


def test_a_hash_is_computed_once_a_process(raw: Path) -> None:
    sources.path("alpha/one.csv")
    (raw / "alpha" / "one.csv").write_bytes(b"changed while we run: nobody does that")
    assert sources.path("alpha/one.csv")


@pytest.mark.usefixtures("raw")
def test_what_is_not_stated_is_not_read() -> None:
    with pytest.raises(UnknownName, match=r"'alpha/two\.csv'; there is: alpha/one\.csv"):
        sources.path("alpha/two.csv")
    with pytest.raises(UnknownName, match="'beta'; there is: alpha"):
        sources.verify(["beta"])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"citation": ""}, r"alpha: citation = None: is needed"),
        ({"licence": "x"}, r"alpha: licence = 'x': unknown key; known are .*terms"),
    ],
)
def test_an_entry_that_is_not_usable_is_refused(more: dict[str, str], said: str, raw: Path) -> None:
    state(raw.parent / "data", **more)
    with pytest.raises(BadSpec, match=said):
        sources.declared()


def test_a_file_needs_a_whole_hash(raw: Path) -> None:
    state(raw.parent / "data", sha256="abc")
    with pytest.raises(BadSpec, match="64 hexadecimal digits"):
        sources.declared()


def test_a_source_stands_once(raw: Path) -> None:
    file = raw.parent / "data" / "sources.toml"
    file.write_text(file.read_text() * 2)
    with pytest.raises(BadSpec, match="'alpha': this source stands twice"):
        sources.declared()


@pytest.mark.parametrize("text", [b"[[source]\n", b'[[source]]\nid = "\xe9"\n'])
def test_a_list_that_is_no_toml_is_named(text: bytes, raw: Path) -> None:
    (raw.parent / "data" / "sources.toml").write_bytes(text)
    with pytest.raises(BadSpec, match=r"sources\.toml: its text = .*this is no TOML"):
        sources.declared()
