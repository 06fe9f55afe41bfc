"""Independent pieces of work in as many processes as there are processors; the result does not depend on how many."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

Shared = TypeVar("Shared")
Piece = TypeVar("Piece")
Result = TypeVar("Result")

# Threads of the linear algebra times processes would be more than there are processors: many times slower.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_held: dict[str, Any] = {}


def in_processes(work: Callable[[Shared, Piece], Result], shared: Shared, pieces: Sequence[Piece]) -> list[Result]:
    """Call `work(shared, piece)` for each piece; results in the order of the pieces.

    Parameters
    ----------
    work : callable
        Defined at a module's top level, so that other processes find it.
    shared : object
        Sent once to each process.
    pieces : sequence
    """
    workers = min(os.cpu_count() or 1, len(pieces))
    if workers <= 1:
        return [work(shared, piece) for piece in pieces]
    with (
        _one_thread_each(),
        ProcessPoolExecutor(workers, get_context("spawn"), _hold, (work, shared)) as pool,
    ):
        return list(pool.map(_call, pieces, chunksize=2))


def _hold(work: Callable[[Any, Any], Any], shared: Any) -> None:
    _held.update(work=work, shared=shared)


def _call(piece: Any) -> Any:
    return _held["work"](_held["shared"], piece)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes started in here use one thread each."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
