"""Who is let in to the control interface: this machine's programs, or whoever has the token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from creatoraudit_mock import ControlClient, ControlError, MockServer, World, create_app
from creatoraudit_mock.control.guard import TOKEN_VARIABLE, Access
from creatoraudit_mock.transport.for_httpx import InProcessTransport
from stepping import stepped

TOKEN = "open-sesame"


@pytest.fixture(scope="module")
def guarded() -> Iterator[MockServer]:
    """A server that demands a token."""
    with MockServer(control_token=TOKEN) as running:
        yield running


def ask(server: MockServer, path: str = "/worlds", **headers: str) -> httpx.Response:
    """What the control interface answers to a request with these headers."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{server.control_url}{path}", headers=sent, trust_env=False)


def problem(response: httpx.Response) -> tuple[int, str]:
    """Status and detail of a problem document."""
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["status"] == response.status_code
    assert document["instance"] == response.request.url.path
    return response.status_code, document["detail"]


# -- names of the server


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1234", "127.0.0.1", "127.9.9.9:1", "[::1]:80"]
)
def test_names_of_this_machine(server: MockServer, host: str) -> None:
    """However a loopback address is written, it is this machine."""
    assert ask(server, host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "10.0.0.1", "", "localhost:x"],
)
def test_a_name_that_leads_here_by_trickery(server: MockServer, host: str) -> None:
    """A name that is not the server's own is refused: it may have been made to lead here."""
    status, detail = problem(ask(server, host=host))

    assert status == 403
    assert repr(host) in detail
    assert "--control-host" in detail


def test_the_name_that_it_listens_on() -> None:
    """The name that the server was bound to is one of its own."""
    with MockServer("localhost") as server:
        assert ask(server).status_code == 200
        assert server.control_url.startswith("http://localhost:")


# -- pages of other sites


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "https://127.0.0.1"],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_another_origin(server: MockServer, origin: str, method: str) -> None:
    """Requests that another site's page sends are refused, before they do anything."""
    url = f"{server.control_url}/worlds"
    before = len(ask(server).json())
    refused = httpx.request(method, url, headers={"origin": origin}, trust_env=False)

    status, detail = problem(refused)
    assert status == 403
    assert repr(origin) in detail
    assert "access-control-allow-origin" not in refused.headers
    assert len(ask(server).json()) == before


def test_its_own_origin(server: MockServer) -> None:
    """A page of the server itself may use it."""
    own = server.control_url.removesuffix("/_mock")

    assert ask(server, origin=own).status_code == 200


def test_the_port_that_goes_without_saying(server: MockServer) -> None:
    """An origin without the standard port is the same as one with it."""
    assert ask(server, host="localhost:80", origin="http://localhost").status_code == 200


# -- the token


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "is missing"),
        ({"authorization": TOKEN}, "is missing"),
        ({"authorization": f"Basic {TOKEN}"}, "is missing"),
        ({"authorization": f"Bearer {TOKEN}s"}, "is wrong"),
        ({"authorization": "Bearer \xe9"}, "is wrong"),
    ],
)
def test_without_the_token(guarded: MockServer, sent: dict[str, str], said: str) -> None:
    """Whoever lacks the token is refused, and told how to send it."""
    url = f"{guarded.control_url}/worlds"
    raw = {name: value.encode("latin-1") for name, value in sent.items()}
    refused = httpx.get(url, headers=raw, trust_env=False)  # type: ignore[arg-type]  # bytes do

    status, detail = problem(refused)
    assert status == 401
    assert said in detail
    assert "Authorization: Bearer TOKEN" in detail
    assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_with_the_token(guarded: MockServer, scheme: str) -> None:
    """Whoever has it is let in."""
    assert ask(guarded, authorization=f"{scheme} {TOKEN}").status_code == 200


def test_the_client_sends_it(guarded: MockServer) -> None:
    """The typed client is given the token once."""
    with ControlClient(guarded.base_url, token=TOKEN) as control:
        assert control.worlds() == []
    with ControlClient(guarded.base_url) as control, pytest.raises(ControlError, match="401"):
        control.worlds()


def test_the_api_needs_no_token(guarded: MockServer) -> None:
    """The token is of the control interface alone."""
    assert httpx.get(f"{guarded.base_url}/health", trust_env=False).status_code == 200


@pytest.mark.parametrize("token", ["", "with space", "é", "line\nfeed"])
def test_what_is_no_token(token: str) -> None:
    """A token that no header could carry is refused at once."""
    with pytest.raises(ValueError, match="visible ASCII"):
        MockServer(control_token=token)


# -- other machines


def test_other_machines_need_a_token() -> None:
    """Where others can reach the address, nobody is let in without a token."""
    app = create_app(World())
    with httpx.Client(
        base_url="http://10.0.0.1/_mock", transport=transport(app, "10.0.0.1")
    ) as one:
        status, detail = problem(one.get("/worlds"))

    assert status == 403
    assert "--control-token or CREATORAUDIT_MOCK_CONTROL_TOKEN" in detail


def test_other_machines_with_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the token of the environment they are let in, by the address of this machine."""
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
    app = create_app(World())
    headers = {"authorization": f"Bearer {TOKEN}"}
    url = "http://10.0.0.1/_mock"
    with httpx.Client(base_url=url, headers=headers, transport=transport(app, "10.0.0.1")) as one:
        assert one.get("/worlds").status_code == 200
        assert one.get("/worlds", headers={"host": "mock"}).status_code == 403


def test_a_name_that_was_allowed() -> None:
    """A container's name may be made known."""
    headers = {"host": "mock:8080", "authorization": f"Bearer {TOKEN}"}
    scope = {"server": ("172.17.0.2", 8080), "scheme": "http"}

    Access(TOKEN, frozenset({"mock"})).admit(scope, headers)


def transport(app: ASGIApp, host: str) -> InProcessTransport:
    """A way to an application as if it were on another machine."""
    return InProcessTransport(stepped(app), host)


# -- none at all


def test_no_control() -> None:
    """A server without a control interface knows its paths as little as any others."""
    with MockServer(control=False) as server:
        world = World()
        live = server.add(world)
        answer = httpx.get(live.base_url.replace("/v2", "/_mock/worlds"), trust_env=False)
        with pytest.raises(RuntimeError, match="control=False"):
            _ = server.control_url

    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert len(world.journal) == 1


def test_paths_that_only_look_like_it(server: MockServer) -> None:
    """Only `/_mock` and what is below it is control; `/_mocked` is the API's to refuse."""
    site = server.control_url.removesuffix("/_mock")
    found = [
        httpx.get(f"{site}{path}", trust_env=False).json()["type"].split(":")[1]
        for path in ("/_mock/x", "/_mock/uix", "/_mocked", "/v2/_mock")
    ]

    assert found == ["creatoraudit-mock", "creatoraudit-mock", "creatoraudit", "creatoraudit"]
