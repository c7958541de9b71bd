"""A world on the API's real address: clients that know nothing of the mock, and other hosts."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import httpx2
import pytest
import requests
import respx
import trio
import urllib3

from creatoraudit_mock import MockServer, World
from pytest_creatoraudit import mounted

Fetch = Callable[[str, dict[str, str]], tuple[int, bytes]]

BASE = "https://api.creatoraudit.com/v2"


def _urllib3(url: str, headers: dict[str, str]) -> tuple[int, bytes]:
    with urllib3.PoolManager() as pool:
        response = pool.request("GET", url, headers=headers, retries=False)
    return response.status, response.data


def _requests(url: str, headers: dict[str, str]) -> tuple[int, bytes]:
    response = requests.get(url, headers=headers, timeout=30)
    return response.status_code, response.content


def _modern(library: Any) -> Fetch:
    def fetch(url: str, headers: dict[str, str]) -> tuple[int, bytes]:
        response = library.get(url, headers=headers)
        return response.status_code, response.content

    return fetch


def _modern_async(library: Any) -> Fetch:
    def fetch(url: str, headers: dict[str, str]) -> tuple[int, bytes]:
        async def code() -> Any:
            async with library.AsyncClient() as client:
                return await client.get(url, headers=headers)

        response = asyncio.run(code())
        return response.status_code, response.content

    return fetch


FETCHES: dict[str, tuple[Fetch, type[Exception]]] = {
    "httpx": (_modern(httpx), httpx.ConnectError),
    "httpx, async": (_modern_async(httpx), httpx.ConnectError),
    "httpx2": (_modern(httpx2), httpx2.ConnectError),
    "httpx2, async": (_modern_async(httpx2), httpx2.ConnectError),
    "requests": (_requests, requests.ConnectionError),
    "urllib3": (_urllib3, urllib3.exceptions.NewConnectionError),
}
every_client = pytest.mark.parametrize(("fetch", "refused"), FETCHES.values(), ids=FETCHES.keys())


@pytest.fixture
def world() -> World:
    """A world with something in it."""
    return World("small")


@pytest.fixture
def key(world: World) -> dict[str, str]:
    """The header that shows the world's key."""
    return {"Authorization": f"Bearer {world.api_key}"}


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """Another host that really answers: 401, to whoever has no key."""
    with MockServer() as server:
        server.add(World())
        yield f"{server.base_url}/whoami"


# -- other hosts


@every_client
def test_other_hosts_are_refused(
    fetch: Fetch, refused: type[Exception], world: World, elsewhere: str
) -> None:
    """A request to another host is the client's own connection error; it names host and remedy."""
    with mounted(world), pytest.raises(refused) as refusal:
        fetch(elsewhere, {})

    message = str(refusal.value)
    assert elsewhere in message
    assert "others=['127.0.0.1']" in message


@every_client
@pytest.mark.parametrize("others", ["pass", ["127.0.0.1"]], ids=["all", "named"])
def test_other_hosts_may_be_reached(
    fetch: Fetch, refused: type[Exception], others: Any, world: World, elsewhere: str
) -> None:
    """Other hosts are reached if all are allowed, or just this one."""
    assert issubclass(refused, Exception)
    with mounted(world, others=others):
        assert fetch(elsewhere, {})[0] == 401

    assert not len(world.journal)


@pytest.mark.parametrize(
    ("others", "complaint"),
    [
        ("example.org", "write ['example.org']"),
        (["https://example.org"], "without scheme, port or path; got 'https://example.org'"),
        (["example.org:80"], "without scheme, port or path; got 'example.org:80'"),
    ],
)
def test_mistaken_rules(others: Any, complaint: str, world: World) -> None:
    """A rule that would never match is an error at once."""
    with pytest.raises(ValueError, match=re.escape(complaint)), mounted(world, others=others):
        pass


def test_respx_mocks_other_hosts(world: World, key: dict[str, str]) -> None:
    """What the test mocks with respx is respx's affair, in either order."""
    hook = "https://hooks.example.org/x"
    for outer, inner in (
        (mounted(world), respx.mock()),
        (respx.mock(assert_all_called=False), mounted(world)),
    ):
        with outer as one, inner as two:
            router: Any = two if one is world else one
            router.post(hook).respond(204)
            assert httpx.post(hook).status_code == 204
            assert httpx.get(f"{BASE}/whoami", headers=key).status_code == 200


# -- clients


@every_client
def test_nothing_is_left_behind(
    fetch: Fetch, refused: type[Exception], world: World, key: dict[str, str]
) -> None:
    """After the block everything is as before: the world is gone, and the next one answers."""
    assert issubclass(refused, Exception)
    with mounted(world):
        first = fetch(f"{BASE}/whoami", key)
    other = World(seed=5)
    with mounted(other):
        second = fetch(f"{BASE}/whoami", key)

    assert (first[0], second[0]) == (200, 401)
    assert (len(world.journal), len(other.journal)) == (1, 1)


@pytest.mark.parametrize("make", [requests.Session, httpx.Client, httpx2.Client])
def test_a_client_outlives_worlds(make: Callable[[], Any]) -> None:
    """A long-lived client asks whichever world is mounted: its pool keeps no connection to one."""
    with make() as client:
        for seed in range(3):
            world = World(seed=seed)
            with mounted(world):
                headers = {"Authorization": f"Bearer {world.api_key}"}
                assert client.get(f"{BASE}/whoami", headers=headers).status_code == 200
            assert len(world.journal) == 1


def test_nested_mounts(world: World) -> None:
    """Of two worlds the inner one answers, and after it the outer one again."""
    inner = World()
    with mounted(world):
        with mounted(inner):
            httpx.get(f"{BASE}/health")
        httpx.get(f"{BASE}/health")

    assert (len(world.journal), len(inner.journal)) == (1, 1)


def test_trio(world: World, key: dict[str, str]) -> None:
    """An asynchronous client on Trio is served as well."""

    async def code() -> int:
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{BASE}/whoami", headers=key)).status_code

    with mounted(world):
        assert trio.run(code) == 200


def test_custom_transports(world: World, key: dict[str, str]) -> None:
    """A client with a transport of its own making, such as one with retries, is mounted too."""
    with mounted(world), httpx.Client(transport=httpx.HTTPTransport(retries=2)) as client:
        assert client.get(f"{BASE}/whoami", headers=key).status_code == 200


@every_client
def test_proxies_are_not_asked(
    fetch: Fetch,
    refused: type[Exception],
    world: World,
    key: dict[str, str],
    elsewhere: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A proxy in the environment is neither used for the world nor for what is refused."""
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with mounted(world):
        assert fetch(f"{BASE}/whoami", key)[0] == 200
        with pytest.raises(refused):
            fetch(elsewhere, {})
        with pytest.raises(refused):
            fetch(elsewhere.replace("http:", "https:"), {})


# -- what only urllib3 has


def test_retries_are_urllib3s_own(
    world: World, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `Retry` that respects Retry-After waits as told, and succeeds when the window is over."""
    world.set_rate_limit(1)
    slept = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        world.clock.advance(seconds=seconds)

    monkeypatch.setattr("time.sleep", sleep)
    policy = urllib3.Retry(3, status_forcelist=[429], backoff_factor=0)
    with mounted(world), requests.Session() as session:
        session.mount("https://", requests.adapters.HTTPAdapter(max_retries=policy))
        statuses = [session.get(f"{BASE}/whoami", headers=key).status_code for _ in range(2)]

    assert statuses == [200, 200]
    assert slept == [60]
    assert [entry.status for entry in world.journal] == [200, 429, 200]


def test_bodies_of_all_kinds(world: World, key: dict[str, str]) -> None:
    """Text, bytes and generators arrive as the same bytes."""
    text = '{"platform": "tiktok", "username": "nobody"}'
    bodies: list[Any] = [text, text.encode(), iter([text[:9].encode(), text[9:].encode()])]
    with mounted(world), urllib3.PoolManager(headers=key) as pool:
        for body in bodies:
            json = {**key, "content-type": "application/json"}
            pool.request("POST", f"{BASE}/accounts", body=body, headers=json)

    assert [entry.status for entry in world.journal] == [201, 409, 409]
    assert {entry.request_body for entry in world.journal} == {text.encode()}


def test_streamed_responses(world: World, key: dict[str, str]) -> None:
    """A streamed response comes in pieces, and its connection is free at once."""
    with mounted(world), urllib3.HTTPSConnectionPool("api.creatoraudit.com", block=True) as pool:
        options: Any = {"headers": key, "preload_content": False}
        one = pool.request("GET", "/v2/accounts", **options)
        two = pool.request("GET", "/v2/accounts", **options)
        assert b"".join(one.stream(100)) == two.read()


# -- what goes wrong on the way


class Broken:
    """Stands in for a world whose answers are trouble."""

    base_url = BASE

    def __init__(self, library: Any, trouble: str) -> None:
        self.trouble = getattr(library, trouble)("as planned")

    def transport(self, _: str) -> Any:
        """A transport that fails."""
        return self

    def handle_request(self, _: object) -> Any:
        """Fail."""
        raise self.trouble


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ("ReadTimeout", requests.ReadTimeout),
        ("ConnectTimeout", requests.ConnectTimeout),
        ("ConnectError", requests.ConnectionError),
        ("RemoteProtocolError", requests.ConnectionError),
        ("ReadError", requests.ConnectionError),
    ],
)
@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:9"])
def test_errors_of_requests(
    trouble: str, expected: type[Exception], proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trouble in the transport is the exception that requests has for it, proxy or not."""
    monkeypatch.setenv("https_proxy", proxy)
    world: Any = Broken(httpx, trouble)
    with mounted(world), pytest.raises(expected, match="as planned") as raised:
        requests.get(BASE, timeout=1)

    assert not isinstance(raised.value, requests.exceptions.ProxyError)


class Truncated(httpx.SyncByteStream):
    """A body that ends too early."""

    def __init__(self, trouble: Exception | None) -> None:
        self._trouble = trouble

    def __iter__(self) -> Iterator[bytes]:
        yield b"12345"
        if self._trouble:
            raise self._trouble


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (httpx.RemoteProtocolError("cut"), requests.exceptions.ChunkedEncodingError),
        (httpx.ReadTimeout("late"), requests.ConnectionError),
        (None, requests.exceptions.ChunkedEncodingError),
    ],
)
def test_truncated_bodies(trouble: Exception | None, expected: type[Exception]) -> None:
    """A body that breaks off is the exception that requests has for it."""
    world: Any = Broken(httpx, "ReadError")
    answer = httpx.Response(200, headers={"content-length": "9"}, stream=Truncated(trouble))
    world.handle_request = lambda _: answer
    with mounted(world), pytest.raises(expected):
        requests.get(BASE, timeout=1)


def test_timeouts_reach_the_transport() -> None:
    """What the client is willing to wait is known where slow answers are made."""
    seen: list[dict[str, Any]] = []
    world: Any = Broken(httpx, "ReadTimeout")

    def handle_request(request: Any) -> Any:
        seen.append(request.extensions["timeout"])
        raise world.trouble

    world.handle_request = handle_request
    with mounted(world):
        for timeout in (7, (3, 7), None):
            with pytest.raises(requests.ReadTimeout):
                requests.get(BASE, timeout=timeout)
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(BASE, timeout=httpx.Timeout(7, connect=3))

    assert [(one["connect"], one["read"]) for one in seen] == [(7, 7), (3, 7), (None, None), (3, 7)]


def test_no_socket_is_opened(
    world: World, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real service is never looked up, let alone asked."""

    def refuse(*_: object, **__: object) -> Any:
        raise AssertionError("a socket")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    with mounted(world):
        for fetch, _ in FETCHES.values():
            assert fetch(f"{BASE}/whoami", key)[0] == 200


@pytest.mark.parametrize("version", ["2.25.904", "1.26.20"])
def test_other_urllib3s_are_left_alone(
    version: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither urllib3-future in urllib3's place nor the old urllib3 is touched."""
    monkeypatch.setattr(urllib3, "__version__", version)
    original = urllib3.HTTPConnectionPool._make_request
    with mounted(world):
        assert urllib3.HTTPConnectionPool._make_request is original
