"""The journal of a world: every request, what was decided about it, and no secret."""

import json
from typing import Any

import httpx
import pytest

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.journal import Journal, JournalFull
from wire import KEYS, UNKNOWN_ID, anonymous, complaints, everything, wire, world_of

NEW = {"platform": "tiktok", "username": "newcomer"}


@pytest.fixture
def world() -> World:
    """A world with keys of every kind."""
    return world_of(KEYS)


@pytest.mark.parametrize(
    ("method", "path", "more", "reason"),
    [
        ("GET", "/accounts", {}, "200: no validator sent"),
        ("GET", "/accounts", {"headers": {"if-none-match": '"x"'}}, "200: the validator differs"),
        ("GET", "/accounts", {"headers": {"if-none-match": "*"}}, "304: the validator matches"),
        ("HEAD", "/accounts", {}, "200: no validator sent"),
        ("GET", "/health", {}, "done"),
        ("POST", "/accounts", {"json": NEW}, "done"),
        ("GET", "/nowhere", {}, "NOT_FOUND: There is no /v2/nowhere in this API."),
        ("GET", f"/accounts/{UNKNOWN_ID}", {}, "NOT_FOUND: Account not found."),
        ("PUT", "/accounts", {}, "METHOD_NOT_ALLOWED: The path has no such method."),
        ("GET", "/accounts", {"headers": {"accept": "a/b"}}, "NOT_ACCEPTABLE: "),
        ("GET", "/whoami", {"headers": {"authorization": "x"}}, "UNAUTHORIZED: "),
        ("GET", "/accounts?limit=0", {}, "VALIDATION_ERROR: "),
        ("POST", "/accounts", {"json": {**NEW, "username": "esa"}}, "CONFLICT: The tiktok "),
    ],
)
def test_the_last_line_of_the_trace_explains_the_status(
    method: str, path: str, more: dict[str, Any], reason: str, world: World
) -> None:
    """Whatever the status, the trace ends with the reason for it."""
    with wire(world) as client:
        response = client.request(method, path, **more)
    (entry,) = world.journal
    assert entry.status == response.status_code
    assert entry.trace[-1].startswith(reason)


def test_the_trace_tells_the_way(world: World) -> None:
    """The trace holds the decisions in their order: operation, key, limit, scope, end."""
    with wire(world) as client:
        client.post("/accounts", json=NEW)
    assert world.journal[-1].trace == (
        "operation track_account",
        "key all",
        "rate limit 599 of 600 left until 1767603660",
        "scope write",
        "done",
    )


def test_an_entry_holds_the_exchange(world: World) -> None:
    """Request and response are there as they were, with instant, operation and key."""
    world.clock.advance(seconds=3)
    with wire(world) as client:
        response = client.post("/accounts?x=%20y", json=NEW, headers={"X-Own": "own"})
    (entry,) = world.journal
    assert (entry.index, entry.at) == (0, world.clock.instant)
    assert (entry.method, entry.target) == ("POST", "/v2/accounts?x=%20y")
    assert entry.base_url == "https://api.creatoraudit.com/v2"
    assert (entry.operation, entry.key) == ("track_account", "all")
    assert json.loads(entry.request_body) == NEW
    assert dict(entry.request_headers)["content-type"] == "application/json"
    assert dict(entry.request_headers)["x-own"] == "own"
    assert (entry.status, entry.response_body) == (201, response.content)
    assert dict(entry.response_headers) == dict(response.headers)


def test_an_entry_tells_what_changed(world: World) -> None:
    """`log` is the range of commands that the request caused: none, or one."""
    with wire(world) as client:
        client.get("/accounts")
        client.post("/accounts", json=NEW)
        client.post("/accounts", json=NEW)
        world.clock.advance(days=1)
        client.delete(f"/accounts/{world.accounts[0].id}")
    spans = [entry.log for entry in world.journal]
    assert spans == [(0, 0), (0, 1), (1, 1), (2, 3)]
    made = [type(world.log[low].command).__name__ for low, high in spans if high > low]
    assert made == ["TrackAccount", "DeleteAccount"]


def test_where(world: World) -> None:
    """Entries are found by the values of their fields and by a test."""
    with wire(world) as client:
        first = client.get("/accounts")
        client.get("/accounts", headers={"if-none-match": first.headers["etag"]})
        client.get("/nowhere")
        client.get("/videos")
    journal = world.journal
    assert [entry.index for entry in journal.where(status=304)] == [1]
    assert [entry.index for entry in journal.where(operation=None)] == [2]
    assert [entry.index for entry in journal.where(operation="list_accounts", status=200)] == [0]
    assert [entry.index for entry in journal.where(lambda entry: entry.index > 1)] == [2, 3]
    assert journal.where(lambda entry: entry.index > 1, status=304) == []
    assert len(journal.where()) == 4
    with pytest.raises(AttributeError, match="statsu"):
        journal.where(statsu=304)


def test_a_journal_is_a_sequence(world: World) -> None:
    """Entries can be counted, walked, indexed and sliced; the repr tells how many."""
    with wire(world) as client:
        client.get("/accounts")
        client.get("/videos")
    journal = world.journal
    assert len(journal) == len(list(journal)) == 2
    assert journal[-1].operation == "list_videos"
    assert [entry.index for entry in journal[:1]] == [0]
    assert repr(journal) == "<Journal of 2 requests>"
    assert str(journal[0]) == (
        "2026-01-05T09:00:00Z GET /v2/accounts -> 200 (200: no validator sent)"
    )


def test_json_lines(world: World) -> None:
    """A journal is written as JSON lines: one for each request, bodies as text."""
    with wire(world) as client:
        client.post("/accounts", content=b"\xff", headers={"content-type": "application/json"})
        client.get("/whoami")
    first, second = (json.loads(line) for line in world.journal.to_jsonl().splitlines())
    assert first["request"]["body"] == "\\xff"
    assert (first["response"]["status"], second["response"]["status"]) == (400, 200)
    assert json.loads(second["response"]["body"])["data"]["api_key_name"] == "all"
    assert second["at"] == "2026-01-05T09:00:00.000000Z"


def test_the_same_requests_make_the_same_journal() -> None:
    """Law 6: same seed and same requests, byte-identical journals."""
    lines = set()
    for _ in range(3):
        world = World("small", seed=9)
        with wire(world) as client:
            client.get("/accounts?limit=2")
            world.clock.advance(days=1)
            client.post("/accounts", json=NEW)
            client.get("/nowhere")
        lines.add(world.journal.to_jsonl())
    assert len(lines) == 1


# -- secrets

SECRETS = {
    "a known key": {"authorization": "Bearer secret-of-all"},
    "a known key in small letters": {"authorization": "bearer secret-of-all"},
    "a disabled key": {"authorization": "Bearer secret-of-disabled"},
    "a deleted key": {"authorization": "Bearer secret-of-deleted"},
    "an unknown key": {"authorization": "Bearer secret-of-somebody"},
    "a key alone": {"authorization": "secret-of-all"},
    "a key in front of the scheme": {"authorization": "secret-of-all Bearer"},
    "a strange scheme": {"authorization": "Secret-Of-All x"},
    "another scheme": {"authorization": "Token token=secret-of-all"},
    "basic": {"authorization": "Basic secret-of-all"},
    "a tab": {"authorization": "Bearer\tsecret-of-all"},
    "several keys": {"authorization": "Bearer secret-of-all, Bearer secret-of-reader"},
    "another header": {"x-api-key": "secret-of-all"},
    "the header of another service": {"X-CreatorAudit-API-Key": "secret-of-all"},
    "a cookie": {"cookie": "session=secret-of-all"},
    "a proxy's key": {"proxy-authorization": "Basic secret-of-all"},
}


@pytest.mark.parametrize("headers", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("path", ["/whoami", "/nowhere", "/health", "/accounts?limit=0"])
def test_secrets_are_not_kept(headers: dict[str, str], path: str, world: World) -> None:
    """No header that may hold somebody's key is in the journal as it was sent."""
    with anonymous(world) as client:
        client.get(path, headers=headers)
    kept = world.journal.to_jsonl().lower()
    assert b"secret-of" not in kept
    assert "secret-of" not in repr(world.journal[0]).lower()


@pytest.mark.parametrize(
    ("authorization", "shown"),
    [
        ("Bearer secret-of-all", "Bearer <all>"),
        ("bearer secret-of-all", "bearer <all>"),
        ("Bearer secret-of-disabled", "Bearer <disabled>"),
        ("Bearer secret-of-deleted", "Bearer <unknown>"),
        ("Bearer nonsense", "Bearer <unknown>"),
        ("Basic nonsense", "Basic <unknown>"),
        ("nonsense", "? <unknown>"),
        ("nonsense Bearer", "? <unknown>"),
    ],
)
def test_what_is_kept_of_a_key(authorization: str, shown: str, world: World) -> None:
    """In place of a key the journal has its scheme, if it is one, and the key's name."""
    with anonymous(world) as client:
        client.get("/whoami", headers={"authorization": authorization})
    assert dict(world.journal[0].request_headers)["authorization"] == shown


def test_no_answer_holds_a_key(world: World) -> None:
    """Nothing that the API sends repeats the key of the request."""
    with wire(world) as client:
        for path in ("/whoami", "/nowhere", "/accounts", "/meta", "/accounts?limit=x"):
            response = client.get(path)
            assert "secret-of-all" not in response.text + str(response.headers)


# -- the cap


def test_a_full_journal_refuses_in_process(world: World) -> None:
    """In-process a request beyond the cap raises what to do, changes nothing, is not kept."""
    world.journal.cap = 2
    with wire(world) as client:
        client.get("/accounts")
        client.get("/accounts")
        before = everything(world)
        for _ in range(2):
            with pytest.raises(JournalFull, match=r"set journal\.cap higher"):
                client.post("/accounts", json=NEW)
        assert everything(world) == before
        assert len(world.journal) == 2
        world.journal.cap = 3
        assert client.post("/accounts", json=NEW).status_code == 201


def test_a_full_journal_refuses_live(caplog: pytest.LogCaptureFixture) -> None:
    """Live it is a 500 problem; the server's log says what to do, and nothing has changed."""
    world = World("small")
    world.journal.cap = 0
    before = everything(world)
    with MockServer() as server:
        base_url, key = server.add(world)
        headers = {"authorization": f"Bearer {key}"}
        with httpx.Client(base_url=base_url, headers=headers, trust_env=False) as client:
            response = client.post("/accounts", json=NEW)
    found = complaints("POST", "/v2/accounts", 500, response.headers, response.content)
    assert (response.status_code, found) == (500, [])
    assert "set journal.cap higher" in caplog.text
    assert everything(world) == before


def test_a_million_by_default() -> None:
    """The cap is far away unless somebody moves it."""
    assert Journal().cap == World().journal.cap == 1_000_000
