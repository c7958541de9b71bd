"""The one error of documents that cannot be compared."""

from __future__ import annotations


class DocumentError(ValueError):
    """A document that cannot be used; says which one, where in it, and why."""

    def __init__(self, source: str, place: str | None, reason: str) -> None:
        super().__init__(f"{source}: {place}: {reason}" if place else f"{source}: {reason}")
        self.source = source
        self.place = place
        self.reason = reason
