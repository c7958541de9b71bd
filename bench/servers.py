"""Servers in processes of their own: start, wait for the first 200, weigh, stop."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
START_TIMEOUT = 60.0
STOP_TIMEOUT = 10.0


class Server(NamedTuple):
    """A running one."""

    process: subprocess.Popen[bytes]
    port: int
    ready: float
    """Seconds from exec to the first 200."""

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def resident(self) -> int:
        """Bytes of memory that it holds at the moment."""
        return resident(self.process.pid)

    @property
    def spent(self) -> float:
        """Seconds of the processor that it has had so far; Linux only."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> int:
    """Bytes of memory that a process holds at the moment."""
    command = ["ps", "-o", "rss=", "-p", str(pid)]
    found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return int(found.stdout) * 1024


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def surroundings(**variables: str) -> dict[str, str]:
    """The environment of processes whose start is measured, with some variables beside ours.

    Whoever switches off compiled files would measure the compiler.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **variables}


def python(*arguments: str) -> list[str]:
    """A command of this very Python."""
    return [sys.executable, *arguments]


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Run a server until the block ends.

    Args:
        command: it listens on `port`, and says nothing that matters.
        port: a free one.
        path: what it answers with 200 as soon as it is up.
        headers: what must be sent for that.
        environment: variables beside ours.

    Raises:
        RuntimeError: it ended, or did not come up in a minute.
    """
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own commands
        command,
        cwd=ROOT,
        env=surroundings(**(environment or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(port, path, headers or {}):
            if process.poll() is not None or time.perf_counter() - began > START_TIMEOUT:
                raise RuntimeError(f"did not come up: {' '.join(command)}")
            time.sleep(0.002)
        yield Server(process, port, time.perf_counter() - began)
    finally:
        _stop(process)


def _answers(port: int, path: str, headers: Mapping[str, str]) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_TIMEOUT)
    try:
        connection.request("GET", path, headers=dict(headers))
        return connection.getresponse().status in {http.client.OK, http.client.NOT_MODIFIED}
    except OSError:
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
