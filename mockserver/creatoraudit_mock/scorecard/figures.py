"""What a run cost, what it brought, and what would have been enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.frontier import fewest_reads, within
from creatoraudit_mock.scorecard.groups import by_shown, instants
from creatoraudit_mock.scorecard.run import Client, Run
from creatoraudit_mock.scorecard.sightings import FirstSeen
from creatoraudit_mock.scorecard.suggestions import Pace, suggestions
from creatoraudit_mock.scorecard.vocabulary import LISTS, POLLED, SINGLE
from creatoraudit_mock.values import FAR_FUTURE, HOUR, SECOND, Instant

_MINUTE = 60 * SECOND
LAGS = (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, HOUR, 6 * HOUR, 24 * HOUR)
"""For which the frontier is always worked out."""
_NOT_MODIFIED = 304
_THROTTLED = 429
_MOSTLY = 0.9
"""Of a resource's reads; a list at the start is not how it is polled."""


@dataclass(frozen=True, kw_only=True)
class Ideal:
    """The fewest requests with which any poller could have kept a lag, in this very run."""

    lag: timedelta
    one_by_one: int
    """Each request reads one resource."""
    all_at_once: int
    """Each request reads all of them, as a list does."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was counted; durations are of virtual time, None if there is nothing.

    Refreshes are those of resources that a client read, which landed while it was reading them.
    """

    requests: int
    """All requests of the journal."""
    by_status: dict[int, int]
    """How many were answered with each status."""
    clients: int
    """Pairs of an API key's name and a `User-Agent`."""
    span: timedelta
    """From the first request to the last."""
    polls: int
    """Repeatable reads: of resources, lists, series and sums."""
    polls_per_hour: float | None
    """Polls in an hour of virtual time."""
    resources: int
    """Accounts and videos that were read."""
    refreshes: int
    """Those that could have been seen."""
    detected: int
    """Those that were seen before the next one landed."""
    missed: int
    """Those that were never seen: overtaken by the next, or too close to the end."""
    lag_p50: timedelta | None
    """How late a refresh was seen, in the median."""
    lag_p95: timedelta | None
    """The same, for 95 of 100."""
    lag_max: timedelta | None
    """The same, at worst."""
    requests_per_change: float | None
    """All requests for each refresh that was seen."""
    unchanged_rereads: int
    """Reads of what the client held already, byte for byte."""
    share_304: float | None
    """How many of those were answered by a 304."""
    bytes_sent: int
    """Bodies of answers."""
    bytes_saved: int
    """Bodies that a 304 made unnecessary."""
    rate_limited: int
    """429s."""
    early_retries: int
    """Requests before a Retry-After had passed (CA401)."""
    ideal: tuple[Ideal, ...]
    """The frontier: for some lags, the declared one and the longest of this run."""
    suggestions: tuple[str, ...]
    """Cheaper ways to see the same refreshes, found by replaying the run at other periods."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of all figures."""
        return tuple(field.name for field in fields(cls))

    def to_dict(self) -> dict[str, Any]:
        """The figures as JSON values; durations are seconds."""
        told: dict[str, Any] = _seconds(asdict(self))
        return told


class _Watched(NamedTuple):
    """A resource as one client read it."""

    client: Client
    name: str
    reads: list[Call]
    """If it was read by itself, so that its period is its own; else none."""
    refreshes: Sequence[Instant]
    lags: list[int]


def figures_of(run: Run, early_retries: int) -> Figures:
    """Count everything."""
    watched = [one for client in run.clients for one in _watched(client)]
    lags = sorted(lag for one in watched for lag in one.lags)
    there = sum(len(one.refreshes) for one in watched)
    polls = sum(call.operation in POLLED for call in run.calls)
    length = run.calls[-1].at - run.calls[0].at if run.calls else 0
    rereads = _unchanged(run)
    by_status = sum((client.statuses for client in run.clients), Counter[int]())
    spared = [call.shown for call in run.calls if call.status == _NOT_MODIFIED and call.shown]
    return Figures(
        requests=len(run.calls),
        by_status=dict(sorted(by_status.items())),
        clients=len(run.clients),
        span=_length(length),
        polls=polls,
        polls_per_hour=round(polls * HOUR / length, 3) if length else None,
        resources=len({one.name for one in watched}),
        refreshes=there,
        detected=len(lags),
        missed=there - len(lags),
        lag_p50=_quantile(lags, 0.50),
        lag_p95=_quantile(lags, 0.95),
        lag_max=_length(lags[-1]) if lags else None,
        requests_per_change=round(len(run.calls) / len(lags), 2) if lags else None,
        unchanged_rereads=len(rereads),
        share_304=round(rereads.count(_NOT_MODIFIED) / len(rereads), 4) if rereads else None,
        bytes_sent=sum(len(call.response) for call in run.calls),
        bytes_saved=sum(shown.size for shown in spared),
        rate_limited=by_status[_THROTTLED],
        early_retries=early_retries,
        ideal=_ideal(run, watched, lags),
        suggestions=() if run.truth.distortion else tuple(suggestions(run, _paces(watched))),
    )


def _watched(client: Client) -> Iterator[_Watched]:
    """The accounts and videos that a client read."""
    singles = by_shown(client.of(SINGLE))
    for name, reads in by_shown(client.of(SINGLE | LISTS)).items():
        resource = client.run.truth.resources.get(name)
        if resource is not None:
            end = max(client.run.until or 0, reads[-1].at)
            refreshes = within(resource.refreshes, reads[0].at, end)
            is_single = len(singles.get(name, ())) > _MOSTLY * len(reads)
            lags = list(_lags(client.first_seen(name), refreshes))
            yield _Watched(client, name, reads if is_single else [], refreshes, lags)


def _lags(index: FirstSeen, refreshes: Sequence[Instant]) -> Iterator[int]:
    """How late each refresh was seen; not of those that were overtaken by the next."""
    for refresh, following in pairwise([*refreshes, FAR_FUTURE]):
        call = index.at(refresh)
        if call is not None and call.at < following:
            yield call.at - refresh


def _unchanged(run: Run) -> list[int]:
    """How re-reads of what the client held already were answered."""
    found: list[int] = []
    for calls in (polls for client in run.clients for polls in client.polls):
        tagged = [call for call in calls if call.ok and call.etag]
        found += [call.status for before, call in pairwise(tagged) if call.etag == before.etag]
    return found


def _quantile(ordered: Sequence[int], part: float) -> timedelta | None:
    """The nearest rank."""
    rank = max(-(-round(len(ordered) * part * 100) // 100), 1)
    return _length(ordered[rank - 1]) if ordered else None


def _length(micros: int) -> timedelta:
    return timedelta(microseconds=micros)


def _seconds(told: Any) -> Any:
    """Durations as JSON has them: numbers of seconds."""
    if isinstance(told, dict):
        return {str(name): _seconds(value) for name, value in told.items()}
    if isinstance(told, (list, tuple)):
        return [_seconds(value) for value in told]
    return told.total_seconds() if isinstance(told, timedelta) else told


def _ideal(run: Run, watched: list[_Watched], lags: list[int]) -> tuple[Ideal, ...]:
    by_name: dict[str, set[Instant]] = {}
    for one in watched:
        by_name.setdefault(one.name, set()).update(one.refreshes)
    together = sorted({at for refreshes in by_name.values() for at in refreshes})
    if not together:
        return ()
    wanted = {*LAGS, *([run.lag] if run.lag is not None else []), *lags[-1:]}
    return tuple(
        Ideal(
            lag=_length(lag),
            one_by_one=sum(fewest_reads(refreshes, lag) for refreshes in by_name.values()),
            all_at_once=fewest_reads(together, lag),
        )
        for lag in sorted(wanted)
    )


def _paces(watched: list[_Watched]) -> Iterator[Pace]:
    """The reads of each resource by itself, and of each client's lists."""
    by_lists: dict[Client, list[_Watched]] = {}
    for one in watched:
        if one.reads:
            reads = [call.at for call in one.reads]
            yield Pace("each resource", reads, 1, [one.refreshes], len(one.lags))
        else:
            by_lists.setdefault(one.client, []).append(one)
    for client, listed in by_lists.items():
        pages = [call for call in client.of(LISTS) if call.ok]
        reads = instants(call for call in pages if call.parameter("cursor") is None)
        if reads:
            seen = sum(len(one.lags) for one in listed)
            refreshes = [one.refreshes for one in listed]
            yield Pace("the lists", reads, len(pages) / len(reads), refreshes, seen)
