"""How endurance is tried."""

from __future__ import annotations

from endurance import endure


def test_endurance_in_small() -> None:
    """A few dozen tests in random order and two processes: none fails, and nothing is left."""
    assert endure(tests=20, runs=1, workers=2) == []
