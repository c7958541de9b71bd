"""When scrapes happen: a closed form, so any instant of any year is found without stepping.

A schedule is a list of *segments*; each command that touches it (track, pause, resume, another
interval, scrape now, hold, release) starts a new one. Inside a segment cycle k is due at
`first + k * interval`; a keyed hash of (resource, segment, k) says how late it runs and whether
it fails or is skipped. Offsets stay below half an interval, so cycles keep their order.
"""

from __future__ import annotations

import enum
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from creatoraudit_mock.simulation.spans import Spans
from creatoraudit_mock.values import FAR_FUTURE, SECOND, Instant, Stream

_SCALE = 1 << 32
_LOW = _SCALE - 1


class Outcome(enum.Enum):
    """How one cycle went."""

    REFRESHED = "refreshed"
    FAILED = "failed"
    UNAVAILABLE = "unavailable"
    SKIPPED = "skipped"


class Attempt(NamedTuple):
    """One cycle of a schedule: when it ran (or would have), and how it went."""

    instant: Instant
    outcome: Outcome


class Hardship(Struct, frozen=True):
    """How the service falls short of its schedule; every figure is a share from 0 to 1.

    `jitter` and `lateness` are shares of the interval: each cycle runs up to `jitter` late, and
    with chance `late` up to `lateness` later still. With chance `failed` it brings nothing, and
    with chance `skipped` it does not run at all.
    """

    jitter: float = 0.01
    failed: float = 0.0
    late: float = 0.0
    lateness: float = 0.25
    skipped: float = 0.0

    def __post_init__(self) -> None:
        for name in ("jitter", "failed", "late", "lateness", "skipped"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise ValueError(f"{name} must be a share from 0 to 1, got {value!r}")
        if self.skipped > 0.9:  # noqa: PLR2004 - something must run, or the search for it never ends
            raise ValueError(f"skipped must be at most 0.9, got {self.skipped!r}")
        if self.jitter + self.lateness > 0.5:  # noqa: PLR2004 - half an interval
            total = self.jitter + self.lateness
            raise ValueError(
                f"jitter + lateness must be at most 0.5 of the interval, got {total:g}"
            )


class Weather(NamedTuple):
    """The spans in which scrapes cannot succeed, whatever the schedule says."""

    outages: Spans = Spans()
    """The service's own trouble: attempts fail."""
    absences: Spans = Spans()
    """The platform does not serve this item: attempts find it unavailable."""

    def blocking(self, instant: Instant) -> tuple[tuple[Instant, Instant], Outcome] | None:
        """The span that blocks an attempt at an instant, and how it ends."""
        outages, absences = self
        if outages.starts and (span := outages.covering(instant)):
            return span, Outcome.FAILED
        if absences.starts and (span := absences.covering(instant)):
            return span, Outcome.UNAVAILABLE
        return None


class Standing(NamedTuple):
    """What a schedule has come to at an instant."""

    refresh: Instant | None
    """When the last successful scrape landed."""
    until: Instant
    """Until when nothing more is attempted: the next attempt, or somewhat earlier."""


class Segment(NamedTuple):
    """A stretch of schedule between two commands; all in microseconds.

    Cycles at or before `start` belong to the segment before, except a `forced` first one: that is
    a refresh which lands at `first` whatever the hardship or the weather.
    """

    start: Instant
    first: Instant | None
    interval: int
    forced: bool = False
    earlier_refresh: Instant | None = None
    """The last refresh before this segment."""


class Schedule:
    """All scrapes of one resource. Immutable: `then` returns a longer one."""

    __slots__ = ("_starts", "_stream", "hardship", "segments")

    def __init__(self, stream: Stream, hardship: Hardship, segments: tuple[Segment, ...]) -> None:
        self._stream = stream
        self.hardship = hardship
        self.segments = segments
        self._starts = tuple([segment.start for segment in segments])

    def then(self, segment: Segment, weather: Weather) -> Schedule:
        """This schedule with another segment from `segment.start` on."""
        linked = segment._replace(earlier_refresh=self.last_refresh(segment.start, weather))
        return Schedule(self._stream, self.hardship, (*self.segments, linked))

    def last_refresh(self, instant: Instant, weather: Weather) -> Instant | None:
        """When the last successful scrape at or before an instant landed."""
        return self.standing(instant, weather).refresh

    def standing(self, instant: Instant, weather: Weather) -> Standing:
        """The last successful scrape at or before an instant, and until when it stays the last."""
        index = bisect_right(self._starts, instant) - 1
        end = self._end(index)
        if index < 0:
            return Standing(None, end)
        segment = self.segments[index]
        first, interval = segment.first, segment.interval
        if first is None:
            return Standing(segment.earlier_refresh, end)
        cycle = (instant - first) // interval
        refresh, until = self._latest(index, cycle, instant, weather)
        if until is None:
            # No cycle runs before it is due; how late it runs need not be known to say so.
            until = first if cycle < 0 else first + (cycle + 1) * interval
        return Standing(refresh, min(end, until))

    def refreshes(self, start: Instant, end: Instant, weather: Weather) -> Iterator[Instant]:
        """Successful scrapes in `[start, end]`, in order."""
        for index in self._reaching(start):
            for attempt in self._forwards(index, start, end, weather):
                if attempt.outcome is Outcome.REFRESHED:
                    yield attempt.instant

    def attempts(self, start: Instant, end: Instant, weather: Weather) -> Iterator[Attempt]:
        """Scrapes that ran in `[start, end]`, in order, whatever came of them."""
        for index in self._reaching(start):
            for attempt in self._forwards(index, start, end, weather):
                if attempt.outcome is not Outcome.SKIPPED:
                    yield attempt

    def stops(self) -> Spans:
        """When nothing was scheduled: held, paused, deleted."""
        found = Spans()
        for index, segment in enumerate(self.segments):
            if segment.first is None:
                found = found.adding(segment.start, self._end(index))
        return found

    def next_attempt(self, instant: Instant, weather: Weather) -> Attempt | None:
        """The first scrape after an instant, as the schedule stands."""
        return next(self.attempts(instant + 1, FAR_FUTURE, weather), None)

    def _reaching(self, instant: Instant) -> range:
        """The segments that may have cycles at or after an instant."""
        # `bisect_left`: a cycle exactly at a boundary belongs to the segment that ends there.
        return range(max(bisect_left(self._starts, instant) - 1, 0), len(self.segments))

    def _end(self, index: int) -> Instant:
        following = index + 1
        return self._starts[following] if following < len(self._starts) else FAR_FUTURE

    def _latest(
        self, index: int, cycle: int, instant: Instant, weather: Weather
    ) -> tuple[Instant | None, Instant | None]:
        """The last refresh up to a cycle of a segment, and when that cycle runs if it is to come.

        Cycles that cannot have succeeded are leapt over.
        """
        segment, coming = self.segments[index], None
        assert segment.first is not None
        # No leap goes past a forced refresh, for no weather undoes it.
        bottom = 0 if segment.forced else -1
        while cycle >= 0:
            at, outcome = self._attempt(index, cycle, weather)
            if at > instant:
                coming = at
            elif outcome is Outcome.REFRESHED and (at > segment.start or cycle == bottom):
                return at, coming
            cycle = min(cycle - 1, 0) if self.hardship.failed >= 1 else cycle - 1
            if block := weather.blocking(at):
                before = (block[0][0] - segment.first) // segment.interval
                cycle = min(cycle, max(before, bottom))
        return segment.earlier_refresh, coming

    def _forwards(
        self, index: int, start: Instant, end: Instant, weather: Weather
    ) -> Iterator[Attempt]:
        """Cycles of a segment that lie in `[start, end]`, in order."""
        segment = self.segments[index]
        if segment.first is None:
            return
        last = min(end, self._end(index))
        # The cycle before this one was over half an interval ago, however late it ran.
        cycle = max((start - segment.first) // segment.interval, 0)
        while segment.first + cycle * segment.interval <= last:
            at, outcome = self._attempt(index, cycle, weather)
            inside = start <= at <= last and at > segment.start
            if inside or (segment.forced and cycle == 0 and start <= segment.first <= end):
                yield Attempt(at, outcome)
            cycle += 1

    def _attempt(self, index: int, cycle: int, weather: Weather) -> tuple[Instant, Outcome]:
        """When a cycle of a segment runs, and how it goes."""
        segment = self.segments[index]
        assert segment.first is not None
        if cycle == 0 and segment.forced:
            return segment.first, Outcome.REFRESHED
        instant, outcome = self._fate(index, cycle)
        if outcome is not Outcome.SKIPPED and (block := weather.blocking(instant)):
            outcome = block[1]
        return instant, outcome

    def _fate(self, index: int, cycle: int) -> tuple[Instant, Outcome]:
        """What the hardship makes of a cycle. The first of a segment is punctual, as promised."""
        segment, hardship = self.segments[index], self.hardship
        assert segment.first is not None
        due, interval = segment.first + cycle * segment.interval, segment.interval
        if cycle == 0 and not hardship.failed:
            return due, Outcome.REFRESHED  # whatever its luck
        words = self._stream.words(index, cycle)
        luck, offsets = words[0], words[1]
        if cycle:
            due += _share(offsets & _LOW, hardship.jitter, interval)
            if hardship.late and luck & 0xFFFF < hardship.late * 0x10000:
                due += _share(offsets >> 32, hardship.lateness, interval)
            if hardship.skipped and (luck >> 16) & 0xFFFF < hardship.skipped * 0x10000:
                return due, Outcome.SKIPPED
        failed = luck >> 32 < hardship.failed * _SCALE
        return due, Outcome.FAILED if failed else Outcome.REFRESHED


def _share(chance: int, share: float, interval: int) -> int:
    """A whole number of seconds from 0 to `share` of the interval."""
    most = int(share * (interval // SECOND))
    return (chance * (most + 1) >> 32) * SECOND
