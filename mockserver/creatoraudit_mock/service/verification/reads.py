"""A good request to every operation that reads, and the lists that others take ids from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from creatoraudit_mock.service.verification.request import Request, Unobservable

if TYPE_CHECKING:
    from creatoraudit_mock.service.verification.session import Session

Maker: TypeAlias = "Callable[[Session], Request]"

LISTS: Final = {
    "list_accounts": "accounts",
    "list_videos": "videos",
    "list_creators": "creators",
    "list_account_videos": "account videos",
}
"""Operations that list, with the name of what they list."""

PUBLIC: Final = ("get_health", "get_meta", "get_openapi", "get_docs")
"""Operations that need no key."""

_PAGE: Final = 5
_WEEK: Final = {"period": "7d"}


def _public(operation_id: str) -> Maker:
    # Nothing that is not asked for: a page of documentation is not JSON.
    return lambda _: Request(operation_id, headers={"accept": "*/*"}, anonymous=True)


def _plain(operation_id: str, **params: Any) -> Maker:
    return lambda _: Request(operation_id, params=params)


def _of_account(operation_id: str, **params: Any) -> Maker:
    return lambda session: Request(
        operation_id, {"account_id": session.identifier("accounts")}, params
    )


def _of_video(operation_id: str, **params: Any) -> Maker:
    return lambda session: Request(operation_id, {"video_id": session.identifier("videos")}, params)


def _of_creator(operation_id: str, **params: Any) -> Maker:
    return lambda session: Request(
        operation_id, {"creator_id": session.identifier("creators")}, params
    )


def _search(session: Session) -> Request:
    # A few letters of something that is there, so that there are finds to look at.
    try:
        text = str(session.row("accounts").get("username", ""))[:3]
    except Unobservable:
        text = "a"
    return Request("search", params={"q": text or "a"})


def _batch(operation_id: str, member: str, name: str, **more: Any) -> Maker:
    def make(session: Session) -> Request:
        ids = [row["id"] for row in session.rows(name)] or [session.identifier(name)]
        return Request(operation_id, json={member: ids, **more})

    return make


def _batch_of_posts(session: Session) -> Request:
    return Request("batch_account_video_metrics", json={**post_ids(session), **_WEEK})


def post_ids(session: Session) -> dict[str, list[int]]:
    """The body of a batch that asks for one post of the feeds."""
    post = session.row("account videos")
    member = {"instagram": "instagram_post_ids", "tiktok": "tiktok_video_ids"}
    return {member.get(post.get("platform", ""), "instagram_post_ids"): [post["id"]]}


READS: Final[dict[str, Maker]] = {
    **{operation_id: _public(operation_id) for operation_id in PUBLIC},
    "get_whoami": _plain("get_whoami"),
    **{operation_id: _plain(operation_id, limit=_PAGE) for operation_id in LISTS},
    "get_account": _of_account("get_account"),
    "get_video": _of_video("get_video"),
    "get_creator": _of_creator("get_creator"),
    "search": _search,
    "list_top_creators": _plain("list_top_creators", limit=3),
    "get_overview": _plain("get_overview", **_WEEK),
    "get_organization_analytics": _plain("get_organization_analytics"),
    "get_organization_timeseries": _plain("get_organization_timeseries", **_WEEK),
    "get_account_analytics": _of_account("get_account_analytics"),
    "get_account_timeseries": _of_account("get_account_timeseries", **_WEEK),
    "get_video_analytics": _of_video("get_video_analytics"),
    "get_video_timeseries": _of_video("get_video_timeseries", **_WEEK),
    "get_creator_analytics": _of_creator("get_creator_analytics"),
    "get_creator_timeseries": _of_creator("get_creator_timeseries", **_WEEK),
    "batch_account_metrics": _batch("batch_account_metrics", "account_ids", "accounts", **_WEEK),
    "batch_video_metrics": _batch("batch_video_metrics", "video_ids", "videos", **_WEEK),
    "batch_account_video_metrics": _batch_of_posts,
    "batch_video_deltas": _batch("batch_video_deltas", "video_ids", "videos"),
}
"""Lists come before what needs an id from them."""
