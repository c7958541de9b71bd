"""Many generated tests in random order and in several processes, again and again.

    python tests/endurance.py --tests 500 --runs 10 --workers 4

Each run must pass whole, and each of its processes must leave no thread, task or socket behind.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KINDS = '''
import asyncio
import os

import httpx
import httpx2
import pytest
import requests

BASE = "https://api.creatoraudit.com/v2"
SEEDS = {seeds}


def poll(get, world, url):
    """A day of hourly polls of one account, each with the ETag of the last."""
    account = world.track_account("tiktok", "mine", first_refresh="90s")
    etag, changes = None, 0
    for _ in range(24):
        headers = {{"If-None-Match": etag}} if etag else {{}}
        response = get(f"{{url}}/accounts/{{account.id}}", headers)
        changes += response.status_code == 200
        etag = response.headers["ETag"]
        world.clock.advance(hours=1)
    assert len(world.accounts) == 1
    assert len(world.journal) == 24
    assert changes == len(world.refreshes(account)) + 1 - (world.refreshes(account)[-1].hour < 9)


@pytest.fixture(params=SEEDS)
def creatoraudit_seed(request):
    return request.param


@pytest.fixture
def key(creatoraudit_env):
    return {{"Authorization": f"Bearer {{os.environ['CREATORAUDIT_API_KEY']}}"}}


@pytest.mark.parametrize("make", [httpx.Client, httpx2.Client, requests.Session])
def test_mounted(creatoraudit_mounted, key, make):
    with make() as client:
        poll(lambda url, more: client.get(url, headers=key | more), creatoraudit_mounted, BASE)


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_mounted_async(creatoraudit_mounted, key, library):
    async def code():
        async with library.AsyncClient(headers=key) as client:
            sent = [client.get(f"{{BASE}}/accounts?limit={{n}}") for n in range(1, 9)]
            return [one.status_code for one in await asyncio.gather(*sent)]

    assert asyncio.run(code()) == [200] * 8
    assert len(creatoraudit_mounted.journal) == 8


@pytest.mark.parametrize("make", [httpx.Client, requests.Session])
def test_live(creatoraudit, creatoraudit_live, key, make):
    url = creatoraudit_live.base_url
    with make() as client:
        poll(lambda url, more: client.get(url, headers=key | more), creatoraudit, url)


@pytest.mark.anyio
async def test_live_async(creatoraudit, creatoraudit_live, key):
    async with httpx.AsyncClient(headers=key) as client:
        assert (await client.get(f"{{creatoraudit_live.base_url}}/whoami")).status_code == 200
    assert len(creatoraudit.journal) == 1


def test_in_process(creatoraudit):
    with creatoraudit.client() as client:
        poll(lambda url, more: client.get(url, headers=more), creatoraudit, creatoraudit.base_url)
'''
PER_SEED = 10
"""How many tests the file makes of each seed; anyio's are two."""

CONFTEST = """
import asyncio
import gc
import os
import threading
from pathlib import Path


def sockets():
    found = set()
    # Elsewhere than on Linux only threads and tasks are looked for.
    for link in Path("/proc/self/fd").glob("*"):
        try:
            found.add(os.readlink(link))
        except OSError:
            pass
    return {name for name in found if name.startswith("socket:")}


BEFORE = sockets()
THREADS = set(threading.enumerate())


def pytest_unconfigure(config):
    gc.collect()
    # Those of xdist and of Trio, which keeps its workers for ten idle seconds, are not ours.
    others = ("execnet", "Dummy", "Trio thread")
    threads = [one.name for one in set(threading.enumerate()) - THREADS
               if not any(name in one.name for name in others)]
    tasks = [one for one in gc.get_objects() if isinstance(one, asyncio.Task)]
    left = [*threads, *map(repr, tasks), *(sockets() - BEFORE)]
    Path(f"left-{os.getpid()}").write_text("\\n".join(left))
"""


def endure(tests: int, runs: int, workers: int) -> list[str]:
    """Run it all, and return what went wrong."""
    troubles: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeds = list(range(-(-tests // PER_SEED)))
        (folder / "test_generated.py").write_text(KINDS.format(seeds=seeds))
        (folder / "conftest.py").write_text(CONFTEST)
        for number in range(runs):
            troubles += [f"run {number}: {trouble}" for trouble in _run(folder, number, workers)]
    return troubles


def _run(folder: Path, number: int, workers: int) -> list[str]:
    plugins = ["pytest_creatoraudit.plugin", "xdist", "pytest_randomly", "anyio"]
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-n", str(workers)]
    command += [word for name in plugins for word in ("-p", name)]
    command += [f"--randomly-seed={number}", "-p", "no:cacheprovider", "--creatoraudit-summary"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    started = time.perf_counter()
    run = subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    lines = run.stdout.splitlines()
    print(f"run {number}: {time.perf_counter() - started:.1f} s;", "; ".join(lines[-2:]))  # noqa: T201
    troubles = [run.stdout + run.stderr] if run.returncode else []
    reports = list(folder.glob("left-*"))
    if len(reports) != workers + 1:
        troubles.append(f"{len(reports)} processes of {workers + 1} came to their end")
    for report in reports:
        if left := report.read_text():
            troubles.append(f"left in {report.name}: {left}")
        report.unlink()
    return troubles


def main() -> None:
    """Read the options, run, and fail with what went wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tests", type=int, default=50)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    sys.exit("\n".join(endure(options.tests, options.runs, options.workers)) or 0)


if __name__ == "__main__":
    main()
