"""Batch metrics: what each of many resources gained in one window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Reply, json
from creatoraudit_mock.simulation import Tally, Window
from creatoraudit_mock.values import Instant
from creatoraudit_mock.world import Organization, resolve_period

Gain = Callable[[Organization, Any, Window, Instant], Tally | None]


def batch_account_metrics(exchange: Exchange) -> Reply:
    """Gains of accounts."""
    return _batch(exchange, exchange.arguments.body["account_ids"], _account_gain)


def batch_video_metrics(exchange: Exchange) -> Reply:
    """Gains of individually tracked videos."""
    return _batch(exchange, exchange.arguments.body["video_ids"], _video_gain)


def batch_account_video_metrics(exchange: Exchange) -> Reply:
    """Gains of posts from accounts' feeds, by their internal ids on both platforms."""
    body = exchange.arguments.body
    by_platform = {
        "instagram": body.get("instagram_post_ids") or [],
        "tiktok": body.get("tiktok_video_ids") or [],
    }
    wanted = [(platform, i) for platform, ids in by_platform.items() for i in ids]
    return _batch(exchange, wanted, _post_gain, name=lambda pair: str(pair[1]))


def _batch(
    exchange: Exchange, wanted: Iterable[Any], gain: Gain, name: Callable[[Any], str] = str
) -> Reply:
    """One entry for each known id, in the order asked for; repeated ids count once."""
    body, now = exchange.arguments.body, exchange.now
    period = resolve_period(body["period"], body.get("start_date"), body.get("end_date"), now)
    found: dict[str, dict[str, int]] = {}
    missing = []
    for identifier in dict.fromkeys(wanted):
        tally = gain(exchange.organization, identifier, period.window, now)
        if tally is None:
            missing.append(name(identifier))
        else:
            found[name(identifier)] = _totals(tally)
    return json({"data": found, "meta": {**period.meta, "not_found": missing}})


def _totals(tally: Tally) -> dict[str, int]:
    return {
        "views": tally.views,
        "plays": tally.plays,
        "likes": tally.likes,
        "comments": tally.comments,
        "shares": tally.shares,
        "engagement": tally.engagement,
    }


def _account_gain(org: Organization, identifier: str, window: Window, now: Instant) -> Tally | None:
    account = org.accounts.get(identifier)
    return org.account_gain(account, window, now) if account else None


def _video_gain(org: Organization, identifier: str, window: Window, now: Instant) -> Tally | None:
    video = org.videos.get(identifier)
    return org.video_gain(video, window, now) if video else None


def _post_gain(
    org: Organization, wanted: tuple[str, int], window: Window, now: Instant
) -> Tally | None:
    platform, identifier = wanted
    found = org.post(identifier, now)
    if found is None or found[0].platform != platform:
        return None
    return org.post_gain(*found, window, now)
