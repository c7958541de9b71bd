"""CA5: requests that one request could have replaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from creatoraudit_mock.scorecard.asked import Request
from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.families.cadence import crowds
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.run import Client
from creatoraudit_mock.scorecard.vocabulary import (
    BATCH_LIMIT,
    BATCHES,
    LARGEST_PAGE,
    METRICS,
    SERIES,
    SINGLE,
)
from creatoraudit_mock.scorecard.walks import walks
from creatoraudit_mock.scorecard.wording import micros

_INVALID = 422


def one_by_one(client: Client) -> Iterator[Offence]:
    """CA501."""
    totals = [call for call in client.of(METRICS) if _is_total(call)]
    yield from _crowded(client, totals, "asked for the totals of {} resources one by one")
    rest = [call for call in client.of(SERIES) if not _is_total(call)]
    for calls, told in (
        (rest, "read the series of {} resources one by one"),
        (client.of(SINGLE), "read {} resources one by one"),
    ):
        for offence in _crowded(client, calls, told):
            yield offence._replace(level="advice")


def oversized(client: Client) -> Iterator[Offence]:
    """CA502."""
    refused: Counter[Request] = Counter()
    for call in client.of(BATCHES):
        refused[call.request] += call.status == _INVALID
        if BATCHES[call.operation] == "video_ids" and len(call.ids) > BATCH_LIMIT:
            yield Offence("CA502", call, f"asked for {len(call.ids)} videos in one batch")
        elif call.status == _INVALID and refused[call.request] > 1:
            yield Offence(
                "CA502", call, "sent the same batch again after it was refused as invalid"
            )


def not_found_ignored(client: Client) -> Iterator[Offence]:
    """CA503."""
    for name in BATCHES:
        missing: dict[str, list[Call]] = {}
        for call in client.by_operation.get(name, ()):
            if not call.ok or call.shown is None:
                continue
            for gone in missing.keys() & call.ids:
                missing[gone].append(call)
                if gone not in call.shown.not_found:
                    missing.pop(gone)
            for gone in call.shown.not_found:
                missing.setdefault(gone, [])
        yield from _still_asked(client, missing)


def small_pages(client: Client) -> Iterator[Offence]:
    """CA504."""
    for walk in walks(client):
        pages = len(walk.calls)
        if pages < client.settings.walk_pages:
            continue
        needed = -(-walk.rows // LARGEST_PAGE)
        if needed * 3 <= pages:
            detail = f"walked {walk.rows} rows in {pages} pages of {walk.limit}"
            yield Offence("CA504", walk.calls[0], f"{detail}, where {needed} would do")


def _is_total(call: Call) -> bool:
    """Whether a batch would have answered the same: one resource in a batch, or one day."""
    if call.operation in BATCHES:
        return len(call.ids) == 1
    day = call.parameter("start_date")
    return day is not None and day == call.parameter("end_date")


def _crowded(client: Client, calls: list[Call], told: str) -> Iterator[Offence]:
    settings = client.settings
    found = list(crowds(calls, micros(settings.single_span), settings.single_reads))
    if len(found) >= settings.repeats:
        for crowd in found:
            count = len({call.ids for call in crowd})
            yield Offence("CA501", crowd[0], told.format(count), crowd[0].operation)


def _still_asked(client: Client, missing: dict[str, list[Call]]) -> Iterator[Offence]:
    for gone, calls in missing.items():
        if len(calls) >= client.settings.repeats:
            detail = f"asked {len(calls)} times more for {gone}, which was not found"
            yield Offence("CA503", calls[0], detail, gone, times=len(calls))
