"""The collector of garbage, while much is made that is none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """Look for no garbage meanwhile.

    The collector looks at everything again and again as long as things are made and kept: of a
    world with a hundred thousand accounts that is more than half the time that it takes to make.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
