"""CA1: how often, and how soon, a client asks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.lateness import first_seen, judged
from creatoraudit_mock.scorecard.run import Client, streaks
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
    assert lag is not None
    for resource, since, failing in judged(client):
        reads = first_seen(client, resource.id)
        for refresh in resource.refreshes[bisect_left(resource.refreshes, since) :]:
            seen = reads.at(refresh)
            end = horizon if seen is None else seen.at
            took = end - refresh - failing.within(refresh, end)
            if took <= lag or resource.was_deleted(refresh + lag):
                continue
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
    crowd: list[Call] = []
    names: set[tuple[str, ...]] = set()
    for call in calls:
        if crowd and call.at - crowd[0].at >= width:
            if len(names) >= least:
                yield crowd
            crowd, names = [], set()
        crowd.append(call)
        names.add(call.ids)
    if len(names) >= least:
        yield crowd


def _rereads(client: Client, gap: int, *, is_ready: bool) -> Iterator[list[Call]]:
    """Long enough rows of the same read at short gaps, in a state that the client knew."""

    def joins(before: Call, after: Call) -> bool:
        known = before.ok and before.is_ready is is_ready
        return known and after.ok and after.at - before.at < gap and after.writes == before.writes

    for calls in client.by_request.values():
        if calls[0].operation in READS:
            rows = streaks(calls, joins)
            yield from (row for row in rows if len(row) > client.settings.tight_reads)


def _late(client: Client, resource: str, refresh: Instant, seen: Call | None) -> str:
    when = f"{span(seen.at - refresh)} later" if seen else "never"
    landed = f"the refresh of {client.run.called(resource)} at {format_instant(refresh)}"
    return f"{landed} was seen {when}, not within {span(client.run.lag or 0)}"
