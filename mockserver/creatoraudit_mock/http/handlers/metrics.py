"""Batch metrics: what each of many resources gained in one window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

import msgspec

from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Reply, json
from creatoraudit_mock.simulation import Tally, Window
from creatoraudit_mock.values import Instant, day_number, day_start
from creatoraudit_mock.world import Organization, Period, Tracked, reports, resolve_period
from creatoraudit_mock.world.reports import Source


class Found(NamedTuple):
    """What an id stands for."""

    record: Tracked
    """What has to be scraped for its figures to move."""
    part: int | None
    """Which post of the record; None: the record itself."""
    sources: Callable[[], list[Source]]


Find = Callable[[Organization, Any, Instant], Found | None]
"""What an id stands for; None if nothing is tracked under it."""


def batch_account_metrics(exchange: Exchange) -> Reply:
    """Gains of accounts."""
    return _batch(exchange, exchange.arguments.body["account_ids"], _account)


def batch_video_metrics(exchange: Exchange) -> Reply:
    """Gains of individually tracked videos."""
    return _batch(exchange, exchange.arguments.body["video_ids"], _video)


def batch_account_video_metrics(exchange: Exchange) -> Reply:
    """Gains of posts from accounts' feeds, by their internal ids on both platforms."""
    body = exchange.arguments.body
    by_platform = {
        "instagram": body.get("instagram_post_ids") or [],
        "tiktok": body.get("tiktok_video_ids") or [],
    }
    wanted = [(platform, i) for platform, ids in by_platform.items() for i in ids]
    reply = _batch(exchange, wanted, _post, name=lambda pair: str(pair[1]))
    return reply.but(until=0)  # what is not found may be brought in by any scrape


def _batch(
    exchange: Exchange, wanted: Iterable[Any], find: Find, name: Callable[[Any], str] = str
) -> Reply:
    """One entry for each known id, in the order asked for; repeated ids count once."""
    org, now = exchange.organization, exchange.now
    period = period_of(exchange, exchange.arguments.body)
    rows: dict[str, msgspec.Raw] = {}
    missing, ends = [], [day_start(day_number(now) + 1)]
    for identifier in dict.fromkeys(wanted):
        found = find(org, identifier, now)
        if found is None:
            missing.append(name(identifier))
        else:
            rows[name(identifier)], until = _row(org, found, period.window, now)
            ends.append(until)
    reply = json({"data": rows, "meta": {**period.meta, "not_found": missing}})
    return reply.but(until=min(ends))


def _row(
    org: Organization, found: Found, window: Window, now: Instant
) -> tuple[msgspec.Raw, Instant]:
    """The gains of one thing, encoded, and until when they hold: polls are more than scrapes."""

    def made() -> msgspec.Raw:
        gained = totals(reports.total(found.sources(), window))
        return msgspec.Raw(msgspec.json.encode(gained))

    return org.kept(found.record, ("gains", found.part, window), made, now)


def period_of(exchange: Exchange, sent: Mapping[str, Any]) -> Period:
    """The period that a request names, with its dates if it has any."""
    dates = sent.get("start_date"), sent.get("end_date")
    return resolve_period(sent["period"], *dates, exchange.now, exchange.organization.dialect)


def totals(tally: Tally) -> dict[str, int]:
    """The sums of a window as the API shows them everywhere."""
    return {
        "views": tally.views,
        "plays": tally.plays,
        "likes": tally.likes,
        "comments": tally.comments,
        "shares": tally.shares,
        "engagement": tally.engagement,
    }


def _account(org: Organization, identifier: str, now: Instant) -> Found | None:
    account = org.accounts.get(identifier)
    if account is None:
        return None
    return Found(account, None, partial(reports.sources_of_account, org, account, now))


def _video(org: Organization, identifier: str, now: Instant) -> Found | None:
    video = org.videos.get(identifier)
    if video is None:
        return None
    return Found(video, None, partial(reports.sources_of_video, org, video, now))


def _post(org: Organization, wanted: tuple[str, int], now: Instant) -> Found | None:
    platform, identifier = wanted
    post = org.post(identifier, now)
    if post is None or post[0].platform != platform:
        return None
    account, sighting = post
    sources = partial(reports.sources_of_post, org, account, sighting, now)
    return Found(account, sighting.place, sources)
