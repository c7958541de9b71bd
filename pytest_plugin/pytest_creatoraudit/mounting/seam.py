"""A method of a client library that is replaced for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple


class Seam(NamedTuple):
    """A method of a class, and what makes its replacement out of the original."""

    owner: type[Any]
    method: str
    replacement: Callable[[Callable[..., Any]], Callable[..., Any]]


@contextmanager
def replaced(seam: Seam) -> Iterator[None]:
    """Replace the method inside the block."""
    original = getattr(seam.owner, seam.method)
    setattr(seam.owner, seam.method, seam.replacement(original))
    try:
        yield
    finally:
        setattr(seam.owner, seam.method, original)
