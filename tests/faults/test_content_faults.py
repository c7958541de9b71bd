"""Answers that say something else: stale, doubled, lacking, compressed."""

from __future__ import annotations

import gzip
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import Fault, World
from creatoraudit_mock.faults import zipped

IDENTITY = {"accept-encoding": "identity"}


def ids(answer: httpx.Response) -> list[str]:
    """The ids on a page."""
    return [item["id"] for item in answer.json()["data"]]


# -- stale


@pytest.mark.parametrize("kind", ["account", "video", "creator"])
def test_a_stale_replica_lacks_a_refresh(kind: str, world: World, client: httpx.Client) -> None:
    """What it shows is, byte and tag, what was served before the latest refresh."""
    account = next(one for one in world.accounts if one.creator_id)
    source = world.videos[0] if kind == "video" else account
    item = account.creator_id if kind == "creator" else source.id
    url = f"/{kind}s/{item}"
    world.clock.advance(hours=1)
    before = client.get(url)
    world.scrape_now(source)
    now = client.get(url)
    world.faults.add(Fault.stale(), times=1)

    stale = client.get(url)

    assert now.content != before.content
    assert (stale.content, stale.headers["etag"]) == (before.content, before.headers["etag"])
    assert client.get(url).content == now.content


def test_a_stale_replica_lives_in_the_past(world: World, client: httpx.Client) -> None:
    """With an age, it shows what was true so long ago."""
    url = f"/accounts/{world.accounts[0].id}"
    seen = []
    for _ in range(4):
        seen.append(client.get(url).content)
        world.clock.advance("1d")
    world.faults.add(Fault.stale("2d"))

    assert client.get(url).content == seen[-2]
    assert len(set(seen)) == 4


def test_a_stale_replica_knows_old_validators(world: World, client: httpx.Client) -> None:
    """A client that has the newest gets the old; one that has the old is told that it is fresh."""
    url = f"/accounts/{world.accounts[0].id}"
    world.clock.advance(hours=1)
    old = client.get(url).headers["etag"]
    world.scrape_now(world.accounts[0])
    new = client.get(url).headers["etag"]
    world.faults.add(Fault.stale())

    assert client.get(url, headers={"if-none-match": new}).headers["etag"] == old
    assert client.get(url, headers={"if-none-match": old}).status_code == 304


def test_a_stale_replica_knows_all_settings(world: World, client: httpx.Client) -> None:
    """Replicas lag behind scrapes, not behind what a client changed itself."""
    account = world.accounts[0]
    world.clock.advance("1d")
    client.patch(f"/accounts/{account.id}", json={"metadata": {"a": "b"}})
    world.clock.advance("1d")
    world.faults.add(Fault.stale("7d"))

    stale = client.get(f"/accounts/{account.id}").json()["data"]

    assert stale["metadata"] == {"a": "b"}
    assert stale["last_scrape_time"] < account.last_scrape_time


def test_what_was_never_different_is_not_stale(client: httpx.Client, world: World) -> None:
    """A resource without a refresh has no older state: the fault finds nothing to spoil."""
    account = world.track_account("instagram", "newcomer", first_refresh="1d")
    fault = world.faults.add(Fault.stale(), resource=account)

    assert client.get(f"/accounts/{account.id}").json()["data"]["last_scrape_time"] is None
    assert (fault.met, fault.hits) == (1, 0)


def test_looking_into_the_past_changes_nothing() -> None:
    """A world with stale answers shows afterwards what one without them shows."""
    shown = []
    for faulty in (True, False):
        world = World("small", seed=3)
        if faulty:
            world.faults.add(Fault.stale("30h"), times=40)
        with world.client() as client:
            for _ in range(20):
                for item in (*world.accounts, *world.videos, *world.creators):
                    client.get(f"/{item.type}s/{item.id}")
                world.clock.advance(hours=5)
        items = (*world.accounts, *world.videos, *world.creators)
        shown.append([item.fields for item in items])

    assert shown[0] == shown[1]


# -- lists


def test_an_item_twice(world: World, client: httpx.Client) -> None:
    """The last item of the page comes twice, with a tag that fits the bytes."""
    honest = client.get("/accounts?limit=3")
    world.faults.add(Fault.duplicate_item(), times=1)

    doubled = client.get("/accounts?limit=3")

    assert ids(doubled) == [*ids(honest), ids(honest)[-1]]
    assert doubled.headers["etag"] != honest.headers["etag"]
    assert doubled.json()["pagination"] == honest.json()["pagination"]


@pytest.mark.parametrize("position", [0, 1, -1, -3])
def test_an_item_less(position: int, world: World, client: httpx.Client) -> None:
    """The item at the position is missing; the cursor goes on behind it all the same."""
    honest = client.get("/accounts?limit=3")
    world.faults.add(Fault.missing_item(position), on="GET /accounts", times=1)

    lacking = client.get("/accounts?limit=3")

    expected = ids(honest)
    del expected[position]
    assert ids(lacking) == expected
    assert lacking.json()["pagination"] == honest.json()["pagination"]


@pytest.mark.parametrize("fault", [Fault.missing_item(), Fault.duplicate_item()])
def test_a_certain_item(fault: Fault, world: World, client: httpx.Client) -> None:
    """With a resource, that item is meant, on whatever page it comes."""
    account = world.accounts[1]
    planned = world.faults.add(fault, resource=account)
    found: list[str] = []
    url: str | None = "/accounts?limit=1"
    while url:
        answer = client.get(url)
        found += ids(answer)
        url = answer.links.get("next", {}).get("url")

    assert found.count(account.id) == (0 if fault.kind == "missing_item" else 2)
    assert planned.hits == 1
    assert len(set(found)) >= len(world.accounts) - 1


@pytest.mark.parametrize("fault", [Fault.missing_item(5), Fault.duplicate_item(-9)])
def test_no_item_there(fault: Fault, world: World, client: httpx.Client) -> None:
    """A page without an item at the position is left alone, and not counted as struck."""
    planned = world.faults.add(fault, on="GET /accounts")

    assert len(ids(client.get("/accounts?limit=3"))) == 3
    assert (planned.met, planned.hits) == (1, 0)


# -- batches


def batch(world: World, client: httpx.Client) -> dict[str, Any]:
    """The metrics of all accounts."""
    wanted = [account.id for account in world.accounts]
    body = {"account_ids": wanted, "period": "7d"}
    answer: dict[str, Any] = client.post("/accounts/metrics", json=body).json()
    return answer


def test_a_batch_lacks_ids(world: World, client: httpx.Client) -> None:
    """Some ids are in neither part of the answer."""
    honest = batch(world, client)
    world.faults.add(Fault.partial_batch(2))

    partial = batch(world, client)

    assert list(partial["data"]) == list(honest["data"])[:-2]
    assert partial["meta"] == honest["meta"]
    assert partial["meta"]["not_found"] == []


def test_a_batch_lacks_a_certain_id(world: World, client: httpx.Client) -> None:
    """With a resource, that id is missing and all others are there."""
    account = world.accounts[2]
    world.faults.add(Fault.partial_batch(), resource=account)

    gone = {one.id for one in world.accounts} - set(batch(world, client)["data"])

    assert gone == {account.id}


# -- gzip


def test_gzip_has_a_tag_of_its_own(world: World, client: httpx.Client) -> None:
    """Compressed bytes are another representation: the client sees the same, under another tag."""
    honest = client.get("/accounts", headers=IDENTITY)
    world.faults.add(Fault.gzip())
    with world.client() as asking:
        answer = asking.get("/accounts")
    raw = world.journal[-1].response_body

    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert answer.headers["etag"] != honest.headers["etag"]
    assert int(answer.headers["content-length"]) == len(raw)
    assert gzip.decompress(raw) == answer.content == honest.content


def test_gzip_revalidates(world: World) -> None:
    """The tag of the compressed bytes matches them, and does not match the plain ones."""
    world.faults.add(Fault.gzip())
    with world.client() as client:
        tag = client.get("/accounts").headers["etag"]
        assert client.get("/accounts", headers={"if-none-match": tag}).status_code == 304
        plain = client.get("/accounts", headers={"if-none-match": tag, **IDENTITY})

    assert plain.status_code == 200


@pytest.mark.parametrize("coding", ["identity", "br, deflate", "gzip;q=0", "*;q=0", ""])
def test_gzip_is_for_those_who_accept_it(coding: str, world: World, client: httpx.Client) -> None:
    """Nobody gets a coding that they cannot read."""
    planned = world.faults.add(Fault.gzip())

    answer = client.get("/accounts", headers={"accept-encoding": coding})

    assert "content-encoding" not in answer.headers
    assert planned.hits == 0


@given(body=st.binary(max_size=300) | st.integers(0, 200_000).map(bytes))
def test_gzip_is_gzip(body: bytes) -> None:
    """What is written by hand can be read by everybody."""
    assert gzip.decompress(zipped(body)) == body
