"""A world that lives through a plan: its clock stops at every event on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from creatoraudit_mock import Dialect, Handle, VirtualClock, World, WorldError
from creatoraudit_mock import Fault as Faults
from pytest_creatoraudit.checking.plan import Event, Fault, Plan, Tracked

_FIRST_VIDEO: Final = 7_301_234_567_890_123_456
_SECOND: Final = 1_000_000
_HOUR: Final = 3_600 * _SECOND
_SLOW: Final = 45
"""Seconds that a stalled answer takes, unless the plan says otherwise; beyond usual timeouts."""


class StagedClock(VirtualClock):
    """A clock that lets things happen on its way, however far it leaps."""

    def __init__(self, start: Any = "2026-01-05T09:00:00Z", **options: Any) -> None:
        super().__init__(start, **options)
        self._due: deque[tuple[int, Callable[[], None]]] = deque()
        self.watchers: list[Callable[[], None]] = []
        """Called before each move."""

    def plan(self, *due: tuple[int, Callable[[], None]]) -> None:
        """Take in what is to happen, and at which instant."""
        self._due = deque(sorted([*self._due, *due], key=lambda one: one[0]))

    def move_to(self, instant: int) -> None:
        """Move forward to an instant; what is due by then happens at its own."""
        for watch in self.watchers:
            watch()
        while self._due and self._due[0][0] <= instant:
            at, happen = self._due.popleft()
            super().move_to(max(at, self.instant))
            happen()
        super().move_to(instant)


class Staged:
    """The world of a plan, with the ids of what is tracked in it."""

    def __init__(self, plan: Plan, clock: StagedClock | None = None) -> None:
        self.plan = plan
        self.clock = clock or StagedClock()
        self.start, self._began = self.clock.now, self.clock.instant
        self.world = World(
            "empty", seed=plan.seed, clock=self.clock, dialect=Dialect(**dialect_of(plan))
        )
        self.tracked = [self._track(place, one) for place, one in enumerate(plan.tracked)]
        self.tracked += [self._member(number) for number in range(plan.crowd)]
        self.happened: list[tuple[datetime, str]] = []
        self.refused_since: datetime | None = None
        """When the key was disabled."""
        if plan.rate_limit is not None:
            self.world.set_rate_limit(plan.rate_limit, window="60s")
        for number, fault in enumerate(plan.faults):
            self._spoil(number, fault)
        self.clock.plan(*map(self._due, plan.events))

    @property
    def end(self) -> datetime:
        """The horizon."""
        return self.start + timedelta(days=self.plan.days)

    def ids(self, kind: str) -> list[str]:
        """The ids of what is tracked from the start."""
        every = [*self.plan.tracked, *[Tracked()] * self.plan.crowd]
        pairs = zip(every, self.tracked, strict=True)
        return [handle.id for one, handle in pairs if one.kind == kind]

    # -- before it begins

    def _track(self, place: int, one: Tracked) -> Handle:
        is_account = one.kind == "account"
        track: Any = self.world.track_account if is_account else self.world.track_video
        name = f"user{place}" if is_account else str(_FIRST_VIDEO + place)
        handle: Handle = track(
            one.platform,
            name,
            first_refresh=timedelta(seconds=one.first),
            scrape_interval_hours=min(one.every, self.world.dialect.longest_interval),
        )
        return handle

    def _member(self, number: int) -> Handle:
        platform = ("instagram", "tiktok")[number % 2]
        return self.world.track_account(platform, f"member{number}", first_refresh="45s")

    def _spoil(self, number: int, fault: Fault) -> None:
        self.world.faults.add(
            _FAULTS[fault.what](fault),
            start=self.start + timedelta(seconds=fault.at),
            times=fault.times,
            optional=True,
            name=f"{fault.what} {number + 1}",
        )

    # -- on the way

    def _due(self, event: Event) -> tuple[int, Callable[[], None]]:
        return self._began + event.at * _SECOND, partial(self._happen, event)

    def _happen(self, event: Event) -> None:
        target = self.tracked[event.target % len(self.tracked)]
        try:
            told = _HAPPENINGS[event.what](self, target, event)
        except WorldError as error:
            told = f"{event.what} was not possible: {error}"
        self.happened.append((self.clock.now, told))

    def later(self, hours: int, happen: Callable[[], None]) -> None:
        """Let something else happen some hours on."""
        at = self.clock.instant + hours * _HOUR
        self.clock.plan((at, partial(self._try, happen)))

    def _try(self, happen: Callable[[], None]) -> None:
        try:
            happen()
        except WorldError:
            return


def dialect_of(plan: Plan) -> dict[str, Any]:
    """The switches of a plan; `to_switches` made texts of them."""
    known = Dialect.alternatives()
    return {
        name: next(value for value in known[name] if str(value) == text)
        for name, text in plan.dialect
    }


def _refresh(staged: Staged, target: Handle, _: Event) -> str:
    staged.world.scrape_now(target)
    return f"{target.id} is refreshed out of turn"


def _hold(staged: Staged, target: Handle, event: Event) -> str:
    staged.world.hold(target)
    staged.later(event.hours, partial(staged.world.release, target))
    return f"refreshes of {target.id} are held up for {event.hours} h"


def _outage(staged: Staged, _: Handle, event: Event) -> str:
    staged.world.outage(duration=timedelta(hours=event.hours))
    return f"nothing is refreshed for {event.hours} h"


def _unavailable(staged: Staged, target: Handle, event: Event) -> str:
    staged.world.set_unavailable(target, duration=timedelta(hours=event.hours))
    return f"{target.id} is unavailable for {event.hours} h"


def _pause(staged: Staged, target: Handle, event: Event) -> str:
    staged.world.update(target, is_active=False)
    staged.later(event.hours, partial(staged.world.update, target, is_active=True))
    return f"{target.id} is paused for {event.hours} h"


def _interval(staged: Staged, target: Handle, event: Event) -> str:
    staged.world.update(target, scrape_interval_hours=event.hours)
    return f"{target.id} is refreshed every {event.hours} h from now on"


def _metadata(staged: Staged, target: Handle, _: Event) -> str:
    staged.world.update(target, metadata={"note": staged.clock.now.isoformat()})
    return f"the metadata of {target.id} change, so its ETag does"


def _delete(staged: Staged, target: Handle, _: Event) -> str:
    staged.world.delete(target)
    return f"{target.id} is deleted"


def _new(staged: Staged, _: Handle, event: Event) -> str:
    made = staged.world.track_account("tiktok", f"late{event.at}", first_refresh="45s")
    return f"{made.id} is tracked, too"


def _disable_key(staged: Staged, _: Handle, __: Event) -> str:
    staged.world.set_key("Default key", "disabled")
    staged.refused_since = staged.refused_since or staged.clock.now
    return "the API key is disabled for good"


_HAPPENINGS: Final[dict[str, Callable[[Staged, Handle, Event], str]]] = {
    "refresh": _refresh,
    "hold": _hold,
    "outage": _outage,
    "unavailable": _unavailable,
    "pause": _pause,
    "interval": _interval,
    "metadata": _metadata,
    "delete": _delete,
    "track": _new,
    "disable_key": _disable_key,
}


def _status(code: int) -> Callable[[Fault], Faults]:
    return lambda fault: Faults.status(code, retry_after=fault.seconds)


_FAULTS: Final[dict[str, Callable[[Fault], Faults]]] = {
    "status_500": lambda _: Faults.status(500),
    "status_502": lambda _: Faults.status(502),
    "status_503": _status(503),
    "rate_limited": lambda fault: Faults.rate_limited(retry_after=fault.seconds),
    "proxy_page": lambda _: Faults.proxy_page(502),
    "reset": lambda _: Faults.reset(),
    "truncated_body": lambda _: Faults.truncated_body(),
    "stall": lambda fault: Faults.stall(fault.seconds or _SLOW),
    "malformed_json": lambda _: Faults.malformed_json(),
    "no_etag": lambda _: Faults.no_etag(),
    "gzip": lambda _: Faults.gzip(),
    "stale": lambda _: Faults.stale(),
}
