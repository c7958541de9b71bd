"""What `serve --state` costs: requests a second with and without it, and the time to come back.

Prints the table of docs/how-to/keep-state.md. Options: --requests N for each row, --restart N ...
"""

from __future__ import annotations

import argparse
import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

SERVE = (sys.executable, "-m", "creatoraudit_mock", "serve", "--port", "0", "--rate-limit", "off")
Ask = Callable[[str, str, bytes | None], bytes]


@contextmanager
def served(*options: str) -> Iterator[tuple[Ask, float]]:
    """Somebody who asks a running server on one connection, and how long it took to come up."""
    began = time.perf_counter()
    with subprocess.Popen((*SERVE, *options), stdout=subprocess.PIPE, text=True) as process:
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
        headers = {"authorization": f"Bearer {printed['API key']}", "content-type": "application/json"}

        def ask(method: str, path: str, body: bytes | None = None) -> bytes:
            connection.request(method, path, body, headers)
            return connection.getresponse().read()

        try:
            yield ask, took
        finally:
            connection.close()
            process.kill()


def get(ask: Ask, _number: int) -> None:
    """Read the first page of the accounts."""
    ask("GET", "/v2/accounts?limit=10", None)


def post(ask: Ask, number: int) -> None:
    """Track one account more."""
    body = {"platform": "tiktok", "username": f"somebody{number}"}
    ask("POST", "/v2/accounts", json.dumps(body).encode())


def rate(ask: Ask, deed: Callable[[Ask, int], None], count: int) -> str:
    """How many of a deed fit into a second, and how long the slowest hundredth takes."""
    took = []
    for number in range(count):
        began = time.perf_counter()
        deed(ask, number)
        took.append(time.perf_counter() - began)
    return f"{count / sum(took):5,.0f} a second, p99 {quantiles(took, n=100)[98] * 1000:.2f} ms"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=5_000)
    parser.add_argument("--restart", type=int, nargs="*", default=[10_000, 100_000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, deed in {"GET": get, "POST": post}.items():
            for kept in ((), ("--state", f"{folder}/{name}")):
                with served(*kept) as (ask, _):
                    rate(ask, deed, 200)
                    told = rate(ask, lambda a, n, do=deed: do(a, n + 200), options.requests)
                print(f"{name:4} {'with' if kept else 'without':7} --state: {told}", flush=True)
        for count in options.restart:
            for name, deed in {"reads": get, "writes": post}.items():
                file = Path(folder, f"{name}{count}")
                with served("--state", str(file)) as (ask, _):
                    for number in range(count):
                        deed(ask, number)
                size = sum(one.stat().st_size for one in Path(folder).glob(f"{file.name}*"))
                with served("--state", str(file)) as (ask, took):
                    pass
                print(f"back after {count:,} {name}: {took:.1f} s, {size / 1e6:,.0f} MB", flush=True)


if __name__ == "__main__":
    main()
