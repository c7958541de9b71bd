"""A generated client that knows the contract and nothing else finds no fault with the server."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from creatoraudit_mock import MockServer, World

ROOT = Path(__file__).parents[2]
# The everyday run repeats itself; the long one, `make fuzz`, tries something new each time.
EXTENT = (
    ("--max-examples", os.environ["FUZZ_EXAMPLES"])
    if "FUZZ_EXAMPLES" in os.environ
    else ("--max-examples", "10", "--seed", "1")
)


def test_no_failure_under_all_checks() -> None:
    """schemathesis, with all its checks and its stateful phase, passes against a live server."""
    with MockServer() as server:
        world = World("small")
        world.set_rate_limit(None)  # a frozen clock never begins another window
        live = server.add(world)
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{live.base_url}/openapi.json"),
            *("--header", f"Authorization: Bearer {live.api_key}", "--checks", "all"),
            *EXTENT,
            "--no-color",
        ]
        # Coverage of the client process would slow it down and tell nothing.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
        run = subprocess.run(  # noqa: S603 - our own interpreter
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    assert run.returncode == 0, run.stdout + run.stderr
    assert "No issues found" in run.stdout


def test_nothing_is_left_out() -> None:
    """No operation is switched off in the configuration."""
    config = tomllib.loads((ROOT / "schemathesis.toml").read_text())

    assert "operations" not in config
