"""A step of the pipeline: what it needs, what it makes, and the work between."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Content:
    """Something a step needs or makes, known by a portable name and by a hash of its content (a pytask node).

    pytask's own path nodes remember hashes by modification time, which a file with a fixed one defeats, and name files
    outside the task file's folder by where they are; this one reads the content each time and is the same anywhere.
    """

    name: str  # two things of one name are one to pytask
    read: Callable[[], str | None]  # the hash of the content now; None if it is not there
    attributes: dict[str, object] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """What pytask joins the step that makes this with those that need it by."""
        return hashlib.sha256(self.name.encode()).hexdigest()

    def state(self) -> str | None:
        """Return the hash of the content as it is now."""
        return self.read()

    def load(self, is_product: bool = False) -> str:  # noqa: ARG002 - pytask asks with it
        """Return the name: steps find their files themselves."""
        return self.name

    def save(self, value: object) -> None:
        """Refuse: a step writes its own files."""
        raise TypeError(f"{self.name} is written by its step, not from a returned value ({type(value).__name__}).")


@dataclass(frozen=True)
class Step:
    """One unit of work that is done again only when something it needs has changed, or what it makes is not there."""

    name: str
    needs: tuple[Content, ...]
    makes: tuple[Content, ...]
    work: Callable[[], None]
