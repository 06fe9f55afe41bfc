"""What the tests share: marks that need something of the machine, and one line that says what did not run."""

import os
import shutil
from collections.abc import Callable

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "sources": (
        lambda: bool(os.environ.get("ENTENTE_SOURCES")),
        "no raw sources: set ENTENTE_SOURCES to their folder (`entente sources verify` says what is missing)",
    ),
    "browser": (lambda: any(shutil.which(name) for name in BROWSERS), "no Chromium on PATH"),
}
_left_out: list[str] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for mark, (here, reason) in NEEDS.items():
        if here():
            continue
        marked = [item for item in items if item.get_closest_marker(mark)]
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=reason))
        if marked:
            _left_out.append(f"{len(marked)} marked '{mark}' ({reason})")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _left_out:
        terminalreporter.write_line(f"Did not run: {'; '.join(_left_out)}.", yellow=True)
