"""pytest-httpserver as a program: `python -m bench.peer_httpserver PORT BODY_FILE`."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import msgspec
from pytest_httpserver import HTTPServer


def main(port: int, file: Path) -> None:
    """Serve one fixed answer until SIGTERM."""
    answer = msgspec.json.decode(file.read_bytes(), type=dict[str, str])
    with HTTPServer(port=port) as server:
        expected = server.expect_request(answer["path"])
        expected.respond_with_data(answer["body"], content_type="application/json")
        signal.pause()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
