"""Every row of docs/http-clients.md: which clients revalidate, and how they are set up."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import httpx2
import pytest

from creatoraudit_mock import MockServer, VirtualClock, World
from documents import ROOT, rows, section, text
from pytest_creatoraudit import mounted

PAGE = "docs/http-clients.md"
HOURS = 24
APART = ROOT / ".venv" / "apart"


class Row(NamedTuple):
    """A row of the table, and the code that it leads to."""

    heading: str
    counts: dict[int, int]
    up_to_date: bool
    mounts: bool
    code: str


def _row(cells: list[str]) -> Row:
    client, setup, full, unchanged, up_to_date, mounts = cells
    link = re.fullmatch(r"\[(.*)\]\(#(.*)\)", setup)
    assert link, setup
    heading = f"{client}: {link[1]}"
    anchor = re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
    assert anchor == link[2]
    code = re.search(r"```python\n(.*?)```", section(PAGE, heading), re.DOTALL)
    assert code, heading
    counts = {200: int(full), 304: int(unchanged)}
    return Row(
        heading,
        {status: count for status, count in counts.items() if count},
        up_to_date == "yes",
        mounts == "yes",
        code[1],
    )


ROWS = [_row(cells) for cells in rows(text(PAGE))]


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """One live server for all rows."""
    with MockServer() as running:
        yield running


def _polled(code: str, url: str, key: str, world: World) -> bytes:
    """What the code of a row holds at the end of the day."""
    names: dict[str, Any] = {}
    exec(compile(code, PAGE, "exec"), names)  # noqa: S102 - our own text
    body = b""
    if "poll" in names:
        return asyncio.run(_polled_async(names["poll"], url, key, world))
    with ExitStack() as stack:
        for name in ("client", "storage"):
            stack.callback(getattr(names.get(name), "close", lambda: None))
        for _ in range(HOURS):
            body = names["fetch"](url, key)
            world.clock.advance(hours=1)
    return body


async def _polled_async(
    poll: Callable[..., AsyncIterator[bytes]], url: str, key: str, world: World
) -> bytes:
    hours, body = iter(range(HOURS)), b""

    async def wait() -> bool:
        return next(hours, None) is not None

    async for body in poll(url, key, wait):  # noqa: B007 - the last one counts
        world.clock.advance(hours=1)
    return body


def _check(row: Row, world: World, body: bytes) -> None:
    assert Counter(entry.status for entry in world.journal) == row.counts
    last = world.accounts[0].last_scrape_time
    assert (last.encode() in body) is row.up_to_date


@pytest.mark.parametrize("row", [row for row in ROWS if row.mounts], ids=lambda row: row.heading)
def test_mounted(row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code asks the real address, and the table says what it gets."""
    monkeypatch.chdir(tmp_path)
    world = World("small")
    url = f"{world.base_url}/accounts/{world.accounts[0].id}"
    with mounted(world):
        body = _polled(row.code, url, world.api_key, world)

    _check(row, world, body)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if "niquests" not in row.heading], ids=lambda row: row.heading
)
def test_live(
    row: Row, server: MockServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against a live server it gets the same."""
    monkeypatch.chdir(tmp_path)
    world = World("small")
    live = server.add(world)
    url = f"{live.base_url}/accounts/{world.accounts[0].id}"
    body = _polled(row.code, url, live.api_key, world)
    server.remove(world)

    _check(row, world, body)


def test_niquests(server: MockServer, tmp_path: Path) -> None:
    """Niquests lives in a folder of its own, since it would overwrite urllib3; so does its row."""
    (row,) = (row for row in ROWS if row.heading.startswith("niquests"))
    world = World("small", clock=VirtualClock(mode="per-request", step="1h"))
    world.clock.advance(hours=12)
    live = server.add(world)
    url = f"{live.base_url}/accounts/{world.accounts[0].id}"
    loop = f"for _ in range({HOURS}):\n    body = fetch({url!r}, {live.api_key!r})\n"
    run = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-Wignore", "-c", f"{row.code}\n{loop}print(body.decode())"],
        env={**os.environ, "PYTHONPATH": str(APART)},
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    server.remove(world)

    _check(row, world, run.stdout)


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_raise_for_status_minds_304(library: Any) -> None:
    """`raise_for_status` of httpx and httpx2 takes a 304 for an error, as the page warns."""
    world = World()
    with mounted(world):
        headers = {"Authorization": f"Bearer {world.api_key}", "If-None-Match": "*"}
        response = library.get(f"{world.base_url}/whoami", headers=headers)
    with pytest.raises(library.HTTPStatusError):
        response.raise_for_status()


def test_every_client_has_a_row() -> None:
    """Each client and cache that the page promises is among its rows."""
    said = " ".join(row.heading for row in ROWS)
    for name in ("httpx", "httpx2", "requests", "urllib3", "aiohttp", "niquests", "hishel"):
        assert name in said
    assert "requests-cache" in said
