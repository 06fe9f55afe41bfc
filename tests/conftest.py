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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for mark, (here, reason) in NEEDS.items():
        if here():
            continue
        for item in items:
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    # The tests may have run in other processes: what was skipped is known from their reports.
    skipped = terminalreporter.getreports("skipped")
    counts = {mark: sum(reason in str(each.longrepr) for each in skipped) for mark, (_, reason) in NEEDS.items()}
    left_out = [f"{count} marked '{mark}' ({NEEDS[mark][1]})" for mark, count in counts.items() if count]
    if left_out:
        terminalreporter.write_line(f"Did not run: {'; '.join(left_out)}.", yellow=True)
