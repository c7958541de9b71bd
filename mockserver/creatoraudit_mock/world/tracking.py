"""How commands reach the schedules of accounts and videos."""

from __future__ import annotations

from typing import Any

from creatoraudit_mock.contract.dialect import Dialect
from creatoraudit_mock.simulation import Caps, Hardship, Schedule, Segment, Weather
from creatoraudit_mock.values import (
    DAY,
    HOUR,
    SECOND,
    Chance,
    Instant,
    ceil_second,
    floor_second,
    format_instant,
)
from creatoraudit_mock.world.errors import Misuse
from creatoraudit_mock.world.records import Account, Tracked

CATCH_UP = 5 * SECOND
"""How soon an overdue scrape runs once scrapes run again."""


def first_schedule(
    chance: Chance,
    hardship: Hardship,
    identifier: str,
    now: Instant,
    due: Instant | None,
    every_hours: int,
) -> Schedule:
    """The schedule of a new resource; with `due` None nothing is scheduled yet."""
    stream = chance.stream("scrapes", identifier)
    return Schedule(stream, hardship, (Segment(now, due, every_hours * HOUR),))


def reschedule(record: Tracked, weather: Weather, now: Instant) -> None:
    """Start the schedule afresh after a change of interval, activity or hold."""
    first = _next_due(record, weather, now) if record.is_running else None
    _continue(record, weather, Segment(start=now, first=first, interval=record.interval))


def scrape_now(record: Tracked, weather: Weather, now: Instant) -> None:
    """Land a refresh at this instant; the next one follows an interval later.

    Raises:
        Misuse: a refresh landed within the same second, so nobody could tell the two apart.
    """
    last = record.schedule.last_refresh(now, weather)
    if last is not None and floor_second(last) >= floor_second(now):
        raise Misuse(
            f"{record.id} was refreshed at {format_instant(last)} already, and timestamps show "
            "whole seconds: advance the clock by a second before the next scrape_now"
        )
    forced = Segment(start=now, first=now, interval=record.interval, forced=True)
    _continue(record, weather, forced)
    if not record.is_running:
        _continue(record, weather, Segment(start=now, first=None, interval=record.interval))


def have_refreshed(record: Tracked, weather: Weather, now: Instant, due: Instant | None) -> None:
    """Let a refresh have landed at this instant, and the next scrape be due at another."""
    if record.schedule.last_refresh(now, weather) != now:
        forced = Segment(start=now, first=now, interval=record.interval, forced=True)
        _continue(record, weather, forced)
    following = now + record.interval if due is None else due
    first = following if record.is_running else None
    _continue(record, weather, Segment(start=now, first=first, interval=record.interval))


def hold(record: Tracked, weather: Weather, now: Instant) -> None:
    """Stop scrapes without telling the client."""
    if not record.is_held:
        record.is_held = True
        reschedule(record, weather, now)


def release(record: Tracked, weather: Weather, now: Instant) -> None:
    """End a hold. What became due meanwhile lands now.

    Unless this second is taken, or the scrape could not have succeeded: then it is tried soon.
    """
    if not record.is_held:
        raise Misuse(f"{record.id} is not held: call hold() before release()")
    record.is_held = False
    last = record.schedule.last_refresh(now, weather)
    taken = last is not None and floor_second(last) >= floor_second(now)
    overdue = record.is_running and _wanted(record, last) <= now
    if overdue and not taken and weather.blocking(now) is None:
        scrape_now(record, weather, now)
    else:
        reschedule(record, weather, now)


def end(record: Tracked, weather: Weather, now: Instant) -> None:
    """Let nothing be scraped any more."""
    record.deleted_at = now
    _continue(record, weather, Segment(start=now, first=None, interval=record.interval))


def begin_again(
    record: Tracked, weather: Weather, now: Instant, due: Instant, settings: dict[str, Any]
) -> None:
    """Let a deleted record go on with new settings; what was scraped before stays its history.

    It is fetched as if it were new: the next scrape is due when the first one of a new record is.
    """
    assert record.deleted_at is not None
    record.gaps, record.deleted_at = record.gaps.adding(record.deleted_at, now), None
    record.is_held, record.resumed_at, record.first_due = False, None, due
    _set(record, now, settings)
    first = due if record.is_active else None
    _continue(record, weather, Segment(start=now, first=first, interval=record.interval))


_KEPT_WHEN_NULL = ("is_active", "metadata", "scrape_interval_hours")
"""Settings that null leaves as they are; the others it clears (assumed)."""


def change_settings(
    record: Tracked, weather: Weather, now: Instant, changes: dict[str, Any], dialect: Dialect
) -> None:
    """Set the fields named in `changes` and let the schedule follow."""
    meant = {n: v for n, v in changes.items() if v is not None or n not in _KEPT_WHEN_NULL}
    if not meant:
        return
    before = (record.is_running, record.scrape_interval_hours)
    was_active = record.is_active
    _set(record, now, meant)
    if record.is_active and not was_active and dialect.resume == "next-interval":
        record.resumed_at = now
    if (record.is_running, record.scrape_interval_hours) != before:
        reschedule(record, weather, now)


def _set(record: Tracked, now: Instant, settings: dict[str, Any]) -> None:
    was_active = record.is_active
    for name, value in settings.items():
        setattr(record, name, value)
    if record.is_active is not was_active:
        record.activity.append((now, record.is_active))
    record.updated_at = now
    record.shown = None


def change_caps(account: Account, weather: Weather, now: Instant, default: Caps) -> None:
    """Begin a new era of collection limits if they differ from those in force.

    A refresh that landed at this very instant belongs to the old era, one still to come to the new.
    """
    landed = account.schedule.last_refresh(now, weather) == now
    caps = effective_caps(account, default)._replace(start=now + landed)
    if caps[1:] != account.caps[-1][1:]:
        account.caps = (*account.caps, caps)


def effective_caps(account: Account, default: Caps) -> Caps:
    """The account's own limits, else the organization's, else none."""
    most, days = account.max_recent_posts_per_account, account.post_lookback_days
    return Caps(
        account.added_at,
        default.most if most is None else most,
        default.lookback if days is None else days * DAY,
    )


def _wanted(record: Tracked, last: Instant | None) -> Instant:
    wanted = record.first_due if last is None else last + record.interval
    if record.resumed_at is None:
        return wanted
    return max(wanted, record.resumed_at + record.interval)


def _next_due(record: Tracked, weather: Weather, now: Instant) -> Instant:
    wanted = _wanted(record, record.schedule.last_refresh(now, weather))
    return ceil_second(wanted if wanted > now else now + CATCH_UP)


def _continue(record: Tracked, weather: Weather, segment: Segment) -> None:
    record.schedule = record.schedule.then(segment, weather)
    record.shown = None
    if isinstance(record, Account):
        record.posts_shown = None
