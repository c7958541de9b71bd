"""The virtual clock: one time for the simulated service and for the program under test."""

from __future__ import annotations

import enum
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Final, NamedTuple, NoReturn, Protocol

from creatoraudit_mock.values import (
    FAR_FUTURE,
    Duration,
    Instant,
    Moment,
    format_instant,
    parse_duration,
    parse_instant,
    to_datetime,
)

DEFAULT_START: Final = "2026-01-05T09:00:00Z"
_EARLIEST: Final = parse_instant("2000-01-01T00:00:00Z")
"""Worlds have a past, which must not reach back beyond the calendar."""
_PARTS_PER_MILLION: Final = 1_000_000


class Mode(enum.StrEnum):
    """What makes the clock move besides being told to."""

    FROZEN = "frozen"
    SCALED = "scaled"
    PER_REQUEST = "per-request"

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        raise ValueError(f"mode must be one of: {', '.join(cls)}; got {value!r}")


# Looked up on their class, members cost more than all the rest of a look at the clock.
_SCALED: Final = Mode.SCALED
_PER_REQUEST: Final = Mode.PER_REQUEST


class Drive(NamedTuple):
    """What moves a clock besides being told to, in full: another one can be driven alike."""

    mode: Mode = Mode.FROZEN
    speed: float = 0.0
    """Virtual seconds per real second; 0 unless scaled."""
    step: int = 0
    """Microseconds before each request; 0 unless per-request."""
    waits: bool = False
    """Whether a scaled clock still stands, until the first request."""


class Waiter(Protocol):
    """How the program under test waits while its time is virtual."""

    def wait_until(self, instant: Instant) -> None:
        """Return when the clock has come to *instant*; blocks the calling thread."""

    async def wait_until_async(self, instant: Instant) -> None:
        """Return when the clock has come to *instant*; lets other tasks run."""


class VirtualClock:
    """Integer microseconds, forward only.

    *frozen*: moves only when told. *scaled*: also follows a source of real time, `speed` virtual
    seconds for each real one. *per-request*: also moves by `step` before each API request.

    Args:
        start: first instant; a fixed one by default, so that runs repeat.
        mode: one of the three above.
        speed: virtual seconds per real second, for the scaled mode.
        step: the move before each request, for the per-request mode.
        source: real monotonic nanoseconds, for the scaled mode.
        waits: let a scaled clock stand still until the first request, so that whoever polls
            sees the world from its first instant, however late they come.
    """

    def __init__(
        self,
        start: Moment = DEFAULT_START,
        *,
        mode: Mode | str = Mode.FROZEN,
        speed: float = 1.0,
        step: Duration = 1,
        source: Callable[[], int] | None = None,
        waits: bool = False,
    ) -> None:
        self._instant = _first_instant(start)
        mode = Mode(mode)
        self._mode = Mode.FROZEN
        self._speed = 0
        self._step = parse_duration(step, name="step")
        self._source = source
        self._anchor = (0, 0)
        self.lock: AbstractContextManager[object] = nullcontext()
        """Held while the clock moves and while a world reads or changes."""
        self.on_move: list[Callable[[Instant], None]] = []
        """Called with the new instant after each move that somebody asked for."""
        self.events: list[Callable[[Instant], Instant | None]] = []
        """Each tells its first event after an instant, or None."""
        self.waiter: Waiter | None = None
        """Who moves the clock while somebody waits; None: waiting itself moves it."""
        self.by_request = mode is Mode.PER_REQUEST
        """Whether requests have ever moved it."""
        self.speeds: set[float] = set()
        """Those at which it has ever followed real time."""
        self._waits = False
        self._stands = False
        if mode is Mode.SCALED:
            self.run(speed, waits=waits)
        else:
            self._mode = mode

    def __repr__(self) -> str:
        speed = f" x{self.speed:g}" if self._mode is Mode.SCALED else ""
        return f"<VirtualClock {format_instant(self.instant, micros=True)} {self._mode}{speed}>"

    @property
    def mode(self) -> Mode:
        """Frozen, scaled or per-request."""
        return self._mode

    @property
    def speed(self) -> float:
        """Virtual seconds per real second; 0 unless scaled."""
        return self._speed / _PARTS_PER_MILLION if self._mode is Mode.SCALED else 0.0

    @property
    def is_waiting(self) -> bool:
        """Whether it follows real time, but only from the first request on."""
        return self._waits

    @property
    def step(self) -> timedelta:
        """How far each request moves it; nothing unless per-request."""
        return timedelta(microseconds=self._step if self._mode is Mode.PER_REQUEST else 0)

    @property
    def drive(self) -> Drive:
        """What moves it."""
        step = self._step if self._mode is Mode.PER_REQUEST else 0
        return Drive(self._mode, self.speed, step, self._waits)

    @property
    def instant(self) -> Instant:
        """Now, in microseconds since the Unix epoch."""
        if self._mode is _SCALED and not self._stands:
            self._follow()
        return self._instant

    @property
    def now(self) -> datetime:
        """Now, as an aware UTC datetime."""
        return to_datetime(self.instant)

    def advance(self, delta: Duration | None = None, /, **parts: float) -> datetime:
        """Move forward by a duration, or by keywords of `timedelta` such as `hours=25`.

        Raises:
            ValueError: the duration is negative or passes the year 9999.
        """
        if (delta is None) == (not parts):
            raise TypeError("advance() takes one duration, or keywords such as hours=25, not both")
        try:
            step = parse_duration(timedelta(**parts) if delta is None else delta, name="delta")
        except OverflowError:
            raise ValueError(f"the clock ends with the year 9999, got {parts}") from None
        with self.lock:
            now = self.instant
            self._announce(self._move(now, now + step))
        return self.now

    def advance_to(self, moment: Moment | Instant) -> datetime:
        """Move forward to a moment.

        Raises:
            ValueError: the moment lies in the past; time goes forward only.
        """
        self.move_to(moment if isinstance(moment, int) else parse_instant(moment, name="moment"))
        return self.now

    def move_to(self, instant: Instant) -> None:
        """Do as `advance_to`, given microseconds since the Unix epoch; return nothing.

        Raises:
            ValueError: the instant lies in the past.
        """
        with self.lock:
            self._announce(self._move(self.instant, instant))

    def next_event(self) -> datetime | None:
        """When the world changes next by itself (a scrape is attempted), or None if never."""
        event = self._next_event(self.instant)
        return None if event is None else to_datetime(event)

    def advance_to_next_event(self) -> datetime | None:
        """Move to the next event and return its moment; stay and return None if there is none."""
        with self.lock:
            now = self.instant
            event = self._next_event(now)
            if event is not None:
                self._announce(self._move(now, event))
        return None if event is None else to_datetime(event)

    def wait_until(self, instant: Instant) -> None:
        """Let the calling program wait: how a slow answer takes its (virtual) time.

        A past instant is there already.
        """
        if self.waiter is not None:
            self.waiter.wait_until(instant)
        elif instant > self.instant:
            self.move_to(instant)

    async def wait_until_async(self, instant: Instant) -> None:
        """Do the same in an async program."""
        if self.waiter is not None:
            await self.waiter.wait_until_async(instant)
        else:
            self.wait_until(instant)

    def real_seconds_until(self, instant: Instant) -> float | None:
        """How long a clock that follows real time takes to come there; None if it does not."""
        if self._mode is not Mode.SCALED:
            return None
        return max(0, instant - self.instant) / self._speed

    def run(self, speed: float, *, waits: bool = False) -> None:
        """Follow real time at this speed from here on, or from the next request on.

        Raises:
            ValueError: the speed is not positive, or the clock was given no source of real time.
        """
        if self._source is None:
            raise ValueError("this clock has no source of real time: give VirtualClock(source=...)")
        if not 1e-6 <= speed <= 1e9:  # noqa: PLR2004 - the counter is in millionths
            raise ValueError(f"speed must be between 0.000001 and 1e9, got {speed!r}")
        with self.lock:
            self._anchor = (self._source(), self.instant)
            self._waits = waits
            self._speed = round(speed * _PARTS_PER_MILLION)
            self.speeds.add(self._speed / _PARTS_PER_MILLION)
            self._mode = Mode.SCALED

    def drive_like(self, drive: Drive) -> None:
        """Be moved from here on as another clock was.

        Raises:
            ValueError: it is to follow real time, and was given no source of it.
        """
        if drive.mode is Mode.SCALED:
            self.run(drive.speed, waits=drive.waits)
            return
        with self.lock:
            self.freeze()
            self._mode, self._step = drive.mode, drive.step
            self.by_request |= drive.mode is Mode.PER_REQUEST

    def freeze(self) -> None:
        """Stop following real time or requests."""
        with self.lock:
            self._instant = self.instant
            self._waits = False
            self._mode = Mode.FROZEN

    def serving(self) -> AbstractContextManager[Instant]:
        """Give the instant at which a request is served, and stand there until it has been.

        All that a request does happens at one instant, so that a recorded run, which knows but
        the one, can be lived again.
        """
        return _Stop(self)

    def halt(self) -> Instant:
        """Come to the instant of a request, and stand there."""
        now = self.tick()
        self._stands = True
        return now

    def go_on(self) -> None:
        """Stand no longer."""
        self._stands = False

    def tick(self) -> Instant:
        """The instant at which a request is served; per-request mode moves the clock first."""
        if self._mode is _PER_REQUEST:
            self._instant = min(self._instant + self._step, FAR_FUTURE)
        if self._waits:
            self.run(self.speed)
            return self._instant
        return self.instant

    def follow(self, instant: Instant) -> None:
        """Move forward without telling anybody: how a recorded run is replayed."""
        with self.lock:
            now = self.instant
            self._move(now, max(instant, now))

    def _next_event(self, now: Instant) -> Instant | None:
        return min((e for e in (find(now) for find in self.events) if e is not None), default=None)

    def _follow(self) -> None:
        if self._waits or self._source is None:
            return
        real, virtual = self._anchor
        elapsed = (self._source() - real) * self._speed // (1_000 * _PARTS_PER_MILLION)
        # `max`: a source that stands still or stumbles must not turn time back.
        self._instant = max(self._instant, min(virtual + elapsed, FAR_FUTURE))

    def _move(self, now: Instant, target: Instant) -> Instant:
        # `now` is read once for each move: a scaled clock never stands still between two looks.
        if target < now:
            there, here = format_instant(target), format_instant(now)
            raise ValueError(
                f"time goes forward only: cannot move to {there}, it is {here} already"
            )
        if target > FAR_FUTURE:
            raise ValueError("the clock ends with the year 9999")
        if self._mode is _SCALED:
            real, virtual = self._anchor
            self._anchor = (real, virtual + target - now)
        self._instant = target
        return target

    def _announce(self, instant: Instant) -> None:
        for moved in self.on_move:
            moved(instant)


class _Stop(AbstractContextManager[Instant]):
    """A clock while a request is served. Not a generator: every request passes here."""

    __slots__ = ("_clock", "_lock")

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._lock = clock.lock

    def __enter__(self) -> Instant:
        self._lock.__enter__()
        try:
            return self._clock.halt()
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise

    def __exit__(self, *_: object) -> None:
        self._clock.go_on()
        self._lock.__exit__(None, None, None)


def _first_instant(start: Moment) -> Instant:
    instant = parse_instant(start, name="start")
    if not _EARLIEST <= instant <= FAR_FUTURE:
        raise ValueError(f"start must lie in the years 2000 to 9999, got {start!r}")
    return instant
