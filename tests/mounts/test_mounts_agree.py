"""Law 7: the same requests through every mount give the same answers and the same journal."""

import asyncio
import functools
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any

import httpx
import httpx2
import pytest
import requests
import urllib3

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.contract import operations
from pytest_creatoraudit import mounted
from wire import UNKNOWN_ID, complaints

JSON = {"content-type": "application/json"}
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}
BASE = "https://api.creatoraudit.com/v2"
IDS = {"account_id": UNKNOWN_ID, "video_id": UNKNOWN_ID, "creator_id": UNKNOWN_ID}


@dataclass(frozen=True)
class Answer:
    """A response as any client library sees it, with all addresses under one base."""

    request: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    def __getitem__(self, name: str) -> str:
        return dict(self.headers)[name]


Send = Callable[[str, str, dict[str, str], bytes | None], tuple[int, list[tuple[str, str]], bytes]]


class Mount:
    """A world, and a way to ask it."""

    def __init__(self, world: World, base_url: str, key: str, send: Send) -> None:
        self.world = world
        self.answers: list[Answer] = []
        self._base_url = base_url
        self._key = key
        self._send = send

    def ask(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **more: str
    ) -> Answer:
        """Send a request below the base URL, with a JSON body or a raw one."""
        headers = {"authorization": f"Bearer {self._key}"}
        content = raw
        if body is not None:
            content = json.dumps(body).encode()
        if content is not None:
            headers |= JSON
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        headers = {name: value for name, value in headers.items() if value != "none"}
        url = path if path.startswith("http") else self._base_url + path
        url = url.replace(BASE, self._base_url)
        status, pairs, answer = self._send(method, url, headers, content)
        self.answers.append(self._normal(f"{method} {path}", status, pairs, answer))
        return self.answers[-1]

    def journal(self) -> list[tuple[Any, ...]]:
        """The journal without what depends on the client: its headers, and its address of us."""
        found = []
        for entry in self.world.journal:
            sent = list(entry.response_headers)
            answer = self._normal(entry.target, entry.status, sent, entry.response_body)
            asked = (entry.index, entry.at, entry.method, entry.target, entry.request_body)
            decided = (entry.operation, entry.key, entry.trace, entry.log)
            found.append((*asked, *decided, answer))
        return found

    def _normal(
        self, request: str, status: int, pairs: list[tuple[str, str]], body: bytes
    ) -> Answer:
        moved = body.replace(self._base_url.encode(), BASE.encode())
        headers = {
            name.lower(): value.replace(self._base_url, BASE)
            for name, value in pairs
            if name.lower() not in HOP_BY_HOP
        }
        if request.partition("?")[0].endswith("/meta") or moved != body:
            # The body of the metadata depends on the address, and so do its length and tag.
            headers["content-length"] = headers["etag"] = ""
            if moved:
                headers["etag"] = sha256(moved).hexdigest()
        return Answer(request, status, tuple(headers.items()), moved)


# -- the ways to send


def _modern(client: Any) -> Send:
    def send(
        method: str, url: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        response = client.request(method, url, headers=headers, content=body)
        return response.status_code, response.headers.multi_items(), response.content

    return send


@contextmanager
def in_process(library: str) -> Iterator[Mount]:
    """A synchronous client in the same process."""
    world = World("small", seed=11)
    with world.client(library) as client:  # type: ignore[arg-type]  # one of the two
        del client.headers["authorization"]
        yield Mount(world, BASE, world.api_key, _modern(client))


@contextmanager
def in_process_async(library: str) -> Iterator[Mount]:
    """An asynchronous client in the same process."""
    world = World("small", seed=11)
    client: Any = world.async_client(library)  # type: ignore[arg-type]  # one of the two
    del client.headers["authorization"]

    with asyncio.Runner() as runner:
        yield Mount(world, BASE, world.api_key, _modern_async(client, runner))
        runner.run(client.aclose())


@contextmanager
def live(server: MockServer, library: str) -> Iterator[Mount]:
    """A client of the live server."""
    world = World("small", seed=11)
    base_url, key = server.add(world)
    with ExitStack() as stack:
        if library == "requests":
            session = stack.enter_context(requests.Session())
            session.trust_env = False
            send = _requests(session)
        else:
            kind: Any = httpx if library == "httpx" else httpx2
            send = _modern(stack.enter_context(kind.Client(trust_env=False)))
        stack.callback(server.remove, world)
        yield Mount(world, base_url, key, send)


@contextmanager
def on_the_real_address(library: str, *, asynchronous: bool = False) -> Iterator[Mount]:
    """A plain client that knows nothing of the mock, while the world has the API's address."""
    world, kind = World("small", seed=11), httpx if library == "httpx" else httpx2
    with ExitStack() as stack:
        stack.enter_context(mounted(world))
        if library == "requests":
            send = _requests(stack.enter_context(requests.Session()))
        elif library == "urllib3":
            send = _urllib3(stack.enter_context(urllib3.PoolManager()))
        elif asynchronous:
            runner = stack.enter_context(asyncio.Runner())
            client = kind.AsyncClient()
            stack.callback(lambda: runner.run(client.aclose()))
            send = _modern_async(client, runner)
        else:
            send = _modern(stack.enter_context(kind.Client()))
        yield Mount(world, BASE, world.api_key, send)


def _modern_async(client: Any, runner: asyncio.Runner) -> Send:
    def send(
        method: str, url: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        response = runner.run(client.request(method, url, headers=headers, content=body))
        return response.status_code, response.headers.multi_items(), response.content

    return send


def _urllib3(pool: urllib3.PoolManager) -> Send:
    def send(
        method: str, url: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        response = pool.request(method, url, headers=headers, body=body, retries=False)
        return response.status, list(response.headers.items()), response.data

    return send


def _requests(session: requests.Session) -> Send:
    def send(
        method: str, url: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        response = session.request(method, url, headers=headers, data=body, timeout=30)
        return response.status_code, list(response.headers.items()), response.content

    return send


# -- what is asked


def story(mount: Mount) -> None:
    """Some hundreds of requests of all kinds, with a world that moves between them."""
    chapters = (_everything_once, _lifecycles, _paging, _batches, _trouble, _polling, _groups)
    for chapter in (*chapters, _at_random):
        chapter(mount)
        mount.world.clock.advance(hours=7, seconds=11)


def _everything_once(mount: Mount) -> None:
    for one in operations():
        mount.ask(one.method, one.path.format_map(IDS), {} if one.method != "GET" else None)
        mount.ask("HEAD", one.path.format_map(IDS))
        mount.ask(one.method, one.path.format_map(IDS), authorization="none")


def _lifecycles(mount: Mount) -> None:
    for kind, body in [
        ("accounts", {"platform": "tiktok", "username": "@Newcomer", "metadata": {"ü": "é"}}),
        ("videos", {"platform": "instagram", "identifier": "C9DcwWg83bS"}),
    ]:
        made = mount.ask("POST", f"/{kind}", body)
        path = made["location"]
        mount.ask("POST", f"/{kind}", body)
        mount.ask("GET", path)
        mount.world.clock.advance(seconds=5)
        ready = mount.ask("GET", path)
        mount.ask("GET", path, if_none_match=ready["etag"])
        mount.ask("PATCH", path, {"scrape_interval_hours": 1, "metadata": {"a": "b"}})
        mount.world.clock.advance(hours=1)
        mount.ask("GET", path, if_none_match=ready["etag"])
        mount.world.clock.advance(seconds=1)
        mount.world.scrape_now(made.json()["data"]["id"])
        mount.ask("HEAD", path)
        mount.ask("PATCH", path, {"is_active": False})
        mount.ask("DELETE", path)
        mount.ask("DELETE", path)
        mount.ask("GET", path)
        mount.ask("POST", f"/{kind}", body)


def _paging(mount: Mount) -> None:
    for path in ("/accounts", "/videos", "/account-videos"):
        for query in ("limit=2&sort=-view_count", "limit=3&platform=tiktok&include_total=true"):
            page = mount.ask("GET", f"{path}?{query}")
            for _ in range(4):
                cursor = page.json()["pagination"]["next_cursor"]
                if cursor is None:
                    break
                page = mount.ask("GET", f"{path}?{query}&cursor={cursor}")
                mount.ask("GET", f"{path}?sort=added_at&cursor={cursor}")
        mount.ask("GET", f"{path}?q=%C3%BC&x=%26%3D+y&limit=200")


def _batches(mount: Mount) -> None:
    accounts = [account.id for account in mount.world.accounts]
    videos = [video.id for video in mount.world.videos]
    posts = mount.ask("GET", "/account-videos?platform=tiktok&limit=200").json()["data"]
    for period in ({}, {"period": "7d"}, {"period": "custom"}):
        mount.ask("POST", "/accounts/metrics", {"account_ids": [*accounts, UNKNOWN_ID], **period})
        mount.ask("POST", "/videos/metrics", {"video_ids": videos, **period})
        body = {"tiktok_video_ids": [post["id"] for post in posts], **period}
        mount.ask("POST", "/account-videos/metrics", body)
    dates = {"period": "custom", "start_date": "2025-12-01", "end_date": "2026-01-31"}
    mount.ask("POST", "/accounts/metrics", {"account_ids": accounts, **dates})
    mount.ask("POST", "/accounts/metrics", {"account_ids": [UNKNOWN_ID] * 201})


def _groups(mount: Mount) -> None:
    made = mount.ask("POST", "/creators", {"name": "Zoë", "metadata": {"ü": "é"}})
    mount.ask("POST", "/creators", {"name": ""})
    path = made["location"]
    for account in mount.world.accounts[:3]:
        link = f"{path}/accounts/{account.id}"
        for method in ("PUT", "DELETE", "DELETE", "PUT", "PUT"):
            mount.ask(method, link)
    mount.ask("PATCH", path, {"name": "Zoe", "is_active": False})
    mount.ask("PATCH", path, {"is_active": True, "metadata": None})
    mount.world.clock.advance(days=2)
    tag = mount.ask("GET", path)["etag"]
    mount.ask("GET", path, if_none_match=tag)
    mount.ask("GET", "/creators?limit=2&include_total=true&is_active=true&sort=-name")
    for subject in (path, "/overview", *_first_of_each(mount)):
        mount.ask("GET", f"{subject}/analytics?start_date=2025-12-01&end_date=2026-01-31")
        mount.ask("GET", f"{subject}/analytics?start_date=2025-12-01")
        mount.ask("GET", f"{subject}/timeseries?period=7d")
    for url in (
        "/creators/top?limit=2&platform=tiktok",
        "/overview?period=30d",
        "/search?q=%C3%AB",
    ):
        mount.ask("GET", url)
    videos = [video.id for video in mount.world.videos]
    mount.ask("POST", "/videos/deltas", {"video_ids": [*videos, UNKNOWN_ID], "windows": [1, 365]})
    mount.ask("DELETE", path)
    mount.ask("GET", path)


def _first_of_each(mount: Mount) -> list[str]:
    world = mount.world
    return [f"/{items[0].type}s/{items[0].id}" for items in (world.accounts, world.videos)]


def _trouble(mount: Mount) -> None:
    new = {"platform": "tiktok", "username": "x"}
    for raw in (b"{", b"", b"\xff", b"[]", b"null", b'{"a":NaN}', b"[" * 9_999, b" " * 5_000_000):
        mount.ask("POST", "/accounts", raw=raw)
    for name, value in [("platform", "x"), ("username", "\0"), ("metadata", 1), ("unknown", 1)]:
        mount.ask("POST", "/accounts", {**new, name: value})
    for name in ("text/plain", "application/json;charset=utf-8", "application/xml"):
        mount.ask("POST", "/accounts/metrics", raw=b"{}", content_type=name)
    for accept in ("text/html", "application/*", "application/json;q=0", "*/*;q=0.1", "text/*"):
        mount.ask("GET", "/accounts", accept=accept)
        mount.ask("GET", "/docs", accept=accept)
    for key in ("none", "Bearer nonsense", "Basic x", "bearer", "Token a b"):
        mount.ask("GET", "/whoami", authorization=key)
        mount.ask("GET", "/health", authorization=key)
    for path in ("/nowhere", "/accounts/", "/accounts/x", "/accounts%0A", "/n%C3%B8", "/%FF", "/"):
        for method in ("GET", "HEAD", "POST", "DELETE", "PUT", "OPTIONS"):
            mount.ask(method, path)
    for query in ("limit=0", "limit=", "limit=1&limit=2", "cursor=x", "q=%FF", "x=%FF", "&&=&"):
        mount.ask("GET", f"/accounts?{query}")
    mount.ask("GET", "/accounts?" + "&".join(f"p{n}=1" for n in range(1_500)))
    for own in ("mine", "x" * 129, "a b"):
        mount.ask("GET", "/nowhere", x_request_id=own)


def _polling(mount: Mount) -> None:
    tags: dict[str, str] = {}
    mount.world.outage(start="2026-01-07T00:00:00Z", duration="20h")
    paths = [f"/accounts/{account.id}" for account in mount.world.accounts]
    paths += ["/accounts", "/whoami", "/openapi.json", "/meta", "/docs"]
    for _ in range(9):
        for path in paths:
            answer = mount.ask("GET", path, if_none_match=tags.get(path, '"none"'))
            if answer.status == 200 and path != "/meta":
                tags[path] = answer["etag"]
        mount.world.clock.advance(hours=5)


def _at_random(mount: Mount) -> None:
    dice = Random(7)
    for _ in range(120):
        items = [*mount.world.accounts, *mount.world.videos]
        item = dice.choice(items)
        path = f"/{item.type}s/{item.id}"
        match dice.randrange(8):
            case 0:
                mount.world.clock.advance(minutes=dice.randrange(1, 3_000))
            case 1:
                mount.world.clock.advance(seconds=1)
                mount.world.scrape_now(item)
            case 2:
                mount.ask("PATCH", path, {"is_active": dice.random() < 0.7})
            case 3:
                hours = dice.randrange(-1, 100)
                mount.ask("PATCH", path, {"scrape_interval_hours": hours})
            case 4 if len(items) > 6:
                mount.ask("DELETE", path)
            case 5:
                name = f"handle.{dice.randrange(9)}"
                mount.ask("POST", "/accounts", {"platform": "instagram", "username": name})
            case _:
                seen = mount.ask("GET", path)
                mount.ask("GET", path, if_none_match=dice.choice([seen["etag"], "*", "x"]))
                mount.ask("GET", f"/{item.type}s?sort=-view_count&limit={dice.randrange(1, 9)}")


# -- the comparison


@functools.cache
def reference() -> tuple[list[Answer], list[tuple[Any, ...]]]:
    """What the story yields in-process with httpx."""
    with in_process("httpx") as mount:
        story(mount)
    return mount.answers, mount.journal()


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """One live server for all worlds of this module."""
    with MockServer() as running:
        yield running


def compare(mount: Mount) -> None:
    """Let the story happen, and hold answers and journal against those of the first mount."""
    story(mount)
    answers, journal = reference()
    for expected, got in zip(answers, mount.answers, strict=True):
        assert got == expected
    for line, entry in zip(journal, mount.journal(), strict=True):
        assert entry == line


def test_the_story_is_long_and_mixed() -> None:
    """Hundreds of requests, all operations, and every status that the mock can send."""
    answers, _ = reference()
    assert len(answers) >= 500
    statuses = {answer.status for answer in answers}
    assert statuses == {200, 201, 204, 304, 400, 401, 404, 405, 406, 409, 413, 415, 422}
    told = {line[5] for line in reference()[1]}
    assert told == {None} | {one.id for one in operations()}


def test_the_story_keeps_the_contract() -> None:
    """All answers of the story are by the contract."""
    for answer in reference()[0]:
        method, _, path = answer.request.partition(" ")
        if path.startswith("/meta"):
            continue  # its headers have been made independent of the address
        url = httpx.URL(path if path.startswith("http") else BASE + path)
        found = complaints(method, url.path, answer.status, dict(answer.headers), answer.body)
        assert not found, (answer.request, found)


def test_the_story_repeats() -> None:
    """The same story in another world of the same seed gives the same answers and journal."""
    with in_process("httpx") as mount:
        compare(mount)


def test_in_process_httpx2() -> None:
    """httpx2 in-process gets what httpx gets."""
    with in_process("httpx2") as mount:
        compare(mount)


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_in_process_async(library: str) -> None:
    """Asynchronous clients get what synchronous ones get."""
    with in_process_async(library) as mount:
        compare(mount)


@pytest.mark.parametrize("library", ["httpx", "httpx2", "requests"])
def test_live(library: str, server: MockServer) -> None:
    """Through a real socket comes what comes in-process."""
    with live(server, library) as mount:
        compare(mount)


@pytest.mark.parametrize("library", ["httpx", "httpx2", "requests", "urllib3"])
def test_on_the_real_address(library: str) -> None:
    """A client that believes to ask the real service gets what comes in-process."""
    with on_the_real_address(library) as mount:
        compare(mount)


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_on_the_real_address_async(library: str) -> None:
    """The same for asynchronous clients."""
    with on_the_real_address(library, asynchronous=True) as mount:
        compare(mount)
