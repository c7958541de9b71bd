"""The checks behind every client of these tests: they see what is wrong."""

import json
from typing import Any

import pytest

import wire
from creatoraudit_mock import World


def _answer(method: str, path: str, **options: Any) -> tuple[int, dict[str, str], bytes]:
    with World("small").client() as client:
        response = client.request(method, path, **options)
    return response.status_code, dict(response.headers), response.content


def test_good_answers_pass() -> None:
    """An answer of the mock, whether good or a refusal, raises no complaint."""
    for method, path in [("GET", "/accounts"), ("HEAD", "/accounts"), ("DELETE", "/accounts")]:
        assert wire.complaints(method, f"/v2{path}", *_answer(method, path)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Nope"},
        {"type": "urn:creatoraudit:error:conflict"},
        {"status": 400},
        {"instance": "/v2/else"},
        {"request_id": "another"},
        {"detail": ""},
        {"extra": 1},
        {"errors": []},
    ],
    ids=str,
)
def test_a_false_member_of_a_problem_is_seen(change: dict[str, Any]) -> None:
    """Every member of a problem document is compared with what it has to be."""
    status, headers, body = _answer("GET", "/nowhere")
    changed = json.dumps({**json.loads(body), **change}).encode()
    headers["content-length"] = str(len(changed))
    assert wire.complaints("GET", "/v2/nowhere", status, headers, changed)


@pytest.mark.parametrize("header", ["etag", "link", "date", "x-request-id", "content-length"])
def test_a_missing_header_is_seen(header: str) -> None:
    """A header that a list must have is missed."""
    status, headers, body = _answer("GET", "/accounts")
    del headers[header]
    assert wire.complaints("GET", "/v2/accounts", status, headers, body)


def test_a_member_that_the_contract_does_not_list_is_seen() -> None:
    """The mock must not send members that the contract does not know."""
    status, headers, body = _answer("GET", "/whoami")
    changed = body.replace(b'"type"', b'"kind":1,"type"')
    headers["content-length"] = str(len(changed))
    assert wire.complaints("GET", "/v2/whoami", status, headers, changed)


def test_the_clients_raise_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """A response that breaks the contract fails the test that received it."""
    world = World()
    monkeypatch.setattr(world.organization, "id", 7)
    with wire.wire(world) as client, pytest.raises(AssertionError, match="organization_id"):
        client.get("/whoami")
