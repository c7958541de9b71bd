"""The live mount: a real socket, several worlds behind it, and a clean end."""

import logging
import queue
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import httpx
import pytest

from creatoraudit_mock import MockServer, World, WorldError
from creatoraudit_mock.http.handlers import HANDLERS
from creatoraudit_mock.server import LiveWorld
from wire import KEYS, complaints, world_of


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """One live server for all tests that do not start and stop one."""
    with MockServer() as running:
        yield running


@pytest.fixture
def world() -> World:
    """The world that `live` is about."""
    return World("small")


@pytest.fixture
def live(server: MockServer, world: World) -> Iterator[LiveWorld]:
    """Where the world is on the server; it goes when the test ends."""
    yield server.add(world)
    server.remove(world)


def client(live: LiveWorld) -> httpx.Client:
    """A client of a world on a server."""
    headers = {"authorization": f"Bearer {live.api_key}"}
    return httpx.Client(base_url=live.base_url, headers=headers, trust_env=False, timeout=30)


def whoami(base_url: str, key: str) -> httpx.Response:
    """What whoami answers to a key."""
    with client(LiveWorld(base_url, key)) as asking:
        return asking.get("/whoami")


def server_threads() -> list[threading.Thread]:
    """The threads of mock servers that run now."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("creatoraudit")]


def exchange(base_url: str, *pieces: bytes, hang_up: bool = False) -> bytes:
    """What a socket gets for these bytes, to the end if the server closes it."""
    url = httpx.URL(base_url)
    with socket.create_connection((url.host, url.port or 80), timeout=10) as sock:
        for piece in pieces:
            sock.sendall(piece)
        if hang_up:
            return b""
        received = b""
        while piece := sock.recv(65_536):
            received += piece
        return received


# -- start and stop


def test_the_system_chooses_a_port() -> None:
    """Two servers run side by side on ports of their own, on this machine alone."""
    with MockServer() as one, MockServer() as two:
        assert one.base_url != two.base_url
        for server in (one, two):
            assert server.base_url.startswith("http://127.0.0.1:")
            assert server.base_url.endswith("/v2")
            assert httpx.get(f"{server.base_url}/health", trust_env=False).status_code == 200


def test_nothing_is_left_after_stop() -> None:
    """After stop there is no thread, and nobody listens."""
    before = server_threads()
    with MockServer() as server:
        url = httpx.URL(server.base_url)
        with client(server.add(World())) as asking:
            assert asking.get("/whoami").status_code == 200
        assert len(server_threads()) == len(before) + 1
    assert server_threads() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((url.host, url.port or 0), timeout=5)


def test_stop_does_not_wait_for_idle_connections() -> None:
    """A client that keeps its connection open does not keep the server alive."""
    server = MockServer().start()
    with client(server.add(World())) as asking:
        asking.get("/whoami")
        server.stop()
        assert not [thread for thread in server_threads() if not thread.daemon]
        with pytest.raises(httpx.TransportError):
            asking.get("/whoami")


def test_stop_does_not_wait_for_unfinished_requests() -> None:
    """A client that never sends the rest of its request does not keep the server alive either."""
    before = server_threads()
    with MockServer() as server:
        url = httpx.URL(server.base_url)
        sock = socket.create_connection((url.host, url.port or 0), timeout=10)
        sock.sendall(b"POST /v2/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        assert httpx.get(f"{server.base_url}/health", trust_env=False).status_code == 200
    assert server_threads() == before
    sock.close()


def test_stop_twice_and_stop_unstarted() -> None:
    """Stopping what does not run does no harm."""
    server = MockServer()
    server.stop()
    server.start()
    server.stop()
    server.stop()
    assert repr(server) == "<MockServer stopped, 0 worlds>"


def test_start_twice() -> None:
    """Starting what runs is refused with where it runs."""
    with MockServer() as server, pytest.raises(RuntimeError, match=server.base_url):
        server.start()


def test_start_again() -> None:
    """A stopped server can be started again, with its worlds and at its place."""
    server, world = MockServer(), World()
    with server:
        live = server.add(world)
    with server:
        assert server.base_url == live.base_url
        assert whoami(*live).status_code == 200


def test_use_before_start() -> None:
    """Without a start there is no address, and no world can be added; the error says what to do."""
    server, world = MockServer(), World()
    for use in (lambda: server.base_url, lambda: server.add(world)):
        with pytest.raises(RuntimeError, match=r"use it in a with block, or start\(\) it"):
            use()
    assert repr(server) == "<MockServer stopped, 0 worlds>"
    with server:
        assert whoami(*server.add(world)).status_code == 200


def test_a_port_that_is_taken() -> None:
    """A port that somebody has is an OSError at start, and leaves no thread."""
    before = server_threads()
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        with pytest.raises(OSError, match="in use"):
            MockServer(port=sock.getsockname()[1]).start()
    assert server_threads() == before


def test_a_port_of_ones_own() -> None:
    """A port that is asked for is the port it is."""
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    with MockServer(port=port) as server:
        assert server.base_url == f"http://127.0.0.1:{port}/v2"


# -- worlds


def test_two_worlds_of_one_seed(server: MockServer) -> None:
    """Worlds with the same keys get different ones here, and do not see each other (law 8)."""
    one, two = World("small", seed=5), World("small", seed=5)
    first, second = server.add(one), server.add(two)
    assert one.api_key == two.api_key == first.api_key != second.api_key
    with client(first) as here, client(second) as there:
        untouched = there.get("/accounts").content
        here.delete(f"/accounts/{one.accounts[0].id}")
        one.clock.advance(days=1)
        assert there.get("/accounts").content == untouched != here.get("/accounts").content
    assert [entry.method for entry in one.journal] == ["DELETE", "GET"]
    assert [entry.method for entry in two.journal] == ["GET", "GET"]
    for world in (one, two):
        server.remove(world)


@pytest.mark.parametrize("gone", [0, 1])
def test_a_removed_world_is_unknown(gone: int, server: MockServer) -> None:
    """The key of a world that has been removed is nobody's, even if a twin of it stays."""
    worlds = [World(seed=5), World(seed=5)]
    lives = [server.add(world) for world in worlds]
    server.remove(worlds[gone])
    assert whoami(*lives[gone]).status_code == 401
    assert whoami(*lives[1 - gone]).status_code == 200
    server.remove(worlds[1 - gone])
    assert whoami(*lives[1 - gone]).status_code == 401


def test_a_removed_world_may_come_back(server: MockServer) -> None:
    """Added again, a world is served under the key that it is given then."""
    world, twin = World(seed=5), World(seed=5)
    server.add(world)
    other = server.add(twin)
    server.remove(world)
    live = server.add(world)
    assert whoami(*live).status_code == whoami(*other).status_code == 200
    assert (len(world.journal), len(twin.journal)) == (1, 1)
    server.remove(world)
    server.remove(twin)


@pytest.mark.usefixtures("live")
def test_adding_twice(server: MockServer, world: World) -> None:
    """A world is served once."""
    with pytest.raises(ValueError, match="served here already"):
        server.add(world)


def test_removing_what_is_not_there(server: MockServer) -> None:
    """Removing a world that is not served says so."""
    with pytest.raises(ValueError, match="not served here"):
        server.remove(World())


@pytest.mark.usefixtures("live")
def test_the_repr_counts_worlds(server: MockServer) -> None:
    """The repr tells where the server is and how many worlds it serves."""
    assert repr(server) == f"<MockServer at {server.base_url}, 1 worlds>"


@pytest.mark.parametrize("count", [0, 2, 3])
def test_the_lobby_answers_unknown_keys(count: int, server: MockServer) -> None:
    """Where no key tells whose a request is, no world's journal gets it; the answer is 401."""
    worlds = [World(seed=n) for n in range(count)]
    for one in worlds:
        server.add(one)
    response = whoami(server.base_url, "nonsense")
    assert (response.status_code, response.json()["detail"]) == (401, "The API key is not known.")
    assert httpx.get(f"{server.base_url}/health", trust_env=False).status_code == 200
    assert [len(one.journal) for one in worlds] == [0] * count
    for one in worlds:
        server.remove(one)


@pytest.mark.usefixtures("live")
def test_the_only_world_gets_unknown_keys(server: MockServer, world: World) -> None:
    """With a single world, requests without a known key are its own, and in its journal."""
    assert whoami(server.base_url, "nonsense").status_code == 401
    assert [entry.key for entry in world.journal] == [None]


def test_the_lobbys_key_is_nobodys(server: MockServer) -> None:
    """Nobody gets in with the key that the lobby, a world like others, has."""
    lobby = server._tenants._lobby
    assert isinstance(lobby, World)
    assert whoami(server.base_url, lobby.api_key).status_code == 401


def test_a_deleted_key_stays_with_its_world(server: MockServer) -> None:
    """Somebody with a deleted key gets 401, in the journal of the world that it was of."""
    one, two = world_of(KEYS), World(seed=1)
    server.add(one)
    server.add(two)
    assert whoami(server.base_url, "secret-of-deleted").status_code == 401
    assert (len(one.journal), len(two.journal)) == (1, 0)
    server.remove(one)
    server.remove(two)


# -- on the wire


def test_the_headers_of_the_server(world: World, live: LiveWorld) -> None:
    """One date, from the virtual clock, and no word of what serves it."""
    world.clock.advance(days=1)
    with client(live) as asking:
        response = asking.get("/whoami")
    assert response.headers.get_list("date") == ["Tue, 06 Jan 2026 09:00:00 GMT"]
    assert "server" not in response.headers
    assert response.http_version == "HTTP/1.1"


def test_addresses_are_those_of_the_server(server: MockServer, live: LiveWorld) -> None:
    """Links and metadata lead to where the server is; a Location can be followed."""
    with client(live) as asking:
        links = asking.get("/accounts?limit=2").links
        assert links["next"]["url"].startswith(f"{server.base_url}/accounts?")
        assert asking.get(links["next"]["url"]).status_code == 200
        made = asking.post("/accounts", json={"platform": "tiktok", "username": "newcomer"})
        assert asking.get(made.headers["location"]).content == made.content
        assert asking.get("/meta").json()["data"]["docs_url"] == f"{server.base_url}/docs"


@pytest.mark.usefixtures("live")
def test_without_a_host_header(server: MockServer, world: World) -> None:
    """A client of HTTP/1.0 that names no host gets addresses of the socket."""
    key = world.api_key.encode()
    head = b"GET /v2/accounts?limit=1 HTTP/1.0\r\nAuthorization: bearer " + key + b"\r\n\r\n"
    answer = exchange(server.base_url, head)
    assert answer.startswith(b"HTTP/1.1 200")
    assert f"<{server.base_url}/accounts?limit=1>".encode() in answer


def test_a_body_in_pieces(world: World, live: LiveWorld) -> None:
    """A chunked body arrives whole."""
    pieces = iter([b'{"platform": "tiktok",', b'"username": "newcomer"}'])
    with client(live) as asking:
        headers = {"content-type": "application/json"}
        assert asking.post("/accounts", content=pieces, headers=headers).status_code == 201
    assert world.journal[-1].request_body == b'{"platform": "tiktok","username": "newcomer"}'


@pytest.mark.usefixtures("live")
def test_a_client_that_hangs_up(server: MockServer, world: World) -> None:
    """A request whose body never comes to its end is no request: nothing happens."""
    path = f"/v2/accounts/{world.accounts[0].id}".encode()
    head = b"DELETE " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"
    head += b"Authorization: Bearer " + world.api_key.encode() + b"\r\n\r\n"
    for pieces in ((head,), (head, b"{}")):
        exchange(server.base_url, *pieces, hang_up=True)
    whole = head.replace(b"DELETE", b"PUT").replace(b"Host", b"Connection: close\r\nHost")
    assert exchange(server.base_url, whole, b"123456789").startswith(b"HTTP/1.1 405")
    assert [entry.method for entry in world.journal] == ["PUT"]
    assert len(world.accounts) == 5


@pytest.mark.usefixtures("live")
def test_an_interim_response(server: MockServer, world: World) -> None:
    """A client that asks first whether to send its body is told to go on."""
    head = b"POST /v2/accounts HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n"
    head += b"Expect: 100-continue\r\nContent-Type: application/json\r\n"
    head += b"Authorization: Bearer " + world.api_key.encode() + b"\r\n\r\n"
    answer = exchange(server.base_url, head, b"{}")
    assert answer.startswith(b"HTTP/1.1 100")
    assert b"HTTP/1.1 422" in answer


def test_what_is_no_http(server: MockServer, live: LiveWorld) -> None:
    """Bytes that are no HTTP at all end in 400, and the server goes on."""
    assert exchange(server.base_url, b"\x16\x03\x01\x00\x00\r\n\r\n").startswith(b"HTTP/1.1 400")
    with client(live) as asking:
        assert asking.get("/whoami").status_code == 200


def test_head_leaves_the_connection_in_order(world: World, live: LiveWorld) -> None:
    """After HEAD, 304 and 204 the same connection serves the next request."""
    with client(live) as asking:
        for _ in range(3):
            etag = asking.head("/accounts").headers["etag"]
            again = asking.get("/accounts", headers={"if-none-match": etag})
            assert (again.status_code, again.content) == (304, b"")
            assert asking.delete(f"/accounts/{world.accounts[0].id}").status_code == 204
            assert asking.get("/accounts").status_code == 200


def test_a_fault_of_the_mock(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A live client gets a 500 problem; the cause is in the log of whoever runs the server."""

    def fail(_: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setitem(HANDLERS, "get_whoami", fail)
    with MockServer() as broken, caplog.at_level(logging.ERROR):
        response = whoami(*broken.add(World()))
    found = complaints(
        "GET", "/v2/whoami", response.status_code, response.headers, response.content
    )
    assert (response.status_code, found) == (500, [])
    assert "inside" in caplog.text
    assert "inside" not in response.text


def test_changes_while_requests_run(server: MockServer) -> None:
    """Eight threads ask while the test changes worlds: no fault, and all by the contract."""
    world, dice = World("small"), random.Random(1)
    live = server.add(world)
    ids = [account.id for account in world.accounts]
    turns: queue.Queue[int] = queue.Queue()

    def work(number: int) -> list[str]:
        found = []
        with client(live) as asking:
            for turn in range(10):
                turns.put(turn)
                path = f"/accounts/{ids[(number + turn) % len(ids)]}"
                body = {"scrape_interval_hours": 1 + turn}
                found += _faults(asking.get(path))
                found += _faults(asking.get("/accounts?sort=-view_count&limit=3"))
                found += _faults(asking.get("/account-videos?limit=20"))
                found += _faults(asking.patch(path, json=body) if turn % 3 else asking.head(path))
        return found

    with ThreadPoolExecutor(8) as pool:
        working = [pool.submit(work, number) for number in range(8)]
        for turn in range(8 * 10):
            turns.get(timeout=30)
            world.clock.advance(minutes=dice.randrange(1, 300))
            with suppress(WorldError):  # one may have landed in this second by itself
                world.scrape_now(world.accounts[0])
            world.delete(world.track_account("tiktok", f"handle.{turn}", first_refresh=1))
            other = World(seed=turn)
            server.add(other)
            server.remove(other)
        assert [fault for one in working for fault in one.result()] == []
    server.remove(world)
    assert [entry.index for entry in world.journal] == [*range(8 * 10 * 4)]
    given = {dict(entry.response_headers)["x-request-id"] for entry in world.journal}
    assert len(given) == len(world.journal)
    instants = [entry.at for entry in world.journal]
    assert instants == sorted(instants)


def _faults(response: httpx.Response) -> list[str]:
    request, status = response.request, response.status_code
    headers, body = response.headers, response.content
    found = complaints(request.method, request.url.path, status, headers, body)
    return found if status == 200 else [*found, f"{request.url} -> {status}"]


def test_every_key_can_be_learned(server: MockServer) -> None:
    """Each key of a world has a secret on the server, though a twin has the same ones."""
    twins = [world_of(KEYS), world_of(KEYS)]
    for twin in twins:
        server.add(twin)
    seen = []
    for twin in twins:
        whoami(server.base_url, server.api_key(twin, "reader"))
        seen.append([entry.key for entry in twin.journal])
    for twin in twins:
        server.remove(twin)

    assert seen == [["reader"], ["reader"]]


def test_unknown_key_name_is_named(server: MockServer, world: World, live: LiveWorld) -> None:
    """A key that a world does not have is an error that lists those that it has."""
    assert server.api_key(world, "Default key") == live.api_key
    with pytest.raises(ValueError, match="no API key is named 'mine'; there are: Default key"):
        server.api_key(world, "mine")


def test_proxies_are_not_believed(live: LiveWorld) -> None:
    """What a client says of proxies does not change the addresses that it is given."""
    headers = {"x-forwarded-proto": "https", "x-forwarded-for": "1.2.3.4"}
    with client(live) as asking:
        link = asking.get("/accounts", params={"limit": 1}, headers=headers).headers["link"]

    assert link.startswith(f"<{live.base_url}/accounts?")


def test_a_forgotten_server_ends_with_its_process() -> None:
    """Nobody has to stop a server before the interpreter goes away: it is stopped first."""
    script = """
import atexit
from creatoraudit_mock import MockServer
server = MockServer()
atexit.register(lambda: print(server))
server.start()
"""
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.startswith("<MockServer stopped")
    assert done.stderr == ""
