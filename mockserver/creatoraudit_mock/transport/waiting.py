"""Waiting for a virtual instant: the one place that decides whose time it costs.

| clock | a client in the same process | a client of the live server |
|---|---|---|
| frozen | moves it by waiting, or waits in its virtual time | is held until somebody moves it |
| per-request | the same | moves it by waiting |
| scaled | waits in real time | waits in real time |
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from creatoraudit_mock.clock import Mode, VirtualClock
from creatoraudit_mock.values import Instant

_LOOK = 0.005
"""Real seconds between two looks at a clock that others move."""


def wait(clock: VirtualClock, instant: Instant) -> None:
    """Block a program in the same process until an instant."""
    while (seconds := clock.real_seconds_until(instant)) is not None:
        if seconds == 0:
            return
        time.sleep(seconds)
    clock.wait_until(instant)


async def wait_async(clock: VirtualClock, instant: Instant) -> None:
    """Suspend a task of a program in the same process until an instant."""
    while (seconds := clock.real_seconds_until(instant)) is not None:
        if seconds == 0:
            return
        await _sleep(seconds)
    await clock.wait_until_async(instant)


async def hold(clock: VirtualClock, instant: Instant, is_over: Callable[[], bool]) -> bool:
    """Hold a response of the live server until an instant.

    Returns:
        False if it was over before: the client is gone, or the server stops.
    """
    while clock.instant < instant:
        if is_over():
            return False
        if clock.mode is Mode.PER_REQUEST:
            clock.advance_to(instant)
        else:
            await asyncio.sleep(min(_LOOK, clock.real_seconds_until(instant) or _LOOK))
    return not is_over()


async def _sleep(seconds: float) -> None:
    """On whatever event loop the client runs; whoever has httpx has anyio."""
    import anyio  # noqa: PLC0415 - the server side does without it

    await anyio.sleep(seconds)
