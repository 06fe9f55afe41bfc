import os

import pytest

from entente.claims.parallel import THREADS, in_processes


def times(factor: int, piece: int) -> tuple[int, str]:
    return factor * piece, os.environ.get(THREADS[0], "")


def where(_shared: None, _piece: int) -> int:
    return os.getpid()


def test_two_processes_give_what_one_gives_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [5, 3, 4, 1, 2]
    before = {name: os.environ.get(name) for name in THREADS}
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    several = in_processes(times, 10, pieces)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    one = in_processes(times, 10, pieces)
    assert [found for found, _ in several] == [found for found, _ in one] == [50, 30, 40, 10, 20]
    assert {threads for _, threads in several} == {"1"}
    assert {name: os.environ.get(name) for name in THREADS} == before
    assert set(in_processes(where, None, [1, 2])) == {os.getpid()}
    assert in_processes(times, 10, []) == []
