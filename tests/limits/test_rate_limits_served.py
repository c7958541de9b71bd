"""Rate limits as clients meet them; the clients of `wire` check the headers of every response."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import Dialect, MockServer, VirtualClock, World
from creatoraudit_mock.journal import Entry
from creatoraudit_mock.values import SECOND
from wire import KEYS, RATES, UNKNOWN_ID, everything, wire, world_of

JSON = {"content-type": "application/json"}
PLAIN = {"content-type": "text/plain"}
READER = {"authorization": "Bearer secret-of-reader"}
NEW = {"platform": "tiktok", "username": "newcomer"}
RESET = 1_767_603_660
"""A minute after the start of the worlds."""


def told(response: httpx.Response) -> tuple[int, ...]:
    """Limit, rest and reset of a response; nothing where it tells none."""
    return tuple(int(response.headers[name]) for name in RATES if name in response.headers)


@pytest.fixture
def world() -> World:
    """A world with one key of every kind."""
    return world_of(KEYS)


ADMITTED: dict[str, tuple[int, Callable[[httpx.Client, World], httpx.Response]]] = {
    "200": (200, lambda client, _: client.get("/accounts")),
    "201": (201, lambda client, _: client.post("/accounts", json=NEW)),
    "204": (204, lambda client, world: client.delete(f"/accounts/{world.accounts[0].id}")),
    "304": (304, lambda client, _: client.get("/whoami", headers={"if-none-match": "*"})),
    "400": (400, lambda client, _: client.post("/accounts", content=b"{", headers=JSON)),
    "403": (403, lambda client, _: client.post("/accounts", json=NEW, headers=READER)),
    "404": (404, lambda client, _: client.get(f"/accounts/{UNKNOWN_ID}")),
    "406": (406, lambda client, _: client.get("/accounts", headers={"accept": "text/csv"})),
    "409": (409, lambda client, _: client.post("/accounts", json={**NEW, "username": "esa"})),
    "415": (415, lambda client, _: client.post("/accounts", content=b"{}", headers=PLAIN)),
    "422": (422, lambda client, _: client.get("/accounts?limit=0")),
    "HEAD": (200, lambda client, _: client.head("/accounts")),
}


@pytest.mark.parametrize("name", ADMITTED)
def test_every_authenticated_response_tells_the_limit(name: str, world: World) -> None:
    """Whatever a key that was let in is answered, it costs one request and says so."""
    status, ask = ADMITTED[name]
    with wire(world) as client:
        response = ask(client, world)
    assert (response.status_code, told(response)) == (status, (600, 599, RESET))


@pytest.mark.parametrize("path", ["/health", "/meta", "/openapi.json", "/docs", "/nowhere"])
def test_open_paths_are_not_limited(path: str, world: World) -> None:
    """What needs no key tells no limit and costs nothing, even if a key comes with it."""
    world.set_rate_limit(1)
    with wire(world) as client:
        assert [told(client.get(path)) for _ in range(3)] == [()] * 3
        assert client.get("/whoami").status_code == 200


@pytest.mark.parametrize(
    ("secret", "status"),
    [("nobody's", 401), ("secret-of-deleted", 401), ("secret-of-disabled", 403)],
)
def test_keys_that_are_not_let_in_have_no_limit(secret: str, status: int, world: World) -> None:
    """A key that is unknown, deleted or disabled is told no figures, however often it asks."""
    world.set_rate_limit(1)
    with wire(world, secret) as client:
        answers = [client.get("/whoami") for _ in range(3)]
    assert [(one.status_code, told(one)) for one in answers] == [(status, ())] * 3


def test_a_lapsed_subscription_has_no_limit(world: World) -> None:
    """A refusal because of the subscription tells no figures and costs nothing."""
    world.set_rate_limit(1)
    world.set_subscription(active=False)
    with wire(world) as client:
        assert [told(client.get("/whoami")) for _ in range(2)] == [(), ()]
        world.set_subscription(active=True)
        assert told(client.get("/whoami")) == (1, 0, RESET)


def test_the_601st_request_of_a_minute_is_refused(world: World) -> None:
    """By default 600 requests a minute go through; the next is told to wait, and to what end."""
    with wire(world) as client:
        assert {client.get("/whoami").status_code for _ in range(600)} == {200}
        world.clock.advance("59.5s")
        refused = client.get("/whoami")
        assert (refused.status_code, told(refused)) == (429, (600, 0, RESET))
        assert refused.headers["retry-after"] == "1"
        assert refused.json()["code"] == "RATE_LIMITED"
        assert refused.json()["detail"] == "Rate limit exceeded."
        world.clock.advance("0.5s")
        assert told(client.get("/whoami")) == (600, 599, RESET + 60)


def test_a_refused_request_changes_nothing(world: World) -> None:
    """A write beyond the limit is not carried out."""
    world.set_rate_limit(1)
    with wire(world) as client:
        client.get("/whoami")
        before = everything(world)
        assert client.post("/accounts", json=NEW).status_code == 429
    assert everything(world) == before


def test_the_limit_comes_before_the_form(world: World) -> None:
    """Beyond the limit nothing else that is wrong with a request is told."""
    world.set_rate_limit(1)
    with wire(world, "secret-of-reader") as client:
        client.get("/whoami")
        sent = {"accept": "text/csv", **PLAIN}
        assert client.post("/accounts", content=b"{", headers=sent).status_code == 429


def test_each_key_has_a_limit_of_its_own(world: World) -> None:
    """What one key uses up is not missing to another."""
    world.set_rate_limit(2)
    world.set_rate_limit(1, key="reader")
    with wire(world) as client, wire(world, "secret-of-reader") as reader:
        assert [told(reader.get("/whoami"))[:2] for _ in range(2)] == [(1, 0), (1, 0)]
        assert [told(client.get("/whoami"))[:2] for _ in range(2)] == [(2, 1), (2, 0)]


def test_worlds_do_not_share_limits() -> None:
    """Two worlds of one seed on one server count for themselves."""
    first, second = world_of(KEYS), world_of(KEYS)
    with MockServer() as server:
        for one in (first, second):
            one.set_rate_limit(1)
        for live in [server.add(one) for one in (first, second)]:
            headers = {"authorization": f"Bearer {live.api_key}"}
            with httpx.Client(base_url=live.base_url, headers=headers) as client:
                assert [client.get("/whoami").status_code for _ in range(2)] == [200, 429]


def test_a_new_limit_holds_for_the_next_request(world: World) -> None:
    """Lowered, raised and switched off in mid-window, the limit is obeyed at once."""
    with wire(world) as client:
        found = [told(client.get("/whoami"))[:2] for _ in range(2)]
        for requests in (1, 4, None):
            world.set_rate_limit(requests)
            found.append(told(client.get("/whoami"))[:2])
    assert found == [(600, 599), (600, 598), (1, 0), (4, 1), (2**31 - 1, 2**31 - 5)]


def test_the_window_stays_unless_it_is_given(world: World) -> None:
    """Another number leaves the length of the window as it was."""
    world.set_rate_limit(5, window="10s")
    world.set_rate_limit(6)
    world.set_rate_limit(7, key="reader")
    with wire(world) as client, wire(world, "secret-of-reader") as reader:
        assert told(client.get("/whoami")) == (6, 5, RESET - 50)
        assert told(reader.get("/whoami")) == (7, 6, RESET - 50)


def test_changes_of_the_limit_are_logged(world: World) -> None:
    """A new limit is a command; one that is refused leaves no trace."""
    world.set_rate_limit(5, window="10s", key="reader")
    with pytest.raises(ValueError, match="no API key with id 'nobody'"):
        world.set_rate_limit(5, key="nobody")
    with pytest.raises(ValueError, match="must be from 1 to"):
        world.set_rate_limit(0)
    (entry,) = world.log
    assert type(entry.command).__name__ == "SetRateLimit"


def test_a_free_304_can_be_asked_for_without_end(world: World) -> None:
    """Where a 304 is free, only an exhausted limit stands in its way."""
    world = world_of(KEYS, dialect=Dialect(not_modified="free"))
    world.set_rate_limit(2)
    sent = {"if-none-match": "*"}
    with wire(world) as client:
        assert [told(client.get("/whoami", headers=sent))[1] for _ in range(9)] == [2] * 9
        assert [client.get("/whoami").status_code for _ in range(3)] == [200, 200, 429]
        assert client.get("/whoami", headers=sent).status_code == 429


def test_the_trace_tells_what_was_left(world: World) -> None:
    """The decision trace shows the limit, and why a request was refused."""
    world.set_rate_limit(1)
    with wire(world) as client:
        client.get("/whoami")
        client.get("/whoami")
    assert [entry.trace[2:] for entry in world.journal] == [
        (f"rate limit 0 of 1 left until {RESET}", "200: no validator sent"),
        (f"rate limit 0 of 1 left until {RESET}", "RATE_LIMITED: Rate limit exceeded."),
    ]


def test_a_per_request_clock_leaves_windows_behind() -> None:
    """A clock that each request moves ends the windows all by itself."""
    world = World("small", clock=VirtualClock(mode="per-request", step="20s"))
    world.set_rate_limit(2)
    with wire(world) as client:
        statuses = [client.get("/whoami").status_code for _ in range(8)]
    assert statuses == [200, 200, 200, 200, 429, 200, 200, 429]


def test_fixed_windows_let_bursts_through_at_their_edge(world: World) -> None:
    """Twice the limit fits around the end of a window: clients must look at the headers."""
    world.set_rate_limit(3)
    world.clock.advance("59s")
    with wire(world) as client:
        first = [client.get("/whoami").status_code for _ in range(4)]
        world.clock.advance("1s")
        second = [client.get("/whoami").status_code for _ in range(4)]
    assert first == second == [200, 200, 200, 429]


# -- the mounts, and recordings

SCRIPT = [None, None, "20s", None, None, "39.999999s", None, "0.000001s", None, None, None, None]


def statuses_of(world: World, base_url: str, key: str, client: httpx.Client) -> list[Any]:
    """What a script of requests and moves of the clock yields."""
    found = []
    for step in SCRIPT:
        if step is not None:
            world.clock.advance(step)
        headers = {"authorization": f"Bearer {key}"}
        got = client.get(f"{base_url}/whoami", headers=headers)
        found.append((got.status_code, told(got), got.headers.get("retry-after")))
    return found


def test_the_mounts_agree() -> None:
    """In-process with either library, and over a socket, the same requests are refused."""
    answers = []
    libraries: list[Literal["httpx", "httpx2"]] = ["httpx", "httpx2"]
    for library in libraries:
        world = World("small")
        world.set_rate_limit(3)
        with world.client(library) as client:
            answers.append(statuses_of(world, world.base_url, world.api_key, client))
    with MockServer() as server, httpx.Client(trust_env=False) as client:
        world = World("small")
        world.set_rate_limit(3)
        live = server.add(world)
        answers.append(statuses_of(world, live.base_url, live.api_key, client))
    assert answers[0] == answers[1] == answers[2]
    assert [status for status, *_ in answers[0]] == [200] * 3 + [429] * 4 + [200] * 3 + [429] * 2


moves = st.sampled_from(["0s", "1s", "19.5s", "60s"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("read"), st.sampled_from(["all", "reader", "writer"])),
        st.tuples(st.just("revalidate"), st.sampled_from(["all", "reader"])),
        st.tuples(st.just("advance"), moves),
        st.tuples(st.just("limit"), st.sampled_from([1, 2, 3, None])),
        st.tuples(st.just("own limit"), st.sampled_from([1, 2])),
        st.tuples(st.just("window"), st.sampled_from(["5s", "60s"])),
    ),
    max_size=30,
)


dialects = st.builds(
    Dialect,
    not_modified=st.sampled_from(["counts", "free"]),
    rate_window=st.sampled_from(["aligned", "from-first"]),
    retry_after=st.sampled_from(["present", "absent", "fraction"]),
)


@given(script=steps, dialect=dialects)
def test_recordings_replay_the_limits(
    script: list[tuple[str, Any]], dialect: Dialect, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A replayed world refuses what the first refused: the journals are the same bytes."""
    world = world_of(KEYS, dialect=dialect)
    world.set_rate_limit(3)
    for kind, value in script:
        _take(world, kind, value)
    file = tmp_path_factory.mktemp("limits") / "world.jsonl"
    world.save(file)
    again = World.load(file)
    assert again.journal.to_jsonl() == world.journal.to_jsonl()
    assert list(again.log) == list(world.log)


def _take(world: World, kind: str, value: Any) -> None:
    match kind:
        case "advance":
            world.clock.advance(value)
        case "limit":
            world.set_rate_limit(value)
        case "own limit":
            world.set_rate_limit(value, key="reader")
        case "window":
            world.set_rate_limit(2, window=value)
        case _:
            sent = {"if-none-match": "*"} if kind == "revalidate" else {}
            with wire(world, f"secret-of-{value}") as client:
                client.get("/whoami", headers=sent)


@given(
    st.sampled_from(["present", "fraction"]),
    st.sampled_from(["aligned", "from-first"]),
    st.lists(st.floats(0, 40), max_size=20),
)
def test_an_obedient_client_is_not_refused_twice(
    retry_after: Any, rate_window: Any, pauses: list[float]
) -> None:
    """Whoever reads Retry-After as a number of seconds and waits for it gets through."""
    world = world_of(KEYS, dialect=Dialect(retry_after=retry_after, rate_window=rate_window))
    world.set_rate_limit(2)
    with wire(world) as client:
        for pause in pauses:
            world.clock.advance(pause)
            response = client.get("/whoami")
            if response.status_code == 429:
                world.clock.advance(float(response.headers["retry-after"]))
                assert client.get("/whoami").status_code == 200


@given(st.lists(st.tuples(st.sampled_from(["all", "reader"]), st.integers(0, 40)), max_size=40))
def test_no_minute_of_the_journal_holds_more_than_the_limit(
    asked: list[tuple[str, int]],
) -> None:
    """Counted afterwards, no key was let through more often than allowed in any window."""
    world = world_of(KEYS)
    world.set_rate_limit(3)
    for key, pause in asked:
        world.clock.advance(pause)
        with wire(world, f"secret-of-{key}") as client:
            client.get("/whoami")
    counts: dict[tuple[str | None, int], list[Entry]] = {}
    for entry in world.journal:
        counts.setdefault((entry.key, entry.at // (60 * SECOND)), []).append(entry)
    for entries in counts.values():
        statuses = [entry.status for entry in entries]
        assert statuses == [200] * min(len(entries), 3) + [429] * (len(entries) - 3)


def test_one_tally_is_kept_for_each_key() -> None:
    """Windows that are over leave nothing behind, however many there were."""
    world = World("small")
    with wire(world) as client:
        for _ in range(50):
            client.get("/whoami")
            world.clock.advance(hours=1)
    assert len(world.limiter._tallies) == 1


# -- where limits are set

LIMITS = """
description = "Limits of all kinds."
[organization]
rate_limit = 5
rate_window = "10s"
[[keys]]
name = "plain"
secret = "plain"
[[keys]]
name = "own"
secret = "own"
rate_limit = 2
[[keys]]
name = "free"
secret = "free"
rate_limit = "off"
"""


def test_a_scenario_sets_limits(tmp_path: Path) -> None:
    """The organization's limit holds for all keys but those with their own, in one window."""
    world = world_of(LIMITS)
    found = {}
    for name in ("plain", "own", "free"):
        with wire(world, name) as client:
            found[name] = told(client.get("/whoami"))
    reset = RESET - 50
    assert found == {
        "plain": (5, 4, reset),
        "own": (2, 1, reset),
        "free": (2**31 - 1, 2**31 - 2, reset),
    }
    assert len(world.log) == 0
    world.save(tmp_path / "world.jsonl")
    again = World.load(tmp_path / "world.jsonl")
    assert again.journal.to_jsonl() == world.journal.to_jsonl()
