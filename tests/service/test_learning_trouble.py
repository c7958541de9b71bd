"""Learning from services that answer strangely, fail, or make one stop in the middle."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from creatoraudit_mock import Dialect, VirtualClock, World
from creatoraudit_mock.clock import Mode
from creatoraudit_mock.service import Key
from creatoraudit_mock.service.learning import Permissions, Profile, Record, learn

URL = "https://api.creatoraudit.com/v2"
NEW = Profile("instagram", "newcomer")
WRITES = Permissions(writes=True, wait=20_000, account=NEW)

Twist = Callable[[httpx.Request, httpx.Response], httpx.Response]


class Twisted(httpx.BaseTransport):
    """A service that answers as a world does, but for what a function makes of it."""

    def __init__(self, world: World, twist: Twist) -> None:
        self._inner = world.transport()
        self._twist = twist

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        answer: httpx.Response = self._inner.handle_request(request)
        answer.read()
        return self._twist(request, answer)


def run(world: World, may: Permissions = WRITES, twist: Twist | None = None, **more: Any) -> Record:
    """Learn from a world, whose clock moves while somebody waits."""
    clock = world.clock
    settings: dict[str, Any] = {
        "transport": world.transport() if twist is None else Twisted(world, twist),
        "sleep": lambda seconds: clock.advance(seconds=seconds),
        "clock": lambda: clock.instant / 1_000_000,
        **more,
    }
    return learn(URL, {"main": Key(world.api_key)}, may, **settings)


def things(world: World) -> Any:
    """What is there."""
    handles = (*world.accounts, *world.videos, *world.creators)
    return {one.id for one in handles}


def reply(status: int, body: Any = None, **headers: str) -> httpx.Response:
    """An answer of one's own."""
    return httpx.Response(status, json=body if body is not None else {}, headers=headers)


def edited(answer: httpx.Response, change: Callable[[Any], Any]) -> httpx.Response:
    """An answer with another body."""
    body = change(json.loads(answer.content))
    headers = {k: v for k, v in answer.headers.items() if k != "content-length"}
    return httpx.Response(answer.status_code, json=body, headers=headers)


def teapot(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
    """Wrong methods are answered as nobody else would."""
    return reply(418) if request.method == "PUT" else answer


def uneven_caps(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
    """Sections of a search have caps of their own."""

    def change(body: Any) -> Any:
        body["meta"]["effective_caps"]["accounts"] = 25
        return body

    is_search = request.url.path.endswith("/search") and answer.status_code == 200
    return edited(answer, change) if is_search else answer


def milliseconds(_: httpx.Request, answer: httpx.Response) -> httpx.Response:
    """Instants have three decimals."""
    if not answer.content or b"added_at" not in answer.content:
        return answer
    return edited(answer, lambda body: json.loads(json.dumps(body).replace('Z"', '.123Z"')))


def shapeless(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
    """The overview is a list."""
    return reply(200, {"data": []}) if request.url.path.endswith("/overview") else answer


@pytest.mark.parametrize(
    ("twist", "switch", "told"),
    [
        (teapot, "wrong_method", "the answer to PUT /whoami is 418"),
        (uneven_caps, "search_cap", "effective_caps are {'accounts': 25, 'creators': 10, "),
        (milliseconds, "timestamps", "the number of decimals of instants is frozenset({3})"),
        (shapeless, "engagement_rate", "the answer to GET /overview?period=7d has no data.current"),
    ],
    ids=["status", "value", "form", "shape"],
)
def test_what_is_none_of_the_alternatives_is_kept(twist: Twist, switch: str, told: str) -> None:
    """An answer that no value stands for is told with its evidence, and forced into none."""
    record = run(World("small"), Permissions(), twist)
    (found,) = (one for one in record.of("strange") if one.switch == switch)
    assert found.reason.startswith(told)
    assert found.evidence
    assert switch not in record.settings
    assert record.tables()["strange"][switch]["told"] == found.reason
    assert record.is_complete


def test_a_service_in_trouble_says_nothing_about_its_dialect() -> None:
    """A switch whose request meets a 503 is open; all others are seen."""

    def busy(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        return reply(503) if request.url.path.endswith("/search") else answer

    record = run(World("small"), Permissions(), busy)
    reasons = {one.switch: one.reason for one in record.of("open")}
    assert "the service was in trouble" in reasons["search_cap"]
    assert "GET /search?q=a&limit=25 was answered 503" in reasons["search_cap"]
    assert record.settings["preset_end"] == "today"


def test_a_key_that_is_refused_ends_the_run() -> None:
    """Without a key that is let in nothing is asked for but once, and nothing is claimed."""
    world = World("small")
    record = learn(URL, {"main": Key("wrong")}, WRITES, transport=world.transport())
    assert len(world.journal) == 1
    assert record.settings == {}
    assert "does not let the key in: GET /whoami was answered 401 UNAUTHORIZED" in str(record.ended)
    assert "wrong" not in str(record.ended)


@pytest.mark.parametrize("budget", [1, 60, 75, 90, 105])
def test_the_budget_suffices_for_cleaning_up(budget: int) -> None:
    """Wherever the budget ends the run, what was made is removed from it, and nothing is wrong."""
    world = World("small", dialect=Dialect(deleted_creator=409))
    before = things(world)
    record = run(world, budget=budget)
    assert record.requests == len(world.journal) <= budget
    assert (record.left_behind, things(world)) == ((), before)
    assert record.settings == {name: getattr(world.dialect, name) for name in record.settings}
    assert not record.is_complete
    assert "the budget is" in str(record.ended)


@pytest.mark.parametrize("wait", [1, 4, 8])
def test_an_interruption_leaves_nothing_and_loses_nothing(wait: int) -> None:
    """Whoever stops a run while it waits finds what was learned so far, and nothing left behind."""
    world = World("small", dialect=Dialect(resume="next-interval"))
    before, waits = things(world), 0
    kept: list[Record] = []

    def sleep(seconds: float) -> None:
        nonlocal waits
        waits += 1
        if waits == wait:
            raise KeyboardInterrupt
        world.clock.advance(seconds=seconds)

    with pytest.raises(KeyboardInterrupt):
        run(world, sleep=sleep, keep=kept.append)
    record = kept[-1]
    assert record.ended == "interrupted (KeyboardInterrupt)"
    assert record.settings["preset_end"] == "today"
    assert set(record.findings) == set(Dialect.alternatives())
    assert things(world) == before


def test_what_cannot_be_removed_is_told() -> None:
    """Things that the service does not let go are named, with its answer."""

    def clinging(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        return reply(500) if request.method == "DELETE" else answer

    world = World("small")
    record = run(world, twist=clinging, only=frozenset({"delete_status"}))
    (left,) = record.left_behind
    assert left.startswith("/creators/")
    assert left.endswith(" (answered 500)")


def test_an_account_that_is_tracked_already_is_not_touched() -> None:
    """A profile that somebody tracks is no throwaway, whatever the options say."""
    world = World("small")
    before = things(world)
    may = Permissions(writes=True, account=Profile("instagram", "ada.lin"))
    record = run(world, may)
    reasons = {one.switch: one.reason for one in record.of("open")}
    assert reasons["duplicate"] == "instagram/ada.lin is tracked: name another --account"
    assert things(world) == before


def test_a_creation_that_finds_what_was_there_is_not_undone() -> None:
    """What a create shows with 200 was there before, so it is not removed."""
    world = World("small", dialect=Dialect(duplicate=200))
    before = things(world)

    def hidden(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        is_list = request.method == "GET" and request.url.path.endswith("/accounts")
        return edited(answer, lambda body: {**body, "data": []}) if is_list else answer

    run(world, Permissions(writes=True, account=Profile("instagram", "ada.lin")), hidden)
    assert things(world) == before


@pytest.mark.parametrize("switch", ["delete_status", "duplicate", "known_post"])
def test_what_was_made_unheard_is_looked_for(switch: str) -> None:
    """Where the connection breaks before a create is answered, what it has made is removed."""
    broken = False

    def breaking(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        nonlocal broken
        if answer.status_code == 201 and not broken:
            broken = True
            raise httpx.ReadError("gone", request=request)
        return answer

    world = World("small")
    before = things(world)
    record = run(world, twist=breaking, only=frozenset({switch}))
    assert "gave no whole answer to POST" in str(record.ended)
    assert (record.left_behind, things(world)) == ((), before)


@pytest.mark.parametrize("switch", ["delete_status", "duplicate", "known_post"])
def test_a_killed_run_is_cleaned_up_after(switch: str, tmp_path: Path) -> None:
    """The next run removes what the notes of a dead one name, though nobody was told of its id."""

    class Killed(BaseException):
        """The end of a process that cannot do anything about it."""

    died = False

    def dying(_: httpx.Request, answer: httpx.Response) -> httpx.Response:
        nonlocal died
        died = died or answer.status_code == 201
        if died:
            raise Killed
        return answer

    world = World("small")
    before = things(world)
    with pytest.raises(Killed):
        run(world, twist=dying, ledgers=tmp_path, only=frozenset({switch}))
    assert len(things(world) - before) == 1
    record = run(world, ledgers=tmp_path, only=frozenset({"delete_status"}))
    assert things(world) == before
    assert record.settings == {"delete_status": 204}
    assert list(tmp_path.iterdir()) == []


IDEMPOTENT = Dialect(
    idempotency_scope="key", idempotent_errors="kept", idempotency_conflict=422, readded_id="same"
)


@pytest.mark.parametrize("every", [2, 3, 5, 7, 11])
def test_processes_that_know_not_of_each_other_mislead_nobody(every: int) -> None:
    """Where some requests meet a process that knows no keys, nothing wrong is said of them."""
    world, posts = World("small", dialect=IDEMPOTENT), 0

    def forgetful(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        nonlocal posts
        posts += request.method == "POST"
        if posts % every == 0:
            world.lose_replica()
        return answer

    record = run(world, Permissions(writes=True, account=NEW), forgetful)
    assert record.settings == {name: getattr(IDEMPOTENT, name) for name in record.settings}
    assert record.of("strange") == []
    assert every > 2 or "idempotent_status" not in record.settings


@pytest.mark.parametrize("step", ["61s", "5m", "1h"])
@pytest.mark.parametrize("dialect", [IDEMPOTENT, Dialect(cursor_lifetime="10m")])
def test_time_that_flies_misleads_nobody(step: str, dialect: Dialect) -> None:
    """Windows, cursors and keys that end between two requests lead to no wrong value."""
    clock = VirtualClock("2026-03-01T23:00:00Z", mode=Mode.PER_REQUEST, step=step)
    world = World("small", dialect=dialect, clock=clock)
    slept = [0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.advance(seconds=seconds)

    record = run(world, sleep=sleep, clock=lambda: sum(slept))
    assert record.settings == {name: getattr(dialect, name) for name in record.settings}
    assert record.of("strange") == []
    assert record.is_complete
