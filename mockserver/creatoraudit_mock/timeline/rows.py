"""Lanes as rows of a picture: a path for each kind of mark, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from creatoraudit_mock.timeline.marks import LAG, LANE_HEIGHT, MARKS, SPANS
from creatoraudit_mock.timeline.model import Lane, Note, Timeline, between
from creatoraudit_mock.timeline.scale import Scale
from creatoraudit_mock.values import Instant

Stretch = tuple[Instant, Instant]
Blame = Mapping[int, str]
"""The worst level at which a request is blamed, by its index."""


class Drawn(NamedTuple):
    """One path: its class, its data, and what a pointer is told."""

    name: str
    path: str
    title: str


class Flag(NamedTuple):
    """Where a finding was first met: a link from the picture to it."""

    number: int
    """The finding's, from 1."""
    x: int
    title: str


class Row(NamedTuple):
    """A lane, drawn."""

    number: int
    lane: Lane
    label: str
    counts: str
    summary: str
    """The lane in words, for those who do not see it."""
    spans: list[Drawn]
    marks: list[Drawn]
    flags: list[Flag]


def row(number: int, lane: Lane, scale: Scale, blame: Blame, notes: Sequence[Note]) -> Row:
    """A lane as it shows in a window."""
    instants = marks_of(lane, blame)
    shown = {name: between(tuple(at), scale.first, scale.last) for name, at in instants.items()}
    counts = {name: len(at) for name, at in shown.items() if at}
    return Row(
        number=number,
        lane=lane,
        label=_label(lane),
        counts=_counts(lane, scale),
        summary=_summary(counts),
        spans=list(_spans(lane, scale)),
        marks=[*_lags(lane, scale), *_marks(shown, scale)],
        flags=list(_flags(lane, scale, notes)),
    )


def marks_of(lane: Lane, blame: Blame) -> dict[str, list[Instant]]:
    """When each kind of mark is due in a lane. A request is one of answer, fault and blame each."""
    found: defaultdict[str, list[Instant]] = defaultdict(list)
    found["refresh"], found["miss"] = [*lane.refreshes], [*lane.misses]
    for request in lane.requests:
        found[request.answer.value].append(request.at)
        if request.faults:
            found["fault"].append(request.at)
        if level := blame.get(request.index):
            found[level].append(request.at)
    return {name: found[name] for name in MARKS if found[name]}


def blame_of(timeline: Timeline) -> dict[int, str]:
    """Who is blamed, and how much."""
    by_level = sorted(timeline.notes, key=lambda note: note.level == "error")
    return {entry: note.level for note in by_level for entry in note.entries}


def _marks(shown: Mapping[str, Sequence[Instant]], scale: Scale) -> Iterator[Drawn]:
    for name, instants in shown.items():
        mark = MARKS[name]
        path = "".join(f"M{x} {mark.y}{mark.shape}" for x in scale.columns(instants))
        if path:
            yield Drawn(name, path, f"{mark.meaning}: {len(instants)}")


def _lags(lane: Lane, scale: Scale) -> Iterator[Drawn]:
    if path := "".join(dict.fromkeys(_brackets(lane, scale))):
        yield Drawn(LAG.name, path, LAG.meaning)


def _brackets(lane: Lane, scale: Scale) -> Iterator[str]:
    """Down from the refresh, along, and down to the request, as far as the window shows them."""
    for one in lane.sightings:
        if one.seen >= scale.first and one.refresh <= scale.last:
            low, high = max(one.refresh, scale.first), min(one.seen, scale.last)
            top = f"{LAG.y}v3" if low == one.refresh else f"{LAG.y + 3}"
            end = "v9" if high == one.seen else ""
            yield f"M{scale.x(low)} {top}H{scale.x(high)}{end}"


def stretches(lane: Lane, first: Instant, last: Instant) -> dict[str, list[Stretch]]:
    """The spans of a lane by kind, and when it was not tracked between two instants."""
    found: defaultdict[str, list[Stretch]] = defaultdict(list)
    for span in lane.spans:
        found[span.kind].append((span.start, span.end))
    if lane.added > first:
        found["away"].append((first, min(lane.added, last)))
    if lane.deleted is not None and lane.deleted < last:
        found["away"].append((max(lane.deleted, first), last))
    return found


def _spans(lane: Lane, scale: Scale) -> Iterator[Drawn]:
    for kind, pairs in stretches(lane, scale.first, scale.last).items():
        if path := "".join(_boxes(pairs, scale)):
            yield Drawn(kind, path, SPANS[kind])


def _boxes(pairs: Iterable[Stretch], scale: Scale) -> Iterator[str]:
    for start, end in pairs:
        if start <= scale.last and end >= scale.first:
            low = scale.x(max(start, scale.first))
            high = max(scale.x(min(end, scale.last)), low + 1)
            yield f"M{low} 0H{high}V{LANE_HEIGHT}H{low}z"


def _flags(lane: Lane, scale: Scale, notes: Sequence[Note]) -> Iterator[Flag]:
    there = {request.index: request.at for request in lane.requests}
    for number, note in enumerate(notes, 1):
        at = there.get(note.entries[0])
        if at is not None and scale.first <= at <= scale.last:
            yield Flag(number, scale.x(at), f"{note.code} {note.name}")


def _label(lane: Lane) -> str:
    """Videos have no name of their own."""
    video = f"{lane.name} video {lane.id[:4]}"
    return {"account": f"@{lane.name}", "video": video}.get(lane.kind, lane.name)


def _counts(lane: Lane, scale: Scale) -> str:
    requests = sum(scale.first <= one.at <= scale.last for one in lane.requests)
    if not lane.id:
        return _times(requests, "request")
    refreshes = len(between(lane.refreshes, scale.first, scale.last))
    return f"{_times(refreshes, 'scrape')}, {_times(requests, 'request')}"


def _summary(counts: Mapping[str, int]) -> str:
    told = [f"{count} times {MARKS[name].meaning}" for name, count in counts.items()]
    return "; ".join(told) or "nothing happened"


def _times(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
