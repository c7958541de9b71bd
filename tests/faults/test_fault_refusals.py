"""Bad plans are refused: each message names the argument, the value and the way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from creatoraudit_mock import Fault, World, WorldError

F: Any = Fault  # as callers without a type checker see it

BAD_FAULTS: list[tuple[Callable[[], Fault], str]] = [
    (lambda: F.status(418), "code must be one of 500, 502, 503; got 418"),
    (lambda: F.status("503"), "code must be one of 500, 502, 503; got '503'"),
    (
        lambda: F.status(503, retry_after="1.5s"),
        "retry_after must be whole seconds, and at most a century; got '1.5s'",
    ),
    (lambda: F.status(503, retry_after=-1), "retry_after must not be negative, got -1"),
    (lambda: F.status(503, retry_after="soon"), "retry_after must look like '45s'"),
    (lambda: F.status(503, as_date=True), "as_date=True needs retry_after beside it"),
    (lambda: F.status(503, handled=1), "handled must be True or False; got 1"),
    (lambda: F.rate_limited(retry_after=None, as_date=True), "needs retry_after beside it"),
    (lambda: F.rate_limited(as_date="yes"), "as_date must be True or False; got 'yes'"),
    (lambda: F.proxy_page(500), "code must be one of 502, 503, 504; got 500"),
    (lambda: F.stale(0), "age must be longer than nothing, and at most a century; got 0"),
    (lambda: F.stale(refreshes=0), "refreshes must be a whole number of at least 1; got 0"),
    (lambda: F.duplicate_item("1"), "position must be a whole number; got '1'"),
    (lambda: F.missing_item(1.5), "position must be a whole number; got 1.5"),
    (lambda: F.partial_batch(0), "missing must be a whole number of at least 1; got 0"),
    (lambda: F.wrong_content_type("html"), "media_type must be a media type such as 'text/html'"),
    (lambda: F.wrong_content_type("a/b\r\nx: y"), "media_type must be a media type"),
    (
        lambda: F.clock_skew(ahead=0),
        "ahead must be longer than nothing, and at most",
    ),
    (lambda: F.stall("0s"), "delay must be longer than nothing, and at most a century; got '0s'"),
    (lambda: F.stall("40000d"), "at most a century; got '40000d'"),
    (lambda: F.status(503, retry_after="40000d"), "at most a century; got '40000d'"),
    (lambda: F.stall("-3s"), "delay must look like '45s'"),
    (lambda: F.slow_body(0), "over must be longer than nothing, and at most a century; got 0"),
    (lambda: F.slow_body(1, pieces=0), "pieces must be a whole number of at least 1, 10000 at"),
    (lambda: F.slow_body(1, pieces=10_001), "10000 at most; got 10001"),
    (lambda: F.truncated_body(1), "keep must be a share from 0 to less than 1; got 1"),
    (lambda: F.truncated_body(float("nan")), "keep must be a share from 0 to less than 1; got nan"),
    (lambda: F.truncated_body(True), "keep must be a share"),
    (lambda: F.reset(after_headers="no"), "after_headers must be True or False; got 'no'"),
]


@pytest.mark.parametrize(("make", "message"), BAD_FAULTS, ids=[text for _, text in BAD_FAULTS])
def test_bad_faults(make: Callable[[], Fault], message: str) -> None:
    """A fault that cannot happen is not made."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is checked
        make()
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: F.stale("1h", refreshes=1), "either an age or a number of refreshes, not both"),
        (F.clock_skew, "either ahead=... or behind=..."),
        (lambda: F.clock_skew(ahead=1, behind=1), "either ahead=... or behind=..."),
        (lambda: F.stall(None), "delay must be a timedelta, seconds or text like '6h'"),
    ],
)
def test_bad_calls(make: Callable[[], Fault], message: str) -> None:
    """So is one of which too much or too little is told."""
    with pytest.raises(TypeError) as caught:
        make()
    assert message in str(caught.value)


BAD_PLANS: list[tuple[Fault, dict[str, Any], str]] = [
    (
        Fault.reset(),
        {"on": "GET /acounts"},
        "on='GET /acounts' is no operation; did you mean 'GET /accounts'?",
    ),
    (Fault.reset(), {"on": "get_acount"}, "did you mean 'get_account'?"),
    (Fault.reset(), {"on": "zzz"}, "on='zzz' is no operation; `creatoraudit-mock routes` lists"),
    (Fault.reset(), {"on": ""}, "on must be a text that is not empty; got ''"),
    (Fault.reset(), {"on": 5}, "on must be a text that is not empty; got 5"),
    (Fault.reset(), {"times": 0}, "times must be a whole number of at least 1; got 0"),
    (Fault.reset(), {"times": 1.0}, "times must be a whole number of at least 1; got 1.0"),
    (Fault.reset(), {"after": -1}, "after must be a whole number of at least 0; got -1"),
    (Fault.reset(), {"probability": 0}, "probability must be a share above 0 and at most 1; got 0"),
    (Fault.reset(), {"probability": 1.1}, "probability must be a share above 0"),
    (Fault.reset(), {"probability": float("nan")}, "got nan"),
    (Fault.reset(), {"name": ""}, "name must be a text that is not empty; got ''"),
    (Fault.reset(), {"optional": 1}, "optional must be True or False; got 1"),
    (Fault.reset(), {"start": "soon"}, "start must be ISO 8601"),
    (Fault.reset(), {"duration": 0}, "the window ends at 2026-01-05T09:00:00Z, but it is 2026-"),
    (Fault.reset(), {"end": "2025-01-05T09:00:00Z"}, "the window ends at 2025-01-05T09:00:00Z"),
    (
        Fault.reset(),
        {"start": "2026-02-05T09:00:00Z", "end": "2026-01-06T09:00:00Z"},
        "the window must end after it starts, got 2026-02-05T09:00:00Z to 2026-01-06T09:00:00Z",
    ),
    (Fault.status(502), {"on": "GET /health"}, "status 502 needs an operation whose contract has"),
    (Fault.rate_limited(), {"on": "GET /meta"}, "rate limited needs an operation that needs a key"),
    (Fault.stale(), {"on": "GET /accounts"}, "stale needs a GET of one account, video or creator"),
    (Fault.missing_item(), {"on": "get_account"}, "missing item needs a list, such as 'GET /acc"),
    (Fault.duplicate_item(), {"on": "search"}, "duplicate item needs a list"),
    (Fault.partial_batch(), {"on": "GET /accounts"}, "partial batch needs a batch, such as"),
    (Fault.gzip(), {"on": "POST /accounts"}, "gzip needs an operation with an ETag"),
    (Fault.no_etag(), {"on": "GET /health"}, "no etag needs an operation with an ETag"),
]


@pytest.mark.parametrize(("fault", "plan", "message"), BAD_PLANS, ids=[m for *_, m in BAD_PLANS])
def test_bad_plans(fault: Fault, plan: dict[str, Any], message: str, world: World) -> None:
    """A plan that no request could meet is refused, and leaves no trace."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is checked
        world.faults.add(fault, **plan)

    assert message in str(caught.value)
    assert (len(world.faults), len(world.log)) == (0, 0)


def test_a_resource_that_is_not_there(world: World) -> None:
    """A resource must exist when a fault is planned for it."""
    with pytest.raises(WorldError, match="no account, video or creator with id 'x' in this world"):
        world.faults.add(Fault.reset(), resource="x")


def test_a_duration_and_an_end(world: World) -> None:
    """Only one of both can be right."""
    with pytest.raises(TypeError, match="either a duration or an end, not both"):
        world.faults.add(Fault.reset(), duration="1h", end="2027-01-01T00:00:00Z")


@pytest.mark.parametrize("fault", ["status", 503, Fault, Fault(), Fault.status, None])
def test_what_is_no_fault(fault: Any, world: World) -> None:
    """Faults are made by the functions of `Fault`."""
    with pytest.raises(
        TypeError, match=r"fault must be made by Fault\.status\(\.\.\.\) or the lik"
    ):
        world.faults.add(fault)
