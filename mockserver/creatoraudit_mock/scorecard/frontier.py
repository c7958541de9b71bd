"""How few requests would do: the fewest with which any poller could have kept a given lag."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from creatoraudit_mock.values import FAR_FUTURE, Instant


def fewest_reads(refreshes: Iterable[Instant], lag: int) -> int:
    """The fewest reads that see every refresh, or a newer one, within a lag of its landing.

    Each refresh at R asks for a read in `[R, R + lag]`; stabbing the interval that ends first,
    at its end, is optimal (interval stabbing; all intervals have one length here).
    """
    count, last = 0, None
    for refresh in sorted(refreshes):
        if last is None or refresh > last:
            last = refresh + lag
            count += 1
    return count


def seen_by(reads: range, refreshes: Sequence[Instant]) -> list[int]:
    """How late each refresh that reads detect was seen; refreshes overtaken by newer ones are not.

    Both in ascending order.
    """
    first, period, end = reads.start, reads.step, reads.stop
    lags = []
    for refresh, following in pairwise([*refreshes, FAR_FUTURE]):
        read = first + max(-((first - refresh) // period), 0) * period
        if read < end and read < following:
            lags.append(read - refresh)
    return lags


def periodic(first: Instant, last: Instant, period: int) -> range:
    """The instants of a poller that reads at a constant period."""
    return range(first, last + 1, period)


def within(refreshes: Sequence[Instant], low: Instant, high: Instant) -> Sequence[Instant]:
    """The refreshes in `[low, high]`."""
    return refreshes[bisect_left(refreshes, low) : bisect_right(refreshes, high)]
