"""What a client in the same process meets when a response travels badly."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import httpx
import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import Fault, VirtualClock, World
from creatoraudit_mock.values import SECOND

MODULES: dict[str, Any] = {"httpx": httpx, "httpx2": httpx2}
URL = "/accounts"
Get = Callable[..., Any]


def _sync(world: World, library: str) -> Get:
    def get(**options: Any) -> Any:
        with world.client(library, **options) as client:  # type: ignore[arg-type]  # one of both
            return client.get(URL)

    return get


def _async(world: World, library: str) -> Get:
    async def fetch(**options: Any) -> Any:
        made: Any = world.async_client(library, **options)  # type: ignore[arg-type]  # as above
        async with made as client:
            return await client.get(URL)

    return lambda **options: asyncio.run(fetch(**options))


@pytest.fixture(params=["httpx", "httpx2"])
def library(request: pytest.FixtureRequest) -> str:
    """One of the two client libraries."""
    return str(request.param)


@pytest.fixture(params=[_sync, _async], ids=["sync", "async"])
def get(request: pytest.FixtureRequest, world: World, library: str) -> Iterator[Get]:
    """A GET by a fresh client of the library."""
    return request.param(world, library)  # type: ignore[no-any-return]


def elapsed(world: World) -> float:
    """Virtual seconds since the start."""
    return (world.clock.instant - world.started) / SECOND


def until_it_breaks(answer: httpx.Response) -> bytes:
    """What arrives of a body that is cut short."""
    arrived = bytearray()
    with suppress(httpx.RemoteProtocolError):
        for part in answer.iter_raw():
            arrived += part
        pytest.fail("the body came to its end")
    return bytes(arrived)


def test_a_short_stall_costs_virtual_time(world: World, get: Get) -> None:
    """Shorter than the client's patience, it only moves the clock."""
    world.faults.add(Fault.stall("3s"))

    assert get().status_code == 200
    assert elapsed(world) == 3


def test_a_long_stall_is_a_timeout(world: World, get: Get, library: str) -> None:
    """The client gives up after the virtual seconds that it is willing to wait."""
    world.faults.add(Fault.stall("30s"))

    with pytest.raises(MODULES[library].ReadTimeout) as caught:
        get(timeout=12)

    assert elapsed(world) == 12
    assert caught.value.request.url.path == "/v2/accounts"


def test_patience_that_just_suffices(world: World, get: Get) -> None:
    """An answer at the very end of the timeout is in time."""
    world.faults.add(Fault.stall("30s"))

    assert get(timeout=30).status_code == 200


def test_endless_patience(world: World, get: Get) -> None:
    """Without a timeout the client waits as long as it takes."""
    world.faults.add(Fault.stall("9d"))

    assert get(timeout=None).status_code == 200
    assert elapsed(world) == 9 * 86_400


def test_a_stall_takes_no_real_time(world: World) -> None:
    """Thirty virtual seconds cost less than 50 ms."""
    world.faults.add(Fault.stall("30s"))
    with world.client(timeout=60) as client:
        took = []
        for _ in range(5):
            start = time.perf_counter()
            client.get(URL)
            took.append(time.perf_counter() - start)

    assert elapsed(world) == 150
    assert min(took) < 0.05


def test_state_moves_before_the_delay(world: World) -> None:
    """What is asked takes effect when it is accepted, and is shown as it was then."""
    world.faults.add(Fault.stall("2d"), on="POST /accounts")
    with world.client(timeout=1) as client, pytest.raises(httpx.ReadTimeout):
        client.post(URL, json={"platform": "tiktok", "username": "newcomer"})

    assert world.accounts[-1].username == "newcomer"
    assert world.accounts[-1].added_at == "2026-01-05T09:00:00Z"
    assert world.journal[-1].status == 201


def test_a_stalled_answer_is_as_old_as_its_stall(world: World) -> None:
    """A response tells of the instant when its request came, not when it arrives."""
    world.track_account("instagram", "newcomer", first_refresh="45s")
    world.faults.add(Fault.stall("1h"), times=1)
    with world.client(timeout=None) as client:
        answer = client.get(f"/accounts/{world.accounts[-1].id}")

    assert answer.headers["date"] == "Mon, 05 Jan 2026 09:00:00 GMT"
    assert answer.json()["data"]["last_scrape_time"] is None
    assert world.accounts[-1].last_scrape_time is not None


def test_a_slow_body_comes_in_time(world: World, get: Get) -> None:
    """Each piece comes within the timeout, so the whole may take longer than it."""
    honest = get()
    world.faults.add(Fault.slow_body("40s", pieces=10))

    slow = get(timeout=5)

    assert slow.content == honest.content
    assert elapsed(world) == 40


def test_a_slow_body_can_be_too_slow(world: World, get: Get, library: str) -> None:
    """A gap longer than the timeout ends it."""
    world.faults.add(Fault.slow_body("60s", pieces=10))

    with pytest.raises(MODULES[library].ReadTimeout):
        get(timeout=5)

    assert elapsed(world) == 5


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.reset(), "ReadError"),
        (Fault.reset(after_headers=True), "ReadError"),
        (Fault.truncated_body(), "RemoteProtocolError"),
        (Fault.truncated_body(0), "RemoteProtocolError"),
    ],
    ids=str,
)
def test_a_broken_connection(
    fault: Fault, error: str, world: World, get: Get, library: str
) -> None:
    """The library's own error comes out, with the request; the next request is answered."""
    world.faults.add(fault, times=1)

    with pytest.raises(getattr(MODULES[library], error), match="a planned fault") as caught:
        get()

    assert caught.value.request.method == "GET"
    assert get().status_code == 200
    assert world.journal[0].lost
    assert not world.journal[1].lost


def test_the_head_comes_before_the_break(world: World) -> None:
    """Who streams sees status and headers, and part of the body, before it breaks off."""
    world.faults.add(Fault.truncated_body(0.25))
    with world.client() as client, client.stream("GET", URL) as answer:
        arrived = until_it_breaks(answer)
        length = int(answer.headers["content-length"])

    assert answer.status_code == 200
    assert len(arrived) == length // 4


def test_a_stall_before_a_break(world: World, get: Get, library: str) -> None:
    """Faults of several kinds strike one response: first it stalls, then it breaks off."""
    world.faults.add(Fault.stall("3s"))
    world.faults.add(Fault.slow_body("10s"))
    world.faults.add(Fault.truncated_body(0.5))

    with pytest.raises(MODULES[library].RemoteProtocolError):
        get()

    assert elapsed(world) == 8
    assert world.journal[0].delay == 8 * SECOND


@pytest.mark.parametrize(
    "fault", [Fault.reset(after_headers=True), Fault.truncated_body(), Fault.slow_body("1s")]
)
def test_no_body_to_break(fault: Fault, world: World) -> None:
    """What has no body cannot break in it: HEAD and 304 pass, and are not counted."""
    with world.client() as client:
        tag = client.get(URL).headers["etag"]
        planned = world.faults.add(fault)
        assert client.head(URL).status_code == 200
        assert client.get(URL, headers={"if-none-match": tag}).status_code == 304

    assert (planned.met, planned.hits) == (2, 0)


def test_a_waiter_waits_for_the_stall(world: World) -> None:
    """While the program's time is virtual, whoever waits for it decides how the clock moves."""
    asked = []

    class Patient:
        def wait_until(self, instant: int) -> None:
            asked.append(instant - world.started)
            world.clock.advance_to(instant)

        async def wait_until_async(self, instant: int) -> None:
            self.wait_until(instant)

    world.faults.add(Fault.stall("3s"))
    world.clock.waiter = Patient()
    _sync(world, "httpx")()
    _async(world, "httpx")()

    assert set(asked) == {3 * SECOND, 6 * SECOND}


@pytest.mark.parametrize("make", [_sync, _async])
def test_a_scaled_clock_takes_real_time(make: Callable[[World, str], Get]) -> None:
    """A clock that follows real time is waited for, not moved: nobody's time jumps."""
    clock = VirtualClock(mode="scaled", speed=3_600, source=time.monotonic_ns)
    world = World("small", clock=clock)
    get = make(world, "httpx")
    get()  # the first answer of all takes longer
    world.faults.add(Fault.stall("3m"))
    start = time.monotonic()

    assert get().status_code == 200
    assert 0.05 <= time.monotonic() - start < 5
    assert len(world.log) == 1  # the planning; nobody moved the clock


def test_a_scaled_timeout_is_real(library: str) -> None:
    """On such a clock the client's timeout is of real seconds."""
    clock = VirtualClock(mode="scaled", speed=3_600, source=time.monotonic_ns)
    world = World("small", clock=clock)
    world.faults.add(Fault.stall("2h"))
    start = time.monotonic()
    with pytest.raises(MODULES[library].ReadTimeout):
        _sync(world, library)(timeout=0.02)

    assert 0.02 <= time.monotonic() - start < 1


@given(pieces=st.integers(1, 50), keep=st.floats(0, 0.999))
def test_pieces_are_the_body(pieces: int, keep: float) -> None:
    """However a body is cut, what arrives is a beginning of it, of the promised size."""
    world = World("small")
    world.faults.add(Fault.slow_body("1s", pieces=pieces))
    cut = world.faults.add(Fault.truncated_body(keep))
    with world.client() as client:
        with client.stream("GET", URL) as answer:
            arrived = until_it_breaks(answer)
        cut.remove()
        whole = client.get(URL).content

    assert arrived == whole[: int(len(whole) * keep)]
