"""The margin of a claim: the loss that would matter, strict and lenient, fixed before looking."""

from collections.abc import Mapping
from typing import Any, Protocol


class HasMargins(Protocol):
    """Anything with the two margins as attributes, shares: -0.10 is a loss of 10%."""

    @property
    def strict(self) -> float:
        """The margin that gives the verdict."""

    @property
    def lenient(self) -> float:
        """The margin that stands beside it."""


Margin = HasMargins | Mapping[str, Any]


def margins(margin: Margin) -> tuple[float, float]:
    """Return the strict and the lenient margin, from a spec's mapping or from an object."""
    if isinstance(margin, Mapping):
        return float(margin["strict"]), float(margin["lenient"])
    return float(margin.strict), float(margin.lenient)
