"""A quick start: the collector rests while everything is loaded."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Import and build without the garbage collector.

    What comes of it is here to stay, so there is nothing to find, then or later.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
