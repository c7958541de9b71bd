"""The dialect on the wire: every switch, with both answers."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from creatoraudit_mock import Dialect, World
from wire import KEYS, everything, wire, world_of

Ask = Callable[[World, httpx.Client], Any]

MICROS = re.compile(r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"')
SECONDS = re.compile(r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"')
JSON = {"content-type": "application/json"}


def malformed(_: World, client: httpx.Client) -> Any:
    """What a body that is no JSON gets."""
    response = client.post("/accounts", content=b"{", headers=JSON)
    return response.status_code, [error["field"] for error in response.json().get("errors", [])]


def request_id(_: World, client: httpx.Client) -> Any:
    """Whether the client's id comes back."""
    return client.get("/health", headers={"x-request-id": "mine"}).headers["x-request-id"] == "mine"


def batch_with_read_key(world: World, client: httpx.Client) -> Any:
    """What a batch read with a read key gets."""
    client.headers["authorization"] = "Bearer secret-of-reader"
    sent = {"account_ids": [world.accounts[0].id]}
    return client.post("/accounts/metrics", json=sent).status_code


def total(_: World, client: httpx.Client) -> Any:
    """The total that nobody asked for, and the one that somebody did."""
    counts = [
        client.get(f"/accounts{query}").json()["pagination"].get("total_count", "absent")
        for query in ("", "?include_total=false", "?include_total=true")
    ]
    return tuple(counts)


def unknown_parameter(_: World, client: httpx.Client) -> Any:
    """What a misspelled parameter gets."""
    response = client.get("/accounts?Limit=1&offset=2")
    return response.status_code, [
        (error["field"], error["message"]) for error in response.json().get("errors", [])
    ]


def timestamps(world: World, client: httpx.Client) -> Any:
    """Whether all timestamps have fractions, and whether all are whole."""
    world.clock.advance(hours=1, microseconds=7)
    world.scrape_now(world.accounts[0])
    text = client.get("/accounts").text + client.get("/videos").text
    return bool(MICROS.search(text)), bool(SECONDS.search(text))


def deletion(world: World, client: httpx.Client) -> Any:
    """What deletions answer, and whether the items are gone."""
    found = []
    for item, kind in [(world.accounts[0], "accounts"), (world.videos[0], "videos")]:
        path = f"/{kind}/{item.id}"
        last = client.get(path).content
        response = client.delete(path)
        assert response.content in (b"", last)
        found.append((response.status_code, bool(response.content), client.get(path).status_code))
    return found


def not_modified(_: World, client: httpx.Client) -> Any:
    """How much is left of 600 requests after a 200 and a 304."""
    etag = client.get("/whoami").headers["etag"]
    response = client.get("/whoami", headers={"if-none-match": etag})
    return response.status_code, response.headers["x-ratelimit-remaining"]


def retry_after(world: World, client: httpx.Client) -> Any:
    """Whether a 429 says when to come back, in its header."""
    world.set_rate_limit(1)
    client.get("/whoami")
    response = client.get("/whoami")
    return response.status_code, response.headers.get("retry-after")


def _twice(client: httpx.Client, *names: str) -> list[httpx.Response]:
    headers = {"idempotency-key": "one"}
    bodies = [{"platform": "tiktok", "username": name} for name in names]
    return [client.post("/accounts", json=body, headers=headers) for body in bodies]


def another_body(_: World, client: httpx.Client) -> Any:
    """What another body under the same Idempotency-Key gets, and whether it is the first result."""
    first, second = _twice(client, "first", "second")
    return second.status_code, second.content == first.content


def marker(_: World, client: httpx.Client) -> Any:
    """By what header a replayed answer differs from the first."""
    return [answer.headers.get("idempotent-replayed") for answer in _twice(client, "x", "x")]


ANSWERS: dict[str, tuple[Ask, dict[Any, Any]]] = {
    "malformed_json": (malformed, {400: (400, []), 422: (422, ["body"])}),
    "inbound_request_id": (request_id, {"adopt": True, "ignore": False}),
    "batch_scope": (batch_with_read_key, {"read": 200, "write": 403}),
    "unrequested_total": (
        total,
        {"absent": ("absent", "absent", 2), "null": (None, None, 2)},
    ),
    "unknown_parameters": (
        unknown_parameter,
        {
            "ignore": (200, []),
            "refuse": (
                422,
                [("Limit", "is not a known parameter"), ("offset", "is not a known parameter")],
            ),
        },
    ),
    "timestamps": (timestamps, {"seconds": (False, True), "microseconds": (True, False)}),
    "not_modified": (not_modified, {"counts": (304, "598"), "free": (304, "599")}),
    "retry_after": (retry_after, {"present": (429, "60"), "absent": (429, None)}),
    "idempotency_conflict": (
        another_body,
        {"replay": (201, True), 409: (409, False), 422: (422, False)},
    ),
    "idempotent_marker": (marker, {"absent": [None, None], "present": [None, "true"]}),
    "delete_status": (deletion, {204: [(204, False, 404)] * 2, 200: [(200, True, 404)] * 2}),
}


def test_every_switch_is_here() -> None:
    """The table above holds every switch with all its values."""
    assert {name: set(found) for name, (_, found) in ANSWERS.items()} == {
        name: set(values) for name, values in Dialect.alternatives().items()
    }


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, (_, found) in ANSWERS.items() for value in found]
)
def test_every_value_shows(name: str, value: Any) -> None:
    """Each value of each switch gives the answer that it promises, by the contract."""
    ask, expected = ANSWERS[name]
    world = world_of(KEYS, dialect=Dialect(**{name: value}))
    with wire(world) as client:
        assert ask(world, client) == expected[value]


@pytest.mark.parametrize("name", ANSWERS)
def test_the_first_value_is_the_default(name: str) -> None:
    """Without a choice a world speaks the first of the alternatives."""
    ask, expected = ANSWERS[name]
    world = world_of(KEYS)
    with wire(world) as client:
        assert ask(world, client) == expected[Dialect.alternatives()[name][0]]


@pytest.mark.parametrize(
    "name", [n for n in ANSWERS if n not in {"timestamps", "unrequested_total", "delete_status"}]
)
def test_a_switch_leaves_the_rest_alone(name: str) -> None:
    """Lists read the same bytes whatever else a dialect answers."""
    bodies = set()
    for value in ANSWERS[name][1]:
        world = world_of(KEYS, dialect=Dialect(**{name: value}))
        with wire(world) as client:
            bodies.add(client.get("/accounts").content + client.get("/videos").content)
    assert len(bodies) == 1


def test_refused_parameters_change_nothing() -> None:
    """A write with an unknown parameter is refused as a whole."""
    world = world_of(KEYS, dialect=Dialect(unknown_parameters="refuse"))
    before = everything(world)
    with wire(world) as client:
        body = {"platform": "tiktok", "username": "newcomer"}
        assert client.post("/accounts?dry_run=true", json=body).status_code == 422
        assert client.delete(f"/accounts/{world.accounts[0].id}?force=1").status_code == 422
    assert everything(world) == before


def test_a_scenario_may_choose_a_dialect() -> None:
    """A scenario's own dialect holds, unless the world is given another."""
    toml = "description = ''\n[dialect]\nmalformed_json = 422\n"
    chosen, default = world_of(toml), world_of(toml, dialect=Dialect())
    assert [malformed(world, wire(world))[0] for world in (chosen, default)] == [422, 400]
