"""The operations by what they mean to a poller."""

from __future__ import annotations

from typing import Final

SINGLE: Final = {"get_account", "get_video"}
"""Reads of one scraped resource."""
LISTS: Final = {"list_accounts", "list_videos", "list_account_videos", "list_creators"}
"""Reads in pages."""
BATCHES: Final = {
    "batch_account_metrics": "account_ids",
    "batch_video_metrics": "video_ids",
    "batch_video_deltas": "video_ids",
    "batch_account_video_metrics": None,
}
"""Reads of many resources, with the member that names tracked ones."""
SERIES: Final = {
    "get_account_analytics",
    "get_account_timeseries",
    "get_video_analytics",
    "get_video_timeseries",
}
"""Metrics of one scraped resource."""
GROUPS: Final = {
    "get_creator",
    "get_creator_analytics",
    "get_creator_timeseries",
    "get_overview",
    "get_organization_analytics",
    "get_organization_timeseries",
    "list_top_creators",
}
"""Reads that sum up many resources."""
CREATES: Final = {"track_account", "track_video", "create_creator"}
"""Those that take an `Idempotency-Key`."""
CHANGES: Final = {"update_account", "update_video"}

POLLED: Final = SINGLE | LISTS | SERIES | GROUPS
"""GETs that pollers repeat. What a program asks for once at its start is not among them, nor is
search, which a person waits for."""
READS: Final = POLLED | BATCHES.keys()
METRICS: Final = SERIES | BATCHES.keys()
"""What means nothing before the first refresh."""
SHOWING: Final = SINGLE | LISTS | CREATES | CHANGES
"""Whose answers show resources as they are."""

TRANSIENT: Final = {429, 500, 502, 503, 504}
"""Statuses that pass by themselves."""
BATCH_LIMIT: Final = 200
"""Ids in one batch about videos; documented on the pages of both operations."""
LARGEST_PAGE: Final = 200
DEFAULT_PAGE: Final = 50
"""Documentation topic: Pagination."""
