"""The service fails and says so: 500, 502 and 503."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from creatoraudit_mock import Dialect, Fault, World
from creatoraudit_mock.contract import operations
from wire import UNKNOWN_ID, lasting, wire

CODES = {500: "INTERNAL_ERROR", 502: "UPSTREAM_ERROR", 503: "SERVICE_UNAVAILABLE"}


@pytest.mark.parametrize("status", CODES)
def test_a_problem_document_says_so(status: int, world: World, client: httpx.Client) -> None:
    """The answer is by the contract, with the code that belongs to the status."""
    world.faults.add(Fault.status(status))

    answer = client.get("/accounts")

    assert answer.status_code == status
    assert answer.json()["code"] == CODES[status]


@pytest.mark.parametrize("status", CODES)
def test_every_operation_fails_by_the_contract(status: int) -> None:
    """Wherever the contract declares the status, the failure is as declared; elsewhere none is."""
    world = World("small")
    world.faults.add(Fault.status(status))
    fill = {"account_id": UNKNOWN_ID, "video_id": UNKNOWN_ID, "creator_id": UNKNOWN_ID}
    bodies = {
        "batch_account_metrics": {"account_ids": [UNKNOWN_ID], "period": "7d"},
        "track_account": {"platform": "tiktok", "username": "esa"},
    }
    with wire(world) as client:
        for one in operations():
            body = bodies.get(one.id, {} if one.method == "PATCH" else None)
            if one.method == "POST" and body is None:
                continue
            url = one.path.format_map(fill) + ("?q=x" if one.id == "search" else "")
            answer = client.request(one.method, url, json=body)
            assert (answer.status_code == status) == (status in one.statuses), one.id


def test_times(world: World, client: httpx.Client) -> None:
    """It strikes as often as told, then all is well."""
    world.faults.add(Fault.status(503, retry_after=30), on="GET /accounts", times=2)

    assert [client.get("/accounts").status_code for _ in range(4)] == [503, 503, 200, 200]


@pytest.mark.parametrize(
    "on",
    [
        "get_account",
        "GET /accounts/{account_id}",
        "GET /accounts/{id}",
        "GET /v2/accounts/{account_id}",
    ],
)
def test_on(on: str, world: World, client: httpx.Client) -> None:
    """An operation is meant by its id, or by method and path; no other one is struck."""
    world.faults.add(Fault.status(500), on=on)

    assert client.get(f"/accounts/{world.accounts[0].id}").status_code == 500
    assert client.get("/accounts").status_code == 200


def test_retry_after_in_seconds(world: World, client: httpx.Client) -> None:
    """`Retry-After` is in seconds, as the API's pages have it."""
    world.faults.add(Fault.status(503, retry_after="2m"))

    assert client.get("/accounts").headers["retry-after"] == "120"


def test_retry_after_as_a_date(world: World) -> None:
    """`Retry-After` may be a date, as HTTP allows: that many virtual seconds from now."""
    world.faults.add(Fault.status(503, retry_after=90, as_date=True))

    with world.client() as client:
        answer = client.get("/accounts")

    assert answer.headers["date"] == "Mon, 05 Jan 2026 09:00:00 GMT"
    assert answer.headers["retry-after"] == "Mon, 05 Jan 2026 09:01:30 GMT"


@pytest.mark.parametrize("switch", ["present", "absent"])
def test_retry_after_is_a_matter_of_the_fault(switch: str) -> None:
    """No `Retry-After` unless the fault has one, whatever the dialect says of real limits."""
    world = World("small", dialect=Dialect.parse({"retry_after": switch}))
    world.faults.add(Fault.status(503), times=1)
    world.faults.add(Fault.status(503, retry_after=0))
    with wire(world) as client:
        assert "retry-after" not in client.get("/accounts").headers
        assert client.get("/accounts").headers["retry-after"] == "0"


TRACK = {"platform": "tiktok", "username": "newcomer"}


def test_a_failed_request_changes_nothing(world: World, client: httpx.Client) -> None:
    """What failed has not been done: the same request succeeds later."""
    world.faults.add(Fault.status(500), times=1)
    before = len(world.accounts)

    assert client.post("/accounts", json=TRACK).status_code == 500
    assert len(world.accounts) == before
    assert client.post("/accounts", json=TRACK).status_code == 201


def test_a_handled_request_takes_effect(world: World, client: httpx.Client) -> None:
    """A fault can hide a success: the account is tracked although the client sees a 502."""
    world.faults.add(Fault.status(502, handled=True), on="POST /accounts", times=1)
    headers = {"Idempotency-Key": "one"}

    assert client.post("/accounts", json=TRACK, headers=headers).status_code == 502
    assert world.accounts[-1].username == "newcomer"
    again = client.post("/accounts", json=TRACK, headers=headers)
    assert again.status_code == 201
    assert again.json()["data"]["id"] == world.accounts[-1].id


def test_a_handled_request_that_is_refused_fails_all_the_same(
    world: World, client: httpx.Client
) -> None:
    """What the handler refuses is hidden too: no 404 comes out, but the 500."""
    world.faults.add(Fault.status(500, handled=True))

    assert client.get(f"/accounts/{UNKNOWN_ID}").status_code == 500


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda client: client.get("/nowhere"), 404),
        (lambda client: client.get("/accounts?limit=0"), 422),
        (lambda client: client.get("/whoami", headers={"authorization": "Bearer x"}), 401),
        (lambda client: client.get("/accounts", headers={"accept": "text/plain"}), 406),
        (lambda client: client.put("/accounts"), 405),
    ],
)
def test_what_is_refused_is_refused_as_ever(
    ask: Callable[[httpx.Client], httpx.Response], status: int, world: World, client: httpx.Client
) -> None:
    """Only requests that the API would answer are struck, so no bad request hides behind one."""
    fault = world.faults.add(Fault.status(500))

    assert ask(client).status_code == status
    assert (fault.met, fault.hits) == (0, 0)


def test_a_validator_does_not_help(world: World, client: httpx.Client) -> None:
    """A conditional request fails like any other, and is answered 304 after it."""
    tag = client.get("/accounts").headers["etag"]
    world.faults.add(Fault.status(503), times=1)
    statuses = [client.get("/accounts", headers={"if-none-match": tag}).status_code for _ in "ab"]

    assert statuses == [503, 304]


def test_head_fails_without_a_body(world: World, client: httpx.Client) -> None:
    """A HEAD is struck as the GET would be."""
    world.faults.add(Fault.status(503), on="GET /accounts")
    answer, get = client.head("/accounts"), client.get("/accounts")

    assert (answer.status_code, answer.content) == (503, b"")
    different = {"x-request-id", "content-length"}
    assert {**lasting(answer.headers), **dict.fromkeys(different)} == {
        **lasting(get.headers),
        **dict.fromkeys(different),
    }
