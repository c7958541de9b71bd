"""The interface's own document, and what every endpoint has in common."""

from __future__ import annotations

import json
import re
import socket
from contextlib import closing
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.control import door
from creatoraudit_mock.control.document import document, template
from creatoraudit_mock.control.endpoints import ENDPOINTS
from creatoraudit_mock.control.happenings import KINDS
from creatoraudit_mock.control.paths import PREFIX
from creatoraudit_mock.control.texts import _DURATION
from creatoraudit_mock.values import parse_duration
from documents import ROOT, text

PAGE = text("docs/control.md")
MADE: dict[str, Any] = msgspec.json.decode(
    msgspec.json.encode(document(ENDPOINTS, with_token=False))
)


def test_it_is_served(server: MockServer) -> None:
    """What is served is the document of the endpoints there are."""
    assert httpx.get(f"{server.control_url}/openapi.json", trust_env=False).json() == MADE


def test_it_is_openapi() -> None:
    """The document is a valid one."""
    assert list(OpenAPIV31SpecValidator(MADE).iter_errors()) == []


def test_a_token_is_declared() -> None:
    """A server with a token says so, and that all endpoints may answer 401."""
    made = document(ENDPOINTS, with_token=True)

    assert made["security"] == [{"ControlToken": []}]
    operations = [one for path in made["paths"].values() for one in path.values()]
    assert all("401" in one["responses"] for one in operations)


def test_ids_are_unique() -> None:
    """Each endpoint has an id of its own."""
    ids = [one.id for one in ENDPOINTS]

    assert len(set(ids)) == len(ids)


def test_nothing_is_of_the_real_api() -> None:
    """No path of the interface is one of the API."""
    assert all(path.startswith("/_mock/") for path in MADE["paths"])


@pytest.mark.parametrize("one", ENDPOINTS, ids=[one.id for one in ENDPOINTS])
def test_every_route_is_on_the_page(one: Any) -> None:
    """The page has a row and an example for each endpoint."""
    path = PREFIX + template(one.path)

    assert f"| `{one.method} {path}` |" in PAGE
    below = re.escape(template(one.path).removeprefix("/worlds/{world}"))
    used = re.sub(r"\\\{\w+\\\}", r"[^\\s\"'/?]+", below)
    start = r"\$WORLD" if "{world}" in one.path else r"\$MOCK"
    calls = [line for line in PAGE.splitlines() if "curl" in line]
    assert any(re.search(rf"{start}{used}(?=[\s\"'?]|$)", line) for line in calls), path


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_is_on_the_page(kind: str) -> None:
    """The page tells of each kind of event."""
    assert f"| `{kind}` |" in PAGE


def test_links_of_the_page() -> None:
    """Every relative link leads to a file."""
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / link).exists(), link


@pytest.mark.parametrize("path", ["/worlds", "/worlds/w0", "/scenarios", "/nothing"])
def test_head(server: MockServer, path: str) -> None:
    """HEAD is GET without a body."""
    get = httpx.get(f"{server.control_url}{path}", trust_env=False)
    head = httpx.head(f"{server.control_url}{path}", trust_env=False)

    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


def test_an_unknown_method(http: httpx.Client) -> None:
    """A method that a path does not have is refused with those that it has."""
    refused = http.put("/clock")

    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert "use GET, HEAD" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("content", "media_type", "status", "said"),
    [
        (b"{", "application/json", 400, "not valid JSON"),
        (b"", "application/json", 400, "not valid JSON"),
        (b'{"by": "1h", "by": "2h"}', "application/json", 400, "more than once"),
        (b"\xff", "application/json", 400, "not UTF-8"),
        (b'{"by": "1h"}', "text/plain", 415, "is text/plain: send application/json"),
        (b'{"by": "1h"}', None, 415, "is missing: send application/json"),
        (b"by=1h", "application/x-www-form-urlencoded", 415, "send application/json"),
    ],
)
def test_what_is_no_json(
    http: httpx.Client,
    world: World,
    content: bytes,
    media_type: str | None,
    status: int,
    said: str,
) -> None:
    """A body that is no JSON, or does not say that it is, is refused and moves nothing."""
    headers = {} if media_type is None else {"content-type": media_type}
    refused = http.post("/clock/advance", content=content, headers=headers)

    assert refused.status_code == status
    assert said in refused.json()["detail"]
    assert len(world.log) == 0


def test_a_fault_of_the_mock(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks inside is a problem document too, and in the log of whoever runs the server."""
    monkeypatch.setattr(World, "lose_replica", lambda _: 1 / 0)
    refused = http.post("/replica/lose")

    assert refused.status_code == 500
    assert "ZeroDivisionError" in refused.json()["detail"]


def test_a_body_that_is_too_large(
    http: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body beyond all reason is refused with its size and the largest."""
    monkeypatch.setattr(door, "LARGEST_BODY", 10)
    refused = http.post("/clock/advance", json={"by": "1000000s"})

    assert (refused.status_code, len(world.log)) == (413, 0)
    assert refused.json()["detail"].endswith("bytes, and may have 10.")


@pytest.mark.usefixtures("http")
def test_a_client_that_hangs_up(server: MockServer, world: World) -> None:
    """A request whose body never comes to its end is no request: nothing happens."""
    url = httpx.URL(server.control_url)
    head = f"POST /_mock/worlds/{server.world_id(world)}/clock/advance HTTP/1.1\r\n"
    head += f"Host: {url.host}\r\nContent-Length: 20\r\nContent-Type: application/json\r\n\r\n"
    with closing(socket.create_connection((url.host, url.port or 0), timeout=10)) as sock:
        sock.sendall(f'{head}{{"by":'.encode())
    assert httpx.get(f"{server.control_url}/worlds", trust_env=False).status_code == 200
    assert len(world.log) == 0


def test_head_of_a_stream(http: httpx.Client) -> None:
    """HEAD does not wait for events."""
    answer = http.head("/events")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "text/event-stream"


@given(text=st.from_regex(_DURATION, fullmatch=True))
def test_every_duration_is_one(text: str) -> None:
    """Whatever the document calls a duration is read as one."""
    assert parse_duration(text) >= 0


def test_problems_name_their_kind(http: httpx.Client) -> None:
    """A problem is a document of RFC 9457, told from the API's own by its type."""
    refused = http.post("/keys", json={"name": 5})

    assert json.loads(refused.content) == {
        "type": "urn:creatoraudit-mock:control:unprocessable-content",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "The request is not valid: name=5: expected `str`, got `int`.",
        "instance": refused.request.url.path,
        "errors": [{"field": "name", "message": "expected `str`, got `int`"}],
    }
