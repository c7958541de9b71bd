"""The in-process mount: clients of both libraries, sync and async, without a socket."""

import asyncio
import threading
from datetime import timedelta
from typing import Any, Literal

import httpx
import httpx2
import pytest

from creatoraudit_mock import World
from creatoraudit_mock.http.handlers import HANDLERS
from wire import KEYS, world_of

Library = Literal["httpx", "httpx2"]
MODULES: dict[Library, Any] = {"httpx": httpx, "httpx2": httpx2}
BASE = "https://api.creatoraudit.com/v2"

libraries = pytest.mark.parametrize("library", MODULES)


def fetched(world: World, library: Library, url: str, **options: Any) -> Any:
    """The response that an async client gets."""

    async def fetch() -> Any:
        async with world.async_client(library, **options) as client:
            return await client.get(url)

    return asyncio.run(fetch())


@libraries
def test_a_client_is_ready_to_use(library: Library) -> None:
    """Base URL and key are set, and the library is the one asked for."""
    with World().client(library) as client:
        assert isinstance(client, MODULES[library].Client)
        assert str(client.base_url) == f"{BASE}/"
        assert client.get("/whoami").status_code == 200
        assert client.get(f"{BASE}/whoami").status_code == 200


@libraries
def test_an_async_client_is_ready_to_use(library: Library) -> None:
    """The same for async clients, on asyncio."""
    assert fetched(World(), library, "/whoami").status_code == 200


@libraries
def test_a_client_of_ones_own(library: Library) -> None:
    """A transport alone serves clients that somebody else makes, with a key of theirs."""
    world = World()
    headers = {"authorization": f"Bearer {world.api_key}"}
    transport: Any = world.transport(library)
    with MODULES[library].Client(transport=transport, headers=headers) as client:
        assert client.get(f"{BASE}/whoami").status_code == 200


@libraries
def test_a_response_has_its_duration(library: Library) -> None:
    """`elapsed` is there once the response has been read, as over a socket."""
    with World().client(library) as client:
        assert client.get("/whoami").elapsed >= timedelta()
    assert fetched(World(), library, "/whoami").elapsed >= timedelta()


@libraries
@pytest.mark.parametrize("name", ["authorization", "Authorization", "AUTHORIZATION"])
def test_another_key_takes_the_place_of_the_worlds(library: Library, name: str) -> None:
    """A caller's own header replaces the world's, in any case of its name."""
    with world_of(KEYS).client(library, headers={name: "Bearer secret-of-reader"}) as client:
        assert client.get("/whoami").json()["data"]["api_key_name"] == "reader"


@libraries
def test_other_headers_are_added(library: Library) -> None:
    """Headers of the caller come beside the key."""
    world = World()
    with world.client(library, headers={"X-Request-ID": "mine"}, timeout=3) as client:
        assert client.get("/whoami").headers["x-request-id"] == "mine"


@libraries
@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/v2/whoami",
        "https://www.creatoraudit.com/v2/whoami",
        "http://127.0.0.1/v2/whoami",
        "https://api.creatoraudit.com.evil.example/v2/whoami",
    ],
)
def test_other_hosts_are_out_of_reach(library: Library, url: str) -> None:
    """Another host is a ConnectError that says what this client is; nothing is journaled."""
    world = World()
    refused = MODULES[library].ConnectError
    with world.client(library) as client, pytest.raises(refused) as refusal:
        client.get(url)
    message = str(refusal.value)
    assert "api.creatoraudit.com" in message
    assert url in message
    assert refusal.value.request.url == url
    assert not len(world.journal)


@libraries
def test_other_hosts_are_out_of_reach_for_async_clients(library: Library) -> None:
    """The same for async clients."""
    with pytest.raises(MODULES[library].ConnectError, match=r"example\.org"):
        fetched(World(), library, "https://example.org/")


@libraries
def test_it_works_inside_a_running_loop(library: Library) -> None:
    """A sync client may be used in the middle of async code: nothing is awaited."""

    async def code() -> int:
        with World().client(library) as client:
            return client.get("/whoami").status_code

    assert asyncio.run(code()) == 200


@libraries
def test_many_async_requests_at_once(library: Library) -> None:
    """Concurrent requests of one async client are all served, one after the other."""
    world = World("small")

    async def code() -> list[int]:
        async with world.async_client(library) as client:
            asked = [client.get("/accounts") for _ in range(20)]
            return [response.status_code for response in await asyncio.gather(*asked)]

    assert asyncio.run(code()) == [200] * 20
    assert [entry.index for entry in world.journal] == [*range(20)]


@libraries
def test_streamed_uploads_are_read(library: Library) -> None:
    """A body that a client makes up piece by piece arrives whole."""
    world = World()
    pieces = iter([b'{"platform": "tiktok",', b'"username": "nasa"}'])
    with world.client(library) as client:
        headers = {"content-type": "application/json"}
        assert client.post("/accounts", content=pieces, headers=headers).status_code == 201


@libraries
def test_streamed_downloads(library: Library) -> None:
    """A response can be read as a stream, and closed before its end."""
    with World("small").client(library) as client:
        with client.stream("GET", "/account-videos") as response:
            assert b"".join(response.iter_bytes()).startswith(b'{"data":[')
        with client.stream("GET", "/account-videos") as response:
            pass
        assert client.get("/accounts").status_code == 200


@libraries
def test_http_without_tls_and_other_ports(library: Library) -> None:
    """Only the host matters; addresses in answers follow scheme and port of the request."""
    with World().client(library, base_url="http://api.creatoraudit.com:81/v2") as client:
        docs = client.get("/meta").json()["data"]["docs_url"]
    assert docs == "http://api.creatoraudit.com:81/v2/docs"


@libraries
def test_no_thread_is_started(library: Library) -> None:
    """In-process requests run in the thread that sends them."""
    before = threading.active_count()
    seen = []
    with World().client(library) as client:
        client.event_hooks = {"response": [lambda _: seen.append(threading.active_count())]}
        client.get("/whoami")
    assert seen == [before]


@libraries
def test_a_fault_of_the_mock_is_raised(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong inside the mock surfaces in the test, for async clients too."""

    def fail(_: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setitem(HANDLERS, "get_whoami", fail)
    with pytest.raises(ZeroDivisionError, match="inside"):
        fetched(World(), library, "/whoami")


def test_worlds_do_not_see_each_other() -> None:
    """Two worlds, even of one seed, have nothing in common but their beginning (law 8)."""
    one, two = World("small", seed=3), World("small", seed=3)
    with one.client() as client:
        client.delete(f"/accounts/{one.accounts[0].id}")
    one.clock.advance(days=1)
    fresh = World("small", seed=3)
    with two.client() as client, fresh.client() as other:
        assert client.get("/accounts").content == other.get("/accounts").content
    assert (len(two.log), two.clock.now) == (len(fresh.log), fresh.clock.now)
