"""A saved world lives again, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import Dialect, MockServer, RecordingError, VirtualClock, World
from creatoraudit_mock.transport.calling import Request, call

Step = Callable[[World, httpx.Client], object]

STEPS: dict[str, Step] = {
    "hour": lambda world, _: world.clock.advance(hours=1),
    "days": lambda world, _: world.clock.advance(days=3),
    "event": lambda world, _: world.clock.advance_to_next_event(),
    "nothing": lambda world, _: world.clock.advance(0),
    "list": lambda _, client: client.get("/accounts", params={"limit": 2}),
    "read": lambda world, client: client.get(f"/accounts/{world.accounts[0].id}"),
    "miss": lambda _, client: client.get("/accounts/nobody"),
    "stranger": lambda _, client: client.get("/whoami", headers={"authorization": "Bearer x"}),
    "track": lambda world, client: client.post(
        "/accounts", json={"platform": "tiktok", "username": f"new{len(world.accounts)}"}
    ),
    "broken": lambda _, client: client.post(
        "/accounts", content=b"{\xff", headers={"content-type": "application/json"}
    ),
    "pause": lambda world, _: world.update(world.accounts[0], is_active=False),
    "resume": lambda world, client: client.patch(
        f"/accounts/{world.accounts[0].id}", json={"is_active": True}
    ),
    "hold": lambda world, _: world.hold(world.videos[0]),
    "outage": lambda world, _: world.outage(duration="30h"),
    "posts": lambda _, client: client.get("/account-videos", params={"limit": 3}),
}


@given(script=st.lists(st.sampled_from(sorted(STEPS)), max_size=25), seed=st.integers(0, 99))
def test_replay_is_identical(
    script: list[str], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A replayed world has the same journal, log, clock and representations, to the byte."""
    world = World("small", seed=seed)
    with world.client() as client:
        for name in script:
            STEPS[name](world, client)
    file = tmp_path_factory.mktemp("recording") / "world.jsonl"
    world.save(file)

    again = World.load(file)

    assert again.journal.to_jsonl() == world.journal.to_jsonl()
    assert list(again.log) == list(world.log)
    assert again.clock.now == world.clock.now
    assert [h.fields for h in again.accounts] == [h.fields for h in world.accounts]
    assert [h.fields for h in again.videos] == [h.fields for h in world.videos]


def test_replay_can_be_saved_again(tmp_path: Path) -> None:
    """Saving a replayed world gives the same file."""
    world = World("small", dialect=Dialect(delete_status=200, timestamps="microseconds"))
    with world.client() as client:
        client.delete(f"/videos/{world.videos[0].id}")
    world.clock.advance(days=2)
    world.save(tmp_path / "first.jsonl")

    World.load(tmp_path / "first.jsonl").save(tmp_path / "second.jsonl")

    assert (tmp_path / "first.jsonl").read_bytes() == (tmp_path / "second.jsonl").read_bytes()


def test_per_request_clock_replays(tmp_path: Path) -> None:
    """What a per-request clock did is replayed on a frozen one."""
    world = World("small", clock=VirtualClock(mode="per-request", step="7h"))
    with world.client() as client:
        for _ in range(9):
            client.get("/accounts")
    world.save(tmp_path / "world.jsonl")

    again = World.load(tmp_path / "world.jsonl")

    assert again.journal.to_jsonl() == world.journal.to_jsonl()
    assert again.clock.now == world.clock.now


def test_scaled_clock_replays(tmp_path: Path) -> None:
    """What a clock saw of real time is replayed on a frozen one."""
    ticks = iter(range(0, 10**15, 10**11))
    clock = VirtualClock(mode="scaled", speed=3600, source=lambda: next(ticks))
    world = World("small", clock=clock)
    with world.client() as client:
        for _ in range(5):
            client.get("/videos")
    clock.freeze()
    world.save(tmp_path / "world.jsonl")

    again = World.load(tmp_path / "world.jsonl")

    assert again.journal.to_jsonl() == world.journal.to_jsonl()


def test_writes_on_a_scaled_clock_replay(tmp_path: Path) -> None:
    """However long a write takes on a scaled clock, it happens at one instant, and replays so."""
    ticks = iter(range(0, 10**15, 10**9))
    clock = VirtualClock(mode="scaled", speed=3600, source=lambda: next(ticks))
    world = World("small", clock=clock, dialect=Dialect(timestamps="microseconds"))
    with world.client() as client:
        made = client.post("/accounts", json={"platform": "tiktok", "username": "x"}).json()["data"]
        client.patch(f"/accounts/{made['id']}", json={"scrape_interval_hours": 1})
        client.get(f"/accounts/{made['id']}")
    clock.freeze()
    world.save(tmp_path / "world.jsonl")

    assert World.load(tmp_path / "world.jsonl").journal.to_jsonl() == world.journal.to_jsonl()


def test_key_deleted_at_the_last_moment_replays(tmp_path: Path) -> None:
    """A key that somebody deletes just before a request's turn is unknown there, and in a replay.

    The lock that a request waits for stands in for the thread that got in before.
    """
    world = World("small")

    class Overtaken:
        def __enter__(self) -> None:
            world.clock.lock = nullcontext()
            world.set_key("Default key", "deleted")

        def __exit__(self, *_: object) -> None:
            pass

    world.clock.lock = Overtaken()
    with world.client() as client:
        assert client.get("/accounts").status_code == 401
    world.save(tmp_path / "world.jsonl")

    assert World.load(tmp_path / "world.jsonl").journal.to_jsonl() == world.journal.to_jsonl()


def test_live_requests_replay_in_process(tmp_path: Path) -> None:
    """Requests that came over a socket are replayed without one, links to the port included."""
    world = World("small")
    with MockServer() as server:
        live = server.add(world)
        headers = {"authorization": f"Bearer {live.api_key}"}
        with httpx.Client(base_url=live.base_url, headers=headers) as client:
            assert live.base_url in client.get("/accounts", params={"limit": 1}).headers["link"]
            client.post("/accounts", json={"platform": "tiktok", "username": "x"})
    world.save(tmp_path / "world.jsonl")

    assert World.load(tmp_path / "world.jsonl").journal.to_jsonl() == world.journal.to_jsonl()


def test_strange_host_replays(tmp_path: Path) -> None:
    """A request with a Host header that no link can be made of replays like any other."""
    world = World("small")
    headers = [
        (b"host", b"a<b>c"),
        (b"authorization", f"Bearer {world.api_key}".encode()),
    ]
    call(world.app.serve, Request("GET", "http", "127.0.0.1", 99, b"/v2/accounts", headers, b""))
    world.save(tmp_path / "world.jsonl")

    assert World.load(tmp_path / "world.jsonl").journal.to_jsonl() == world.journal.to_jsonl()


def test_recording_holds_no_secret(tmp_path: Path) -> None:
    """Neither the world's key nor a stranger's is written to the file."""
    world = World("small")
    with world.client() as client:
        client.get("/accounts")
        client.get("/accounts", headers={"authorization": "Bearer somebody's real key"})
    world.save(tmp_path / "world.jsonl")

    text = (tmp_path / "world.jsonl").read_text()

    assert world.api_key not in text
    assert "real key" not in text


def test_own_scenario_travels_along(tmp_path: Path) -> None:
    """A recording of a scenario file replays after the file is gone."""
    scenario = tmp_path / "mine.toml"
    scenario.write_text('description = "Mine."\n[[accounts]]\nplatform="tiktok"\nusername="me"\n')
    world = World(scenario)
    world.save(tmp_path / "world.jsonl")
    scenario.unlink()

    assert World.load(tmp_path / "world.jsonl").accounts[0].username == "me"


def _lines(tmp_path: Path) -> list[str]:
    World("small").save(tmp_path / "good.jsonl")
    return (tmp_path / "good.jsonl").read_text().splitlines()


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda _: [], "line 1: the recording is empty"),
        (lambda lines: ["{}", *lines[1:]], "line 1: not a recording"),
        (lambda lines: ["not json", *lines[1:]], "line 1: not a recording"),
        (lambda lines: lines[:-1], "line 1: the recording is cut short"),
        (lambda lines: [lines[0], '{"at": "noon"}', lines[1]], "line 2: .*at"),
        (lambda lines: [lines[0], "{", lines[1]], "line 2: "),
        (
            lambda lines: [lines[0], '{"at":1,"command":{"do":"fly"}}', lines[1]],
            "line 2: .*fly",
        ),
    ],
    ids=["empty", "no version", "no JSON", "cut", "wrong type", "broken line", "unknown command"],
)
def test_damaged_file_is_refused(
    tmp_path: Path, spoil: Callable[[list[str]], list[str]], complaint: str
) -> None:
    """A damaged recording is refused with its line and the reason."""
    (tmp_path / "bad.jsonl").write_text("\n".join(spoil(_lines(tmp_path))))

    with pytest.raises(RecordingError, match=complaint):
        World.load(tmp_path / "bad.jsonl")


def test_newer_version_is_refused(tmp_path: Path) -> None:
    """A recording of a later format says so, and says what to do."""
    first, *rest = _lines(tmp_path)
    newer = json.dumps({**json.loads(first), "creatoraudit_mock": 2})
    (tmp_path / "newer.jsonl").write_text("\n".join([newer, *rest]))

    with pytest.raises(RecordingError, match=r"version 2 .* knows only 1: use the version"):
        World.load(tmp_path / "newer.jsonl")
