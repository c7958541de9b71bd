"""A run that is killed at any moment leaves nothing that the next one does not remove."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.server import LiveWorld
from creatoraudit_mock.service import Caller
from creatoraudit_mock.service.verification import verify
from creatoraudit_mock.service.verification.throwaway import found_on
from drifting import small_world

MOMENTS = int(os.environ.get("VERIFY_KILLS", "2"))
INTERRUPTED = 130
_LONGEST = 30.0


@pytest.fixture(scope="module")
def world() -> World:
    """An organization in which others work as well."""
    made = small_world()
    made.create_creator("creatoraudit-mock verify this is somebody's")
    return made


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[LiveWorld]:
    """The world on a real server."""
    with MockServer() as server:
        yield server.add(world)


def started(live: LiveWorld, ledgers: Path) -> subprocess.Popen[bytes]:
    """A real run in a process of its own."""
    command = [sys.executable, "-m", "creatoraudit_mock", "verify", "--base-url", live.base_url]
    options = ["--key-env", "KEY_OF_THE_TEST", "--writes", "--ledger", str(ledgers)]
    # Only what writes: the moments shall not be lost on reading.
    return subprocess.Popen(  # noqa: S603 - our own command
        [*command, *options, "--only", "write", "--only", "refuse.creator"],
        env={**os.environ, "KEY_OF_THE_TEST": live.api_key},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def wait_for(world: World, requests: int, process: subprocess.Popen[bytes]) -> None:
    """Return as soon as the server has answered so many requests, or the process has ended."""
    deadline = time.monotonic() + _LONGEST
    while len(world.journal) < requests and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.0002)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_killed(moment: int, world: World, live: LiveWorld, tmp_path: Path) -> None:
    """After SIGKILL or Ctrl-C, and the next run, the organization is as it was."""
    chance = random.Random(moment)
    stop = (signal.SIGKILL, signal.SIGINT)[moment % 2]
    before = [(creator.id, creator.name) for creator in world.creators]
    process = started(live, tmp_path)
    wait_for(world, len(world.journal) + chance.randint(1, 18), process)
    time.sleep(chance.random() * 0.004)
    process.send_signal(stop)
    told, _ = process.communicate(timeout=_LONGEST)
    if stop is signal.SIGINT and process.returncode:
        # Once it has told everything, the interpreter is leaving, and Ctrl-C the system's again.
        has_told = process.returncode == -stop and b" requests, " in told
        assert has_told or process.returncode == INTERRUPTED, told
        assert b"Traceback" not in told
        assert [(creator.id, creator.name) for creator in world.creators] == before
    with Caller(live.base_url, live.api_key) as caller:
        report = verify(caller, world.dialect, only=("write.idempotency",), ledgers=tmp_path)
        assert list(found_on(caller)) == []
    print(f"moment {moment}: {stop.name}, {len(report.removed)} removed later")  # noqa: T201 - shown by -s
    assert [(creator.id, creator.name) for creator in world.creators] == before
    assert list(tmp_path.iterdir()) == []
