"""How others wait on the clock while virtual time is active: slow answers, above all."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Self

from pytest_creatoraudit.virtual import active
from pytest_creatoraudit.virtual.errors import Unsupported
from pytest_creatoraudit.virtual.faces import real_sleep
from pytest_creatoraudit.virtual.loops import VirtualEventLoop
from pytest_creatoraudit.virtual.sockets import asker
from pytest_creatoraudit.virtual.timeline import Wait
from pytest_creatoraudit.virtual.waiting import sleep_until

if TYPE_CHECKING:
    from pytest_creatoraudit.virtual.timeline import Timeline

_GLANCE = 0.001
"""Real seconds between two looks of a stranger at what it waits for."""


class ClockWaiter:
    """The clock's `Waiter`.

    Parties wait like in a sleep. A stranger (the thread of a live server, which answers late) waits
    on behalf of a party that waits for the answer, so that one does not keep the clock from moving.

    Args:
        line: the timeline.
    """

    def __init__(self, line: Timeline) -> None:
        self._line = line

    def wait_until(self, instant: int) -> None:
        """Block the calling thread until the clock has come to *instant*."""
        party = active.party()
        if instant <= self._line.clock.instant:
            return
        if party is not None:
            sleep_until(party, instant)
            return
        with _Stranger(self._line, instant) as stranger:
            while stranger.waits():
                real_sleep(_GLANCE)

    async def wait_until_async(self, instant: int) -> None:
        """Let other tasks run until the clock has come to *instant*; on any event loop."""
        while instant > self._line.clock.instant and not self._line.over:
            if "trio" in sys.modules and _in_trio():
                await self._in_trio(instant)
            elif isinstance(asyncio.get_running_loop(), VirtualEventLoop):
                # One timer for one alarm; the loop's own rounding is below a microsecond.
                await asyncio.sleep((instant - self._line.clock.instant) / 1_000_000)
            else:
                await self._as_stranger(instant)

    async def _in_trio(self, instant: int) -> None:
        import trio  # noqa: PLC0415 - loaded already

        if active.party() is None:
            raise Unsupported("trio runs in a thread that does not live on virtual time")
        await trio.sleep((instant - self._line.clock.instant) / 1_000_000)

    async def _as_stranger(self, instant: int) -> None:
        with _Stranger(self._line, instant) as stranger:
            # What is looked at is told by no event.
            while stranger.waits():  # noqa: ASYNC110
                await asyncio.sleep(_GLANCE)


class _Stranger:
    """A wait of somebody who lives in real time."""

    def __init__(self, line: Timeline, instant: int) -> None:
        self._line = line
        self._wait = Wait(None, instant)
        self._asker = asker(sys._getframe(1))  # noqa: SLF001 - for whom it waits

    def __enter__(self) -> Self:
        self._line.begin(self._wait, self._asker)
        return self

    def __exit__(self, *_: object) -> None:
        self._line.end(self._wait)

    def waits(self) -> bool:
        """Whether the wait goes on; looks again whether the clock may move."""
        if self._wait.cause is None and not self._line.over:
            self._line.nudge()
        return self._wait.cause is None and not self._line.over


def _in_trio() -> bool:
    import trio  # noqa: PLC0415 - loaded already

    return trio.lowlevel.in_trio_run()
