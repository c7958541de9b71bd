"""What the schedules of a world hold in store, in order."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import islice
from typing import NamedTuple

from creatoraudit_mock.cli.refusals import Refused
from creatoraudit_mock.simulation import Outcome, Platform
from creatoraudit_mock.values import DAY, FAR_FUTURE, Instant
from creatoraudit_mock.world import Account, Organization, Tracked, Video
from creatoraudit_mock.world.identifiers import handle, shortcode

_SEARCHED = 10_000
"""How many names are searched for one that is nearly right."""


class Scrape(NamedTuple):
    """One scrape that will be attempted."""

    instant: Instant
    outcome: Outcome
    record: Tracked


def upcoming(
    org: Organization, records: Iterable[Tracked], days: int | None = None
) -> Iterator[Scrape]:
    """The scrapes of some records after now, in order; those of `days` days, else without end."""
    start = org.clock.instant + 1
    end = FAR_FUTURE if days is None else min(start + days * DAY, FAR_FUTURE)
    # Merged lazily: of a thousand schedules only as much is worked out as somebody reads.
    return heapq.merge(
        *(_scrapes(org, record, start, end) for record in records),
        key=lambda scrape: scrape.instant,
    )


def find(org: Organization, text: str) -> list[Tracked]:
    """The records that an id or name stands for: two where both platforms know a user name."""
    found = [record for record in org.everything() if _matches(record, text)]
    if not found:
        raise Refused(f"no account or video {text!r} in this scenario{_suggestion(org, text)}")
    return found


def name_of(record: Tracked) -> str:
    """What a record is called on its platform: a user name, or a post's external id."""
    if isinstance(record, Account):
        return record.username
    assert isinstance(record, Video)
    return str(record.post.number)


def _scrapes(
    org: Organization, record: Tracked, start: Instant, end: Instant
) -> Iterator[Scrape]:
    for instant, outcome in record.schedule.attempts(start, end, org.weather(record)):
        yield Scrape(instant, outcome, record)


def _matches(record: Tracked, text: str) -> bool:
    if isinstance(record, Account):
        return text == record.id or handle(text) == record.username
    assert isinstance(record, Video)
    number = record.post.number
    if record.platform is Platform.INSTAGRAM and text == shortcode(number):
        return True
    return text in {record.id, str(number)}


def _suggestion(org: Organization, text: str) -> str:
    names = [name_of(record) for record in islice(org.everything(), _SEARCHED)]
    near = get_close_matches(text, names, n=1)
    return f"; did you mean {near[0]}?" if near else "; leave it out to see them all"
