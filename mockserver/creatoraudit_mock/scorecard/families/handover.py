"""CA3 again: what was handed over, against what the API showed and what really happened."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from creatoraudit_mock.scorecard.bodies import members
from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.deliveries import Delivery, refresh_of
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.frontier import within
from creatoraudit_mock.scorecard.lateness import Judged, judged
from creatoraudit_mock.scorecard.run import Client, Run
from creatoraudit_mock.scorecard.truth import Resource
from creatoraudit_mock.scorecard.vocabulary import SHOWING, SINGLE
from creatoraudit_mock.scorecard.wording import span
from creatoraudit_mock.values import Instant, floor_second, format_instant

Handed = list[tuple[Instant, Instant]]
"""When something newer was handed over, and which refresh it was from."""
Showings = defaultdict[tuple[str, Instant], list[dict[str, Any]]]
"""What was shown of a resource for each of its refreshes, in order."""


def delivered_unready(run: Run) -> Iterator[Offence]:
    """CA301, for what was delivered."""
    for one in run.deliveries or ():
        resource = run.truth.resources.get(one.resource)
        if resource is not None and resource.latest(one.at) is None:
            detail = f"delivered {run.called(one.resource)} before its first refresh"
            yield _offence(run, "CA301", one, detail, "delivered")


def delivered_twice(run: Run) -> Iterator[Offence]:
    """CA302."""
    seen: set[tuple[str, Instant]] = set()
    for one, refresh in _refreshes(run):
        if (one.resource, refresh) in seen:
            detail = f"delivered {_told(run, one, refresh)} again"
            yield _offence(run, "CA302", one, detail)
        seen.add((one.resource, refresh))


def falsified(run: Run) -> Iterator[Offence]:
    """CA303: out of order or altered."""
    for one in run.deliveries or ():
        if one.garbled:
            detail = f"delivered {run.called(one.resource)} altered: {one.garbled}"
            yield _offence(run, "CA303", one, detail, "altered")
    newest: dict[str, Instant] = {}
    shown = _showings(run)
    for one, refresh in _refreshes(run):
        last = newest.get(one.resource)
        if last is not None and refresh < last:
            detail = f"delivered {_told(run, one, refresh)} after a newer one"
            yield _offence(run, "CA303", one, detail, "disordered")
        newest[one.resource] = max(refresh, last or refresh)
        altered = _altered(one, shown)
        if altered:
            detail = f"delivered {_told(run, one, refresh)} altered: {altered}"
            yield _offence(run, "CA303", one, detail, "altered")


def lost(run: Run) -> Iterator[Offence]:
    """CA303: never delivered, or too late."""
    is_timed = run.lag is not None and not run.truth.distortion
    if run.truth.by_request or is_timed:
        handed = _handed(run)
        for client in run.clients:
            yield from _lost(client, handed)


def _lost(client: Client, handed: dict[str, Handed]) -> Iterator[Offence]:
    for one in judged(client):
        when = handed.get(one.resource.id, [])
        if not when and not _is_meant(client, one.resource.id):
            continue
        if client.run.truth.by_request:
            yield from _kept_back(client, one.resource, when)
        elif client.run.lag is not None:
            yield from _overdue(client, one, when, client.run.lag)


def _kept_back(client: Client, resource: Resource, when: Handed) -> Iterator[Offence]:
    """What was seen of a resource and never delivered, where requests alone make time pass.

    Nothing can be late there. But who is known to have run on after the last request (`until`) has
    had the time to deliver what it had seen; unless it was refused, which may have ended it.
    """
    until = client.run.until
    is_refused = not client.statuses.keys().isdisjoint({401, 403})
    if until is None or resource.was_deleted(until) or is_refused:
        return
    reads = [call for call in client.by_resource.get(resource.id, ()) if call.ok]
    rows = [(call.rows[resource.id].refresh, call) for call in reads]
    seen = [(shown, call) for shown, call in rows if shown is not None]
    if not seen:
        return
    newest, call = max(seen, key=lambda one: one[0])
    if not when or when[-1][1] < floor_second(newest):
        what = f"the refresh of {client.run.called(resource.id)} at {format_instant(newest)}"
        detail = f"{what} was seen, but never delivered"
        yield Offence("CA303", call, detail, resource.id, aspect="lost")


def _overdue(client: Client, one: Judged, when: Handed, lag: int) -> Iterator[Offence]:
    """The refreshes of a resource that were not delivered, nor newer ones, within the lag."""
    run, resource = client.run, one.resource
    horizon = max(run.horizon(client), run.deliveries[-1].at if run.deliveries else 0)
    for refresh in within(resource.refreshes, one.since, horizon):
        place = bisect_left(when, floor_second(refresh), key=lambda brought: brought[1])
        done = when[place][0] if place < len(when) else None
        end = horizon if done is None else done
        took = end - refresh - one.failing.within(refresh, end)
        if took > lag and not resource.was_deleted(refresh + lag):
            how = "never delivered" if done is None else f"delivered {span(end - refresh)} later"
            what = f"the refresh of {run.called(resource.id)} at {format_instant(refresh)}"
            call = _call_at(client.calls, end)
            yield Offence("CA303", call, f"{what} was {how}", resource.id, aspect="lost")


def _is_meant(client: Client, name: str) -> bool:
    """Whether what was never handed over should have been: a list shows more than is meant."""
    reads = client.by_resource.get(name, ())
    return client.run.resources is not None or any(call.operation in SINGLE for call in reads)


def _handed(run: Run) -> dict[str, Handed]:
    """By resource the deliveries that brought something newer: when, and which refresh."""
    found: dict[str, Handed] = {}
    for one, refresh in _refreshes(run):
        before = found.setdefault(one.resource, [])
        if not before or refresh > before[-1][1]:
            before.append((one.at, refresh))
    return found


def _refreshes(run: Run) -> Iterator[tuple[Delivery, Instant]]:
    """Deliveries with the refresh that they are from, as the API shows it.

    A payload that does not say is taken to be from the latest that anybody had read by then.
    """
    latest = _latest_reads(run)
    for one in run.deliveries or ():
        if one.refresh is not None:
            yield one, floor_second(one.refresh)
        elif not one.has_refresh:
            reads = latest.get(one.resource, [])
            place = bisect_right(reads, one.at, key=lambda read: read[0])
            if place:
                yield one, reads[place - 1][1]


def _latest_reads(run: Run) -> dict[str, list[tuple[Instant, Instant]]]:
    if all(one.has_refresh for one in run.deliveries or ()):
        return {}
    found: dict[str, list[tuple[Instant, Instant]]] = {}
    for call in run.calls:
        for name, row in call.rows.items():
            if row.refresh is not None:
                found.setdefault(name, []).append((call.at, floor_second(row.refresh)))
    return found


def _altered(one: Delivery, shown: Showings) -> str:
    """What of a payload the API never showed for its refresh; empty if nothing.

    Only numbers and the refresh itself are compared, where the payload has the API's names.
    """
    if one.refresh is None:
        return ""
    same = shown.get((one.resource, one.refresh))
    if not same:
        return f"the API showed no last_scrape_time of {one.payload['last_scrape_time']}"
    wrong = [_difference(name, one.payload, same) for name in one.payload]
    return ", ".join(text for text in wrong if text)


def _difference(name: str, payload: Mapping[str, Any], rows: list[dict[str, Any]]) -> str:
    shown = [row[name] for row in rows if name in row]
    if not any(_is_number(value) for value in shown) or payload[name] in shown:
        return ""
    return f"{name} is {payload[name]!r}, but the API showed {shown[-1]!r}"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _showings(run: Run) -> Showings:
    """Every representation that was shown of what was delivered."""
    wanted = {one.resource for one in run.deliveries or ()}
    found: Showings = defaultdict(list)
    done: set[tuple[str, str | None]] = set()
    for call in run.calls:
        here = (call.target, call.etag)
        if call.operation not in SHOWING or call.status >= 300 or here in done:  # noqa: PLR2004
            continue
        if call.etag and not call.faulty:
            done.add(here)
        for row in _rows(call):
            name = row.get("id")
            refresh = refresh_of(row.get("last_scrape_time")) if name in wanted else None
            if refresh is not None:
                found[str(name), refresh].append(row)
    return found


def _rows(call: Call) -> list[dict[str, Any]]:
    data = members(call.content).get("data", [])
    listed = data if isinstance(data, list) else [data]
    return [row for row in listed if isinstance(row, dict)]


def _told(run: Run, one: Delivery, refresh: Instant) -> str:
    return f"the refresh of {run.called(one.resource)} at {format_instant(refresh)}"


def _offence(run: Run, code: str, one: Delivery, detail: str, aspect: str = "") -> Offence:
    return Offence(code, _call_at(run.calls, one.at), detail, one.resource, aspect=aspect)


def _call_at(calls: list[Call], at: Instant) -> Call:
    """The last request before a delivery."""
    return calls[max(bisect_right(calls, at, key=lambda call: call.at) - 1, 0)]
