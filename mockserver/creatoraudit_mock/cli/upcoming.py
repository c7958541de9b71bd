"""What the schedules of a world hold in store, in order."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import chain, islice
from typing import NamedTuple

import click

from creatoraudit_mock.cli.output import Table, print_json_line
from creatoraudit_mock.cli.refusals import Refused
from creatoraudit_mock.simulation import Outcome, Platform
from creatoraudit_mock.values import DAY, FAR_FUTURE, Instant, format_instant
from creatoraudit_mock.world import Account, Organization, Tracked, Video
from creatoraudit_mock.world.identifiers import handle, shortcode

_HEADERS = ("virtual time", "outcome", "platform", "resource", "id")
_WIDTHS = (len("2026-01-05T09:00:00Z"), len("unavailable"), len("instagram"))
_STYLES = {"refreshed": "green", "failed": "red", "unavailable": "yellow"}
_SEARCHED = 10_000
"""How many names are searched for one that is nearly right."""


class Scrape(NamedTuple):
    """A scrape that will be attempted."""

    instant: Instant
    outcome: Outcome
    record: Tracked

    @property
    def cells(self) -> tuple[str, ...]:
        """What a table shows of it."""
        when, record = format_instant(self.instant), self.record
        return when, self.outcome.value, record.platform.value, _name(record), record.id

    @property
    def fields(self) -> dict[str, str]:
        """What a program is told of it, under the names that the API uses."""
        record = self.record
        account = isinstance(record, Account)
        return {
            "at": format_instant(self.instant),
            "outcome": self.outcome.value,
            "type": "account" if account else "video",
            "id": record.id,
            "platform": record.platform.value,
            "username" if account else "external_id": _name(record),
        }


def show_upcoming(
    org: Organization, resource: str | None, *, days: int | None, count: int | None, as_json: bool
) -> None:
    """Print the coming scrapes of one resource or of all, up to a horizon or a number of them."""
    records = list(org.everything()) if resource is None else _found(org, resource)
    scrapes = islice(_upcoming(org, records, days), count)
    if as_json:
        for scrape in scrapes:
            print_json_line(scrape.fields)
    else:
        _print_table(records, scrapes)


def _upcoming(org: Organization, records: Iterable[Tracked], days: int | None) -> Iterator[Scrape]:
    start = org.clock.instant + 1
    end = FAR_FUTURE if days is None else min(start + days * DAY, FAR_FUTURE)
    # Merged lazily: only what is printed is worked out, however many schedules there are.
    timelines = [_timeline(org, record, start, end) for record in records]
    return heapq.merge(*timelines, key=lambda scrape: scrape.instant)


def _timeline(org: Organization, record: Tracked, start: Instant, end: Instant) -> Iterator[Scrape]:
    for instant, outcome in record.schedule.attempts(start, end, org.weather(record)):
        yield Scrape(instant, outcome, record)


def _print_table(records: Sequence[Tracked], scrapes: Iterator[Scrape]) -> None:
    first = next(scrapes, None)
    if first is None:
        click.echo("no scrape is scheduled", err=True)
        return
    # Rows are printed as they are found, so the widths must be known before.
    names = max(len("resource"), *(len(_name(record)) for record in records))
    table = Table(_HEADERS, (*_WIDTHS, names, 0), _STYLES)
    for scrape in chain((first,), scrapes):
        table.row(*scrape.cells)


def _found(org: Organization, text: str) -> list[Tracked]:
    """The records that an id or name stands for: two where both platforms know a user name."""
    wanted = {text, handle(text)}
    found = [record for record in org.everything() if wanted & _names(record)]
    if not found:
        names = [_name(record) for record in islice(org.everything(), _SEARCHED)]
        near = get_close_matches(text, names, n=1)
        way_out = f"did you mean {near[0]}?" if near else "leave it out to see them all"
        raise Refused(f"this world has no account or video {text!r}; {way_out}")
    return found


def _names(record: Tracked) -> set[str]:
    names = {record.id, _name(record)}
    if isinstance(record, Video) and record.platform is Platform.INSTAGRAM:
        names.add(shortcode(record.post.number))
    return names


def _name(record: Tracked) -> str:
    """What a record is called on its platform: a user name, or a post's number."""
    if isinstance(record, Account):
        return record.username
    assert isinstance(record, Video)
    return str(record.post.number)
