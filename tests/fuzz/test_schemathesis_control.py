"""A generated client that knows the control interface's own document finds no fault with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from creatoraudit_mock import MockServer, World

ROOT = Path(__file__).parents[2]
TOKEN = "fuzzing"
EXTENT = (
    ("--max-examples", os.environ["FUZZ_EXAMPLES"])
    if "FUZZ_EXAMPLES" in os.environ
    else ("--max-examples", "10", "--seed", "1")
)


@pytest.mark.parametrize("token", [None, TOKEN])
def test_no_failure_under_all_checks(token: str | None) -> None:
    """schemathesis, with all its checks, passes against the control interface of a live server."""
    with MockServer(control_token=token) as server:
        world = World("small")
        server.add(world)
        run = fuzzed(server.control_url, server.world_id(world), token)

    told = f"{run.stdout}{run.stderr}"
    assert run.returncode == 0, told
    assert "No issues found" in run.stdout, told


def fuzzed(url: str, world: str, token: str | None) -> subprocess.CompletedProcess[str]:
    """Schemathesis in a process of its own, with hooks that know the world."""
    header = () if token is None else ("--header", f"Authorization: Bearer {token}")
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", "tests/fuzz/control.toml"),
        *("run", f"{url}/openapi.json", "--checks", "all", *header, *EXTENT, "--no-color"),
    ]
    # Coverage of the client process would slow it down and tell nothing.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    environment["FUZZ_WORLD"] = world
    return subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
