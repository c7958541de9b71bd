"""The pollers of examples/ come out clean, in strict mode, with a lag of half an hour."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from documents import ROOT, text

NODE, SHELL, PYTHON = "node/poll.mjs", "shell/poll.sh", "python/poll.py"
RUNS = [
    (NODE, ["node", NODE, "4"], ["--lag", "30m"], 20),
    (SHELL, [SHELL, "4"], ["--lag", "30m"], 3),
    (SHELL, [SHELL, "3"], ["--lag", "30m", "--scenario", "first-refresh"], 3),
    (
        PYTHON,
        [sys.executable, PYTHON, "--every", "0.01", "--refreshes", "3"],
        ["--speed", "864000", "--scenario", "first-refresh"],
        3,
    ),
]
TROUBLE = """
description = "One account, and a service that fails twice in either way."

[[accounts]]
platform = "instagram"
username = "ada"

[[faults]]
fault = "rate_limited"
times = 2
retry_after = 40
start = "+30s"

[[faults]]
fault = "status"
code = 503
times = 2
start = "+1d"
"""


def graded(command: list[str], *options: str) -> dict[str, Any]:
    """The scorecard of an example, as JSON, of a run that must be clean."""
    for tool in ("node", "curl"):
        concerned = tool in command or (tool == "curl" and SHELL in command)
        if concerned and shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    asked = [sys.executable, "-m", "creatoraudit_mock", "run", "--strict", "--format", "json"]
    program = [str(ROOT / "examples" / one) if "/poll." in one else one for one in command]
    done = subprocess.run(  # noqa: S603 - our own examples
        [*asked, *options, "--", *program],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "no_proxy": "*"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    card: dict[str, Any] = json.loads(done.stdout[done.stdout.index("\n{\n") :])
    return card


@pytest.mark.parametrize(
    ("name", "command", "options", "least"), RUNS, ids=[" ".join(one[1][-3:]) for one in RUNS]
)
def test_clean(name: str, command: list[str], options: list[str], least: int) -> None:
    """It sees the refreshes, breaks no rule, and reads nothing twice in full."""
    card = graded(command, *options)
    figures = card["figures"]
    assert card["findings"] == []
    assert figures["detected"] >= least, name
    assert figures["share_304"] == 1.0


@pytest.mark.parametrize("command", [["node", NODE, "3"], [SHELL, "3"]], ids=["node", "shell"])
def test_trouble(command: list[str], tmp_path: Path) -> None:
    """429 with Retry-After and 503 without are waited for, on virtual time."""
    (tmp_path / "trouble.toml").write_text(TROUBLE)
    figures = graded(command, "--scenario", str(tmp_path / "trouble.toml"))["figures"]
    assert (figures["rate_limited"], figures["early_retries"]) == (2, 0)
    assert figures["by_status"]["503"] == 2
    assert figures["detected"] >= 2


@pytest.mark.parametrize("command", [["node", NODE, "2"], [SHELL, "2"]], ids=["node", "shell"])
def test_without_control(command: list[str]) -> None:
    """Where nothing moves the clock for them they wait, in their part of real time."""
    waits = ["env", "-u", "CREATORAUDIT_CONTROL_URL"]
    figures = graded([*waits, *command], "--speed", "172800")["figures"]
    assert figures["detected"] >= 1
    assert figures["span"] >= 86_400


def test_all_are_listed() -> None:
    """The page of examples has each program, and no other."""
    folder = ROOT / "examples"
    programs = {str(one.relative_to(folder)) for one in folder.glob("*/*.*")}
    page = text("examples/README.md")
    assert all(f"[{one}]({one})" in page for one in programs)
    assert page.count("](") == len(programs)
