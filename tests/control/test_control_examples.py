"""What the page shows and the examples do is run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from creatoraudit_mock import MockServer, World
from documents import ROOT, blocks

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
PAGE = "docs/control.md"


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """A program that must end well, without a proxy in its way."""
    environment = {**os.environ, "no_proxy": "*"}
    return subprocess.run(  # noqa: S603 - our own examples
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=60
    )


def old(line: str) -> str:
    """The same for a curl that knows no --json, and with failures that count."""
    plain = line.replace("--json", "-H 'Content-Type: application/json' -d")
    return plain.replace("curl -s", "curl -sS --fail-with-body")


@needs_curl
def test_every_curl_line_works(tmp_path: Path) -> None:
    """The shell examples of the page work as they stand, one after the other."""
    with MockServer() as server:
        server.add(World("small"))
        lines = "\n".join(blocks(PAGE, "sh"))
        script = re.sub(r"http://127\.0\.0\.1:8080/_mock", server.control_url, old(lines))
        run(["bash", "-euo", "pipefail", "-c", script], tmp_path)

        assert (tmp_path / "run.jsonl").stat().st_size > 1_000


@pytest.mark.parametrize("block", blocks(PAGE, "python"))
def test_python_runs(block: str) -> None:
    """The Python example does what it says."""
    exec(compile(block, PAGE, "exec"), {"__name__": "page"})  # noqa: S102 - our own text


@needs_curl
def test_shell(tmp_path: Path) -> None:
    """The shell example moves the clock and reads the journal."""
    world = World("small")
    with MockServer() as server:
        server.add(world)
        site = server.base_url.removesuffix("/v2")
        done = run(["sh", str(ROOT / "examples/shell/control.sh"), site], tmp_path)

    assert done.stdout.splitlines() == [
        "it is 2026-01-05T09:00:00Z, and a poll is answered with 200",
        "a day later it is 2026-01-06T10:00:00Z",
        "the service fails: 503; and is back: 200",
        "the journal has 3 requests",
    ]
    assert [entry.status for entry in world.journal] == [200, 503, 200]


@needs_node
def test_node(tmp_path: Path) -> None:
    """The Node example makes a world, lets days pass, and reads the journal."""
    with MockServer() as server:
        site = server.base_url.removesuffix("/v2")
        done = run(["node", str(ROOT / "examples/node/control.mjs"), site], tmp_path)

    assert done.stdout.splitlines() == [
        "2026-01-05T09:00:00Z 200 304",
        "2026-01-06T09:00:00Z 200 304",
        "2026-01-07T09:00:00Z 200 304",
        "6 requests, 3 of them answered with 304",
    ]
