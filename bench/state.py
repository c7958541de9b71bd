"""What `serve --state` costs: requests with and without it, and the time to come back.

Prints the figures of docs/how-to/keep-state.md; Linux only, for it asks /proc for processor time.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple
from urllib.parse import urlsplit

SERVE = (sys.executable, "-m", "creatoraudit_mock", "serve", "--port", "0")
WARMING = 200


class Server(NamedTuple):
    """A running server with a client on one connection."""

    ask: Callable[[str, str, bytes | None], bytes]
    busy: Callable[[], float]
    """Seconds that its processor has worked so far."""
    came_up_in: float


Deed = Callable[[Server, int], None]


def read(server: Server, _number: int) -> None:
    """Read a page of ten accounts."""
    server.ask("GET", "/v2/accounts?limit=10", None)


def write(server: Server, number: int) -> None:
    """Track one account more."""
    body = {"platform": "tiktok", "username": f"somebody{number}"}
    server.ask("POST", "/v2/accounts", json.dumps(body).encode())


@contextmanager
def served(*options: str) -> Iterator[Server]:
    """A server, until it is killed."""
    began = time.perf_counter()
    command = (*SERVE, "--rate-limit", "off", *options)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        assert process.stdout is not None
        printed = {}
        for line in process.stdout:
            label, _, value = line.strip().partition("  ")
            printed[label] = value.strip()
            if line.startswith("Press"):
                break
        took = time.perf_counter() - began
        url = urlsplit(printed["base URL"])
        connection = http.client.HTTPConnection(url.hostname or "", url.port)
        key = f"Bearer {printed['API key']}"
        headers = {"authorization": key, "content-type": "application/json"}

        def ask(method: str, path: str, body: bytes | None) -> bytes:
            connection.request(method, path, body, headers)
            return connection.getresponse().read()

        try:
            yield Server(ask, lambda: processor_time(process.pid), took)
        finally:
            connection.close()
            process.kill()


def processor_time(process: int) -> float:
    """Seconds that a process has worked, for itself and in the system's name."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rate(server: Server, deed: Deed, count: int) -> str:
    """How many of a deed fit into a second, and what one costs."""
    for number in range(WARMING):
        deed(server, number)
    took, busy = [], server.busy()
    for number in range(WARMING, WARMING + count):
        began = time.perf_counter()
        deed(server, number)
        took.append(time.perf_counter() - began)
    spent = (server.busy() - busy) / count
    slow = quantiles(took, n=100)[98]
    return f"{count / sum(took):,.0f}/s | {slow * 1e3:.1f} ms | {spent * 1e6:.0f} us"


def return_time(file: Path, deed: Deed, count: int) -> str:
    """How long a server takes that finds so much in its file, and how long the file is."""
    with served("--state", str(file)) as server:
        for number in range(count):
            deed(server, number)
    size = sum(one.stat().st_size for one in file.parent.glob(f"{file.name}*"))
    with served("--state", str(file)) as server:
        return f"{server.came_up_in:.1f} s | {size / 1e6:,.0f} MB"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=5_000)
    parser.add_argument("--restart", type=int, nargs="*", default=[10_000, 100_000])
    options = parser.parse_args()
    deeds = {"GET /accounts": read, "POST /accounts": write}
    with tempfile.TemporaryDirectory() as folder:
        print("| | throughput | p99 | processor |\n|---|---|---|---|")
        for n, (name, deed) in enumerate(deeds.items()):
            for kept in ((), ("--state", f"{folder}/{n}")):
                with served(*kept) as server:
                    told = rate(server, deed, options.requests)
                print(f"| {name}{' with --state' if kept else ''} | {told} |", flush=True)
        print("\n| restart after | time | file |\n|---|---|---|")
        for count in options.restart:
            for n, (name, deed) in enumerate(deeds.items()):
                told = return_time(Path(folder, f"{count}-{n}"), deed, count)
                print(f"| {count:,} x {name} | {told} |", flush=True)


if __name__ == "__main__":
    main()
