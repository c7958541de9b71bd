"""Equal reads are decided once: how long that holds, what is sent, and what the journal has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from creatoraudit_mock import Dialect, Fault, MockServer, World
from creatoraudit_mock.http.handlers import HANDLERS
from creatoraudit_mock.journal import Entry, Repeat
from wire import wire


def repeats(world: World) -> list[bool]:
    """Which requests were answered like one before them."""
    return [isinstance(kept, Repeat) for kept in world.journal._kept]


def raw(entry: Entry) -> list[tuple[bytes, bytes]]:
    """The header fields of a response as the journal has them, in bytes."""
    return [(name.encode(), value.encode()) for name, value in entry.response_headers]


def path(world: World) -> str:
    """Where the first account is."""
    return f"/accounts/{world.accounts[0].id}"


def test_an_equal_read_is_decided_once(world: World, client: httpx.Client) -> None:
    """The same read again follows the first."""
    for _ in range(3):
        client.get(path(world))
    assert repeats(world) == [False, True, True]


@pytest.mark.parametrize(
    "dialect",
    [Dialect(), Dialect(not_modified="free", deprecation="announced", inbound_request_id="adopt")],
)
def test_what_is_sent_is_what_the_journal_says(dialect: Dialect) -> None:
    """Status, header fields in their order, and body of an answer that follows another."""
    world = World("small", dialect=dialect)
    with wire(world) as client:
        tag = client.get(path(world)).headers["etag"]
        for headers in ({}, {"if-none-match": tag}, {"x-request-id": "mine"}):
            for hours in (0, 0, 1, 25, 0):
                world.clock.advance(hours=hours)
                response, entry = client.get(path(world), headers=headers), world.journal[-1]
                assert response.headers.raw == raw(entry)
                assert (response.status_code, response.content) == (
                    entry.status,
                    entry.response_body,
                )
    assert repeats(world).count(True) == 13


def test_the_limit_counts_each(world: World, client: httpx.Client) -> None:
    """The third of two requests a minute is refused, although it equals the first two."""
    world.set_rate_limit(2)
    statuses = [client.get(path(world)).status_code for _ in range(3)]
    remaining = [dict(entry.response_headers)["x-ratelimit-remaining"] for entry in world.journal]
    assert (statuses, remaining) == ([200, 200, 429], ["1", "0", "0"])


def test_a_free_answer_gives_back() -> None:
    """Where a 304 is free, those that follow another are as well, and the trace says so."""
    world = World("small", dialect=Dialect(not_modified="free"))
    world.set_rate_limit(2)
    with wire(world) as client:
        tag = client.get(path(world)).headers["etag"]
        found = [client.get(path(world), headers={"if-none-match": tag}) for _ in range(4)]
    assert [one.headers["x-ratelimit-remaining"] for one in found] == ["1"] * 4
    assert world.journal[-1].trace == world.journal[1].trace


def test_a_refresh_renews(world: World, client: httpx.Client) -> None:
    """When only time has passed, the same read is decided as before, and shows what is new."""
    before = client.get(path(world)).json()["data"]["last_scrape_time"]
    world.clock.advance(hours=25)
    after = [client.get(path(world)).json()["data"]["last_scrape_time"] for _ in range(2)]
    assert after[0] == after[1] > before
    assert repeats(world) == [False, True, True]


def test_a_refresh_ends_a_304(world: World, client: httpx.Client) -> None:
    """The validator that held the last time is compared anew."""
    headers = {"if-none-match": client.get(path(world)).headers["etag"]}
    before = client.get(path(world), headers=headers)
    world.clock.advance(hours=25)
    after = client.get(path(world), headers=headers)
    assert (before.status_code, after.status_code) == (304, 200)
    assert repeats(world) == [False, False, True]


def test_a_refresh_renews_no_allowance(world: World, client: httpx.Client) -> None:
    """Whoever is over the limit is refused, whatever there is to see."""
    world.set_rate_limit(1, window="30d")
    statuses = []
    for _ in range(2):
        statuses.append(client.get(path(world)).status_code)
        world.clock.advance(hours=25)
    assert statuses == [200, 429]


def test_what_fails_at_a_refresh_is_decided(
    world: World, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handler that fails where it did not before is journaled like any that does."""
    client.get(path(world))
    world.clock.advance(hours=25)
    monkeypatch.setitem(HANDLERS, "get_account", lambda _: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        client.get(path(world))
    assert [entry.status for entry in world.journal] == [200, 500]
    assert "raised ZeroDivisionError" in world.journal[-1].trace[-2]


CHANGES: dict[str, Callable[[World], object]] = {
    "a command": lambda world: world.set_rate_limit(100),
    "a planned fault": lambda world: world.faults.add(
        Fault.status(503), start=world.clock.now + timedelta(days=1), optional=True
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_is_decided_anew(
    world: World, client: httpx.Client, change: Callable[[World], object]
) -> None:
    """After whatever may change an answer, the same request is decided again."""
    client.get(path(world))
    change(world)
    client.get(path(world))
    assert repeats(world) == [False, False]


def test_with_faults_planned_each_is_decided(world: World, client: httpx.Client) -> None:
    """Planned faults count what they meet, so no request is passed by them."""
    world.faults.add(Fault.status(503), on="GET /accounts/{account_id}", after=2, times=1)
    statuses = [client.get(path(world)).status_code for _ in range(4)]
    assert statuses == [200, 200, 503, 200]


def test_writes_are_decided_each(world: World, client: httpx.Client) -> None:
    """Two equal changes are two changes."""
    for _ in range(2):
        client.patch(path(world), json={"is_active": False})
    assert repeats(world) == [False, False]


def test_entries_are_made_alike(world: World, client: httpx.Client) -> None:
    """An entry that is made twice is equal to itself, by index, slice and in turn."""
    for _ in range(3):
        client.get(path(world))
    journal = world.journal
    assert [journal[n] for n in range(3)] == journal[:] == list(journal)
    assert journal[-1] == journal[2]
    assert [entry.index for entry in journal[::-1]] == [2, 1, 0]


def test_a_full_journal_refuses_repeats_too() -> None:
    """The cap counts requests, however they are kept, and the client is told before anybody."""
    world = World("small")
    world.journal.cap = 2
    with MockServer() as server:
        base_url, key = server.add(world)
        headers = {"authorization": f"Bearer {key}"}
        with httpx.Client(base_url=base_url, headers=headers, trust_env=False) as client:
            found = [client.get(path(world)) for _ in range(3)]
    assert [one.status_code for one in found] == [200, 200, 500]
    assert found[-1].json()["code"] == "INTERNAL_ERROR"
    assert len(world.journal) == 2
