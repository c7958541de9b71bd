"""Faults that leave an answer well-formed leave it as the contract declares it."""

from __future__ import annotations

import gzip
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import Dialect, World
from creatoraudit_mock.contract import operations
from creatoraudit_mock.journal import Entry
from creatoraudit_mock.world import FAULTS, Fault
from faultpage import PAGE, ROWS
from wire import complaints, wire

KEEPING = [kind for kind, row in ROWS.items() if row.split(" | ")[3].startswith("yes")]
ARGUMENTS: dict[str, dict[str, Any]] = {
    "stall": {"delay": 30},
    "slow_body": {"over": 30},
    "clock_skew": {"behind": 300},
}


def story(world: World) -> None:
    """Every GET of the API, batches, and a write."""
    account, video = world.accounts[0], world.videos[0]
    creator = world.creators[0]
    ids = {"account_id": account.id, "video_id": video.id, "creator_id": creator.id}
    tags: dict[str, str] = {}
    with world.client(timeout=None) as client:
        for _ in range(2):
            for one in operations():
                if one.method == "GET":
                    url = one.path.format_map(ids) + ("?q=na" if one.id == "search" else "")
                    validator = {"if-none-match": tags[url]} if url in tags else {}
                    answer = client.get(url, headers=validator)
                    tags[url] = answer.headers.get("etag", "*")
            world.clock.advance("9h")
        some = {"account_ids": [one.id for one in world.accounts], "period": "7d"}
        client.post("/accounts/metrics", json=some)
        client.post("/videos/deltas", json={"video_ids": [video.id], "windows": [7]})
        client.patch(f"/accounts/{account.id}", json={"is_active": False})
        client.delete(f"/videos/{video.id}")


def wrong(entry: Entry) -> list[str]:
    """What the contract has against an answer, read as a client would read it."""
    headers, body = dict(entry.response_headers), entry.response_body
    if headers.pop("content-encoding", "") == "gzip":
        body = gzip.decompress(body)
        headers["content-length"] = str(len(body))
    path = entry.target.partition("?")[0]
    return complaints(entry.method, path, entry.status, headers, body)


@pytest.mark.parametrize("kind", KEEPING)
def test_the_contract_is_kept(kind: str) -> None:
    """Whatever it strikes, the answer is one that the contract declares."""
    world = World("small")
    world.faults.add(FAULTS[kind](**ARGUMENTS.get(kind, {})))

    story(world)

    struck = [entry for entry in world.journal if entry.faults]
    assert struck
    for entry in struck:
        assert not wrong(entry), str(entry)


@given(
    settings=st.fixed_dictionaries(
        {name: st.sampled_from(values) for name, values in Dialect.alternatives().items()}
    ),
    fault=st.sampled_from(
        [Fault.status(code) for code in (500, 502, 503)] + [Fault.rate_limited(), Fault.stale()]
    ),
)
def test_the_contract_is_kept_in_every_dialect(settings: dict[str, Any], fault: Fault) -> None:
    """The same holds for the contract of any dialect."""
    world = World("small", dialect=Dialect.parse(settings))
    planned = world.faults.add(fault)
    account = world.accounts[0]
    with wire(world) as client:
        for path in ("/accounts", f"/accounts/{account.id}", "/whoami", "/meta", "/search?q=na"):
            client.get(path)
        client.delete(f"/accounts/{account.id}")

    assert planned.hits


def test_what_is_not_kept_is_said(world: World) -> None:
    """The page says of the others that they do not keep it; those that spoil bytes cannot."""
    spoiling = ["proxy_page", "malformed_json", "wrong_content_type", "no_etag"]
    assert set(spoiling) <= set(FAULTS) - set(KEEPING)
    for kind in spoiling:
        world.faults.clear()
        world.faults.add(FAULTS[kind]())
        with world.client() as client:
            client.get("/accounts")
        assert wrong(world.journal[-1]), kind


def test_a_date_is_not_by_the_contract(world: World) -> None:
    """`Retry-After` as a date is what HTTP allows and the API's pages do not: told on the page."""
    world.faults.add(Fault.status(503, retry_after=30, as_date=True))
    with world.client() as client:
        answer: httpx.Response = client.get("/accounts")

    assert "Retry-After" in str(wrong(world.journal[-1]))
    assert answer.headers["retry-after"].endswith("GMT")
    assert "unless `as_date=True`" in PAGE
