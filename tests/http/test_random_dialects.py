"""Dialects in any combination: never a fault of the mock, and always by their own contract.

A fault of the mock is raised in-process, and the client checks every response, so both end a test.
"""

from itertools import combinations
from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

from answers import ANSWERS
from creatoraudit_mock import Dialect
from creatoraudit_mock.contract import contract_in
from creatoraudit_mock.contract.document import MARK, _source
from effort import effort
from wire import KEYS, UNKNOWN_ID, wire, world_of

CHOICES = {name: [*answers] for name, (_, answers) in ANSWERS.items()}
"""Every switch with its values."""

JSON = {"content-type": "application/json"}
SECRETS = ("all", "reader", "disabled", "deleted", "unknown")

dialects = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in CHOICES.items()}
).map(lambda settings: Dialect(**settings))


def furthest(rank: int) -> Dialect:
    """The dialect of all values of a rank; a switch with fewer values has its last one."""
    return Dialect(**{name: values[: rank + 1][-1] for name, values in CHOICES.items()})


def script(account: str, video: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Requests of all kinds, good and bad."""
    track = {"platform": "tiktok", "username": "new.one"}
    key = {"idempotency-key": "one"}
    weak = {"if-none-match": 'W/"x", "y"'}
    return [
        ("GET", "/health?x=1", {}),
        ("GET", "/meta", {"headers": {"accept": "application/problem+json"}}),
        ("GET", "/whoami", {"headers": {"if-none-match": "*", "x-request-id": "mine"}}),
        ("GET", "/whoami", {"headers": {"accept": "text/html"}}),
        ("GET", "/nowhere", {}),
        ("PUT", "/accounts", {}),
        ("GET", "/accounts/metrics", {}),
        ("HEAD", "/accounts", {}),
        ("GET", "/accounts?limit=1&include_total=true", {}),
        ("GET", "/accounts?limit=0&Limit=1&cursor=x", {}),
        ("GET", "/videos?order_by=view_count&sort=x", {"headers": {"if-none-match": "*"}}),
        ("GET", "/search?q=a&limit=25", {}),
        ("GET", f"/accounts/{account}", {"headers": weak}),
        ("GET", f"/accounts/{account.upper()}", {"headers": {"if-none-match": "*"}}),
        ("GET", "/accounts/x", {}),
        ("PATCH", "/accounts/x", {"json": {"is_active": 3}}),
        ("PATCH", f"/videos/{video}", {"json": {"is_active": False}}),
        ("POST", "/accounts", {"content": b"{", "headers": JSON}),
        ("POST", "/accounts", {"content": b"{}", "headers": {"content-type": "a/b"}}),
        ("POST", "/creators", {"json": {"name": "", "metadata": {"a.b": 1}}}),
        ("POST", "/accounts", {"json": track, "headers": key}),
        ("POST", "/accounts", {"json": track, "headers": key}),
        ("POST", "/accounts", {"json": {**track, "username": "other"}, "headers": key}),
        ("POST", "/accounts", {"json": track}),
        ("POST", "/videos", {"json": {"platform": "tiktok", "identifier": "x"}}),
        ("POST", "/accounts/metrics", {"json": {"account_ids": [account, UNKNOWN_ID]}}),
        ("POST", "/videos/deltas", {"json": {"video_ids": [video, "x"]}}),
        ("GET", f"/accounts/{account}/timeseries?period=custom&start_date=2026-01-05", {}),
        ("GET", "/overview", {}),
        ("DELETE", f"/videos/{video}", {}),
        ("DELETE", f"/accounts/{UNKNOWN_ID}", {}),
        ("DELETE", f"/accounts/{account}", {}),
    ]


def followed_up(client: httpx.Client, answer: httpx.Response) -> None:
    """Read the same again with the validator that came, and the next page."""
    etag = answer.headers.get("etag")
    if etag is not None and answer.request.method == "GET":
        again = client.get(answer.url, headers={"if-none-match": etag})
        assert (again.status_code, again.headers["etag"]) == (304, etag)
    if "next" in answer.links:
        assert client.get(answer.links["next"]["url"]).status_code == 200


@effort(0.5)
@given(dialects, st.sampled_from(SECRETS))
@example(furthest(1), "all")
@example(furthest(2), "reader")
def test_every_dialect_is_kept_to(dialect: Dialect, secret: str) -> None:
    """Whatever is asked in whatever dialect is answered by the contract in that dialect."""
    world = world_of(KEYS, dialect=dialect)
    ids = world.accounts[0].id, world.videos[0].id
    with wire(world, f"secret-of-{secret}") as client:
        for method, path, more in script(*ids):
            world.clock.advance(seconds=20)
            response = client.request(method, path, **more)
            assert response.status_code < 500
            followed_up(client, response)


@effort(0.5)
@given(dialects)
def test_the_contract_follows_from_the_settings(dialect: Dialect) -> None:
    """The same settings give the same bytes, and settings read back from them the same dialect."""
    contract = contract_in(dialect)
    told = contract.document["x-dialect-settings"]
    assert Dialect.parse(told) == dialect
    assert contract_in(Dialect(**dialect.settings())).text == contract.text


@pytest.mark.parametrize("rank", range(max(map(len, CHOICES.values()))))
def test_every_value_is_valid_openapi(rank: int) -> None:
    """The document satisfies the OpenAPI 3.1 specification whatever the answers."""
    document = contract_in(furthest(rank)).document
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def leaves(patch: Any, where: str = "") -> dict[str, Any]:
    """The places that a JSON Merge Patch sets or removes, with what it puts there."""
    if not isinstance(patch, dict):
        return {where: patch}
    parts = (leaves(part, f"{where}/{name}") for name, part in patch.items())
    return {place: value for part in parts for place, value in part.items()}


def marked(node: Any, where: str = "#") -> dict[str, dict[str, Any]]:
    """Every node of the source that has patches, by its place."""
    parts = node.items() if isinstance(node, dict) else enumerate(node)
    found = {where: node[MARK]} if MARK in node else {}
    for name, part in parts:
        if name != MARK and isinstance(part, dict | list):
            found |= marked(part, f"{where}/{name}")
    return found


def test_no_two_switches_say_the_same_place() -> None:
    """No patch overwrites what another has put there in the same dialect: all of them stay true."""
    for where, patches in marked(_source()).items():
        told = [
            (dict(zip(switches.split("+"), answer.split("+"), strict=True)), leaves(patch))
            for switches, answers in patches.items()
            for answer, patch in answers.items()
        ]
        for (one, here), (other, there) in combinations(told, 2):
            exclusive = any(other.get(switch, answer) != answer for switch, answer in one.items())
            agree = all(there.get(place, value) == value for place, value in here.items())
            assert exclusive or agree, f"{where}: {one}, {other}"
