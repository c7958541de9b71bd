"""Windows and series on all four levels, deltas of videos, and the organization's overview.

Source: documentation topics "Creator leaderboard", "Batch video deltas" and "Overview"; the shapes
of windows and series are assumed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.handlers.metrics import period_of, totals
from creatoraudit_mock.http.replies import Reply, json
from creatoraudit_mock.simulation import Window
from creatoraudit_mock.values import day_number, format_date
from creatoraudit_mock.world import Period, reports


def get_account_analytics(exchange: Exchange) -> Reply:
    """An account's window."""
    return _analytics(exchange, "account", _account)


def get_account_timeseries(exchange: Exchange) -> Reply:
    """An account's days."""
    return _timeseries(exchange, "account", _account)


def get_video_analytics(exchange: Exchange) -> Reply:
    """A video's window."""
    return _analytics(exchange, "video", _video)


def get_video_timeseries(exchange: Exchange) -> Reply:
    """A video's days."""
    return _timeseries(exchange, "video", _video)


def get_creator_analytics(exchange: Exchange) -> Reply:
    """The window of a creator's linked accounts."""
    return _analytics(exchange, "creator", _creator)


def get_creator_timeseries(exchange: Exchange) -> Reply:
    """The days of a creator's linked accounts."""
    return _timeseries(exchange, "creator", _creator)


def get_organization_analytics(exchange: Exchange) -> Reply:
    """The window of all accounts and videos."""
    return _analytics(exchange, "organization", _organization)


def get_organization_timeseries(exchange: Exchange) -> Reply:
    """The days of all accounts and videos."""
    return _timeseries(exchange, "organization", _organization)


def batch_video_deltas(exchange: Exchange) -> Reply:
    """Views gained by videos in windows that end today."""
    body, organization, now = exchange.arguments.body, exchange.organization, exchange.now
    windows, today = list(dict.fromkeys(body["windows"])), day_number(now)
    found: dict[str, dict[str, int]] = {}
    missing = []
    wanted = list(dict.fromkeys(body["video_ids"]))
    for identifier in wanted:
        video = organization.videos.get(identifier)
        if video is None:
            missing.append(identifier)
            continue
        sources = reports.sources_of_video(organization, video, now)
        found[identifier] = {
            f"{days}d": reports.delta(organization, sources, Window(today - days + 1, today))
            for days in windows
        }
    meta = {"windows": windows, "video_count": len(wanted), "not_found": missing}
    return json({"data": found, "meta": meta})


def get_overview(exchange: Exchange) -> Reply:
    """The organization's window beside the one before."""
    organization, now = exchange.organization, exchange.now
    window = period_of(exchange, exchange.arguments.query).window
    before = Window(window.first - window.days, window.first - 1)
    current = reports.figures(organization, window, now)._asdict()
    previous = reports.figures(organization, before, now)._asdict()
    changes = {
        f"{name}_pct": reports.change(current[name], previous[name], organization.dialect)
        for name in current
    }
    body = {"current": current, "previous": previous, "changes": changes, "type": "overview"}
    return json({"data": body})


Subject = tuple[str, list[reports.Source]]
"""An id, and the sources of its figures."""


def _account(exchange: Exchange) -> Subject:
    organization = exchange.organization
    account = organization.account(exchange.arguments.path["account_id"])
    return account.id, reports.sources_of_account(organization, account, exchange.now)


def _video(exchange: Exchange) -> Subject:
    organization = exchange.organization
    video = organization.video(exchange.arguments.path["video_id"])
    return video.id, reports.sources_of_video(organization, video, exchange.now)


def _creator(exchange: Exchange) -> Subject:
    organization = exchange.organization
    creator = organization.creator(exchange.arguments.path["creator_id"])
    return creator.id, reports.sources_of_creator(organization, creator, exchange.now)


def _organization(exchange: Exchange) -> Subject:
    organization = exchange.organization
    return organization.id, reports.sources_of_organization(organization, exchange.now)


def _analytics(exchange: Exchange, level: str, find: Callable[[Exchange], Subject]) -> Reply:
    """A window in total and day by day; the last 30 days without dates."""
    query = exchange.arguments.query
    dated = query.get("start_date") is not None
    period = period_of(exchange, {**query, "period": "custom" if dated else "30d"})
    identifier, sources = find(exchange)  # a bad request is refused before an unknown id
    body = {
        "type": f"{level}_analytics",
        f"{level}_id": identifier,
        **totals(reports.total(sources, period.window)),
        "followers": reports.followers(sources, period.window.end),
        "series": _series(exchange, sources, period),
    }
    return json({"data": body, "meta": period.meta})


def _timeseries(exchange: Exchange, level: str, find: Callable[[Exchange], Subject]) -> Reply:
    """The days of a window."""
    period = period_of(exchange, exchange.arguments.query)
    identifier, sources = find(exchange)
    body = {
        "type": f"{level}_timeseries",
        f"{level}_id": identifier,
        "series": _series(exchange, sources, period),
    }
    return json({"data": body, "meta": period.meta})


def _series(
    exchange: Exchange, sources: list[reports.Source], period: Period
) -> list[dict[str, Any]]:
    keeps_quiet_days = exchange.organization.dialect.quiet_days == "zero"
    days = [(point, totals(point.gained)) for point in reports.series(sources, period.window)]
    return [
        {"date": format_date(point.day), **gained, "followers": point.followers}
        for point, gained in days
        if keeps_quiet_days or any(gained.values())
    ]
