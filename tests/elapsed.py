"""Measures virtual time."""

from __future__ import annotations

from creatoraudit_mock import World


class Elapsed:
    """Virtual seconds since it was made; calling it tells how many.

    Args:
        world: whose clock it looks at.
    """

    def __init__(self, world: World) -> None:
        self._clock = world.clock
        self._began = world.clock.instant

    def __call__(self) -> float:
        """Virtual seconds."""
        return (self._clock.instant - self._began) / 1_000_000
