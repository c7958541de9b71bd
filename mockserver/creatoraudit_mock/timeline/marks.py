"""The shapes of a lane: colour is never the only sign."""

from __future__ import annotations

from typing import Final, NamedTuple

LANE_HEIGHT: Final = 56


class Mark(NamedTuple):
    """How one kind of thing is drawn: the same small path wherever it happened."""

    name: str
    """Names its class in the style sheet, too."""
    meaning: str
    y: int
    shape: str
    """What follows `M x y` in a path's data."""
    top: float
    """Where its sign begins in the legend, which is 16 high and counts from the middle."""


MARKS: Final = {
    mark.name: mark
    for mark in (
        Mark("refresh", "scrape that landed", 3, "l4.5 5-4.5 5-4.5-5z", -5),
        Mark("miss", "scrape that brought nothing", 8, "m-3.5-3.5l7 7m0-7l-7 7", 0),
        Mark("given", "2xx, something new", 28, "v14", -7),
        Mark("unchanged", "304, unchanged", 35, "v7", 0),
        Mark("limited", "429, rate limit", 28, "m-5 0h10l-4 6v8h-2v-8z", -7),
        Mark("refused", "4xx, refused", 37, "m-4-4l8 8m0-8l-8 8", 0),
        Mark("failed", "5xx, failed", 34, "m-4 0h8v8h-8z", -4),
        Mark("fault", "struck by a planned fault", 21, "m1.5-5l-5 6h3l-1 5 5-6.5h-3z", 0),
        Mark("error", "blamed by an error", 46, "l4.5 8h-9z", -4),
        Mark("advice", "blamed by advice", 46, "l4 7h-8z", -4),
    )
}
LAG: Final = Mark("lag", "detection lag: from a scrape to the first request that saw it", 14, "", 0)
"""From (refresh, 14) down to 17, along, and down to the requests."""
SPANS: Final = {
    "outage": "outage: every scrape fails",
    "absent": "the platform does not serve it",
    "stopped": "held or paused: no scrape is due",
    "away": "not tracked",
}
