"""What the plugin costs those who do not use it, and how endurance is tried."""

from __future__ import annotations

import subprocess
import sys

from endurance import endure

IMPORT = """
import time, pytest
start = time.process_time()
import pytest_creatoraudit.plugin
print(time.process_time() - start)
"""


def test_import() -> None:
    """Loading the plugin takes less than five milliseconds beyond pytest itself."""

    def seconds() -> float:
        run = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True
        )
        return float(run.stdout)

    assert min(seconds() for _ in range(3)) < 0.005


def test_endurance_in_small() -> None:
    """A few dozen tests in random order and two processes: none fails, and nothing is left."""
    assert endure(tests=20, runs=1, workers=2) == []
