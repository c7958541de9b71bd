"""A run as something to look at: lanes of things that happened, over virtual time. Plain data."""

from __future__ import annotations

import enum
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from creatoraudit_mock.values import Instant

_UNCHANGED = 304
_LIMITED = 429


class Answer(enum.StrEnum):
    """How a request went, as far as a look from afar tells."""

    GIVEN = "given"
    """2xx: something new, or something done."""
    UNCHANGED = "unchanged"
    """304."""
    LIMITED = "limited"
    """429, whoever's limit it was."""
    REFUSED = "refused"
    """Another 4xx."""
    FAILED = "failed"
    """5xx."""

    @classmethod
    def of(cls, status: int) -> Answer:
        """The kind of a status."""
        special = {_UNCHANGED: cls.UNCHANGED, _LIMITED: cls.LIMITED}
        by_hundreds = (cls.GIVEN, cls.GIVEN, cls.REFUSED, cls.FAILED)
        return special.get(status) or by_hundreds[min(max(status // 100, 2), 5) - 2]


class Request(Struct, frozen=True, kw_only=True):
    """One request as it was served."""

    index: int
    """Its place in the journal."""
    at: Instant
    method: str
    target: str
    status: int
    client: str
    """Key name and User-Agent."""
    trace: tuple[str, ...]
    """What was decided, in order, the last being the reason for the status."""
    faults: tuple[str, ...] = ()
    """The planned faults that struck it."""
    delay: int = 0
    """Microseconds until the last byte was to arrive."""
    lost: bool = False
    """Whether the client did not get the whole answer."""

    @property
    def answer(self) -> Answer:
        """How it went."""
        return Answer.of(self.status)


class Sighting(Struct, frozen=True):
    """A refresh and the first request that showed it, or a newer one, to anybody."""

    refresh: Instant
    seen: Instant
    request: int
    """The journal's index."""


class Span(Struct, frozen=True):
    """A stretch of time in which no scrape could succeed."""

    kind: Literal["outage", "absent", "stopped"]
    """The service's own trouble; the platform serves no such item; held or paused."""
    start: Instant
    end: Instant


class Lane(Struct, frozen=True, kw_only=True):
    """What happened to one account or video, and the requests that name it alone."""

    id: str
    """The resource's id; empty for the lane of all requests that name none, or several."""
    kind: str
    """`account`, `video` or `requests`."""
    name: str
    added: Instant
    deleted: Instant | None = None
    refreshes: tuple[Instant, ...] = ()
    """Scrapes that landed."""
    misses: tuple[Instant, ...] = ()
    """Scrapes that brought nothing."""
    spans: tuple[Span, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    requests: tuple[Request, ...] = ()


class Note(Struct, frozen=True, kw_only=True):
    """A finding of the scorecard, and the requests that it blames."""

    code: str
    name: str
    level: Literal["error", "advice"]
    message: str
    topic: str
    client: str
    count: int
    """How many occasions there were."""
    entries: tuple[int, ...]
    """The journal's indices of the requests."""


class Timeline(Struct, frozen=True, kw_only=True):
    """A run from its first instant to its last, lane by lane; the requests' own lane is last."""

    scenario: str
    seed: int
    start: Instant
    end: Instant
    lanes: tuple[Lane, ...]
    notes: tuple[Note, ...] = ()

    def requests(self) -> Iterator[tuple[int, Request]]:
        """Every request, with the number of its lane; lane by lane."""
        for number, lane in enumerate(self.lanes):
            for request in lane.requests:
                yield number, request


def between(instants: tuple[Instant, ...], first: Instant, last: Instant) -> tuple[Instant, ...]:
    """Those of ordered instants that lie in a window, its ends included."""
    return instants[bisect_left(instants, first) : bisect_right(instants, last)]
