"""The horizon: until when the program under test runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from creatoraudit_mock import VirtualClock

Until: TypeAlias = timedelta | int | float | str | datetime
"""A duration (`timedelta`, seconds, "90d", "PT6H") or a moment (`datetime`, ISO 8601 text)."""


def instant_of(until: Until, clock: VirtualClock) -> int:
    """The instant of a horizon, seen from a clock.

    Raises:
        ValueError: it is none, or lies in the past.
    """
    # The clock is the one place that knows how durations and moments are written.
    probe = type(clock)(clock.now)
    moment = _moment(until)
    if moment is not None:
        probe.advance_to(moment)
    elif not isinstance(until, datetime):
        probe.advance(until)
    return probe.instant


def _moment(until: Until) -> datetime | None:
    if isinstance(until, datetime):
        return until
    if not isinstance(until, str):
        return None
    try:
        return datetime.fromisoformat(until)
    except ValueError:
        return None
