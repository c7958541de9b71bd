"""The order of the checks, shown by requests that are wrong in two ways at once.

Route, method, key, state of key and subscription, Accept, size, Content-Type, scope, form of the
body, its values, the resource, the quota and the conflict: what comes first in this list answers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import combinations

import pytest

from creatoraudit_mock import World
from wire import KEYS, UNKNOWN_ID, wire, world_of

QUOTA = "\n[organization]\naccount_quota = 2\n"
JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Try:
    """A request in the making, right in all ways."""

    path: str = "/accounts"
    method: str = "POST"
    secret: str = "secret-of-all"
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))
    body: bytes = b'{"platform": "tiktok", "username": "brand.new"}'
    lapsed: bool = False


def _with(**headers: str) -> Callable[[Try], Try]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda one: replace(one, headers={**one.headers, **named})


FAULTS: dict[str, tuple[int, str, Callable[[Try], Try]]] = {
    "path": (404, "NOT_FOUND", lambda one: replace(one, path="/acounts")),
    "method": (405, "METHOD_NOT_ALLOWED", lambda one: replace(one, method="PUT")),
    "key": (401, "UNAUTHORIZED", lambda one: replace(one, secret="nonsense")),
    "state": (403, "FORBIDDEN", lambda one: replace(one, secret="secret-of-disabled")),
    "subscription": (403, "FORBIDDEN", lambda one: replace(one, lapsed=True)),
    "accept": (406, "NOT_ACCEPTABLE", _with(accept="text/plain")),
    "size": (413, "PAYLOAD_TOO_LARGE", lambda one: replace(one, body=b" " * 5_000_000)),
    "type": (415, "UNSUPPORTED_MEDIA_TYPE", _with(content_type="text/plain")),
    "scope": (403, "INSUFFICIENT_SCOPE", lambda one: replace(one, secret="secret-of-reader")),
    "form": (400, "BAD_REQUEST", lambda one: replace(one, body=b"{")),
    "value": (422, "VALIDATION_ERROR", lambda one: replace(one, body=b'{"platform": "x"}')),
    "quota": (403, "QUOTA_EXCEEDED", lambda one: one),
}
"""Each fault with its answer, in the order of the checks."""

SAME_PLACE = [{"key", "state"}, {"key", "scope"}, {"state", "scope"}, {"size", "form"}]
SAME_PLACE += [{"size", "value"}, {"form", "value"}]
"""Faults that cannot stand in one request side by side."""


def answer(one: Try) -> tuple[int, str]:
    """Status and code of the answer, in a world whose quota is used up."""
    world = world_of(KEYS + QUOTA)
    world.set_subscription(active=not one.lapsed)
    with wire(world, one.secret) as client:
        response = client.request(one.method, one.path, headers=one.headers, content=one.body)
    return response.status_code, response.json()["code"]


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_by_itself(fault: str) -> None:
    """A request with one fault gets the answer to that fault."""
    status, code, spoil = FAULTS[fault]
    assert answer(spoil(Try())) == (status, code)


@pytest.mark.parametrize(
    ("first", "second"),
    [pair for pair in combinations(FAULTS, 2) if set(pair) not in SAME_PLACE],
    ids=str,
)
def test_the_earlier_of_two_faults_answers(first: str, second: str) -> None:
    """Of two faults the one that is checked first gets the answer."""
    status, code, spoil = FAULTS[first]
    assert answer(spoil(FAULTS[second][2](Try()))) == (status, code)


def ask(method: str, path: str, body: object = None, toml: str = KEYS) -> tuple[int, str]:
    """Status and code of one request in a fresh world."""
    with wire(world_of(toml)) as client:
        response = client.request(method, path, json=body)
    return response.status_code, response.json()["code"]


@pytest.mark.parametrize("kind", ["accounts", "videos"])
def test_values_before_the_resource(kind: str) -> None:
    """A bad value is told even if the resource does not exist."""
    path = f"/{kind}/{UNKNOWN_ID}"
    assert ask("PATCH", path, {"is_active": "no"}) == (422, "VALIDATION_ERROR")
    assert ask("PATCH", path, {"is_active": True}) == (404, "NOT_FOUND")


def test_the_resource_before_the_creator() -> None:
    """An account that does not exist is told before a creator that does not."""
    path = f"/accounts/{UNKNOWN_ID}"
    assert ask("PATCH", path, {"creator_id": UNKNOWN_ID}) == (404, "NOT_FOUND")


def test_the_creator_before_conflict_and_quota() -> None:
    """A creator that does not exist is a fault of a value, so it comes before both."""
    body = {"platform": "instagram", "username": "nasa", "creator_id": UNKNOWN_ID}
    assert ask("POST", "/accounts", body, KEYS + QUOTA) == (422, "VALIDATION_ERROR")


def test_a_duplicate_is_no_matter_of_quota() -> None:
    """Tracking what is tracked already is a conflict, even if the quota is used up."""
    body = {"platform": "instagram", "username": "nasa"}
    assert ask("POST", "/accounts", body, KEYS + QUOTA) == (409, "CONFLICT")


def test_a_malformed_id_before_the_body() -> None:
    """A malformed body is told before a malformed id: what cannot be read cannot be judged."""
    with wire(world_of(KEYS)) as client:
        response = client.patch("/accounts/x", content=b"{", headers=JSON)
    assert response.status_code == 400


def test_all_faults_of_values_come_together() -> None:
    """Faults of path, query and body are told in one answer."""
    with wire(World()) as client:
        response = client.patch("/accounts/x", json={"is_active": 3, "category": ""})
    fields = [error["field"] for error in response.json()["errors"]]
    assert fields == ["account_id", "category", "is_active"]


def test_values_before_what_is_not_simulated() -> None:
    """An operation that is not simulated still refuses what the contract refuses."""
    assert ask("POST", "/creators", {"name": ""}) == (422, "VALIDATION_ERROR")


def test_the_validator_comes_last() -> None:
    """A validator that matches anything does not turn an error into 304."""
    with wire(world_of(KEYS)) as client:
        for path, status in [(f"/accounts/{UNKNOWN_ID}", 404), ("/accounts?limit=0", 422)]:
            assert client.get(path, headers={"if-none-match": "*"}).status_code == status
