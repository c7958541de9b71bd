"""Every wrong poller is caught, by its own rule alone; no right one is ever blamed.

`ZOO=200` (or `make zoo`) says how many examples each right poller lives through.
"""

from __future__ import annotations

import os
from typing import Final

import pytest

from zoo.specimens import EVENTS, EXAMPLES, RIGHT, SHARE, SWITCHES, WORLDS, WRONG, Right, Wrong
from zoo.table import PAGE, beginning, row

LIVES: Final = int(os.environ.get("ZOO", "8"))
SEEDS: Final = range(3)
TURNED: Final = [(n, *turned) for n, turned in enumerate(SWITCHES) if LIVES >= WORLDS]
"""One by one only in the long run; each with worlds of its own."""


@pytest.mark.parametrize("poller", WRONG, ids=lambda one: one.name)
def test_wrong(poller: Wrong) -> None:
    """It fails on its own rule and no other, soon, and in a small story."""
    # What Hypothesis draws under a seed depends on the modules that other tests have loaded, so one
    # seed in some hundred may have no world in which this fault shows.
    failed = next(filter(None, map(poller.caught, SEEDS)), None)

    assert failed is not None, f"{poller.name} was not caught in {EXAMPLES} examples"
    assert failed.codes == (poller.fails_on,), str(failed)
    assert len(failed.plan.events) + len(failed.plan.faults) <= EVENTS, str(failed)


@pytest.mark.parametrize("poller", RIGHT, ids=lambda one: one.name)
def test_right(poller: Right) -> None:
    """It is clean in every world, under every dialect."""
    poller.check(LIVES)


@pytest.mark.parametrize(("seed", "name", "value"), TURNED)
@pytest.mark.parametrize("poller", RIGHT, ids=lambda one: one.name)
def test_right_in_each_dialect(poller: Right, seed: int, name: str, value: object) -> None:
    """Law 10: no answer that the mock only assumes makes a right poller wrong."""
    poller.check(LIVES // SHARE, seed=seed, dialects={name: value})


def test_page() -> None:
    """The page of the zoo lists them all: run `make zoo` if it does not."""
    lines = PAGE.read_text("utf-8").splitlines()
    told = {line.rsplit("|", 3)[0] + "|" for line in lines} | set(lines)
    assert {*map(beginning, WRONG), *map(row, RIGHT)} <= told
