"""Claims: where data and models meet."""

from importlib import import_module
from typing import Any

_WHERE = {
    "read_spec": "entente.claims.spec_file",
    "spec_ids": "entente.claims.spec_file",
    "run": "entente.claims.running",
    "explain": "entente.claims.reasons",
}

__all__ = ["explain", "read_spec", "run", "spec_ids"]


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for."""
    if name not in _WHERE:
        raise AttributeError(f"module 'entente.claims' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
