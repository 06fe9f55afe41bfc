"""Every error that Entente raises on purpose: what, where, how many, what to do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

MOST = 20  # problems of one kind that are said one by one


class Told(str):
    """A line of a message, and how many problems it stands for."""

    of: int

    def __new__(cls, text: str, of: int = 1) -> "Told":
        """Make a line that stands for `of` problems."""
        told = super().__new__(cls, text)
        told.of = of
        return told


def told(problems: Iterable[object]) -> list[Told]:
    """Put problems into lines: the first of each kind one by one, then in one line how many more there are.

    What belongs together a problem says itself (`group`, as a table's problems do); all others are of one kind.
    """
    listed = list(problems)
    groups = [getattr(each, "group", None) for each in listed]
    counts, seen = Counter(groups), Counter[object]()
    lines: list[Told] = []
    for each, group in zip(listed, groups, strict=True):
        seen[group] += 1
        if seen[group] <= MOST:
            lines.append(Told(str(each)))
        if seen[group] == MOST < counts[group]:
            more = counts[group] - MOST
            lines.append(Told(f"... and {more:,} more" if group is None else each.more(more), more))  # type: ignore[attr-defined]
    return lines


class EntenteError(Exception):
    """Base of all errors raised on purpose; its message names the cure."""


class ShapeMismatch(EntenteError):
    """Two arrays that belong together differ in shape."""

    def __init__(self, left: str, left_shape: tuple[int, ...], right: str, right_shape: tuple[int, ...]) -> None:
        self.left, self.left_shape, self.right, self.right_shape = left, left_shape, right, right_shape
        super().__init__(f"{left} has shape {left_shape}, {right} has {right_shape}: pass arrays of equal shape.")


class UnknownCode(EntenteError):
    """A column holds values that no code list explains."""

    def __init__(self, column: str, codes: Sequence[str], cure: str) -> None:
        self.column, self.codes = column, tuple(codes)
        shown = ", ".join(map(repr, self.codes[:5]))
        super().__init__(f"{column}: {len(self.codes)} value(s) not in the code list: {shown}. {cure}")


class BrokenPromise(EntenteError):
    """A table does not keep what its descriptor promises; `problems` lists every breach."""

    def __init__(self, where: str, problems: Sequence[object]) -> None:
        self.where, self.problems = where, tuple(problems)
        shown = "\n  ".join(told(self.problems))
        super().__init__(f"{where}: {len(self.problems):,} problem(s)\n  {shown}")


class MissingData(EntenteError):
    """The folder of releases is not where it is sought."""

    def __init__(self, path: Path | str) -> None:
        self.path = str(path)
        super().__init__(
            f"{path}: no folder `releases` there. Work in an editable checkout (pip install -e .), "
            "or name the folder that holds `releases` in ENTENTE_DATA."
        )


class MissingSource(EntenteError):
    """A raw source file is not where `ENTENTE_SOURCES` points."""

    def __init__(self, path: Path | str, cure: str) -> None:
        self.path = str(path)
        super().__init__(f"{path}: the raw source file is not there. {cure}")


class ChangedSource(EntenteError):
    """A raw source file has another hash than `data/sources.toml` states."""

    def __init__(self, path: Path | str, expected: str, found: str) -> None:
        self.path, self.expected, self.found = str(path), expected, found
        super().__init__(
            f"{path}: sha256 is {found}, data/sources.toml states {expected}. "
            "Restore the stated version, or review the new one and state its hash."
        )


class StaleCorrection(EntenteError):
    """A correction no longer meets what it was written for."""

    def __init__(self, table: str, match: object, why: str) -> None:
        self.table, self.match = table, match
        super().__init__(
            f"correction of {table} {match}: {why} "
            "Review it in data/curated, and delete it if the source mended itself."
        )


class UnknownName(EntenteError):
    """A table, release, claim or other named thing does not exist."""

    def __init__(self, kind: str, name: str, known: Sequence[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        super().__init__(f"no {kind} named {name!r}; there is: {', '.join(self.known) or 'none'}.")


class PublishedRelease(EntenteError):
    """A release that is published (1.0.0 and later, or tagged) was about to change."""

    def __init__(self, version: str, why: str) -> None:
        self.version = version
        super().__init__(f"release {version}: {why}. A published release never changes: choose a new version.")


class BadSpec(EntenteError):
    """A claim's spec file is not usable."""

    def __init__(self, path: Path | str, key: str, value: object, cure: str) -> None:
        self.path, self.key, self.value = str(path), key, value
        super().__init__(f"{path}: {key} = {value!r}: {cure}")


class UnusableRows(EntenteError):
    """An array holds values that an estimator cannot use."""

    def __init__(self, name: str, rows: Sequence[int], what: str, cure: str) -> None:
        self.name, self.rows = name, tuple(rows)
        shown = ", ".join(map(str, self.rows[:5]))
        super().__init__(f"{name}: {len(self.rows)} row(s) {what} (row {shown}). {cure}")


class NotIdentified(EntenteError):
    """The sample says nothing about the effect that was asked for."""

    def __init__(self, why: str, treated_rows: int, rows: int) -> None:
        self.why, self.treated_rows, self.rows = why, treated_rows, rows
        super().__init__(
            f"{treated_rows} treated of {rows} rows: {why} "
            "Report the cell as not tested, or widen the sample until treated and control dyads share states."
        )


class BrokenPipeline(EntenteError):
    """The steps of the pipeline do not fit together."""

    def __init__(self, step: str, why: str) -> None:
        self.step, self.why = step, why
        super().__init__(f"{step}: {why}")


class ExternalLoad(EntenteError):
    """A rendered page would fetch something from elsewhere; `loads` lists every such load."""

    def __init__(self, loads: Sequence[object]) -> None:
        self.loads = tuple(loads)
        shown = "\n  ".join(map(str, self.loads[:20]))
        more = f"\n  ... and {len(self.loads) - 20} more" if len(self.loads) > 20 else ""
        super().__init__(
            f"{len(self.loads)} external load(s) in the site\n  {shown}{more}\n"
            "Take the script, style, image or font into src/entente/site/assets, or leave it out."
        )


class BrokenPage(EntenteError):
    """A page cannot be staged, executed or rendered as it stands."""

    def __init__(self, page: object, problems: Sequence[object], cure: str) -> None:
        self.page, self.problems = str(page), tuple(problems)
        shown = "\n  ".join(map(str, self.problems[:20]))
        super().__init__(f"{page}: {len(self.problems)} problem(s)\n  {shown}\n{cure}")
