"""What replaces the functions of `time`: virtual for parties, and real for all other threads."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, Final

from pytest_creatoraudit.virtual import active
from pytest_creatoraudit.virtual.errors import Spin
from pytest_creatoraudit.virtual.places import REAL_SLEEPERS, place_of, root_of
from pytest_creatoraudit.virtual.timeline import Party
from pytest_creatoraudit.virtual.waiting import micros, sleep_until

real_sleep: Final = time.sleep
real_monotonic: Final = time.monotonic
real_monotonic_ns: Final = time.monotonic_ns

ZERO_SLEEPS: Final = 1_000
"""So many sleeps of nothing at one instant are a loop that never gets on."""


def sleep(seconds: float, /) -> None:
    """What `time.sleep` is meanwhile."""
    party = active.party()
    if party is None or root_of(sys._getframe(1)) in REAL_SLEEPERS:  # noqa: SLF001 - whose sleep it is
        real_sleep(seconds)
        return
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    delay = micros(seconds)
    party.zero_sleeps = 0 if delay else party.zero_sleeps + 1
    if party.zero_sleeps > ZERO_SLEEPS:
        _refuse_to_spin(party)
    sleep_until(party, party.line.clock.instant + delay)


def monotonic() -> float:
    """What `monotonic` is meanwhile, in the modules that are named."""
    party = active.party()
    return real_monotonic() if party is None else party.line.monotonic / 1_000_000


def deadline_monotonic() -> float:
    """What `monotonic` is meanwhile where Python itself computes timeouts.

    After a wait that timed out, a real clock is always a little later than the deadline. There is
    code that waits once more if it is not, and here it would do so for ever: so it is, by a
    nanosecond, which rounding takes out of the next wait.
    """
    party = active.party()
    return monotonic() if party is None else monotonic() + party.timeouts * 1e-9


def monotonic_ns() -> int:
    """What `monotonic_ns` is meanwhile, in the modules that are named."""
    party = active.party()
    return real_monotonic_ns() if party is None else party.line.monotonic * 1_000


class TimeModule:
    """Stands in for the module `time` in a module that has imported it.

    Args:
        functions: what is different.
    """

    def __init__(self, **functions: Callable[[], float]) -> None:
        self.__dict__.update(functions)

    def __getattr__(self, name: str) -> Any:
        """Everything else is as in `time`."""
        return getattr(time, name)


def _refuse_to_spin(party: Party) -> None:
    party.line.fail(
        Spin(
            f"{ZERO_SLEEPS:,} sleeps of 0 seconds in a row, and time stood still: "
            f"{place_of(sys._getframe(2))}. Let it sleep for some time between polls."  # noqa: SLF001
        )
    )
