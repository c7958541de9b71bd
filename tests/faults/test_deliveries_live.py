"""What a client of the live server meets when a response travels badly: on a real socket."""

from __future__ import annotations

import asyncio
import http.client
import logging
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import httpx2
import pytest
import requests
from starlette.types import Message

from creatoraudit_mock import Fault, MockServer, VirtualClock, World, create_app
from creatoraudit_mock.server import LiveWorld
from creatoraudit_mock.transport.calling import Request, scope_of

MODULES: dict[str, Any] = {"httpx": httpx, "httpx2": httpx2}
BREAKS = {
    "reset": (Fault.reset(), "ReadError", requests.ConnectionError, ConnectionResetError),
    "reset after headers": (
        Fault.reset(after_headers=True),
        "ReadError",
        requests.exceptions.ChunkedEncodingError,
        ConnectionResetError,
    ),
    "truncated body": (
        Fault.truncated_body(),
        "RemoteProtocolError",
        requests.exceptions.ChunkedEncodingError,
        http.client.IncompleteRead,
    ),
}
breaks = pytest.mark.parametrize("name", BREAKS)


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """One live server for all tests that do not stop one."""
    with MockServer() as running:
        yield running


@pytest.fixture
def live(server: MockServer, world: World) -> Iterator[LiveWorld]:
    """Where the world is on the server."""
    yield server.add(world)
    server.remove(world)


@pytest.fixture(autouse=True)
def _silent(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No fault makes the server complain: to it, all goes as planned."""
    yield
    loud = [line for line in caplog.get_records("call") if line.levelno >= logging.WARNING]
    assert not loud


def get(live: LiveWorld, module: Any = httpx, timeout: float = 10) -> Any:
    """A GET with a fresh client."""
    headers = {"authorization": f"Bearer {live.api_key}"}
    with module.Client(trust_env=False, timeout=timeout, headers=headers) as client:
        return client.get(f"{live.base_url}/accounts")


def eventually(what: Callable[[], object]) -> None:
    """Wait some milliseconds until something is so."""
    deadline = time.monotonic() + 10
    while not what():
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.001)


@pytest.fixture
def asking(live: LiveWorld, world: World) -> Iterator[Callable[[], Future[Any]]]:
    """Send a GET from another thread; returns when the server has accepted it."""
    with ThreadPoolExecutor(4) as pool:

        def ask() -> Future[Any]:
            before = len(world.journal)
            sent = pool.submit(get, live)
            eventually(lambda: len(world.journal) > before)
            return sent

        yield ask


# -- the same answers

ANSWERS = [
    Fault.status(503, retry_after=30),
    Fault.rate_limited(as_date=True),
    Fault.proxy_page(),
    Fault.duplicate_item(),
    Fault.missing_item(),
    Fault.gzip(),
    Fault.malformed_json(),
    Fault.wrong_content_type(),
    Fault.no_etag(),
    Fault.clock_skew(ahead="1d"),
]


@pytest.mark.parametrize("fault", ANSWERS, ids=str)
def test_the_same_answer_as_in_process(fault: Fault, live: LiveWorld, world: World) -> None:
    """What is no matter of delivery comes through a socket as it comes in-process."""
    twin = World("small")
    for one in (world, twin):
        one.faults.add(fault)
    got = get(live)
    with twin.client() as client:
        expected = client.get("/accounts")
    addresses = {"link": None}

    assert (got.status_code, got.content) == (expected.status_code, expected.content)
    assert {**got.headers, **addresses} == {**expected.headers, **addresses}
    assert world.journal[0].trace == twin.journal[0].trace


# -- broken connections


@breaks
@pytest.mark.parametrize("library", MODULES)
def test_the_same_error_as_in_process(
    name: str, library: str, live: LiveWorld, world: World
) -> None:
    """A live client meets the class of error that a client in the same process meets."""
    fault, error, *_ = BREAKS[name]
    world.faults.add(fault, times=2)
    expected = getattr(MODULES[library], error)

    with pytest.raises(expected):
        get(live, MODULES[library])
    with world.client(library) as client, pytest.raises(expected):  # type: ignore[arg-type]
        client.get("/accounts")
    assert get(live, MODULES[library]).status_code == 200


@breaks
def test_requests(name: str, live: LiveWorld, world: World) -> None:
    """The library requests meets an error of its own."""
    fault, _, error, _ = BREAKS[name]
    world.faults.add(fault)
    headers = {"authorization": f"Bearer {live.api_key}"}
    with pytest.raises(error) as caught:
        requests.get(f"{live.base_url}/accounts", headers=headers, timeout=10)

    assert type(caught.value) is error


@breaks
def test_urllib(name: str, live: LiveWorld, world: World) -> None:
    """The standard library meets the system's error, or a short read."""
    fault, *_, error = BREAKS[name]
    world.faults.add(fault)
    headers = {"authorization": f"Bearer {live.api_key}"}
    asked = urllib.request.Request(f"{live.base_url}/accounts", headers=headers)  # noqa: S310 - http

    def fetch() -> None:
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - http
            answer.read()

    with pytest.raises(error):
        fetch()


@breaks
def test_state_moves_all_the_same(name: str, live: LiveWorld, world: World) -> None:
    """A create whose answer is lost has taken effect: the same key brings back its answer."""
    world.faults.add(BREAKS[name][0], on="POST /accounts", times=1)
    body = {"platform": "tiktok", "username": "newcomer"}
    headers = {"authorization": f"Bearer {live.api_key}", "idempotency-key": "one"}
    with httpx.Client(trust_env=False, headers=headers) as client:
        with pytest.raises(httpx.TransportError):
            client.post(f"{live.base_url}/accounts", json=body)
        again = client.post(f"{live.base_url}/accounts", json=body)

    assert again.status_code == 201
    assert [entry.lost for entry in world.journal] == [True, False]
    assert again.json()["data"]["id"] == world.accounts[-1].id


def test_a_truncated_body_is_truncated(live: LiveWorld, world: World) -> None:
    """As many bytes come as are kept, under the length of the whole."""
    world.faults.add(Fault.truncated_body(0.25))
    headers = {"authorization": f"Bearer {live.api_key}"}
    url = f"{live.base_url}/accounts"
    with (
        requests.Session() as session,
        session.get(url, headers=headers, stream=True, timeout=10) as answer,
    ):
        length = int(answer.headers["content-length"])
        with pytest.raises(requests.exceptions.ChunkedEncodingError) as caught:
            answer.content  # noqa: B018 - it reads

    assert f"{length // 4} bytes read" in str(caught.value)


# -- held responses


@pytest.mark.parametrize("fault", [Fault.stall("30s"), Fault.slow_body("30s")], ids=str)
def test_a_held_answer_comes_when_its_time_comes(
    fault: Fault, world: World, asking: Callable[[], Future[Any]]
) -> None:
    """On a frozen clock it is held until somebody has moved the clock far enough."""
    world.faults.add(fault)
    sent = asking()

    world.clock.advance("29s")
    with pytest.raises(TimeoutError):
        sent.result(0.03)
    world.clock.advance("1s")

    assert sent.result(10).status_code == 200


def test_others_are_served_meanwhile(
    world: World, live: LiveWorld, asking: Callable[[], Future[Any]]
) -> None:
    """One answer that is held holds up nobody else."""
    world.faults.add(Fault.stall("30s"), times=1)
    sent = asking()

    assert get(live).status_code == 200
    assert not sent.done()
    world.clock.advance("30s")
    assert sent.result(10).status_code == 200


def test_who_hangs_up_is_forgotten(live: LiveWorld, world: World) -> None:
    """A client that gives up while it is held breaks nothing, then or later."""
    world.faults.add(Fault.stall("30s"), times=1)
    with pytest.raises(httpx.ReadTimeout):
        get(live, timeout=0.03)
    world.clock.advance("1m")

    assert get(live).status_code == 200
    assert len(world.journal) == 2


def test_who_hangs_up_amid_a_body_is_forgotten(live: LiveWorld, world: World) -> None:
    """So does one that gives up when a part of it has come."""
    world.faults.add(Fault.slow_body("30s", pieces=30), times=1)
    world.faults.add(Fault.truncated_body(0.9), times=1)
    with pytest.raises(httpx.ReadTimeout):
        get(live, timeout=0.03)
    world.clock.advance("1m")

    assert get(live).status_code == 200


def test_a_large_body_is_cut_where_it_should(live: LiveWorld, world: World) -> None:
    """All that is to be sent before the break is sent, however much it is."""
    size = len(httpx.get(f"{live.base_url}/openapi.json", trust_env=False).content)
    world.faults.add(Fault.truncated_body(0.9), on="GET /openapi.json")
    with (
        requests.get(f"{live.base_url}/openapi.json", stream=True, timeout=10) as answer,
        pytest.raises(requests.exceptions.ChunkedEncodingError) as caught,
    ):
        answer.content  # noqa: B018 - it reads

    assert f"{int(size * 0.9)} bytes read" in str(caught.value)


def test_a_server_that_stops_lets_go(world: World) -> None:
    """Stopping does not wait for a clock that nobody moves."""
    world.faults.add(Fault.stall("30s"))
    with ThreadPoolExecutor(1) as pool, MockServer() as server:
        sent = pool.submit(get, server.add(world))
        eventually(lambda: len(world.journal))
        server.stop()  # and if it had to cut off anybody, it would say so

        assert isinstance(sent.exception(10), httpx.TransportError)


def test_a_scaled_clock_is_waited_for(server: MockServer) -> None:
    """On a clock that follows real time a stall takes its share of real time."""
    clock = VirtualClock(mode="scaled", speed=3_600, source=time.monotonic_ns)
    world = World("small", clock=clock)
    world.faults.add(Fault.stall("72s"))
    start = time.monotonic()
    assert get(server.add(world)).status_code == 200
    took = time.monotonic() - start
    server.remove(world)

    assert took >= 0.02
    assert len(world.log) == 1  # the planning; nobody moved the clock


def test_a_per_request_clock_moves_by_the_stall(server: MockServer) -> None:
    """Nobody could drive such a clock, so the stall itself moves it."""
    world = World("small", clock=VirtualClock(mode="per-request", step="1s"))
    world.faults.add(Fault.stall("30s"))
    assert get(server.add(world)).status_code == 200
    server.remove(world)

    assert (world.clock.instant - world.started) == 31_000_000


# -- other servers


async def served(world: World, *, stays: bool) -> list[Message]:
    """What another ASGI server is sent, which hands out no connection."""
    sent: list[Message] = []
    inbox = [{"type": "http.request", "body": b"", "more_body": False}]
    inbox += [] if stays else [{"type": "http.request"}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return inbox.pop(0) if inbox else await asyncio.Future()

    async def send(message: Message) -> None:
        sent.append(message)

    key = f"Bearer {world.api_key}".encode()
    request = Request(
        "GET", "http", "localhost", 80, b"/v2/accounts", [(b"authorization", key)], b""
    )
    await create_app(world)(scope_of(request), receive, send)
    return sent


def test_another_server_delays_too() -> None:
    """Time is a matter of the application, so any server will do."""
    world = World("small", clock=VirtualClock(mode="per-request"))
    world.faults.add(Fault.slow_body("30s", pieces=4))

    sent = asyncio.run(served(world, stays=True))

    assert [message["type"] for message in sent] == ["http.response.start"] + [
        "http.response.body"
    ] * 5


@breaks
def test_another_server_breaks_in_its_own_way(name: str, world: World) -> None:
    """Without a hand on the connection the application fails, and the server deals with it."""
    world.faults.add(BREAKS[name][0])

    with pytest.raises(ConnectionResetError, match="a planned fault"):
        asyncio.run(served(world, stays=True))


@breaks
def test_who_has_hung_up_needs_no_break(name: str, world: World) -> None:
    """A connection that is gone cannot be broken."""
    world.faults.add(BREAKS[name][0])

    assert len(asyncio.run(served(world, stays=False))) <= 2
