"""Every wrong poller is caught, by its own rule alone; no right one is ever blamed.

`ZOO=200` (or `make zoo`) says how many examples each right poller lives through.
"""

from __future__ import annotations

import os
from typing import Final

import pytest

from zoo.specimens import EVENTS, EXAMPLES, RIGHT, WRONG, Right, Wrong

LIVES: Final = int(os.environ.get("ZOO", "12"))


@pytest.mark.parametrize("poller", WRONG, ids=lambda one: one.name)
def test_wrong(poller: Wrong) -> None:
    """It fails on its own rule and no other, soon, and in a small story."""
    failed = poller.caught()

    assert failed is not None, f"{poller.name} was not caught in {EXAMPLES} examples"
    assert failed.codes == (poller.fails_on,), str(failed)
    assert len(failed.plan.events) + len(failed.plan.faults) <= EVENTS, str(failed)


@pytest.mark.parametrize("poller", RIGHT, ids=lambda one: one.name)
def test_right(poller: Right) -> None:
    """It is clean in every world, under every dialect."""
    poller.check(LIVES)
