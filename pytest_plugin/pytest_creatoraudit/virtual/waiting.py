"""How threads wait on the timeline: for a moment, or for each other."""

from __future__ import annotations

import math
import sys
from collections import deque
from collections.abc import Callable
from typing import Final

from pytest_creatoraudit.virtual.errors import HorizonIgnored, Stop
from pytest_creatoraudit.virtual.places import place_of
from pytest_creatoraudit.virtual.timeline import FOREVER, Cause, Party, Wait, unwinding

END_OF_TIME: Final = 253_402_300_799_000_000
"""The last second of the year 9999, where the clock ends."""

_LONGEST: Final = FOREVER / 1_000_000
"""In seconds: waits beyond it have no end."""


def micros(seconds: float) -> int:
    """Whole microseconds of a wait; however short, one that is not 0 takes some time."""
    if seconds <= 0:
        return 0
    if seconds <= _LONGEST:
        return round(seconds * 1_000_000) or 1
    if math.isnan(seconds):
        raise ValueError("Invalid value NaN (not a number)")
    return FOREVER


def sleep_until(party: Party, instant: int) -> None:
    """Let the calling thread wait for a moment.

    Raises:
        Stop: it lies beyond the horizon.
        Abort: something went wrong; the timeline's verdict says what.
    """
    require_future(party, instant)
    party.line.park(Wait(party, min(instant, END_OF_TIME)))


def wait_for(
    party: Party, queue: deque[Wait], attempt: Callable[[], bool], timeout: float | None
) -> bool:
    """Wait until an attempt succeeds; tell whether it did.

    Args:
        party: the calling thread.
        queue: whoever changes something that may help ends a wait in it.
        attempt: tries, and tells whether it succeeded.
        timeout: seconds after which to give up, if ever.

    Raises:
        Stop: the timeout lies beyond the horizon.
        Abort: something went wrong; the timeline's verdict says what.
    """
    delay = FOREVER if timeout is None else micros(timeout)
    instant = None if delay >= FOREVER else party.line.clock.instant + delay
    if instant is not None:
        require_future(party, instant)
    cause = Cause.WOKEN
    while cause is Cause.WOKEN:
        wait = Wait(party, instant)
        queue.append(wait)
        try:
            # Only now: what changes before this line is seen, what changes after it ends the wait.
            if attempt():
                return True
            cause = party.line.park(wait)
        finally:
            if wait in queue:
                queue.remove(wait)
    party.timeouts += cause is Cause.ALARM
    return attempt()


def wake_one(queue: deque[Wait]) -> None:
    """End the first wait in a queue."""
    while queue:
        try:
            wait = queue.popleft()
        except IndexError:  # another thread was faster
            return
        if wait.party is not None and wait.party.line.wake(wait):
            return


def require_future(party: Party, instant: int) -> None:
    """See to it that a party does not wait beyond the horizon.

    Raises:
        Stop: it is told so for the first time.
        Abort: it was told before, and is not about to end.
    """
    line = party.line
    if not line.stopping or line.verdict is not None or instant <= line.clock.instant:
        return
    if not party.stopped:
        party.stopped = True
        raise Stop(line)
    if not unwinding(line):
        line.fail(
            HorizonIgnored(
                "the code went on after it was stopped at the horizon: "
                f"{place_of(sys._getframe(1))}. The stop is a BaseException: catch Exception, or "  # noqa: SLF001
                "let a bare `except:` end with `raise`."
            )
        )
        line.abort(party)
