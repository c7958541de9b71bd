"""What each operation does, once the gate has let a request through.

A handler asks the world and encodes what it says; it neither awaits nor checks what the contract
has checked already. `HANDLERS` is the one list of them.
"""

from creatoraudit_mock.http.gate import Handler
from creatoraudit_mock.http.handlers import accounts, analytics, creators, metrics, system, videos
from creatoraudit_mock.http.handlers.search import search

HANDLERS: dict[str, Handler] = {
    "get_health": system.get_health,
    "get_meta": system.get_meta,
    "get_openapi": system.get_openapi,
    "get_docs": system.get_docs,
    "get_whoami": system.get_whoami,
    "list_accounts": accounts.list_accounts,
    "track_account": accounts.track_account,
    "get_account": accounts.get_account,
    "update_account": accounts.update_account,
    "delete_account": accounts.delete_account,
    "batch_account_metrics": metrics.batch_account_metrics,
    "list_videos": videos.list_videos,
    "track_video": videos.track_video,
    "get_video": videos.get_video,
    "update_video": videos.update_video,
    "delete_video": videos.delete_video,
    "batch_video_metrics": metrics.batch_video_metrics,
    "list_account_videos": videos.list_account_videos,
    "batch_account_video_metrics": metrics.batch_account_video_metrics,
    "batch_video_deltas": analytics.batch_video_deltas,
    "list_creators": creators.list_creators,
    "create_creator": creators.create_creator,
    "list_top_creators": creators.list_top_creators,
    "get_creator": creators.get_creator,
    "update_creator": creators.update_creator,
    "delete_creator": creators.delete_creator,
    "link_account": creators.link_account,
    "unlink_account": creators.unlink_account,
    "get_account_analytics": analytics.get_account_analytics,
    "get_account_timeseries": analytics.get_account_timeseries,
    "get_video_analytics": analytics.get_video_analytics,
    "get_video_timeseries": analytics.get_video_timeseries,
    "get_creator_analytics": analytics.get_creator_analytics,
    "get_creator_timeseries": analytics.get_creator_timeseries,
    "get_organization_analytics": analytics.get_organization_analytics,
    "get_organization_timeseries": analytics.get_organization_timeseries,
    "get_overview": analytics.get_overview,
    "search": search,
}
"""The operations that are simulated, by their id in the contract; others would answer 501."""
