"""Entente: whether cooperation on one issue survives disagreement on others."""

from importlib import import_module
from typing import Any

# Names are imported on first use, so that a pipeline step depends only on what it calls.
_WHERE = {
    "load": "entente.read",
    "releases": "entente.read",
    "cite": "entente.release.cite",
}

__all__ = ["cite", "load", "releases"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _WHERE:
        raise AttributeError(f"module 'entente' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
