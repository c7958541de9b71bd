"""Server-sent events, read by real clients over a socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice

import httpx
import pytest

from creatoraudit_mock import ControlClient, ControlError, MockServer, World
from creatoraudit_mock.control import feed, streams
from creatoraudit_mock.control.client import ControlledWorld, Told
from creatoraudit_mock.control.feed import Event, Feed, beginning
from creatoraudit_mock.control.happenings import (
    ClockMoved,
    CommandExecuted,
    RequestServed,
    ScrapeEnded,
)
from creatoraudit_mock.values import to_datetime


def told(world: ControlledWorld, since: str = "start") -> list[Told]:
    """Everything that has happened since, as a client gets it."""
    return list(world.events(since, follow=False))


def scrapes(world: ControlledWorld) -> list[tuple[datetime, str]]:
    """The scrapes of a stream from the start: when, and of what."""
    events = [one.event for one in told(world)]
    return [(one.at, one.resource) for one in events if isinstance(one, ScrapeEnded)]


def truth(world: World) -> list[tuple[datetime, str]]:
    """The refreshes of a world since its start, in order."""
    start, items = to_datetime(world.started), (*world.accounts, *world.videos)
    landed = [(at, one.id) for one in items for at in world.refreshes(one) if at > start]
    return sorted(landed)


def all_of(source: Feed, most: int) -> Iterator[Event]:
    """All events of a feed, so many at a time."""
    while events := source.take(most):
        yield from events


def test_each_kind(remote: ControlledWorld, api: httpx.Client) -> None:
    """Clock, scrapes, requests and commands are told in order of virtual time."""
    remote.advance_to_next_event()
    api.get("/accounts")
    remote.set_quota(7)
    events = [one.event for one in told(remote)]

    kinds = [type(one) for one in events]
    assert sorted(kinds, key=str) == sorted(
        [ClockMoved, ScrapeEnded, RequestServed, CommandExecuted], key=str
    )
    assert [one.at for one in events] == sorted(one.at for one in events)
    request = next(one for one in events if isinstance(one, RequestServed))
    assert (request.status, request.operation, request.index) == (200, "list_accounts", 0)
    command = next(one for one in events if isinstance(one, CommandExecuted))
    assert command.command == {"do": "set_quota", "accounts": 7}


def test_what_a_request_changed_stands_before_it(
    remote: ControlledWorld, api: httpx.Client
) -> None:
    """The command of a POST is told before the request that brought it."""
    api.post("/accounts", json={"platform": "tiktok", "username": "newcomer"})

    assert [type(one.event) for one in told(remote)] == [CommandExecuted, RequestServed]


def test_scrapes_are_the_truth(remote: ControlledWorld, world: World) -> None:
    """Every scrape that landed is told, once, in order, however the clock moved."""
    for step in ("1s", "5h", "3d", "17m"):
        remote.advance(step)

    assert scrapes(remote) == truth(world)
    assert len(scrapes(remote)) > 20


def test_failed_scrapes_are_told(remote: ControlledWorld) -> None:
    """A scrape that brought nothing is told with its outcome."""
    remote.outage()
    remote.advance("2d")
    outcomes = {one.event.outcome for one in told(remote) if isinstance(one.event, ScrapeEnded)}

    assert outcomes == {"failed"}


def test_forced_scrapes_are_told_once(remote: ControlledWorld, world: World) -> None:
    """What a command makes land at its own instant is told right after the command."""
    one, other = world.accounts[0].id, world.accounts[1].id
    remote.advance("10s")
    for wanted in (one, other):
        remote.hold(wanted)
        remote.scrape_now(wanted)
        remote.release(wanted)
    remote.hold(one)
    remote.advance("9d")
    remote.release(one)
    world.delete(other)

    expected = [entry for entry in truth(world) if entry[1] == one]
    assert [entry for entry in scrapes(remote) if entry[1] == one] == expected
    assert len([entry for entry in scrapes(remote) if entry[1] == other]) > 1


@pytest.mark.parametrize("most", [1, 2, 3, 7])
def test_every_event_can_be_resumed_from(most: int) -> None:
    """From the id of any event the stream goes on with the next one, none lost and none twice."""
    world = World("flaky")
    for item in world.accounts[:3]:
        world.scrape_now(item)
    world.clock.advance("2d")
    with world.client() as client:
        client.post("/accounts", json={"platform": "tiktok", "username": "newcomer"})
    for item in world.accounts[:3]:
        world.hold(item)
    world.clock.advance("3d")
    for item in world.accounts[:3]:
        world.release(item)
    world.delete(world.accounts[1])

    whole = list(all_of(Feed(world, beginning(world)), 10_000))

    assert list(all_of(Feed(world, beginning(world)), most)) == whole
    for n, event in enumerate(whole):
        again = feed.Position.parse(str(event.position))
        assert Feed(world, again).take(2) == whole[n + 1 : n + 3]


def test_the_stream_goes_on(remote: ControlledWorld, http: httpx.Client, world: World) -> None:
    """A stream that follows tells what happens after it was opened, and only that."""
    remote.advance("1d")
    with http.stream("GET", "/events") as response:
        lines = response.iter_lines()
        assert next(lines) == ": events of this world"
        world.set_quota(3)
        told = [line for line in islice(lines, 4) if line]

    assert told[1] == "event: command"
    assert '"command":{"do":"set_quota","accounts":3}' in told[2]


def test_a_clock_that_runs(
    remote: ControlledWorld, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a clock runs by itself, where it is is told again and again, under no id."""
    monkeypatch.setattr(streams, "_TICK", 0.001)
    remote.run(0.001)
    with http.stream("GET", "/events") as response:
        lines = (line for line in response.iter_lines() if line.startswith(("event", "id")))

        assert list(islice(lines, 3)) == ["event: clock"] * 3


def test_a_clock_that_stands(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nothing happens, the stream says that it is still there."""
    monkeypatch.setattr(streams, "_TICK", 0.001)
    with http.stream("GET", "/events") as response:
        lines = [line for line in islice(response.iter_lines(), 6) if line]

    assert lines == [": events of this world", ": still here", ": still here"]


def test_resuming_after_a_break(http: httpx.Client, remote: ControlledWorld) -> None:
    """Whoever comes back with `Last-Event-ID` is told what happened meanwhile, and nothing else."""
    remote.advance("1d")
    last = told(remote)[-1].id
    remote.set_quota(5)
    text = http.get("/events?follow=false", headers={"last-event-id": last}).text

    assert text.count("event: ") == 1
    assert '"do":"set_quota"' in text


def test_media_type(http: httpx.Client) -> None:
    """The stream says what it is, and that nobody may keep it."""
    answer = http.get("/events?follow=false")

    assert answer.headers["content-type"] == "text/event-stream"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("since", ["5-0-0-0-0", "0-5-0-0-0", "0-0-99999999999999999-0-0"])
def test_what_has_not_happened(remote: ControlledWorld, since: str) -> None:
    """An id of another world, or of one that has begun anew, is refused with the way out."""
    with pytest.raises(ControlError, match="has not happened in this world: leave it out"):
        told(remote, since)


@pytest.mark.parametrize("last", ["nonsense", "1-2-3", "-1-0-0-0-0"])
def test_what_is_no_id(http: httpx.Client, last: str) -> None:
    """What is no id of an event is refused, wherever it stands."""
    for refused in (
        http.get("/events", params={"since": last}),
        http.get("/events", headers={"last-event-id": last}),
    ):
        assert refused.status_code == 422
        assert last in refused.json()["detail"]


def test_worlds_do_not_see_each_other(remote: ControlledWorld, control: ControlClient) -> None:
    """The events of a world are its own (law 8)."""
    other = control.create("empty", seed=77)
    remote.advance("1d")

    assert told(other) == []


def test_a_stream_ends_with_its_world(control: ControlClient) -> None:
    """When a world is removed, whoever listens to it gets to the end of the stream."""
    made = control.create("empty")
    with control.stream(f"/worlds/{made.id}/events") as lines:
        assert next(lines) == ": events of this world"
        made.remove()

        assert list(lines) == [""]


def test_a_stream_ends_with_its_server() -> None:
    """A server that stops lets go of its streams, and does not wait for their clients."""
    with MockServer() as server:
        server.add(World())
        client = ControlClient(server.base_url)
        with client, client.stream("/worlds/w1/events") as lines:
            assert next(lines) == ": events of this world"
            server.stop()

            assert list(lines) == [""]


def test_a_client_that_does_not_read(remote: ControlledWorld, world: World) -> None:
    """Whoever opens a stream and does not read it keeps nobody else waiting."""
    url = httpx.URL(remote.base_url)
    path = f"/_mock/worlds/{remote.id}/events?since=start"
    world.clock.advance("3000d")
    with closing(socket.create_connection((url.host, url.port or 0), timeout=10)) as sock:
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: {url.host}\r\n\r\n".encode())
        for _ in range(20):
            assert remote.clock().now == world.clock.now


def test_clients_come_and_go(remote: ControlledWorld) -> None:
    """A client that hangs up in the middle of a stream leaves nothing behind."""
    remote.advance("30d")
    for _ in range(5):
        assert len(list(islice(remote.events("start"), 3))) == 3

    assert len(told(remote)) > 100
