"""Cheaper ways to have seen the same: the run's reads, replayed at other periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from creatoraudit_mock.scorecard.frontier import periodic, seen_by, within
from creatoraudit_mock.scorecard.run import Run
from creatoraudit_mock.scorecard.wording import span
from creatoraudit_mock.values import SECOND, Instant

PERIODS: Final = tuple(
    minutes * 60 * SECOND
    for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1440)
)
"""What is tried."""
_SAVING: Final = 2
"""Less than this factor is not worth a word."""
_FEWEST_READS: Final = 3


class Pace(NamedTuple):
    """Reads at some pace, and the refreshes that they were to see."""

    what: str
    reads: list[Instant]
    cost: float
    """Requests for one read: the pages of a list."""
    refreshes: list[Sequence[Instant]]
    """Of each resource that a read shows."""
    seen: int
    """How many of them were seen."""


class _Offer(NamedTuple):
    period: int
    spent: float
    worst: int


def suggestions(run: Run, paces: Iterable[Pace]) -> Iterator[str]:
    """One sentence for each kind of reads that a longer period would have served as well."""
    kinds: dict[str, list[Pace]] = {}
    for pace in paces:
        if len(pace.reads) >= _FEWEST_READS and pace.seen:
            kinds.setdefault(pace.what, []).append(pace)
    for what, several in kinds.items():
        offer = _best(several, run.lag)
        if offer is not None:
            spent = sum(len(pace.reads) * pace.cost for pace in several)
            usual = median(_gaps(several))
            yield (
                f"read {what} every {span(offer.period)} instead of {span(usual)}: the same "
                f"refreshes seen, {spent / offer.spent:.3g}x fewer reads; the longest detection "
                f"lag becomes {span(offer.worst)}"
            )


def _best(paces: list[Pace], lag: int | None) -> _Offer | None:
    """The longest period that sees as much, none later than was declared, at half the cost."""
    best = None
    spent = sum(len(pace.reads) * pace.cost for pace in paces)
    for period in PERIODS:
        tried = [(pace, periodic(pace.reads[0], pace.reads[-1], period)) for pace in paces]
        cost = sum(len(reads) * pace.cost for pace, reads in tried)
        if cost * _SAVING > spent:
            continue
        worst = max((_worst(pace, reads) for pace, reads in tried), key=_or_never)
        if worst is None or (lag is not None and worst > lag):
            break
        best = _Offer(period, cost, worst)
    return best


def _worst(pace: Pace, reads: range) -> int | None:
    """The longest lag at a period; None if it sees less than the run did."""
    lags: list[int] = []
    for refreshes in pace.refreshes:
        lags += seen_by(reads, within(refreshes, reads[0], reads[-1]))
    reachable = sum(len(within(one, reads[0], reads[-1])) for one in pace.refreshes)
    return None if len(lags) < min(pace.seen, reachable) else max(lags, default=0)


def _or_never(lag: int | None) -> float:
    return float("inf") if lag is None else lag


def _gaps(paces: Iterable[Pace]) -> list[int]:
    return [after - before for pace in paces for before, after in pairwise(pace.reads)]
