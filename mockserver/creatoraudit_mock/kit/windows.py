"""Windows of time, in the ways in which callers may give them."""

from __future__ import annotations

from creatoraudit_mock.clock import VirtualClock
from creatoraudit_mock.values import (
    FAR_FUTURE,
    Duration,
    Instant,
    Moment,
    parse_duration,
    parse_instant,
)


def window(
    clock: VirtualClock, start: Moment | None, duration: Duration | None, end: Moment | None
) -> tuple[Instant | None, Instant]:
    """Start and end of a window; without a start from now on, without an end for ever.

    For ever is also what a duration beyond the calendar means.

    Raises:
        TypeError: both a duration and an end are given.
    """
    if duration is not None and end is not None:
        raise TypeError("give either a duration or an end, not both")
    low = None if start is None else parse_instant(start, name="start")
    if duration is not None:
        begin = clock.instant if low is None else low
        return low, min(begin + parse_duration(duration), FAR_FUTURE)
    return low, FAR_FUTURE if end is None else parse_instant(end, name="end")
