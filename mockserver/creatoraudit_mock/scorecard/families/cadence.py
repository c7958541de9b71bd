"""CA1: how often, and how soon, a client asks."""

from __future__ import annotations

from collections.abc import Iterator

from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.frontier import within
from creatoraudit_mock.scorecard.groups import streaks
from creatoraudit_mock.scorecard.lateness import judged
from creatoraudit_mock.scorecard.run import Client
from creatoraudit_mock.scorecard.vocabulary import READS, SINGLE
from creatoraudit_mock.scorecard.wording import micros, span
from creatoraudit_mock.values import SECOND, Instant, format_instant


def tight_loops(client: Client) -> Iterator[Offence]:
    """CA101."""
    gap = micros(client.settings.tight_gap)
    for streak in _rereads(client, gap, is_ready=True):
        detail = f"read again within {span(gap)} what was ready, {len(streak) - 1} times in a row"
        yield Offence("CA101", streak[1], detail, times=len(streak) - 1)


def hammering(client: Client) -> Iterator[Offence]:
    """CA102."""
    gap = micros(client.settings.hammer_gap)
    for streak in _rereads(client, gap, is_ready=False):
        times = len(streak) - 1
        detail = f"asked {times} times in a row within {span(gap)} whether it is refreshed"
        yield Offence("CA102", streak[1], detail, times=times)


def too_late(client: Client) -> Iterator[Offence]:
    """CA103."""
    lag, horizon = client.run.lag, client.run.horizon(client)
    latest = max(horizon, client.calls[-1].at)
    assert lag is not None
    for resource, since, failing in judged(client):
        reads = client.first_seen(resource.id)
        for refresh in within(resource.refreshes, since, latest):
            seen = reads.at(refresh)
            end = horizon if seen is None else seen.at
            if end - refresh <= lag or resource.was_deleted(refresh + lag):
                continue
            if end - refresh - failing.within(refresh, end) > lag:
                call = seen or client.calls[-1]
                yield Offence("CA103", call, _late(client, resource.id, refresh, seen), resource.id)


def bursts(client: Client) -> Iterator[Offence]:
    """CA104."""
    settings = client.settings
    found = list(crowds(client.of(SINGLE), SECOND, settings.burst_reads))
    if len(found) < settings.bursts:
        return
    for crowd in found:
        detail = f"read {len(crowd)} resources within a second"
        yield Offence("CA104", crowd[0], detail, "single reads")


def crowds(calls: list[Call], width: int, least: int) -> Iterator[list[Call]]:
    """Groups of calls about so many different resources, none wider than so long."""
    for group in _groups(calls, width):
        if len(group) >= least and len({call.ids for call in group}) >= least:
            yield group


def _groups(calls: list[Call], width: int) -> Iterator[list[Call]]:
    start, end = 0, calls[0].at + width if calls else 0
    for place, call in enumerate(calls):
        if call.at >= end:
            yield calls[start:place]
            start, end = place, call.at + width
    yield calls[start:]


def _rereads(client: Client, gap: int, *, is_ready: bool) -> Iterator[list[Call]]:
    """Long enough rows of the same read at short gaps, in a state that the client knew."""

    def joins(before: Call, after: Call) -> bool:
        known = before.ok and before.is_ready is is_ready
        return known and after.ok and after.writes == before.writes

    for calls in client.by_request.values():
        if calls[0].operation in READS:
            rows = streaks(calls, gap - 1, joins)
            yield from (row for row in rows if len(row) > client.settings.tight_reads)


def _late(client: Client, resource: str, refresh: Instant, seen: Call | None) -> str:
    when = f"{span(seen.at - refresh)} later" if seen else "never"
    landed = f"the refresh of {client.run.called(resource)} at {format_instant(refresh)}"
    return f"{landed} was seen {when}, not within {span(client.run.lag or 0)}"
