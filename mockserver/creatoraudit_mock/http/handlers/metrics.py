"""Batch metrics: what each of many resources gained in one window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Reply, json
from creatoraudit_mock.simulation import Tally
from creatoraudit_mock.values import Instant
from creatoraudit_mock.world import Organization, Period, reports, resolve_period
from creatoraudit_mock.world.reports import Source

Find = Callable[[Organization, Any, Instant], list[Source] | None]
"""What an id stands for, as sources of figures; None if nothing is tracked under it."""


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
    return _batch(exchange, wanted, _post, name=lambda pair: str(pair[1]))


def _batch(
    exchange: Exchange, wanted: Iterable[Any], find: Find, name: Callable[[Any], str] = str
) -> Reply:
    """One entry for each known id, in the order asked for; repeated ids count once."""
    now, period = exchange.now, period_of(exchange, exchange.arguments.body)
    found: dict[str, dict[str, int]] = {}
    missing = []
    for identifier in dict.fromkeys(wanted):
        sources = find(exchange.organization, identifier, now)
        if sources is None:
            missing.append(name(identifier))
        else:
            found[name(identifier)] = totals(reports.total(sources, period.window))
    return json({"data": found, "meta": {**period.meta, "not_found": missing}})


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


def _account(org: Organization, identifier: str, now: Instant) -> list[Source] | None:
    account = org.accounts.get(identifier)
    return reports.sources_of_account(org, account, now) if account else None


def _video(org: Organization, identifier: str, now: Instant) -> list[Source] | None:
    video = org.videos.get(identifier)
    return reports.sources_of_video(org, video, now) if video else None


def _post(org: Organization, wanted: tuple[str, int], now: Instant) -> list[Source] | None:
    platform, identifier = wanted
    found = org.post(identifier, now)
    if found is None or found[0].platform != platform:
        return None
    return reports.sources_of_post(org, *found, now)
