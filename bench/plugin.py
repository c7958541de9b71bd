"""What the pytest plugin costs: import, fixtures, requests; `make bench-plugin` prints it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import respx

from creatoraudit_mock import MockServer, World
from pytest_creatoraudit import mounted

BODY = b"x" * 1_100
"""As long as an account."""
ONCE = """
import time, pytest
start = time.perf_counter()
{}
print(time.perf_counter() - start)
"""
PLUGIN = "import pytest_creatoraudit.plugin"
FIRST_WORLD = "from creatoraudit_mock import World; World()"
FIRST_MOUNT = "from pytest_creatoraudit import mounted; mounted(World()).__enter__()"


def main() -> None:
    """Measure everything."""
    print("| what | time |\n|---|---|")
    for name, seconds in _figures():
        print(f"| {name} | {_readable(seconds)} |")


def _figures() -> Iterator[tuple[str, float]]:
    first = _once(FIRST_WORLD)
    yield "import of the plugin, beyond pytest: every run", _once(PLUGIN)
    yield "the first world of a run: imports the simulator", first
    yield (
        "the first mount: imports the client libraries",
        _once(f"{FIRST_WORLD}; {FIRST_MOUNT}") - first,
    )
    yield "a fresh world, scenario `empty`", _best(World)
    yield "a fresh world, scenario `small`", _best(lambda: World("small"))
    yield from _mounts()
    yield from _requests()


def _mounts() -> Iterator[tuple[str, float]]:
    world = World("small")
    world.app  # noqa: B018 - made once for each world, counted with its first request

    def mount() -> None:
        with mounted(world):
            pass

    def respx_mount() -> None:
        with respx.mock(assert_all_called=False):
            pass

    yield "mounting a world, httpx, httpx2 and urllib3 together", _best(mount)
    yield "for comparison: entering `respx.mock`, httpx alone", _best(respx_mount)
    with MockServer() as server:

        def live() -> None:
            server.add(world)
            server.remove(world)

        yield "putting a world on the live server", _best(live)


def _requests() -> Iterator[tuple[str, float]]:
    world = World("small")
    world.set_rate_limit(None)
    key = {"Authorization": f"Bearer {world.api_key}"}
    url = f"{world.base_url}/accounts/{world.accounts[0].id}"
    fixed = httpx.MockTransport(lambda _: httpx.Response(200, content=BODY))
    with httpx.Client(transport=fixed, headers=key) as client:
        yield "a request to `httpx.MockTransport`, fixed answer", _asking(client, url)
    with respx.mock() as router, httpx.Client(headers=key) as client:
        router.get(url).respond(200, content=BODY)
        yield "a request to a static route of respx", _asking(client, url)
    with world.client() as client:
        yield "a request in-process", _asking(client, url)
        etag = client.get(url).headers["ETag"]
        client.headers["If-None-Match"] = etag
        yield "a request in-process, answered 304", _asking(client, url)
    with mounted(world), httpx.Client(headers=key) as client:
        yield "a request on the real address", _asking(client, url)
    with _live(world) as base_url, httpx.Client(headers=key) as client:
        yield "a request to the live server", _asking(client, url.replace(world.base_url, base_url))


@contextmanager
def _live(world: World) -> Iterator[str]:
    with MockServer() as server:
        yield server.add(world).base_url


def _asking(client: httpx.Client, url: str) -> float:
    return _best(lambda: client.get(url))


def _best(action: Callable[[], object], times: int = 20, rounds: int = 100) -> float:
    """Seconds for one time, in the best of some rounds: what others do on the machine is noise."""
    action()
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            action()
        found.append((time.perf_counter() - start) / times)
    return min(found)


def _once(statement: str) -> float:
    """Seconds that a statement takes in a fresh process that has pytest already."""
    command = [sys.executable, "-c", ONCE.format(statement)]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(7)]  # noqa: S603
    return min(float(run.stdout) for run in runs)


def _readable(seconds: float) -> str:
    micros = seconds * 1_000_000
    return f"{micros:.0f} µs" if micros < 1_000 else f"{micros / 1_000:.2f} ms"  # noqa: PLR2004


if __name__ == "__main__":
    main()
