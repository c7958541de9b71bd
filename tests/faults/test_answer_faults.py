"""Something else than the answer: a storm of 429, a page of a proxy."""

from __future__ import annotations

import httpx
import pytest

from creatoraudit_mock import Dialect, Fault, World


def test_a_storm_refuses_by_the_contract(world: World, client: httpx.Client) -> None:
    """429 is a problem document with `Retry-After`, and says that nothing is left."""
    world.faults.add(Fault.rate_limited(retry_after=90))

    answer = client.get("/accounts")

    assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMITED")
    assert answer.headers["retry-after"] == "90"
    assert answer.headers["x-ratelimit-remaining"] == "0"
    assert int(answer.headers["x-ratelimit-reset"]) >= world.clock.now.timestamp() + 90


def test_a_storm_costs_nothing(world: World, client: httpx.Client) -> None:
    """Like every refused request, one in a storm is not counted against the limit."""
    world.faults.add(Fault.rate_limited(), times=3)
    for _ in range(3):
        client.get("/accounts")

    assert client.get("/accounts").headers["x-ratelimit-remaining"] == "599"


def test_a_storm_may_tell_no_time(world: World, client: httpx.Client) -> None:
    """`Retry-After` can be left out: clients must cope without it."""
    world.faults.add(Fault.rate_limited(retry_after=None))

    assert "retry-after" not in client.get("/accounts").headers


def test_a_storm_may_tell_a_date(world: World) -> None:
    """`Retry-After` can be a date."""
    world.faults.add(Fault.rate_limited(retry_after="1m", as_date=True))
    with world.client() as client:
        assert client.get("/accounts").headers["retry-after"] == "Mon, 05 Jan 2026 09:01:00 GMT"


def test_a_storm_spares_what_needs_no_key(world: World, client: httpx.Client) -> None:
    """Operations without a key have no limit, so no storm either."""
    world.faults.add(Fault.rate_limited())

    assert client.get("/health").status_code == 200


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_proxy_page(status: int) -> None:
    """It is HTML, and bears none of the headers that only the service could know."""
    world = World("small", dialect=Dialect(deprecation="announced"))
    world.faults.add(Fault.proxy_page(status))
    with world.client() as client:
        answer = client.get("/accounts")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert set(answer.headers) == {"content-length", "content-type", "date", "server"}


def test_a_proxy_page_after_the_effect(world: World) -> None:
    """The proxy may have lost the answer to a request that took effect."""
    world.faults.add(Fault.proxy_page(handled=True), on="DELETE /accounts/{account_id}", times=1)
    account = world.accounts[0]
    with world.client() as client:
        assert client.delete(f"/accounts/{account.id}").status_code == 502
        assert client.delete(f"/accounts/{account.id}").status_code == 404


def test_the_earlier_plan_answers_first(world: World, client: httpx.Client) -> None:
    """Of several answers that are due, the one planned first is given until it is used up."""
    world.faults.add(Fault.status(503), times=2)
    world.faults.add(Fault.rate_limited(), times=1)
    world.faults.add(Fault.status(500), times=1)

    statuses = [client.get("/accounts").status_code for _ in range(5)]

    assert statuses == [503, 503, 429, 500, 200]
