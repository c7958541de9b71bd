"""When refreshes were first seen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from creatoraudit_mock.scorecard.bodies import Shown
from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.values import Instant, floor_second


class FirstSeen:
    """The reads of one resource that showed it newer than the reads before."""

    def __init__(self, resource: str, reads: Iterable[Call]) -> None:
        self._shown: list[Instant] = []
        self._calls: list[Call] = []
        last: Shown | None = None
        for call in reads:
            if call.shown is not last:  # most answers show what the one before them did
                last = call.shown
                self._note(call, call.rows[resource].refresh)

    def at(self, refresh: Instant) -> Call | None:
        """The read that first showed a refresh or a newer one, or None."""
        place = bisect_left(self._shown, floor_second(refresh))
        return self._calls[place] if place < len(self._calls) else None

    def _note(self, call: Call, shown: Instant | None) -> None:
        if shown is not None and (not self._shown or shown > self._shown[-1]):
            self._shown.append(shown)
            self._calls.append(call)
