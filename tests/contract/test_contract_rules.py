"""Rules between members: windows, dates that belong together, and two lists of ids."""

import json

import pytest

from creatoraudit_mock.contract import RequestInvalid, check_request, operation

ID = "0b3f2c14-9a6d-4f1e-8b2a-1c2d3e4f5a6b"


def batch_faults(operation_id: str, **body: object) -> list[tuple[str, str]]:
    """The faults of a batch request with this body."""
    try:
        check_request(operation(operation_id), {}, (), {}, json.dumps(body).encode())
    except RequestInvalid as refusal:
        return [(error.field, error.message) for error in refusal.errors]
    return []


def query_faults(operation_id: str, **query: str) -> list[tuple[str, str]]:
    """The faults of a GET with this query."""
    try:
        check_request(operation(operation_id), {"creator_id": ID}, [*query.items()], {}, None)
    except RequestInvalid as refusal:
        return [(error.field, error.message) for error in refusal.errors]
    return []


MISSING = "is required when period is custom"


@pytest.mark.parametrize("given", [{}, {"start_date": None, "end_date": None}])
def test_custom_needs_both_dates(given: dict[str, None]) -> None:
    """A custom window without its dates lacks both of them."""
    found = batch_faults("batch_video_metrics", video_ids=[ID], period="custom", **given)
    assert found == [("end_date", MISSING), ("start_date", MISSING)]
    assert query_faults("get_creator_timeseries", period="custom", start_date="2026-01-01") == [
        ("end_date", MISSING)
    ]


@pytest.mark.parametrize(
    ("operation_id", "ids"),
    [
        ("batch_account_metrics", {"account_ids": [ID]}),
        ("batch_video_metrics", {"video_ids": [ID]}),
        ("batch_account_video_metrics", {"tiktok_video_ids": [1]}),
    ],
)
def test_a_window_does_not_run_backwards(operation_id: str, ids: dict[str, list[object]]) -> None:
    """In every batch a custom window ends on or after its first day."""
    window = {"period": "custom", "start_date": "2026-01-02"}
    assert batch_faults(operation_id, **ids, **window, end_date="2026-01-01") == [
        ("start_date", "must not be after end_date")
    ]
    assert batch_faults(operation_id, **ids, **window, end_date="2026-01-02") == []


def test_a_preset_ignores_the_dates() -> None:
    """Dates beside a preset are of no consequence, even the wrong way round."""
    dates = {"start_date": "2026-01-02", "end_date": "2026-01-01"}
    assert batch_faults("batch_video_metrics", video_ids=[ID], **dates) == []
    assert query_faults("get_creator_timeseries", period="7d", **dates) == []


def test_dates_of_creator_analytics_come_in_pairs() -> None:
    """One date alone lacks the other; none at all is fine."""
    assert query_faults("get_creator_analytics") == []
    assert query_faults("get_creator_analytics", end_date="2026-01-01") == [
        ("start_date", "is required when end_date is given")
    ]
    assert query_faults(
        "get_creator_analytics", start_date="2026-01-02", end_date="2026-01-01"
    ) == [("start_date", "must not be after end_date")]


@pytest.mark.parametrize("body", [{}, {"instagram_post_ids": [], "tiktok_video_ids": []}])
def test_account_videos_need_an_id(body: dict[str, list[int]]) -> None:
    """A batch without any id asks for nothing, which is a fault."""
    assert batch_faults("batch_account_video_metrics", **body) == [
        ("instagram_post_ids", "must have at least 1 item, or tiktok_video_ids must")
    ]


def test_two_lists_share_one_bound() -> None:
    """Both lists together have at most 200 ids."""
    both = {"instagram_post_ids": [*range(1, 101)], "tiktok_video_ids": [*range(1, 101)]}
    assert batch_faults("batch_account_video_metrics", **both) == []
    both["tiktok_video_ids"].append(101)
    assert batch_faults("batch_account_video_metrics", **both) == [
        ("instagram_post_ids", "must have at most 200 items together with tiktok_video_ids")
    ]


def test_rules_wait_until_their_members_are_valid() -> None:
    """A member that is wrong by itself is not compared with others."""
    body = {"period": "custom", "start_date": "x", "instagram_post_ids": [0]}
    assert batch_faults("batch_account_video_metrics", **body) == [
        ("instagram_post_ids.0", "must be at least 1"),
        ("start_date", "must be a date (YYYY-MM-DD)"),
    ]
