"""A generated client that knows the contract and nothing else finds no fault with the server."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.contract import operations
from creatoraudit_mock.http.handlers import HANDLERS

ROOT = Path(__file__).parents[2]
EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "10")


def test_no_failure_under_all_checks() -> None:
    """schemathesis, with all its checks and its stateful phase, passes against a live server."""
    with MockServer() as server:
        live = server.add(World("small"))
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{live.base_url}/openapi.json"),
            *("--header", f"Authorization: Bearer {live.api_key}", "--checks", "all"),
            *("--max-examples", EXAMPLES, "--no-color"),
        ]
        # Coverage of the client process would slow it down and tell nothing.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
        run = subprocess.run(  # noqa: S603 - our own interpreter
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    assert run.returncode == 0, run.stdout + run.stderr
    assert "No issues found" in run.stdout


def test_nothing_simulated_is_left_out() -> None:
    """Exactly the operations that answer 501 are switched off in the configuration."""
    config = tomllib.loads((ROOT / "schemathesis.toml").read_text())
    skipped = {
        identifier
        for table in config["operations"]
        if table["enabled"] is False
        for identifier in table["include-operation-id"]
    }

    assert skipped == {operation.id for operation in operations()} - set(HANDLERS)
