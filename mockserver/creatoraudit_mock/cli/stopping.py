"""Ending a command early, yet in order."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

INTERRUPTED: Final = 130
"""The exit status of a command that was stopped by Ctrl-C."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM, which ends jobs in CI, end things as Ctrl-C does, and as it does everywhere.

    Shells start jobs in the background with SIGINT ignored, and Python leaves it at that.
    """
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, signal.default_int_handler) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
