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
    """Let SIGTERM, which ends jobs in CI, end things as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
