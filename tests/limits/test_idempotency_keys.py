"""`Idempotency-Key`: what is replayed, for whom, for how long, and what is not."""

import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import Dialect, MockServer, World
from creatoraudit_mock.contract import operations
from creatoraudit_mock.contract.parameters import parameters
from creatoraudit_mock.http.handlers import HANDLERS
from creatoraudit_mock.idempotency import IdempotencyStore, Place
from wire import KEYS, UNKNOWN_ID, everything, lasting, wire, world_of

ACCOUNT = {"platform": "tiktok", "username": "newcomer"}
VIDEO = {"platform": "instagram", "identifier": "C9DcwWg83bS"}
CREATES: dict[str, tuple[str, dict[str, Any]]] = {
    "track_account": ("/accounts", ACCOUNT),
    "track_video": ("/videos", VIDEO),
    "create_creator": ("/creators", {"name": "Ada"}),
}
each = pytest.mark.parametrize("create", [name for name in CREATES if name in HANDLERS])


@pytest.fixture
def world() -> World:
    """A world with one key of every kind."""
    return world_of(KEYS)


def send(
    client: httpx.Client, path: str, body: Any, key: str | None = "once", **more: str
) -> httpx.Response:
    """A create with an Idempotency-Key, or without."""
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    if key is not None:
        headers["idempotency-key"] = key
    return client.post(path, json=body, headers=headers)


def test_every_create_is_here() -> None:
    """The table above holds all operations whose contract has the header."""
    declared = {
        one.id
        for one in operations()
        if any(each.name == "Idempotency-Key" for each in parameters(one, "header"))
    }
    assert CREATES.keys() == declared


@each
def test_a_retry_gets_the_first_answer(create: str, world: World) -> None:
    """Sent again, a create answers with the status, body and Location of the first time."""
    path, body = CREATES[create]
    with wire(world) as client:
        first = send(client, path, body)
        before, now = everything(world), world.clock.instant
        world.clock.advance("9m59.999999s")
        again = send(client, path, body)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert again.headers["date"] == "Mon, 05 Jan 2026 09:09:59 GMT"
    assert [entry.log for entry in world.journal] == [(0, 1), (2, 2)]  # the move lies between
    assert everything(world)["creators"] == before["creators"]
    assert len(world.accounts) == len(before["accounts"])
    assert now < world.clock.instant


@each
def test_without_the_header_nothing_is_replayed(create: str, world: World) -> None:
    """Creates that carry no key are handled each time."""
    path, body = CREATES[create]
    with wire(world) as client:
        first, again = (send(client, path, body, None) for _ in range(2))
    assert first.status_code == 201
    assert again.status_code == (201 if create == "create_creator" else 409)
    assert again.content != first.content
    assert len(world.retries) == 0


@each
@pytest.mark.parametrize(
    ("later", "replays"), [("599.999999s", True), ("10m", False), ("1d", False)]
)
def test_ten_minutes_are_remembered(create: str, later: str, replays: bool, world: World) -> None:  # noqa: FBT001 - a column
    """Less than ten minutes after the first answer it is replayed; from then on it is not."""
    path, body = CREATES[create]
    with wire(world) as client:
        first = send(client, path, body)
        world.clock.advance(later)
        again = send(client, path, body)
    assert (again.content == first.content) is replays
    if not replays:
        assert again.status_code == (201 if create == "create_creator" else 409)


def test_a_replay_does_not_prolong_the_memory(world: World) -> None:
    """The ten minutes begin with the first answer, however often it is replayed."""
    with wire(world) as client:
        send(client, "/accounts", ACCOUNT)
        statuses = []
        for _ in range(3):
            world.clock.advance("4m")
            statuses.append(send(client, "/accounts", ACCOUNT).status_code)
    assert statuses == [201, 201, 409]


def test_what_has_expired_is_forgotten(world: World) -> None:
    """Only the answers of the last ten minutes take up room."""
    with wire(world) as client:
        for number in range(20):
            send(client, "/accounts", {**ACCOUNT, "username": f"n{number}"}, str(number))
            world.clock.advance("3m")
    assert len(world.retries) == 4


def test_the_replay_is_of_the_past(world: World) -> None:
    """A replay shows the account as it was when it was made, even if it has changed or gone."""
    with wire(world) as client:
        first = send(client, "/accounts", ACCOUNT)
        path = f"/accounts/{first.json()['data']['id']}"
        world.clock.advance("1m")
        assert client.get(path).json()["data"]["last_scrape_time"] is not None
        client.delete(path)
        again = send(client, "/accounts", ACCOUNT)
        assert client.get(path).status_code == 404
    assert again.json()["data"]["last_scrape_time"] is None
    assert again.content == first.content


def test_the_keys_of_another_api_key_do_not_count(world: World) -> None:
    """The same Idempotency-Key with another API key is another request."""
    with wire(world) as client, wire(world, "secret-of-admin") as admin:
        assert send(client, "/accounts", ACCOUNT).status_code == 201
        assert send(admin, "/accounts", ACCOUNT).status_code == 409


def test_another_operation_does_not_count(world: World) -> None:
    """The same Idempotency-Key on another create is another request."""
    with wire(world) as client:
        account, video = send(client, "/accounts", ACCOUNT), send(client, "/videos", VIDEO)
    kinds = [response.json()["data"]["type"] for response in (account, video)]
    assert kinds == ["account", "video"]


def test_another_world_does_not_count() -> None:
    """Two worlds of one seed know nothing of each other's keys."""
    for world in (world_of(KEYS), world_of(KEYS)):
        with wire(world) as client:
            send(client, "/accounts", ACCOUNT)
        assert world.journal[-1].trace[-1] == "done"


def test_other_operations_overlook_the_header(world: World) -> None:
    """Where the contract has no such header, it changes nothing."""
    path = f"/accounts/{world.accounts[0].id}"
    with wire(world) as client:
        for active in (False, True):
            sent = {"idempotency-key": "once"}
            got = client.patch(path, json={"is_active": active}, headers=sent)
            assert got.json()["data"]["is_active"] is active


@pytest.mark.parametrize(
    ("first", "status"),
    [
        ({"platform": "vine", "username": "x"}, 422),
        ({"platform": "tiktok", "username": "esa"}, 409),
        ({"platform": "instagram", "username": "x", "creator_id": "0" * 8}, 422),
    ],
)
def test_errors_are_not_kept(first: dict[str, Any], status: int, world: World) -> None:
    """After a refusal the same key may be used for the request that is right."""
    with wire(world) as client:
        assert send(client, "/accounts", first).status_code == status
        assert send(client, "/accounts", ACCOUNT).status_code == 201


def test_a_refusal_by_scope_or_limit_is_not_replayed(world: World) -> None:
    """What the gate refuses is refused, even if the key is remembered."""
    with wire(world) as client, wire(world, "secret-of-reader") as reader:
        assert send(client, "/accounts", ACCOUNT).status_code == 201
        assert send(reader, "/accounts", ACCOUNT).status_code == 403
        assert send(client, "/accounts", {"platform": "vine"}).status_code == 422
        world.set_rate_limit(1)
        assert send(client, "/accounts", ACCOUNT).status_code == 429


def test_a_replay_counts_for_the_limit(world: World) -> None:
    """A replay costs one request, as everything does."""
    with wire(world) as client:
        left = [
            send(client, "/accounts", ACCOUNT).headers["x-ratelimit-remaining"] for _ in range(3)
        ]
    assert left == ["599", "598", "597"]


def test_the_trace_tells_a_replay(world: World) -> None:
    """The decision trace says that an answer is a replay, and of when."""
    with wire(world) as client:
        send(client, "/accounts", ACCOUNT)
        world.clock.advance("1.5s")
        send(client, "/accounts", ACCOUNT)
    assert world.journal[-1].trace[-1] == (
        "replayed: the Idempotency-Key was first answered at 2026-01-05T09:00:00.000000Z"
    )


SAME = [
    {"username": "newcomer", "platform": "tiktok"},
    {**ACCOUNT, "scrape_interval_hours": 24},
    {**ACCOUNT, "scrape_interval_hours": 24.0, "is_active": True, "unknown": 1},
]
OTHER = [
    {**ACCOUNT, "username": "another"},
    {**ACCOUNT, "scrape_interval_hours": 12},
    {**ACCOUNT, "metadata": {"a": "b"}},
]
ANSWERS: list[tuple[Any, int, str | None]] = [
    ("replay", 201, None),
    (409, 409, "CONFLICT"),
    (422, 422, "VALIDATION_ERROR"),
]


@pytest.mark.parametrize("body", OTHER)
@pytest.mark.parametrize(("switch", "status", "code"), ANSWERS)
def test_another_body_under_the_same_key(
    body: dict[str, Any], switch: Any, status: int, code: str | None
) -> None:
    """As the dialect has it, another body gets the first answer, 409 or 422; nothing is made."""
    world = world_of(KEYS, dialect=Dialect(idempotency_conflict=switch))
    with wire(world) as client:
        first = send(client, "/accounts", ACCOUNT)
        before = everything(world)
        again = send(client, "/accounts", body)
    assert (again.status_code, again.json().get("code")) == (status, code)
    assert (again.content == first.content) is (code is None)
    assert everything(world) == before


@pytest.mark.parametrize("body", SAME)
@pytest.mark.parametrize("switch", ["replay", 409, 422])
def test_the_same_body_in_another_spelling(body: dict[str, Any], switch: Any) -> None:
    """Order, defaults written out and members that nobody knows do not make another body."""
    world = world_of(KEYS, dialect=Dialect(idempotency_conflict=switch))
    with wire(world) as client:
        first = send(client, "/accounts", ACCOUNT)
        assert send(client, "/accounts", body).content == first.content


def test_the_order_of_members_does_not_matter() -> None:
    """The same metadata in another order is the same body."""
    world = world_of(KEYS, dialect=Dialect(idempotency_conflict=409))
    with wire(world) as client:
        for metadata in ({"a": "1", "b": "2"}, {"b": "2", "a": "1"}):
            sent = {**ACCOUNT, "metadata": metadata}
            assert send(client, "/accounts", sent).status_code == 201


def test_a_conflict_names_the_header() -> None:
    """A 422 for another body blames the header and not the body."""
    world = world_of(KEYS, dialect=Dialect(idempotency_conflict=422))
    with wire(world) as client:
        send(client, "/accounts", ACCOUNT)
        (error,) = send(client, "/accounts", OTHER[0]).json()["errors"]
    assert error == {
        "field": "Idempotency-Key",
        "message": "was sent with another body before",
    }


def test_a_marked_replay_differs_by_the_marker_alone() -> None:
    """With the marker on, a replay has the headers of the first answer and one more."""
    world = world_of(KEYS, dialect=Dialect(idempotent_marker="present"))
    with wire(world, headers={"x-request-id": "same"}) as client:
        first, again = (send(client, "/accounts", ACCOUNT) for _ in range(2))
    assert lasting(again.headers) == {**lasting(first.headers), "idempotent-replayed": "true"}


@each
def test_another_replica_knows_no_keys(create: str, world: World) -> None:
    """After the loss of a replica a retry creates once more, or conflicts."""
    path, body = CREATES[create]
    with wire(world) as client:
        first = send(client, path, body)
        world.lose_replica()
        again = send(client, path, body)
        third = send(client, path, body)
    assert again.status_code == (201 if create == "create_creator" else 409)
    assert again.content != first.content
    assert (third.content == again.content) is (create == "create_creator")


def test_the_loss_of_a_replica_is_logged(world: World) -> None:
    """Losing a replica is a command like any other."""
    world.lose_replica()
    (entry,) = world.log
    assert type(entry.command).__name__ == "LoseReplica"


def test_concurrent_retries_make_one_account() -> None:
    """Of many requests under one key at the same time one is carried out; all get its answer."""
    world = World("empty")
    answers: list[tuple[int, bytes]] = []
    start = threading.Barrier(8)
    with MockServer() as server:
        live = server.add(world)
        headers = {"authorization": f"Bearer {live.api_key}", "idempotency-key": "once"}

        def create() -> None:
            with httpx.Client(trust_env=False) as client:
                start.wait(30)
                for _ in range(5):
                    got = client.post(f"{live.base_url}/accounts", json=ACCOUNT, headers=headers)
                    answers.append((got.status_code, got.content))

        threads = [threading.Thread(target=create) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert len(answers) == 40
    assert {status for status, _ in answers} == {201}
    assert len({content for _, content in answers}) == 1
    assert len(world.accounts) == len(world.log) == 1


def test_a_kept_refusal_is_replayed_with_its_faults() -> None:
    """Where refusals are kept, an account with an unknown creator stays refused for ten minutes."""
    world = world_of(KEYS, dialect=Dialect(idempotent_errors="kept", idempotent_marker="present"))
    with wire(world) as client:
        first = send(client, "/accounts", {**ACCOUNT, "creator_id": UNKNOWN_ID})
        world.clock.advance("9m")
        again = send(client, "/accounts", ACCOUNT)
        world.clock.advance("1m")
        assert send(client, "/accounts", ACCOUNT).status_code == 201
    assert (first.status_code, again.status_code) == (422, 422)
    assert again.json()["errors"] == first.json()["errors"]
    assert world.journal[1].trace[-2:] == (
        "replayed: the Idempotency-Key was first answered at 2026-01-05T09:00:00.000000Z",
        "VALIDATION_ERROR: Request failed validation.",
    )


@pytest.mark.parametrize("body", [{"platform": "vine", "username": "x"}, {"platform": "tiktok"}])
def test_refusals_of_the_gate_are_never_kept(body: dict[str, Any]) -> None:
    """What breaks the contract has met no operation yet, so there is nothing to keep."""
    world = world_of(KEYS, dialect=Dialect(idempotent_errors="kept"))
    with wire(world) as client, wire(world, "secret-of-reader") as reader:
        assert send(client, "/accounts", body).status_code == 422
        assert send(reader, "/accounts", ACCOUNT).status_code == 403
        assert send(client, "/accounts", ACCOUNT).status_code == 201


@pytest.mark.parametrize(("conflict", "status"), [("replay", 201), (409, 409), (422, 422)])
def test_another_operation_is_another_body(conflict: Any, status: int) -> None:
    """Where a key means the same on all creates, the dialect of other bodies decides."""
    dialect = Dialect(idempotency_scope="key", idempotency_conflict=conflict)
    world = world_of(KEYS, dialect=dialect)
    with wire(world) as client, wire(world, "secret-of-admin") as admin:
        send(client, "/accounts", ACCOUNT)
        assert send(client, "/creators", {"name": "Ada"}).status_code == status
        assert send(client, "/videos", VIDEO).status_code == status
        assert send(admin, "/creators", {"name": "Ada"}).json()["data"]["type"] == "creator"
    assert len(world.creators) == 1


# -- recordings

NEXT: dict[str, Callable[[int], dict[str, Any]]] = {
    "track_account": lambda n: {"username": ("esa", "x", "y", "z")[n]},
    "track_video": lambda n: {"platform": "tiktok", "identifier": f"730123456789012345{n + 5}"},
    "create_creator": lambda n: {"name": "ABCD"[n]},
}
QUOTA = """
[organization]
account_quota = 4
"""
moves = st.sampled_from(["0s", "1s", "5m", "9m59.999999s", "10m"])
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("send"),
            st.tuples(st.sampled_from(sorted(CREATES)), st.sampled_from("ab"), st.integers(0, 3)),
        ),
        st.tuples(st.just("advance"), moves),
        st.tuples(st.just("lose"), st.none()),
    ),
    max_size=25,
)


SWITCHES = [name for name in Dialect.alternatives() if name.startswith("idempoten")]
dialects = st.builds(
    Dialect, **{name: st.sampled_from(Dialect.alternatives()[name]) for name in SWITCHES}
)


@given(script=steps, dialect=dialects)
def test_recordings_replay_the_keys(
    script: list[tuple[str, Any]], dialect: Dialect, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A replayed world remembers and forgets as the first did, to the byte of the journal.

    Every answer on the way satisfies the contract of its dialect, whatever the switches.
    """
    world = world_of(KEYS + QUOTA, dialect=dialect)
    with wire(world) as client:
        for kind, value in script:
            if kind == "advance":
                world.clock.advance(value)
            elif kind == "lose":
                world.lose_replica()
            else:
                create, key, number = value
                path, body = CREATES[create]
                send(client, path, body | NEXT[create](number), key)
    again = _replayed(world, tmp_path_factory.mktemp("keys") / "world.jsonl")
    assert again.journal.to_jsonl() == world.journal.to_jsonl()
    assert list(again.log) == list(world.log)
    assert len(again.retries) == len(world.retries)


def _replayed(world: World, file: Path) -> World:
    world.save(file)
    return World.load(file)


def test_keeping_one_more_does_not_go_through_all() -> None:
    """On a clock that stands still nothing expires, yet keeping a reply copies none of those kept.

    Memory tells: a look at each of 5,000 would need a hundred times as much.
    """
    store: IdempotencyStore[str] = IdempotencyStore()
    for number in range(5_000):
        store.keep(Place(0, "key", "create", str(number)), "reply", 0, b"")
    tracemalloc.start()
    store.keep(Place(0, "key", "create", "one more"), "reply", 0, b"")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000
