"""Download raw sources from their official addresses; nothing half-written, nothing unchecked."""

import hashlib
import http.client
import os
import tempfile
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path

from entente.errors import MissingSource
from entente.sources.files import Source, SourceFile, declared, folder, verify

TIMEOUT = 60  # seconds without an answer
CHUNK = 1 << 20


def fetch(ids: Iterable[str] | None = None, say: Callable[[str], None] = lambda _line: None) -> dict[str, str]:
    """Download every stated file that is missing or different; files that are there are left alone.

    Parameters
    ----------
    ids : iterable of str, optional
        Sources; by default all.
    say : callable
        Told each step.

    Returns
    -------
    dict of path to status
        ``there``, ``fetched``, ``by hand: ...`` (no address of the file itself is stated), or ``failed: ...``
        (the network, or another hash: the file that was there stays as it was).

    Raises
    ------
    MissingSource
        If `ENTENTE_SOURCES` names no folder.
    """
    root = folder()
    if root is None:
        raise MissingSource("ENTENTE_SOURCES", "Name the folder that raw sources are to be put into.")
    sources = declared()
    wanted = list(sources) if ids is None else list(ids)
    status = verify(wanted)
    for source in (sources[name] for name in wanted):
        for file in source.files:
            if status[file.path] != "there":
                say(f"fetching {file.path}")
                status[file.path] = _one(root, source, file)
    return status


def _one(root: Path, source: Source, file: SourceFile) -> str:
    if file.url is None:
        return f"by hand: from {source.url or 'its owner'}"
    target = root / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            found = _download(file.url, stream.write)
        if found != file.sha256:
            return f"failed: {file.url} gives sha256 {found}, data/sources.toml states {file.sha256}"
        beside.replace(target)
    except (http.client.HTTPException, OSError, ValueError) as error:
        return f"failed: {file.url}: {error}"
    finally:
        beside.unlink(missing_ok=True)
    return "fetched"


def _download(url: str, write: Callable[[bytes], int]) -> str:
    digest = hashlib.sha256()
    with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
        while chunk := answer.read(CHUNK):
            digest.update(chunk)
            write(chunk)
    return digest.hexdigest()
