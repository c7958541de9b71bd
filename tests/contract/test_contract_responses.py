"""The judge of sent responses: what it lets pass and what it finds."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from creatoraudit_mock.contract import Dialect, contract_in, operation, problem
from creatoraudit_mock.contract.responses import response_errors

ID = "0b3f2c14-9a6d-4f1e-8b2a-1c2d3e4f5a6b"
HEADERS = {
    "X-Request-ID": "r-1",
    "Date": "Mon, 05 Jan 2026 09:00:00 GMT",
    "ETag": '"abc"',
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization, Accept",
    "X-RateLimit-Limit": "600",
    "X-RateLimit-Remaining": "12",
    "X-RateLimit-Reset": "1718354400",
}
CREATOR: dict[str, Any] = {
    "id": ID,
    "name": "Ada",
    "type": "creator",
    "is_active": True,
    "metadata": {"team": "growth"},
    "accounts_summary": {"total": 1, "platforms": {"tiktok": 1}, "total_followers": 9},
}
NOT_FOUND: dict[str, Any] = {
    "type": problem("NOT_FOUND").type,
    "title": "Not Found",
    "status": 404,
    "detail": "Creator not found.",
    "code": "NOT_FOUND",
    "instance": f"/v2/creators/{ID}",
    "request_id": "r-1",
}


def judged(
    body: object = None,
    *,
    status: int = 200,
    content_type: str | None = "application/json",
    headers: dict[str, str] | None = None,
    operation_id: str = "get_creator",
    **options: bool,
) -> list[str]:
    """What is found in a good answer of get_creator, changed as the test says."""
    value = {"data": CREATOR} if body is None else body
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    sent = HEADERS if headers is None else headers
    return response_errors(operation(operation_id), status, content_type, sent, content, **options)


def problem_errors(changes: Mapping[str, object] = MappingProxyType({})) -> list[str]:
    """What is found in a problem that differs in some members from a good one."""
    body = {**NOT_FOUND, **changes}
    return judged(body, status=404, content_type="application/problem+json")


def without(name: str) -> dict[str, str]:
    """The good headers without one of them."""
    return {key: value for key, value in HEADERS.items() if key != name}


def test_a_good_response_passes() -> None:
    """A response that keeps the contract has no faults, strictly seen or not."""
    assert judged() == []
    assert judged(strict=True) == []


def test_header_names_have_no_case() -> None:
    """Headers are found however they are spelled."""
    assert judged(headers={name.lower(): value for name, value in HEADERS.items()}) == []


def test_media_type_parameters_do_not_matter() -> None:
    """A charset beside the media type is fine."""
    assert judged(content_type="application/json; charset=utf-8") == []


def test_undeclared_statuses_are_found() -> None:
    """A status that the operation does not declare is told with the declared ones."""
    (error,) = judged(status=418)
    assert error.startswith("status 418 is not declared by get_creator; declared: 200, 304")


@pytest.mark.parametrize("name", HEADERS)
def test_missing_headers_are_found(name: str) -> None:
    """A header that must be there is missed."""
    assert judged(headers=without(name)) == [f"header {name} is missing"]


@pytest.mark.parametrize("status", [403, 500, 502, 503])
def test_rate_limit_headers_may_be_absent(status: int) -> None:
    """What may happen before a key is let in has the figures if it happened afterwards."""
    kinds = {403: "FORBIDDEN", 500: "INTERNAL_ERROR", 502: "UPSTREAM_ERROR"}
    kind = problem(kinds.get(status, "SERVICE_UNAVAILABLE"))
    body = {**NOT_FOUND, "type": kind.type, "title": kind.title, "status": status}
    content_type = "application/problem+json"
    for headers in (HEADERS, without("X-RateLimit-Limit")):
        value = {**body, "code": kind.code}
        assert judged(value, status=status, content_type=content_type, headers=headers) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("ETag", 'W/"abc"'), ("X-RateLimit-Limit", "many"), ("X-RateLimit-Reset", "-1")],
)
def test_bad_header_values_are_found(name: str, value: str) -> None:
    """A header's value is held against its schema."""
    (error,) = judged(headers={**HEADERS, name: value})
    assert error.startswith(f"header {name}: ")


def test_other_media_types_are_found() -> None:
    """A media type that is not declared is told with the declared one."""
    assert judged(content_type="text/plain") == [
        "media type 'text/plain' is not declared; declared: application/json"
    ]


def test_members_are_held_against_the_schema() -> None:
    """A wrong member is told by its place and its value."""
    (error,) = judged({"data": {**CREATOR, "accounts_summary": {"total": -1}}})[:1]
    assert error.startswith("body.data.accounts_summary")
    assert judged({"data": {**CREATOR, "name": ""}}) == [
        'body.data.name: "" is shorter than 1 character'
    ]


@pytest.mark.parametrize(
    ("stamp", "good"),
    [
        ("2026-01-05T09:00:00Z", "seconds"),
        ("2026-01-05T09:00:00.123456Z", "microseconds"),
        ("2026-01-05T09:00:00.123Z", None),
        ("2026-01-05T09:00:00+00:00", None),
        ("2026-02-30T09:00:00Z", None),
    ],
)
def test_timestamps_have_a_form_in_each_dialect(stamp: str, good: str | None) -> None:
    """An instant has whole seconds or six decimals, as the dialect says, and ends in Z."""
    body = json.dumps({"data": [{"added_at": stamp}], "pagination": {}, "filters": {}}).encode()
    for form in ("seconds", "microseconds"):
        one = operation("list_videos", Dialect.parse({"timestamps": form}))
        errors = response_errors(one, 200, "application/json", {}, body)
        assert (form == good) != any("added_at:" in error for error in errors)


def test_unknown_members_are_found_only_strictly() -> None:
    """An addition keeps the contract, but a mock should not send it by accident."""
    body = {"data": {**CREATOR, "platform": "tiktok"}}
    assert judged(body) == []
    (error,) = judged(body, strict=True)
    assert "platform" in error


def test_maps_and_free_objects_stay_open_strictly() -> None:
    """Labels and batch results are keyed by what the client chose, so no key is unknown."""
    totals = dict.fromkeys(("views", "plays", "likes", "comments", "shares", "engagement"), 1)
    meta = {
        "period": "7d",
        "start_date": "2026-01-01",
        "end_date": "2026-01-07",
        "days": 7,
        "not_found": [],
    }
    body = {"data": {ID: totals}, "meta": meta}
    assert judged(body, operation_id="batch_video_metrics", strict=True) == []


def test_the_document_is_its_own_answer() -> None:
    """The document passes as the answer of the operation that serves it, strictly seen."""
    assert judged(contract_in().text, operation_id="get_openapi", strict=True) == []


def test_unreadable_bodies_are_found() -> None:
    """A body that is not of its media type is told as such."""
    assert judged(b"<html>") == ["the body is not application/json"]


def test_pages_are_text() -> None:
    """The documentation page is held against its media type only."""
    page: dict[str, Any] = {"operation_id": "get_docs", "content_type": "text/html; charset=utf-8"}
    assert judged(b"<html></html>", **page) == []
    assert judged(b"\xff", **page) == ["the body is not text/html"]


@pytest.mark.parametrize(
    ("operation_id", "status"), [("get_creator", 304), ("delete_creator", 204)]
)
def test_bodiless_answers_have_no_content(operation_id: str, status: int) -> None:
    """204 and 304 have neither bytes nor a media type."""
    sent: dict[str, Any] = {"operation_id": operation_id, "status": status}
    assert judged(b"", content_type=None, **sent) == []
    assert judged(b"{}", **sent) == [
        f"status {status} has no content, yet its media type is 'application/json'",
        "the body must be empty, yet has 2 bytes",
    ]


def test_head_answers_have_no_body() -> None:
    """The answer to HEAD is that to GET, with its headers and without its bytes."""
    assert judged(b"", head=True) == []
    assert judged(b"{}", head=True) == ["the body must be empty, yet has 2 bytes"]
    assert judged(b"", head=True, headers=without("ETag")) == ["header ETag is missing"]


def test_a_good_problem_passes() -> None:
    """A problem document with all its members has no faults, strictly seen or not."""
    assert problem_errors() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"status": 400},
        {"code": "CONFLICT"},
        {"type": "about:blank"},
        {"request_id": "r-2"},
        {"instance": None},
    ],
    ids=str,
)
def test_bad_problems_are_found(changes: dict[str, object]) -> None:
    """Status, code, type and request id of a problem agree with the response around it."""
    (error,) = problem_errors(changes)
    assert next(iter(changes)) in error


def test_problems_need_their_media_type() -> None:
    """An error as plain JSON is found."""
    assert judged(NOT_FOUND, status=404) == [
        "media type 'application/json' is not declared; declared: application/problem+json"
    ]


def test_validation_problems_list_their_faults() -> None:
    """A 422 without `errors` breaks the contract."""
    row = problem("VALIDATION_ERROR")
    body = {**NOT_FOUND, "type": row.type, "title": row.title, "status": 422, "code": row.code}
    sent: dict[str, Any] = {"status": 422, "content_type": "application/problem+json"}
    (error,) = judged(body, **sent)
    assert "errors" in error
    body["errors"] = [{"field": "limit", "message": "must be at least 1"}]
    assert judged(body, **sent) == []
