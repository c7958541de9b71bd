"""Without a socket: worlds, mounts and requests in the process of a test."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from typing import Final

import httpx
import respx

from bench import ours
from bench.readings import Reading
from bench.scale import Scale
from bench.turns import Action, in_turns
from creatoraudit_mock import MockServer, World
from pytest_creatoraudit import mounted

FIXED: Final = "request to `httpx.MockTransport`, fixed answer"
ALIKE: Final = "request to `httpx.MockTransport`, with the header fields of ours"
IN_PROCESS: Final = "request in-process, 200"
STATIC: Final = "request to a static route of respx"
MOUNTED: Final = "request on the real address, 200"
SMALL: Final = "world from `small`"
LIVE_WORLD: Final = "world from `small`, put on a running server and taken off"
LIVE_SERVER: Final = "live server, up and down"


def measure(scale: Scale) -> Iterator[Reading]:
    """Seconds of each, in turns with what it is compared with."""
    world = World("small")
    world.set_rate_limit(ours.PLENTY)
    for _ in range(scale.batches):
        with ExitStack() as stack:
            yield from in_turns(_unmounted(world, stack), 1, 100)
        # A mount answers for its host before respx could, so the two are not there at once.
        with mounted(world), httpx.Client(headers=ours.key(world)) as client:
            yield from in_turns({MOUNTED: partial(client.get, _url(world))}, 1, 100)
    with MockServer() as server:
        yield from in_turns(_beginnings(server), scale.batches, 20)
    # Threads and sockets are waited for here, so this is time on the wall.
    actions = {LIVE_SERVER: _up_and_down}
    yield from in_turns(actions, max(5, scale.batches // 3), 1, clock=time.perf_counter)


def _unmounted(world: World, stack: ExitStack) -> Mapping[str, Action]:
    """The same request, asked of fixed answers and of a whole world."""
    url, headers = _url(world), ours.key(world)
    plain = stack.enter_context(world.client())
    answer = plain.get(url)
    unchanged = {"If-None-Match": answer.headers["ETag"]}
    content, fields = answer.content, answer.headers.raw
    fixed = httpx.MockTransport(lambda _: httpx.Response(200, content=content))
    static = stack.enter_context(httpx.Client(transport=fixed, headers=headers))
    full = httpx.MockTransport(lambda _: httpx.Response(200, headers=fields, content=content))
    alike = stack.enter_context(httpx.Client(transport=full, headers=headers))
    router = stack.enter_context(respx.mock(assert_all_called=False))
    router.get(url).respond(200, content=answer.content)
    routed = stack.enter_context(httpx.Client(headers=headers))
    return {
        FIXED: partial(static.get, url),
        ALIKE: partial(alike.get, url),
        IN_PROCESS: partial(plain.get, url),
        "request in-process, 304": partial(plain.get, url, headers=unchanged),
        STATIC: partial(routed.get, url),
    }


def _url(world: World) -> str:
    return f"{world.base_url}/accounts/{world.accounts[0].id}"


def _beginnings(server: MockServer) -> Mapping[str, Action]:
    world = World("small")
    return {
        "world from `empty`": World,
        SMALL: partial(World, "small"),
        "mounting a world, for httpx, httpx2 and urllib3": partial(_mount, world),
        "entering `respx.mock`, for httpx alone": _respx,
        LIVE_WORLD: partial(_visit, server),
    }


def _mount(world: World) -> None:
    with mounted(world):
        pass


def _respx() -> None:
    with respx.mock(assert_all_called=False):
        pass


def _visit(server: MockServer) -> None:
    world = World("small")
    server.add(world)
    server.remove(world)


def _up_and_down() -> None:
    with MockServer():
        pass
