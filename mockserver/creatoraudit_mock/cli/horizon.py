"""The end of a run in virtual time: from there on nobody is answered."""

from __future__ import annotations

from datetime import timedelta

from starlette.types import ASGIApp, Receive, Scope, Send

from creatoraudit_mock.cli.refusals import refusing
from creatoraudit_mock.clock import VirtualClock
from creatoraudit_mock.values import Instant, parse_duration


class Horizon:
    """An instant at which a program is to be stopped.

    The program needs a moment to notice; what it asks meanwhile must not get into the journal, or
    no two runs would be alike. So the requests of that moment are left unanswered.

    Args:
        clock: whose time it is; wherever it is now, the run begins.
        duration: the length of the run in virtual time; None for no end.
    """

    def __init__(self, clock: VirtualClock, duration: str | None) -> None:
        self._clock = clock
        self.instant: Instant | None = None
        if duration is not None:
            with refusing():
                self.instant = clock.instant + parse_duration(duration, name="--until")

    @property
    def is_reached(self) -> bool:
        """Whether the clock is there, or would be with the next request."""
        if self.instant is None:
            return False
        step = self._clock.step // timedelta(microseconds=1)
        return self._clock.instant + step >= self.instant

    def guard(self, app: ASGIApp) -> ASGIApp:
        """The same application, silent from here on."""

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if self.is_reached:
                while (await receive())["type"] != "http.disconnect":
                    pass
            else:
                await app(scope, receive, send)

        return guarded
