import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from entente import sources
from entente.errors import MissingSource
from entente.sources.fetch import fetch

GOOD = b"year,value\n1950,1\n" * 100_000


class Owner(BaseHTTPRequestHandler):
    """An owner's site: one whole file, one that breaks off, one that is another file."""

    def do_GET(self) -> None:
        """Answer with the page's content, whatever length is announced."""
        content = {"/good": GOOD, "/short": GOOD[:1000], "/other": b"other"}.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(GOOD) if self.path == "/short" else len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def owner() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Owner)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder of raw sources."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "releases").mkdir()
    monkeypatch.setenv("ENTENTE_DATA", str(tmp_path))
    monkeypatch.setenv("ENTENTE_SOURCES", str(tmp_path / "raw"))
    return tmp_path / "raw"


def state(raw: Path, url: str | None) -> None:
    (raw.parent / "sources.toml").write_text(
        '[[source]]\nid = "alpha"\ntitle = "A"\nurl = "https://alpha.example/"\n'
        'release_use = "rows"\nterms = "t"\ncitation = "c"\n'
        f'[[source.file]]\npath = "alpha/one.csv"\nsha256 = "{hashlib.sha256(GOOD).hexdigest()}"\n'
        + (f'url = "{url}"\n' if url else "")
    )


def files(raw: Path) -> dict[str, bytes]:
    return {str(path.relative_to(raw)): path.read_bytes() for path in raw.rglob("*") if path.is_file()}


def test_a_missing_file_is_fetched_checked_and_then_left_alone(raw: Path, owner: str) -> None:
    state(raw, f"{owner}/good")
    said: list[str] = []
    assert fetch(say=said.append) == {"alpha/one.csv": "fetched"}
    assert files(raw) == {"alpha/one.csv": GOOD}
    assert fetch(["alpha"], say=said.append) == {"alpha/one.csv": "there"}
    assert said == ["fetching alpha/one.csv"]
    assert sources.path("alpha/one.csv")


@pytest.mark.parametrize(
    ("page", "said"), [("short", "gives sha256"), ("other", "gives sha256"), ("none", "HTTP Error 404")]
)
def test_what_fails_leaves_the_folder_as_it_was(page: str, said: str, raw: Path, owner: str) -> None:
    state(raw, f"{owner}/{page}")
    (raw / "alpha").mkdir()
    (raw / "alpha" / "one.csv").write_bytes(b"an older version")
    status = fetch()["alpha/one.csv"]
    assert status.startswith(f"failed: {owner}/{page}")
    assert said in status
    assert files(raw) == {"alpha/one.csv": b"an older version"}


def test_no_network_is_a_status_not_a_crash(raw: Path) -> None:
    state(raw, "http://127.0.0.1:9/closed")
    assert fetch()["alpha/one.csv"].startswith("failed: http://127.0.0.1:9/closed: ")
    assert files(raw) == {}


def test_a_file_without_an_address_of_its_own_is_fetched_by_hand(raw: Path) -> None:
    state(raw, None)
    assert fetch() == {"alpha/one.csv": "by hand: from https://alpha.example/"}


@pytest.mark.usefixtures("raw")
def test_a_folder_must_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENTENTE_SOURCES")
    with pytest.raises(MissingSource, match="Name the folder"):
        fetch()
