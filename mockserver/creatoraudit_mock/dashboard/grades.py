"""Scorecards of the worlds that somebody looks at, graded again only when requests have come."""

from __future__ import annotations

import threading
from typing import NamedTuple
from weakref import WeakKeyDictionary

import msgspec

from creatoraudit_mock.kit import World
from creatoraudit_mock.scorecard import Finding, Scorecard, score, timeline_of
from creatoraudit_mock.timeline import Timeline


class Grade(NamedTuple):
    """A scorecard, and how many requests it is about."""

    requests: int
    card: Scorecard
    blamed: dict[int, tuple[Finding, ...]]
    """What is held against which request, by its index in the journal."""


class Grades:
    """Grading 10,000 requests takes a quarter of a second: too long for every look at a page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: WeakKeyDictionary[World, Grade] = WeakKeyDictionary()

    def of(self, world: World) -> Grade:
        """The grade of whoever polled a world so far."""
        with self._lock:  # who comes second waits for the first one's work instead of doing it too
            known = self._known.get(world)
            requests = len(world.journal)
            if known is None or known.requests != requests:
                card = score(world)
                known = self._known[world] = Grade(requests, card, _blamed(card))
            return known

    def timeline(self, world: World) -> Timeline:
        """The run up to now as a picture; scrapes go on when no request comes any more."""
        notes = self.of(world).card.timeline.notes
        return msgspec.structs.replace(timeline_of(world), notes=notes)


def _blamed(card: Scorecard) -> dict[int, tuple[Finding, ...]]:
    blamed: dict[int, tuple[Finding, ...]] = {}
    for finding in card.findings:
        for index in finding.entries:
            blamed[index] = (*blamed.get(index, ()), finding)
    return blamed
