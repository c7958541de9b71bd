"""Answers in a form that is not what it should be."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from creatoraudit_mock import Fault, World
from wire import UNKNOWN_ID


@pytest.fixture
def client(world: World) -> Iterator[httpx.Client]:
    """A client that does not mind the contract."""
    with world.client() as made:
        yield made


def test_malformed_json(world: World, client: httpx.Client) -> None:
    """All but the last byte comes under the tag of the whole: who keeps the tag first is stuck."""
    honest = client.get("/accounts")
    world.faults.add(Fault.malformed_json(), times=1)

    malformed = client.get("/accounts")

    assert malformed.content == honest.content[:-1]
    assert malformed.headers["content-length"] == str(len(malformed.content))
    assert malformed.headers["etag"] == honest.headers["etag"]
    with pytest.raises(json.JSONDecodeError):
        malformed.json()


def test_problems_can_be_malformed_too(world: World, client: httpx.Client) -> None:
    """What a handler refuses is an answer like any other."""
    world.faults.add(Fault.malformed_json())
    answer = client.get(f"/accounts/{UNKNOWN_ID}")

    assert answer.status_code == 404
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_no_body_no_malformed_json(world: World, client: httpx.Client) -> None:
    """A 304 and a HEAD have nothing to spoil."""
    tag = client.get("/accounts").headers["etag"]
    planned = world.faults.add(Fault.malformed_json())
    client.get("/accounts", headers={"if-none-match": tag})
    client.head("/accounts")

    assert (planned.met, planned.hits) == (2, 0)


def test_wrong_content_type(world: World, client: httpx.Client) -> None:
    """The bytes are right, what they are called is not."""
    honest = client.get("/accounts")
    world.faults.add(Fault.wrong_content_type("text/plain; charset=utf-8"))

    answer = client.get("/accounts")

    assert answer.content == honest.content
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_no_etag(world: World, client: httpx.Client) -> None:
    """The tag is dropped; a client that knows it is believed all the same."""
    tag = client.get("/accounts").headers["etag"]
    world.faults.add(Fault.no_etag())

    assert "etag" not in client.get("/accounts").headers
    assert client.get("/accounts", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("fault", "date"),
    [
        (Fault.clock_skew(ahead="1h"), "Mon, 05 Jan 2026 10:00:00 GMT"),
        (Fault.clock_skew(behind="36h"), "Sat, 03 Jan 2026 21:00:00 GMT"),
    ],
)
def test_clock_skew(fault: Fault, date: str, world: World, client: httpx.Client) -> None:
    """`Date` is wrong; the world's time is not."""
    world.faults.add(fault)

    assert client.get("/accounts").headers["date"] == date
    assert world.clock.now.isoformat() == "2026-01-05T09:00:00+00:00"


def test_no_date_beyond_the_calendar(client: httpx.Client, world: World) -> None:
    """At the end of time a clock that runs ahead shows the last second there is."""
    world.clock.advance_to("9999-12-31T00:00:00Z")
    world.faults.add(Fault.clock_skew(ahead="30d"))

    assert client.get("/health").headers["date"] == "Fri, 31 Dec 9999 23:59:59 GMT"


def test_forms_combine(world: World, client: httpx.Client) -> None:
    """Faults of different kinds strike the same request, each being counted."""
    kinds = [Fault.clock_skew(ahead="1h"), Fault.no_etag(), Fault.malformed_json()]
    planned = [world.faults.add(fault, on="GET /accounts") for fault in kinds]

    answer = client.get("/accounts")

    assert [one.hits for one in planned] == [1, 1, 1]
    assert "etag" not in answer.headers
    assert answer.headers["date"].endswith("10:00:00 GMT")
    assert set(world.journal[-1].faults) == {one.name for one in planned}
