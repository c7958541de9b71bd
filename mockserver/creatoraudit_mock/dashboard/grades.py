"""Scorecards of the worlds that somebody looks at, graded again only when requests have come."""

from __future__ import annotations

import threading
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import msgspec

from creatoraudit_mock.kit import World
from creatoraudit_mock.scorecard import Finding, Scorecard, score, timeline_of
from creatoraudit_mock.timeline import draw

LANES: Final = 12
DATA: Final = 128 * 1024
"""Bytes for the figure's script, which is told of some thousands of requests by them."""

_Moment = tuple[int, int, int, int | None]
"""Requests, commands and instant of a world, and the window that is drawn."""


class Grade(NamedTuple):
    """A scorecard, and how many requests it is about."""

    requests: int
    card: Scorecard
    blamed: dict[int, tuple[Finding, ...]]
    """What is held against which request, by its index in the journal."""


class Grades:
    """Grading 10,000 requests takes a quarter of a second: too long for every look at a page."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._known: WeakKeyDictionary[World, Grade] = WeakKeyDictionary()
        self._pictures: WeakKeyDictionary[World, tuple[_Moment, str]] = WeakKeyDictionary()

    def of(self, world: World) -> Grade:
        """The grade of whoever polled a world so far."""
        with self._lock:  # who comes second waits for the first one's work instead of doing it too
            known = self._known.get(world)
            requests = len(world.journal)
            if known is None or known.requests != requests:
                card = score(world)
                known = self._known[world] = Grade(requests, card, _blamed(card))
            return known

    def picture(self, world: World, window: int | None) -> str:
        """The end of the run up to now, drawn; the same text as long as nothing happens.

        Args:
            world: whose run; scrapes go on in it when no request comes any more.
            window: microseconds; None for all of the run.
        """
        with self._lock:
            grade = self.of(world)
            moment = (grade.requests, len(world.log), world.clock.instant, window)
            known = self._pictures.get(world)
            if known is None or known[0] != moment:
                known = self._pictures[world] = (moment, _drawn(world, grade, window))
            return known[1]


def _drawn(world: World, grade: Grade, window: int | None) -> str:
    timeline = timeline_of(world)
    first = timeline.start if window is None else max(timeline.start, timeline.end - window)
    lanes = tuple(
        msgspec.structs.replace(lane, requests=tuple(r for r in lane.requests if r.at >= first))
        for lane in timeline.lanes
    )
    shown = msgspec.structs.replace(timeline, lanes=lanes, notes=grade.card.timeline.notes)
    return draw(shown, first=first, most_lanes=LANES, data=DATA)


def _blamed(card: Scorecard) -> dict[int, tuple[Finding, ...]]:
    blamed: dict[int, tuple[Finding, ...]] = {}
    for finding in card.findings:
        for index in finding.entries:
            blamed[index] = (*blamed.get(index, ()), finding)
    return blamed
