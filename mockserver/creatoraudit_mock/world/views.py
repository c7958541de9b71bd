"""What the API shows of each resource at an instant: plain JSON values, in the API's field names.

Field names and their order follow the contract; which values are shown before the first scrape is
documented for `last_scrape_time` (topic: Data freshness) and inferred for the counters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from creatoraudit_mock.contract.dialect import Dialect
from creatoraudit_mock.simulation import (
    Caps,
    Collection,
    Outcome,
    Platform,
    Post,
    Sighting,
    Tally,
    Weather,
)
from creatoraudit_mock.values import DAY, Instant, format_instant
from creatoraudit_mock.world.identifiers import shortcode
from creatoraudit_mock.world.records import Account, Creator, Tracked, Video
from creatoraudit_mock.world.tracking import effective_caps

CDN = "https://cdn.creatoraudit.example"


def text(instant: Instant | None, dialect: Dialect) -> str | None:
    """A timestamp as the dialect writes it; None stays None."""
    if instant is None:
        return None
    return format_instant(instant, micros=dialect.timestamps == "microseconds")


def is_unavailable(record: Tracked, weather: Weather, now: Instant) -> bool:
    """Whether a scrape found the item gone and no later one has brought it back.

    A scrape that merely failed tells nothing, so it changes nothing.
    """
    if not weather.absences:
        return False
    refresh = record.schedule.last_refresh(now, weather)
    since = record.added_at if refresh is None else refresh + 1
    attempts = record.schedule.attempts(since, now, weather)
    return any(attempt.outcome is Outcome.UNAVAILABLE for attempt in attempts)


def first_refresh(record: Tracked, weather: Weather, latest: Instant | None) -> Instant | None:
    """When the first successful scrape landed, if one has; the latest is known."""
    if latest is None:
        return None  # found by leaps, where a search from the beginning would see every failure
    return next(record.schedule.refreshes(record.added_at, latest, weather), None)


def account_fields(
    account: Account,
    collection: Collection,
    weather: Weather,
    now: Instant,
    refresh: Instant | None,
    default_caps: Caps,
    creator_name: str | None,
    dialect: Dialect,
) -> dict[str, Any]:
    """An account as the API shows it now, after its last refresh."""
    seen = first_look(account, weather, dialect) if refresh is None else refresh
    caps = effective_caps(account, default_caps)
    return {
        "id": account.id,
        "platform": account.platform.value,
        "username": account.username,
        "type": "account",
        **_profile_fields(account, seen),
        "is_active": account.is_active,
        "is_unavailable": is_unavailable(account, weather, now),
        "creator_id": account.creator_id,
        "creator_name": creator_name,
        "category": account.category,
        "metadata": account.metadata,
        "added_at": text(account.added_at, dialect),
        "first_scrape_time": text(first_refresh(account, weather, refresh), dialect),
        "last_scrape_time": text(refresh, dialect),
        "scrape_interval_hours": account.scrape_interval_hours,
        **_figures(account, collection, seen, refresh),
        "max_recent_posts_per_account": account.max_recent_posts_per_account,
        "post_lookback_days": account.post_lookback_days,
        "effective_max_recent_posts_per_account": caps.most,
        "effective_post_lookback_days": caps.lookback and caps.lookback // DAY,
    }


def account_news(
    account: Account,
    collection: Collection,
    weather: Weather,
    now: Instant,
    refresh: Instant,
    dialect: Dialect,
) -> dict[str, Any]:
    """What time alone can change about an account that has been refreshed before."""
    return {
        "is_unavailable": is_unavailable(account, weather, now),
        "last_scrape_time": text(refresh, dialect),
        **_figures(account, collection, refresh, refresh),
    }


def _figures(
    account: Account, collection: Collection, seen: Instant | None, refresh: Instant | None
) -> dict[str, int | None]:
    """What is counted: by the profile when it was seen, over its posts as of the last refresh."""
    return {**_audience(account, seen), **_account_counters(account, collection, refresh)}


def first_look(account: Account, weather: Weather, dialect: Dialect) -> Instant | None:
    """When the profile was looked at ahead of its first refresh, if the dialect knows of that.

    It is the instant at which tracking became active, so nothing about it changes by itself.
    """
    if dialect.early_data == "absent":
        return None
    begun = next((at for at, active in account.activity if active), None)
    return begun if begun is not None and weather.blocking(begun) is None else None


def _profile_fields(account: Account, seen: Instant | None) -> dict[str, Any]:
    picture = f"/{account.platform}/{account.username}.jpg"
    known = seen is not None
    return {
        "name": account.username.replace("_", " ").replace(".", " ").title() if known else None,
        "description": f"Posts by {account.username}." if known else None,
        "profile_pic_url": f"{CDN}{picture}" if known else None,
        "profile_pic_url_original": f"https://{account.platform}.example{picture}"
        if known
        else None,
        "is_verified": known and account.profile.is_verified,
        "link_in_bio": f"https://{account.username.replace('_', '-')}.example" if known else None,
    }


def _audience(account: Account, seen: Instant | None) -> dict[str, int]:
    """What the profile itself counts; zero before anybody has looked at it."""
    profile = account.profile
    return {
        "follower_count": profile.followers(seen) if seen is not None else 0,
        "following_count": profile.following if seen is not None else 0,
        "profile_post_count": profile.published(seen) if seen is not None else 0,
    }


def _account_counters(
    account: Account, collection: Collection, refresh: Instant | None
) -> dict[str, int | None]:
    """Zero before the first scrape, as the defaults of the documented samples are."""
    tally = collection.tally_at(refresh) if refresh is not None else Tally()
    instagram = account.platform is Platform.INSTAGRAM
    cross_posted = tally.plays * 12 // 100
    return {
        "total_post_count": collection.size_at(refresh) if refresh is not None else 0,
        **_counters(tally, saves=instagram),
        "fb_play_count": cross_posted if instagram else None,
        "ig_play_count": tally.plays - cross_posted if instagram else None,
        "fb_like_count": tally.likes * 5 // 100 if instagram else None,
    }


def _counters(tally: Tally, *, saves: bool) -> dict[str, int | None]:
    return {
        "view_count": tally.views,
        "like_count": tally.likes,
        "comment_count": tally.comments,
        "share_count": tally.shares,
        "play_count": tally.plays,
        "saved_count": tally.saves if saves else None,
    }


def creator_fields(
    creator: Creator, weather: Callable[[Tracked], Weather], now: Instant
) -> dict[str, Any]:
    """A creator as the API shows it, its accounts in figures."""
    platforms: dict[str, int] = {}
    followers = 0
    for account in creator.accounts.values():
        platforms[account.platform.value] = platforms.get(account.platform.value, 0) + 1
        refresh = account.schedule.last_refresh(now, weather(account))
        followers += 0 if refresh is None else account.profile.followers(refresh)
    return {
        "id": creator.id,
        "name": creator.name,
        "type": "creator",
        "is_active": creator.is_active,
        "metadata": creator.metadata,
        "accounts_summary": {
            "total": len(creator.accounts),
            "platforms": dict(sorted(platforms.items())),
            "total_followers": followers,
        },
    }


def video_fields(
    video: Video,
    weather: Weather,
    now: Instant,
    refresh: Instant | None,
    account_id: str | None,
    dialect: Dialect,
) -> dict[str, Any]:
    """An individually tracked video as the API shows it; all counters null before readiness."""
    post = video.post
    return {
        "id": video.id,
        "platform": video.platform.value,
        "external_id": str(post.number),
        "type": "video",
        "shortcode": shortcode(post.number) if video.platform is Platform.INSTAGRAM else None,
        "is_active": video.is_active,
        "scrape_interval_hours": video.scrape_interval_hours,
        "metadata": video.metadata,
        "added_at": text(video.added_at, dialect),
        "updated_at": text(max(video.updated_at, refresh or video.updated_at), dialect),
        "first_scrape_time": text(first_refresh(video, weather, refresh), dialect),
        "last_scrape_time": text(refresh, dialect),
        **_post_fields(video.platform, post, refresh, dialect),
        "is_unavailable": is_unavailable(video, weather, now),
        **_media_fields(video.platform, post, refresh),
        **_post_counters(video.platform, post, refresh, dialect),
        "account_id": account_id,
        "account_username": video.author if refresh is not None else None,
        "platform_account_id": str(post.words[4] >> 20) if refresh is not None else None,
        "platform_data": {},
    }


def post_fields(
    account: Account, post_id: int, sighting: Sighting, dialect: Dialect
) -> dict[str, Any]:
    """A post from an account's feed as the API shows it."""
    post, seen, platform = sighting.post, sighting.last, account.platform
    return {
        "id": post_id,
        "platform": platform.value,
        "external_id": str(post.number),
        "type": "account_video",
        "shortcode": shortcode(post.number) if platform is Platform.INSTAGRAM else None,
        "added_at": text(sighting.first, dialect),
        "updated_at": text(seen, dialect),
        "first_scrape_time": text(sighting.first, dialect),
        "last_scrape_time": text(seen, dialect),
        **_post_fields(platform, post, seen, dialect),
        "is_unavailable": False,
        **_media_fields(platform, post, seen),
        **_post_counters(platform, post, seen, dialect),
        "account_id": account.id,
        "account_username": account.username,
        "platform_account_id": str(account.profile.number),
        "platform_data": {},
    }


def _post_fields(
    platform: Platform, post: Post, seen: Instant | None, dialect: Dialect
) -> dict[str, Any]:
    if seen is None:
        return dict.fromkeys(("description", "create_time", "media_type", "duration"))
    kind = "reel" if platform is Platform.INSTAGRAM else "video"
    return {
        "description": post.caption,
        "create_time": text(post.published, dialect),
        "media_type": kind,
        "duration": 8 + post.words[7] % 80,
    }


def _media_fields(platform: Platform, post: Post, seen: Instant | None) -> dict[str, str | None]:
    names = {"cover_image_url": ".jpg", "video_url": ".mp4"}
    fields: dict[str, str | None] = {}
    for name, suffix in names.items():
        path = f"/{platform}/{post.number}{suffix}"
        fields[name] = f"{CDN}{path}" if seen is not None else None
        fields[f"{name}_original"] = (
            f"https://{platform}.example{path}" if seen is not None else None
        )
    return fields


def _post_counters(
    platform: Platform, post: Post, seen: Instant | None, dialect: Dialect
) -> dict[str, int | None]:
    if seen is None:
        return dict.fromkeys((*_counters(Tally(), saves=True), "total_views", "total_plays"))
    tally, instagram = post.tally(seen), platform is Platform.INSTAGRAM
    elsewhere = 0
    if instagram and dialect.total_counts == "cross-posted":
        elsewhere = 5 + post.words[3] % 26  # percent, the same for the whole life of a post
    return {
        **_counters(tally, saves=instagram),
        "total_views": tally.views + tally.views * elsewhere // 100,
        "total_plays": tally.plays + tally.plays * elsewhere // 100,
    }
