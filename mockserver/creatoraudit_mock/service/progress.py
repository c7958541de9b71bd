"""What a caller tells whoever watches it, such as a progress bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """A request is about to be sent, or (`wait` is above zero) has to wait so many seconds."""

    line: str
    spent: int
    limit: int
    wait: float = 0.0


Watcher = Callable[[Progress], None]
"""Is told before each request and each wait; must not raise."""


def unwatched(_: Progress) -> None:
    """Nobody watches."""
