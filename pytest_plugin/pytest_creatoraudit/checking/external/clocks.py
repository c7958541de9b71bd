"""Clocks for programs that nobody can put on virtual time; both let things happen on their way."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Final

from creatoraudit_mock import parse_duration
from pytest_creatoraudit.checking.external.command import Command
from pytest_creatoraudit.checking.stage import StagedClock

_LEAP: Final = 0.1
"""Real seconds: whoever looks this late at the clock was kept from looking, and so was the poller.
Time does not pass meanwhile."""


class DrivenClock(StagedClock):
    """Comes to the horizon by itself, or by requests, and stays there."""

    horizon: datetime

    def tick(self) -> int:
        """Move before a request; whatever comes after the horizon happens at it."""
        target = min(self._following(), self.horizon)
        if target > self.now:
            self.advance_to(target)
        return self.instant

    def keep_up(self) -> None:
        """Move without a request, if it is a clock that does."""

    def stand(self) -> None:
        """Let the horizon be here: enough has been seen."""
        with self.lock:
            self.horizon = self.now

    def move_to(self, instant: int) -> None:
        """Move forward; requests come in the server's own thread, so one at a time."""
        with self.lock:
            super().move_to(instant)

    def _following(self) -> datetime:
        raise NotImplementedError


class SteppedClock(DrivenClock):
    """Each request moves it by a step.

    Args:
        step: how far.
    """

    def __init__(self, step: timedelta) -> None:
        super().__init__(mode="per-request", step=step)

    def _following(self) -> datetime:
        return self.now + self.step


class ScaledClock(DrivenClock):
    """Follows real time from the first request on.

    Args:
        speed: virtual seconds for each real one.
    """

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._factor = speed
        self._looked: float | None = None

    def tick(self) -> int:
        """Begin with the first request."""
        if self._looked is None:
            self._looked = time.monotonic()
        return super().tick()

    def keep_up(self) -> None:
        """Move to where real time has come."""
        with self.lock:
            if self._looked is not None:
                super().tick()

    def _following(self) -> datetime:
        assert self._looked is not None
        before, self._looked = self._looked, time.monotonic()
        passed = min(self._looked - before, _LEAP)
        return self.now + timedelta(seconds=passed * self._factor)


def clock_of(command: Command) -> DrivenClock:
    """The clock that a command asks for."""
    if command.clock == "scaled":
        return ScaledClock(command.speed)
    return SteppedClock(timedelta(microseconds=parse_duration(command.step)))
