"""Counters and windows: what was gained is a difference of two snapshots, never a loop over days.

Source: documentation topic "Batch windowed metrics" for the five sums and the inclusive UTC days;
that daily rows are gains is inferred from their being summed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from creatoraudit_mock.values import Instant, day_start


class Tally(NamedTuple):
    """The counters of a post, or of many posts together."""

    views: int = 0
    plays: int = 0
    likes: int = 0
    comments: int = 0
    shares: int = 0
    saves: int = 0

    def plus(self, other: Tally) -> Tally:
        """The sum, counter by counter."""
        return Tally._make(map(int.__add__, self, other))

    def minus(self, other: Tally) -> Tally:
        """The difference, counter by counter."""
        return Tally._make(map(int.__sub__, self, other))

    @property
    def engagement(self) -> int:
        """Likes, comments and shares together; saves are no part of it (topic: Platforms)."""
        return self.likes + self.comments + self.shares


class Window(NamedTuple):
    """UTC days, both ends included, counted from 1970-01-01."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many days the window spans."""
        return self.last - self.first + 1

    @property
    def start(self) -> Instant:
        """The first instant inside."""
        return day_start(self.first)

    @property
    def end(self) -> Instant:
        """The last instant inside."""
        return day_start(self.last + 1) - 1


def gain(
    snapshot: Callable[[Instant], Tally | None], window: Window, baseline: Instant | None
) -> Tally:
    """What was gained in a window, from the snapshots of the scrapes.

    Args:
        snapshot: the counters of the last scrape at or before an instant; None before the first.
        window: the UTC days.
        baseline: when the first scrape landed. It sets the level and counts as no gain, so a
            lifetime of views is never one day's success.
    """
    after = snapshot(window.end)
    if after is None or baseline is None:
        return Tally()
    before = snapshot(window.start - 1) or snapshot(baseline)
    assert before is not None
    return after.minus(before)
