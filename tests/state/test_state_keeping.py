"""When something is kept, what becomes of clocks, and what a full disk does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.types import Message

from creatoraudit_mock import VirtualClock, World
from creatoraudit_mock.clock import Drive, Mode
from creatoraudit_mock.control.feed import Feed, beginning
from creatoraudit_mock.state import StateError
from creatoraudit_mock.transport.calling import Request, scope_of
from state.conftest import HOST, House

BODY = {"platform": "tiktok", "username": "somebody"}
TRACKED = b'{"platform":"tiktok","username":"somebody"}'
LONG = {f"key{n}": "x" * 200 for n in range(10)}
W1 = "/worlds/w1"


class Died(BaseException):
    """The process is no more."""


def test_kept_before_it_is_said(house: House) -> None:
    """Killed as the first byte leaves, a server has kept what it was about to say."""

    async def send(_message: Message) -> None:
        raise Died

    with pytest.raises(Died):
        asyncio.run(house.app(tracking(house), receive, send))

    assert house.revive().world.accounts[-1].username == "somebody"
    assert house.world.journal[-1].status == 201


def test_unkept_is_unsaid(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before it has kept something, a server has not said it either."""
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    def write(_changes: object) -> None:
        raise Died

    monkeypatch.setattr(house.state.keeper._file, "write", write)
    with pytest.raises(Died):
        asyncio.run(house.app(tracking(house), receive, send))

    assert said == []
    assert [one.username for one in house.revive().world.accounts].count("somebody") == 0
    assert len(house.world.journal) == 0


def test_full_disk(house: House) -> None:
    """Without room nobody gets an answer; with room again nothing is missing."""
    database = house.state.keeper._file._database
    with house.api() as api:
        api.get("/accounts")
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        database.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StateError, match="has no room left on its disk: make some, or"):
            api.post("/accounts", json=BODY | {"metadata": LONG})
        database.execute("PRAGMA max_page_count = 1000000")
        api.get("/accounts")
    before = house.world.journal.to_jsonl()
    assert house.revive().world.journal.to_jsonl() == before
    assert [entry.status for entry in house.world.journal] == [200, 201, 200]


def test_looking_does_not_need_the_disk(house: House) -> None:
    """What only notes the time goes without it when it cannot be written."""
    database = house.state.keeper._file._database
    database.execute("PRAGMA query_only = 1")
    house.world.clock.advance(hours=1)
    house.state.look()
    with house.control() as control, pytest.raises(StateError, match="may not be written"):
        control.get(W1)


@pytest.fixture
def real() -> list[int]:
    """Real nanoseconds, as far as a clock under test knows."""
    return [0]


@pytest.fixture
def running(tmp_path: Path, real: list[int]) -> House:
    """A world whose minutes pass in seconds, from the first request on."""
    world = World("small", clock=VirtualClock(source=lambda: real[0]))
    return House(tmp_path / "world.state", world, Drive(Mode.SCALED, 60, waits=True))


def test_downtime_does_not_count(running: House, real: list[int]) -> None:
    """A clock that ran goes on, at its speed, from where somebody last saw it."""
    with running.api() as api, running.control() as control:
        api.get("/accounts")
        real[0] += 60 * 10**9
        seen = control.get(f"{W1}/clock").json()["now"]
        real[0] += 10**9  # nobody knows of this second
    clock = running.revive().world.clock

    assert seen == "2026-01-05T10:00:00Z"
    assert clock.drive == Drive(Mode.SCALED, 60)
    assert datetime(2026, 1, 5, 10, tzinfo=UTC) <= clock.now
    assert clock.now < datetime(2026, 1, 5, 10, 1, tzinfo=UTC)
    running.die()


def test_requests_tell_the_time_too(running: House, real: list[int]) -> None:
    """The instant of the last answer is never undone."""
    with running.api() as api:
        api.get("/accounts")
        real[0] += 60 * 10**9
        api.get("/accounts")
    assert running.revive().world.clock.now >= datetime(2026, 1, 5, 10, tzinfo=UTC)
    running.die()


def test_a_second_is_the_most_that_is_undone(running: House, real: list[int]) -> None:
    """While nobody asks anything, the server notes the time."""
    with running.api() as api:
        api.get("/accounts")
    real[0] += 60 * 10**9
    running.state.look()
    assert running.revive().world.clock.now >= datetime(2026, 1, 5, 10, tzinfo=UTC)
    running.die()


def test_waiting_clocks_wait_on(running: House) -> None:
    """A clock that stood until the first request stands until then."""
    clock = running.revive().world.clock
    assert (clock.drive.waits, clock.now) == (True, datetime(2026, 1, 5, 9, tzinfo=UTC))
    running.die()


@pytest.mark.parametrize(
    ("path", "body", "drive"),
    [
        ("clock/freeze", None, Drive()),
        ("clock/run", {"speed": 0.25}, Drive(Mode.SCALED, 0.25)),
        ("clock/advance", {"by": "1s"}, Drive(Mode.PER_REQUEST, step=7_000_000)),
    ],
)
def test_drives_survive(
    path: str, body: dict[str, object] | None, drive: Drive, tmp_path: Path
) -> None:
    """What moves a clock moves it after a restart, whoever ordered it."""
    clock = VirtualClock(mode="per-request", step="7s", source=lambda: 0)
    world = World("small", clock=clock)
    house = House(tmp_path / "world.state", world)
    with house.api() as api, house.control() as control:
        api.get("/accounts")
        assert control.post(f"{W1}/{path}", json=body).status_code == 200
        now = house.world.clock.instant
    house.revive()
    assert house.world.clock.drive == drive
    assert house.world.clock.instant - now in range(1_000_000 if drive.speed else 1)
    house.die()


def test_per_request_clocks_go_on(tmp_path: Path) -> None:
    """Each request moves the clock as before, and the recording still says so."""
    clock = VirtualClock(mode="per-request", step="1h")
    house = House(tmp_path / "world.state", World("small", clock=clock))
    for hour in (10, 11, 12):
        with house.api() as api:
            assert api.get("/accounts").headers["date"] == f"Mon, 05 Jan 2026 {hour}:00:00 GMT"
        recording = house.world.recording()
        assert house.revive().world.recording() == recording
    house.die()


def test_nobodys_requests_go_on(house: House) -> None:
    """Without its world the first one still answers who has no key, as if nothing had happened."""
    with house.control() as control, house.api("nobody") as stranger:
        for _ in range(2):
            control.post("/worlds", json={})
        control.delete(W1)
        stranger.get("/accounts")
        first = house.world.journal[-1]
    house.revive()
    with house.api("nobody") as stranger, house.control() as control:
        stranger.get("/accounts")
        assert [one["id"] for one in control.get("/worlds").json()] == ["w2", "w3"]
    assert house.world.journal[-2] == first
    assert house.world.journal[-1].status == 401


def test_streams_go_on(house: House) -> None:
    """The id of an event is good for the events after it, also after a restart."""
    with house.api() as api, house.control() as control:
        api.post("/accounts", json=BODY)
        control.post(f"{W1}/clock/advance", json={"by": "1d"})
    told = Feed(house.world, beginning(house.world)).take(1_000)
    world = house.revive().world
    assert Feed(world, beginning(world)).take(1_000) == told
    assert Feed(world, told[5].position).take(1_000) == told[6:]


def test_unchanged_is_unwritten(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at a world that stands still writes nothing."""
    with house.control() as control:
        control.get("/worlds")
        monkeypatch.setattr(house.state.keeper._file, "write", None)
        assert control.get("/worlds").status_code == 200


def tracking(house: House) -> dict[str, object]:
    """The ASGI scope of a request that tracks an account."""
    headers = [
        (b"host", HOST.encode()),
        (b"authorization", f"Bearer {house.world.api_key}".encode()),
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(TRACKED)),
    ]
    return dict(scope_of(Request("POST", "http", HOST, None, b"/v2/accounts", headers, b"")))


async def receive() -> Message:
    """Its body."""
    return {"type": "http.request", "body": TRACKED}
