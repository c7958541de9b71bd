"""One run of the poller through one plan, on virtual time, up to the horizon."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from pytest_creatoraudit.checking.plan import Plan
from pytest_creatoraudit.checking.session import Session
from pytest_creatoraudit.checking.stage import Staged
from pytest_creatoraudit.mounting import mounted
from pytest_creatoraudit.virtual.session import VirtualTime, virtual_time

Backend = Literal["asyncio", "trio"]
Poller = Callable[[Session], Any]

_RUSH: Final = timedelta(minutes=10)
_RUSH_REQUESTS: Final = (300, 10)
"""So many requests, and so many more for each resource, within that time prove a rush."""
REQUESTS: Final = (2_500, 50)
"""So many requests, and so many more for each resource, are enough for one run."""


@dataclass(kw_only=True)
class Outcome:
    """What became of a run."""

    staged: Staged
    session: Session
    error: Exception | None
    """What the poller, or virtual time, raised."""
    ended: datetime
    """When the poller was stopped, or stopped by itself."""
    stopped: bool
    """Whether it was still running at the end."""
    cut: datetime | None = None
    """What happened from then on is not judged: a command is not stopped at once."""
    slack: timedelta = timedelta()
    """What the clock allows beyond the lag."""
    unjudged: tuple[str, ...] = ()
    """Rules that its clock is not true enough for."""

    @property
    def is_command(self) -> bool:
        """Whether the poller is a program of its own."""
        return self.cut is not None

    @property
    def journal(self) -> list[Any]:
        """The requests that are judged."""
        journal = list(self.staged.world.journal)
        if self.cut is None:
            return journal
        cut = round(self.cut.timestamp() * 1_000_000)
        return [entry for entry in journal if entry.at < cut]

    @property
    def delivered(self) -> list[tuple[datetime, str, Any]]:
        """The deliveries that are judged."""
        return [one for one in self.session.delivered if self.cut is None or one[0] < self.cut]

    @property
    def refused_since(self) -> datetime | None:
        """Since when the poller knows that its key is no good; whatever it did then was right."""
        since = self.staged.refused_since
        if since is None:
            return None
        told = (entry for entry in self.journal if entry.status in {401, 403})
        return since if any(not entry.faults for entry in told) else None


def play(run: Poller, plan: Plan, backend: Backend = "asyncio") -> Outcome:
    """Let the poller live through a plan."""
    staged = Staged(plan)
    session = Session(staged)
    held = virtual_time(staged.world, until=staged.end)
    staged.clock.watchers.append(Limits(staged, held))
    error: Exception | None = None
    try:
        with mounted(staged.world), held:
            _live(run, session, held, backend)
    except Exception as raised:  # noqa: BLE001 - whatever it is, it is told with its story
        error = raised
    ended = staged.clock.now
    if not held.stopped and error is None and ended < staged.end:
        staged.clock.advance_to(staged.end)
    return Outcome(staged=staged, session=session, error=error, ended=ended, stopped=held.stopped)


def _live(run: Poller, session: Session, held: VirtualTime, backend: Backend) -> None:
    result = run(session)
    if inspect.iscoroutine(result):
        held.run(result, backend=backend)


class Limits:
    """Ends a run early that has shown enough: a poller that rushes would go on for hours."""

    def __init__(self, staged: Staged, held: VirtualTime) -> None:
        self._staged = staged
        self._held = held
        count = staged.plan.count
        self._most = REQUESTS[0] + REQUESTS[1] * count
        self._rush = _RUSH_REQUESTS[0] + _RUSH_REQUESTS[1] * count

    def __call__(self) -> None:
        """Look, before the clock moves."""
        journal, clock = self._staged.world.journal, self._staged.clock
        if len(journal) < self._rush:
            return
        since = clock.instant - journal[-self._rush].at
        if len(journal) > self._most or timedelta(microseconds=since) < _RUSH:
            self._held.shorten()
