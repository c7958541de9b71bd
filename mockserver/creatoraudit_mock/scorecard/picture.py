"""A graded run as a timeline to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.findings import Finding
from creatoraudit_mock.scorecard.run import Run
from creatoraudit_mock.scorecard.sightings import FirstSeen
from creatoraudit_mock.scorecard.truth import Resource, Truth
from creatoraudit_mock.timeline import Lane, Note, Request, Sighting, Span, Timeline
from creatoraudit_mock.timeline.model import between
from creatoraudit_mock.values import FAR_FUTURE, Instant


def picture(run: Run, findings: Iterable[Finding] = ()) -> Timeline:
    """The timeline of a run, with the findings that are given."""
    truth = run.truth
    named: defaultdict[str, list[Request]] = defaultdict(list)
    for call in run.calls:
        named[_lane(call, truth)].append(_request(call))
    reads = _reads(run)
    own = [_resource(one, truth, named[one.id], reads[one.id]) for one in truth.resources.values()]
    rest = Lane(
        id="",
        kind="requests",
        name="lists and all the rest",
        added=truth.start,
        requests=tuple(named[""]),
    )
    return Timeline(
        scenario=truth.scenario,
        seed=truth.seed,
        start=truth.start,
        end=truth.end,
        lanes=(*own, rest),
        notes=tuple(map(_note, findings)),
    )


def _lane(call: Call, truth: Truth) -> str:
    """The resource that a request is about, if it is about one alone."""
    names = {*call.ids}
    return names.pop() if len(names) == 1 and names <= truth.resources.keys() else ""


def _request(call: Call) -> Request:
    return Request(
        index=call.index,
        at=call.at,
        method=call.method,
        target=call.asked.target,
        status=call.status,
        client=str(call.client),
        trace=call.trace,
        faults=call.faults,
        delay=call.delay,
        lost=call.lost,
    )


def _reads(run: Run) -> defaultdict[str, list[Call]]:
    """The answers that show a resource, whoever read it, in order."""
    found: defaultdict[str, list[Call]] = defaultdict(list)
    for call in run.calls:
        for name in call.rows:
            found[name].append(call)
    return found


def _resource(one: Resource, truth: Truth, requests: list[Request], reads: list[Call]) -> Lane:
    return Lane(
        id=one.id,
        kind=one.kind,
        name=one.name,
        added=one.added_at,
        deleted=one.deleted_at,
        refreshes=between(one.refreshes, truth.start, truth.end),
        misses=one.misses,
        spans=tuple(_spans(one, truth)),
        sightings=tuple(_sightings(one, truth.start, reads)),
        requests=tuple(requests),
    )


def _spans(one: Resource, truth: Truth) -> Iterator[Span]:
    end = truth.end if one.deleted_at is None else one.deleted_at
    lived = [
        (max(low, one.added_at), min(high, end))
        for low, high in truth.outages
        if low < end and high > one.added_at
    ]
    yield from (Span("outage", low, high) for low, high in lived)
    yield from (Span("absent", low, high) for low, high in one.absences)
    yield from (Span("stopped", low, high) for low, high in one.stops)


def _sightings(one: Resource, start: Instant, reads: Iterable[Call]) -> Iterator[Sighting]:
    """Each refresh with the first request that showed it; none for what nobody saw."""
    index = FirstSeen(one.id, reads)
    for refresh, following in pairwise((*one.refreshes, FAR_FUTURE)):
        call = index.at(refresh)
        if call is not None and start <= refresh and call.at < following:
            yield Sighting(refresh, call.at, call.index)


def _note(finding: Finding) -> Note:
    return Note(
        code=finding.code,
        name=finding.name,
        level=finding.level,
        message=finding.message,
        topic=finding.topic,
        client=finding.client,
        count=finding.count,
        entries=finding.entries,
    )
