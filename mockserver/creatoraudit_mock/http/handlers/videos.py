"""Videos tracked one by one, and the posts found in accounts' feeds."""

from __future__ import annotations

from creatoraudit_mock.http.collections import collection_reply
from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.handlers.accounts import deleted, located
from creatoraudit_mock.http.replies import Reply, data
from creatoraudit_mock.world import (
    ACCOUNT_VIDEOS,
    VIDEOS,
    DeleteVideo,
    TrackVideo,
    UpdateVideo,
    Video,
)


def list_videos(exchange: Exchange) -> Reply:
    """A page of individually tracked videos."""
    return collection_reply(exchange, VIDEOS)


def get_video(exchange: Exchange) -> Reply:
    """One video."""
    return _shown(exchange, exchange.organization.video(exchange.arguments.path["video_id"]))


def track_video(exchange: Exchange) -> Reply:
    """Begin to track a video."""
    video, is_new = exchange.organization.track(TrackVideo(**exchange.arguments.body))
    assert isinstance(video, Video)
    return located(exchange, _shown(exchange, video), f"videos/{video.id}", is_new=is_new)


def update_video(exchange: Exchange) -> Reply:
    """Change a video's settings."""
    arguments = exchange.arguments
    command = UpdateVideo(id=arguments.path["video_id"], changes=arguments.body)
    return _shown(exchange, exchange.organization.execute(command))


def delete_video(exchange: Exchange) -> Reply:
    """Stop tracking a video."""
    organization = exchange.organization
    video = organization.video(exchange.arguments.path["video_id"])
    last = _shown(exchange, video)
    organization.execute(DeleteVideo(id=video.id))
    return deleted(exchange, last)


def list_account_videos(exchange: Exchange) -> Reply:
    """A page of the posts that scrapes of accounts have brought in."""
    return collection_reply(exchange, ACCOUNT_VIDEOS)


def _shown(exchange: Exchange, video: Video) -> Reply:
    shown = exchange.organization.show_video(video, exchange.now)
    return data(shown.body, shown.until)
