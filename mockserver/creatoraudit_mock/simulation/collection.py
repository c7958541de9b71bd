"""What the scrapes of an account have brought in: which posts, seen first and last when.

A scrape collects the posts that are recent enough (`lookback`) and among the newest `most`
(documentation topic: Usage, collection limits). A post that drops out keeps its last counters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from creatoraudit_mock.simulation.analytics import Tally
from creatoraudit_mock.simulation.platforms import Post, Profile
from creatoraudit_mock.simulation.schedule import Schedule, Weather
from creatoraudit_mock.values import FAR_FUTURE, Instant


class Caps(NamedTuple):
    """The collection limits in force from an instant on; None means unlimited."""

    start: Instant
    most: int | None = None
    lookback: int | None = None
    """Microseconds."""


class Sighting(NamedTuple):
    """A collected post: its place in the feed, and the scrapes that saw it first and last."""

    place: int
    post: Post
    first: Instant
    last: Instant

    @property
    def tally(self) -> Tally:
        """The counters that the last scrape saw."""
        return self.post.tally(self.last)


class Collection:
    """A profile as seen through a schedule of scrapes under limits."""

    __slots__ = ("_caps", "_feed", "_profile", "_schedule", "_weather")

    def __init__(
        self, profile: Profile, schedule: Schedule, weather: Weather, caps: tuple[Caps, ...]
    ) -> None:
        self._profile = profile
        self._schedule = schedule
        self._weather = weather
        self._caps = caps
        self._feed: list[Post] = []
        """The oldest posts, as far as somebody has asked for them: a series asks every day."""

    def tally(self, instant: Instant) -> Tally | None:
        """The counters of all collected posts as of the last scrape; None before the first."""
        refresh = self._schedule.last_refresh(instant, self._weather)
        return None if refresh is None else self.tally_at(refresh)

    def tally_at(self, refresh: Instant) -> Tally:
        """The counters of all posts that have been collected up to a scrape."""
        if self._unlimited:
            return self._profile.totals(refresh)
        total = Tally()
        for index, post in enumerate(self._posts(self._profile.published(refresh))):
            seen = self._last_seen(index, post, refresh)
            total = total if seen is None else total.plus(post.tally(seen))
        return total

    def count_at(self, refresh: Instant, counter: int) -> int:
        """One of these counters, by its place in a tally."""
        if self._unlimited:
            return self._profile.total(refresh, counter)
        return self.tally_at(refresh)[counter]

    def size(self, instant: Instant) -> int:
        """How many posts have been collected."""
        refresh = self._schedule.last_refresh(instant, self._weather)
        return 0 if refresh is None else self.size_at(refresh)

    def size_at(self, refresh: Instant) -> int:
        """How many posts have been collected up to a scrape."""
        if self._unlimited:
            return self._profile.published(refresh)
        return sum(1 for _ in self.sightings(refresh))

    def sightings(self, instant: Instant) -> Iterator[Sighting]:
        """All collected posts, oldest first."""
        refresh = self._schedule.last_refresh(instant, self._weather)
        if refresh is None:
            return
        for index, post in enumerate(self._posts(self._profile.published(refresh))):
            sighting = self._sighting(index, post, instant)
            if sighting:
                yield sighting

    def sighting(self, index: int, instant: Instant) -> Sighting | None:
        """One collected post, or None if no scrape has seen it."""
        refresh = self._schedule.last_refresh(instant, self._weather)
        if refresh is None or not 0 <= index < self._profile.published(refresh):
            return None
        return self._sighting(index, self._profile.post(index), instant)

    def _posts(self, count: int) -> list[Post]:
        known = len(self._feed)
        if count > known:
            self._feed += self._profile.posts(known, count)
        return self._feed[:count]

    @property
    def _unlimited(self) -> bool:
        """Whether every scrape collects every post."""
        for _, most, lookback in self._caps:
            if most is not None or lookback is not None:
                return False
        return True

    def _sighting(self, index: int, post: Post, instant: Instant) -> Sighting | None:
        last = self._last_seen(index, post, instant)
        if last is None:
            return None
        first = next(filter(None, (self._first(*era) for era in self._eras(index, post))), last)
        return Sighting(index, post, first, last)

    def _last_seen(self, index: int, post: Post, instant: Instant) -> Instant | None:
        eras = [(low, min(high, instant)) for low, high in self._eras(index, post)]
        return next(filter(None, (self._last(*era) for era in reversed(eras))), None)

    def _eras(self, index: int, post: Post) -> Iterator[tuple[Instant, Instant]]:
        """The spans in which a scrape would collect a post, both ends included."""
        for position, caps in enumerate(self._caps):
            following = position + 1
            end = self._caps[following].start if following < len(self._caps) else FAR_FUTURE
            yield (
                max(caps.start, post.published),
                min(end, self._dropped(index, post, caps)) - 1,
            )

    def _dropped(self, index: int, post: Post, caps: Caps) -> Instant:
        """When a post stops being collected under these limits."""
        ends = [FAR_FUTURE]
        if caps.lookback is not None:
            ends.append(post.published + caps.lookback)
        if caps.most is not None:
            ends.append(self._profile.appearance(index + caps.most))
        return min(ends)

    def _first(self, low: Instant, high: Instant) -> Instant | None:
        return next(self._schedule.refreshes(low, high, self._weather), None)

    def _last(self, low: Instant, high: Instant) -> Instant | None:
        refresh = self._schedule.last_refresh(high, self._weather) if low <= high else None
        return refresh if refresh is not None and refresh >= low else None
