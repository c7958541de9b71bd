"""What the figure's script knows: every mark and every request, as compact data.

Tables of different texts and columns of small numbers: some 45 bytes for a request. Above a budget
requests are left out, those first of which there are most.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec

from creatoraudit_mock.timeline.marks import LAG, LANE_HEIGHT, MARKS
from creatoraudit_mock.timeline.model import Answer, Lane, Request, Timeline
from creatoraudit_mock.timeline.rows import blame_of, stretches
from creatoraudit_mock.timeline.scale import APART, MARGIN, STEPS
from creatoraudit_mock.values import Instant

_LONGEST: Final = 300
"""Characters of a text; a cursor may be long, and every one of them differs."""
_NUMBERS: Final = re.compile(r"\d+")

Numbered = Sequence[tuple[int, Lane]]


def details(
    timeline: Timeline, lanes: Numbered, window: tuple[Instant, Instant], budget: int
) -> str:
    """The data as JSON that may stand in a `<script>` element.

    Args:
        timeline: the run.
        lanes: those that are drawn, by number; requests of others have no mark.
        window: what is looked at to begin with.
        budget: how many bytes it may have.
    """
    requests = sorted(
        ((request, number) for number, lane in lanes for request in lane.requests),
        key=lambda pair: pair[0].index,
    )
    blame = blame_of(timeline)
    keep = len(requests)
    while True:
        kept = _kept(requests, blame, keep)
        text = _encoded(timeline, lanes, window, kept)
        if len(text) <= budget or not keep:
            return text
        keep = min(keep * 9 // 10, keep * budget // len(text))


def _kept(
    requests: list[tuple[Request, int]], blame: dict[int, str], count: int
) -> list[tuple[Request, int]]:
    """So many requests: evenly of those that are blamed or failed, then evenly of the others."""
    if count >= len(requests):
        return requests
    dear: list[tuple[Request, int]] = []
    rest: list[tuple[Request, int]] = []
    for one in requests:
        is_dear = one[0].index in blame or one[0].answer is Answer.FAILED
        (dear if is_dear else rest).append(one)
    chosen = [*_evenly(dear, count), *_evenly(rest, count - len(dear))]
    return sorted(chosen, key=lambda pair: pair[0].index)


def _evenly(items: list[Any], count: int) -> list[Any]:
    if count >= len(items):
        return items
    return [items[n * len(items) // count] for n in range(max(count, 0))]


def _encoded(
    timeline: Timeline,
    lanes: Numbered,
    window: tuple[Instant, Instant],
    requests: list[tuple[Request, int]],
) -> str:
    unit = math.gcd(*(at - timeline.start for at in _instants(timeline, lanes))) or 1

    def units(instant: int) -> int:
        return (instant - timeline.start) // unit

    texts = _Table()
    columns = [_columns(request, number, units, texts) for request, number in requests]
    index, at, *others = map(list, zip(*columns, strict=True)) if columns else [[]] * 6
    told = {
        "unit": unit,
        "start": timeline.start,
        "last": units(timeline.end),
        "window": [units(instant) for instant in window],
        "margin": MARGIN,
        "height": LANE_HEIGHT,
        "apart": APART,
        "steps": STEPS,
        "marks": {mark.name: [mark.y, mark.shape] for mark in MARKS.values()},
        "lag": LAG.y,
        "lanes": {number: _lane(timeline, lane, units) for number, lane in lanes},
        "total": sum(len(lane.requests) for _, lane in lanes),
        "requests": [_steps(index), _steps(at), *others],
        "texts": texts.items,
        "notes": [
            [note.code, note.name, note.level, _steps(note.entries)] for note in timeline.notes
        ],
    }
    text = msgspec.json.encode(told).decode()
    # The only ways out of a script element.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


class _Table:
    """Different values, numbered in the order in which they came."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._numbers: dict[Any, int] = {}

    def number(self, item: Any) -> int:
        if item not in self._numbers:
            self._numbers[item] = len(self.items)
            self.items.append(item)
        return self._numbers[item]


def _columns(
    request: Request, lane: int, units: Callable[[int], int], texts: _Table
) -> tuple[Any, ...]:
    """Index, instant, lane, what was asked, what was answered, and the numbers in the trace."""
    trace = "\n".join(line[:_LONGEST] for line in request.trace)
    asked = texts.number(f"{request.method} {request.target[:_LONGEST]}")
    answered = texts.number(
        (
            request.status,
            request.answer.value,
            texts.number(request.client[:_LONGEST]),
            request.faults,
            request.delay,
            request.lost,
            texts.number(tuple(_NUMBERS.split(trace))),
        )
    )
    numbers = " ".join(_NUMBERS.findall(trace))
    return request.index, units(request.at), lane, asked, answered, numbers


def _lane(timeline: Timeline, lane: Lane, units: Callable[[int], int]) -> dict[str, Any]:
    spans = stretches(lane, timeline.start, timeline.end)
    return {
        "refresh": _steps(map(units, lane.refreshes)),
        "miss": _steps(map(units, lane.misses)),
        "lags": [units(at) for one in lane.sightings for at in (one.refresh, one.seen)],
        "spans": {kind: [units(at) for pair in ps for at in pair] for kind, ps in spans.items()},
    }


def _steps(numbers: Iterable[int]) -> list[int]:
    """The first of some numbers, and the steps to the others: shorter to write."""
    return [after - before for before, after in pairwise([0, *numbers])]


def _instants(timeline: Timeline, lanes: Numbered) -> Iterator[int]:
    yield timeline.end
    for _, lane in lanes:
        yield from (*lane.refreshes, *lane.misses, *(request.at for request in lane.requests))
        yield from (at for span in lane.spans for at in (span.start, span.end))
        yield from (at for one in lane.sightings for at in (one.refresh, one.seen))
        yield from (
            at for at in (lane.added, lane.deleted) if at is not None and at > timeline.start
        )
