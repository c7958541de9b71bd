"""The load generator: wrk, one thread of it, which shares the machine's cores with the server."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

HOW: Final = "wrk is not installed: apt-get install wrk (Debian, Ubuntu), brew install wrk (macOS)"
_SCRIPT: Final = Path(__file__).with_name("wrk.lua")


class Ask(msgspec.Struct, frozen=True):
    """A request that is repeated as fast as it is answered."""

    url: str
    headers: Mapping[str, str] = {}
    method: str = "GET"
    body: bytes | None = None


class Load(msgspec.Struct, frozen=True):
    """What came of it; latencies in microseconds."""

    requests: int
    micros: int
    p50: int
    p99: int
    refused: int
    broken: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.micros * 1_000_000


class LoadFailed(RuntimeError):
    """A candidate refused requests or broke connections, so its figures mean nothing."""


def is_there() -> bool:
    """Whether wrk is installed."""
    return shutil.which("wrk") is not None


def load(ask: Ask, connections: int, seconds: int) -> Load:
    """Repeat a request on so many connections.

    Raises:
        LoadFailed: an answer was neither 2xx nor 304, or a connection broke.
    """
    headers = [word for name, value in ask.headers.items() for word in ("-H", f"{name}: {value}")]
    with tempfile.NamedTemporaryFile() as body:
        arguments = [ask.method]
        if ask.body is not None:
            body.write(ask.body)
            body.flush()
            arguments.append(body.name)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(_SCRIPT), *headers]
        run = subprocess.run(  # noqa: S603 - our own command
            [*command, ask.url, "--", *arguments], capture_output=True, text=True, check=False
        )
    if run.returncode:
        raise LoadFailed(f"wrk failed: {(run.stderr or run.stdout).strip()}")
    found = msgspec.json.decode(run.stdout.splitlines()[-1], type=Load)
    if found.refused or found.broken or not found.requests:
        raise LoadFailed(f"{ask.method} {ask.url}: {found}")
    return found
