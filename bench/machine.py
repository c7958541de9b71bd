"""Where the figures are from: machine, versions, and how busy it was."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench import peers

_PACKAGES: Final = (
    "uvicorn",
    "uvloop",
    "httptools",
    "starlette",
    "msgspec",
    "httpx",
    "respx",
    "pytest",
)
_TOOLS: Final = {"wrk": ("wrk", "-v"), "node": ("node", "--version"), "java": ("java", "-version")}


def described() -> Iterator[tuple[str, str]]:
    """Facts in a word and a line each. Taken before anything runs, for the load's sake."""
    load = f"{os.getloadavg()[0]:.1f}"
    yield "day", f"{datetime.now(UTC):%Y-%m-%d}"
    yield (
        "machine",
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
    )
    yield "load average before", load
    yield "Python", f"{platform.python_implementation()} {platform.python_version()}"
    yield "packages", ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    yield "tools", ", ".join(filter(None, map(_tool, _TOOLS)))
    yield "other mocks", ", ".join(pin for file in peers.PINS for pin in file.read_text().split())


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _tool(name: str) -> str | None:
    """A tool and the first line in which it tells its version; None if it is not there."""
    command = _TOOLS[name]
    if shutil.which(command[0]) is None:
        return None
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    words = (run.stdout or run.stderr).splitlines()[0].replace('"', "").split()
    found = next((word for word in words if any(letter.isdigit() for letter in word)), "?")
    return f"{name} {found.removeprefix('debian/').lstrip('v')}"
