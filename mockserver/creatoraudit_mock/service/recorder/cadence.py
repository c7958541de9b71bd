"""How well a service keeps its own schedule, as far as one look and some daily series tell."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median, quantiles
from typing import Final, NamedTuple

from creatoraudit_mock.service.recorder.observed import Observed, Tracked
from creatoraudit_mock.values import SECOND

_ENOUGH: Final = 8
"""Observations without which a share is not worth stating."""
_GIVEN_UP: Final = 3
"""Intervals after which an item is not late but stands still."""
_MOST_JITTER: Final = 0.2
_USUAL_WAIT: Final = 5 * SECOND


class Cadence(NamedTuple):
    """What was fitted; None where too little was seen."""

    first_refresh: int
    """Microseconds from tracking to the first refresh."""
    jitter: float | None
    failed: float | None

    @classmethod
    def fitted(cls, observed: Observed) -> Cadence:
        """The cadence behind what was observed."""
        waits = [one.first - one.added for one in observed.tracked if one.first is not None]
        wait = int(median(waits)) // SECOND * SECOND if waits else _USUAL_WAIT
        return cls(max(wait, SECOND), _jitter(observed.tracked), _failed(observed))


def stands_still(one: Tracked, at: int) -> bool:
    """Whether an active item has not been refreshed for so long that no schedule explains it."""
    return one.last is not None and at - one.last > _GIVEN_UP * one.interval


def _failed(observed: Observed) -> float | None:
    """The share of scrapes that brought nothing: items behind their schedule, days without gain."""
    running = [one for one in observed.tracked if _is_running(one) and one.last is not None]
    settled = [one for one in running if not stands_still(one, observed.at)]
    overdue = sum(observed.at - (one.last or 0) > 1.5 * one.interval for one in settled)
    days = [day for series in observed.series for day in series]
    missed = overdue + sum(day.views == 0 for day in days)
    seen = len(settled) + len(days)
    return round(missed / seen, 3) if seen >= _ENOUGH else None


def _jitter(tracked: Iterable[Tracked]) -> float | None:
    """How late scrapes run, as a share of the interval: where the last fell beside the grid."""
    shares = []
    for one in tracked:
        if one.first is not None and one.last is not None and one.last - one.first >= one.interval:
            late = (one.last - one.first) % one.interval / one.interval
            if late < 0.5:  # noqa: PLR2004 - beyond half an interval it is another cycle
                shares.append(late)
    if len(shares) < _ENOUGH:
        return None
    return round(min(quantiles(shares, n=10)[-1], _MOST_JITTER), 3)


def _is_running(one: Tracked) -> bool:
    return one.is_active and not one.is_unavailable
