"""What a client is answerable for, and for how long it was kept from it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.run import Client
from creatoraudit_mock.scorecard.truth import Resource
from creatoraudit_mock.scorecard.vocabulary import LISTS, SINGLE
from creatoraudit_mock.scorecard.wording import micros
from creatoraudit_mock.values import Instant

Span = tuple[Instant, Instant]

_REFUSALS = {401, 403, 429, 503}
"""Statuses that speak of the client or of the whole service, not of one resource."""


class FailingSpans:
    """Time in which the API kept a client from its data."""

    def __init__(self, spans: Iterable[Span]) -> None:
        merged = _merged(sorted(spans))
        self._starts = [low for low, _ in merged]
        self._ends = [high for _, high in merged]
        self._sums = [0, *accumulate(high - low for low, high in merged)]

    def within(self, low: Instant, high: Instant) -> int:
        """How much of a span it is."""
        return self._until(high) - self._until(low)

    def _until(self, instant: Instant) -> int:
        place = bisect_right(self._starts, instant)
        if not place:
            return 0
        return self._sums[place] - max(self._ends[place - 1] - instant, 0)


class Judged(NamedTuple):
    """A resource that a client polls."""

    resource: Resource
    since: Instant
    """From when on it is expected to see the refreshes."""
    failing: FailingSpans


def judged(client: Client) -> Iterator[Judged]:
    """The resources that a client is answerable for.

    Those that it was told of (`resources`), else those that it reads one by one, or saw more than
    once: who lists everything at its start need not follow everything.
    """
    run = client.run
    spans = failing_spans(client)
    everything = _merged(sorted(spans.pop(None, [])))
    common = FailingSpans(everything)
    for resource in run.truth.resources.values():
        reads = client.by_resource.get(resource.id, [])
        if run.resources is not None:
            since = max(client.calls[0].at, resource.added_at)
            if resource.id not in run.resources or (run.deliveries is None and not reads):
                continue
        elif len(reads) > 1 or any(call.operation in SINGLE for call in reads):
            since = reads[0].at
        else:
            continue
        own = spans.get(resource.id)
        yield Judged(resource, since, FailingSpans([*everything, *own]) if own else common)


def failing_spans(client: Client) -> dict[str | None, list[Span]]:
    """From each failed answer to the next attempt, by resource; under None what concerns all."""
    found: dict[str | None, list[Span]] = {None: []}
    most = micros(client.settings.failing_span)
    hindered = dict.fromkeys(call.request for call in client.calls if _is_hindered(call))
    for request in hindered:
        for call, following in pairwise([*client.by_request[request], None]):
            if call is not None and _is_hindered(call):
                lost = (call.at, _capped(call, following.at if following else None, most))
                for concerned in _concerned(call):
                    found.setdefault(concerned, []).append(lost)
    return found


def _is_hindered(call: Call) -> bool:
    return call.failed or call.status in _REFUSALS


def _concerned(call: Call) -> Sequence[str | None]:
    if call.status in _REFUSALS or call.operation in LISTS or not call.ids:
        return (None,)
    return call.ids


def _capped(call: Call, end: Instant | None, most: int) -> Instant:
    latest = max(call.at + most, call.retry_at or 0)
    if end is None:
        return latest
    # A falsified answer may have looked well: no client can be asked to come back early for it.
    looked_well = call.faulty and call.status < 400  # noqa: PLR2004
    return end if looked_well else min(end, latest)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for low, high in spans:
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged
