"""The polling example against a real server in virtual days."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from creatoraudit_mock import MockServer, VirtualClock, World

POLL = Path(__file__).parents[2] / "examples" / "python" / "poll.py"
LINE = re.compile(r"(?P<time>\S+)  nasa  followers [\d,]+  views [\d,]+ \(\+[\d,]+ in 7 days\) .*")


@pytest.fixture(scope="module")
def seen() -> tuple[World, list[str]]:
    """A world and what the example printed of four of its days, twenty to the second."""
    clock = VirtualClock(mode="scaled", speed=86_400 * 20, source=time.monotonic_ns, waits=True)
    world = World("first-refresh", clock=clock)
    with MockServer() as server:
        live = server.add(world)
        environment = {
            **os.environ,
            "CREATORAUDIT_BASE_URL": live.base_url,
            "CREATORAUDIT_API_KEY": live.api_key,
        }
        run = subprocess.run(  # noqa: S603 - our own interpreter and example
            [sys.executable, str(POLL), "--every", "0.01", "--refreshes", "4"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    return world, run.stdout.splitlines()


def test_null_is_seen_first(seen: tuple[World, list[str]]) -> None:
    """The first thing that the example sees is an account without a refresh."""
    assert seen[1][0] == "watching nasa on instagram: not refreshed yet"


def test_refreshes_are_true(seen: tuple[World, list[str]]) -> None:
    """Every refresh that it reports has really landed, in the order in which they landed."""
    world, lines = seen
    reported = [match["time"] for match in map(LINE.fullmatch, lines) if match]
    landed = [f"{t:%Y-%m-%dT%H:%M:%SZ}" for t in world.refreshes(world.accounts[0])]

    assert len(reported) == 4
    assert [moment for moment in landed if moment in reported] == reported


def test_unchanged_polls_are_304(seen: tuple[World, list[str]]) -> None:
    """A GET of the account is answered in full only when it had changed."""
    world, _ = seen
    reads = world.journal.where(operation="get_account")
    etags = [dict(entry.response_headers)["etag"] for entry in reads]
    changed = 1 + sum(before != after for before, after in pairwise(etags))

    assert Counter(entry.status for entry in reads)[200] == changed
    assert Counter(entry.status for entry in reads)[304] == len(reads) - changed
