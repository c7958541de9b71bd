"""How much is measured: all of it, or a taste of it in less than a minute."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How long and how often."""

    name: str
    rounds: int
    """How often candidates of one comparison take turns."""
    peer_rounds: int
    """How often other mocks do."""
    seconds: int
    """How long each is asked for under load; half as long on a single connection."""
    warm_up: int
    """Seconds until a just-in-time compiler has settled."""
    polls: int
    """Requests of the long life whose memory is watched."""
    entries: int
    """Length of the journal that is graded."""
    accounts: tuple[int, ...]
    """Sizes of the growing world."""
    worlds: tuple[int, ...]
    """Numbers of worlds on one server."""
    batches: int
    """How many short batches make one round of something that takes microseconds."""
    starts: int
    """How many fresh processes."""
    patience: int
    """Seconds that one step of growth, or the long life, may take."""


FULL = Scale(
    name="full",
    rounds=5,
    peer_rounds=3,
    seconds=2,
    warm_up=6,
    polls=1_000_000,
    entries=100_000,
    accounts=(100, 1_000, 10_000, 100_000, 1_000_000),
    worlds=(1, 10, 100, 1_000),
    batches=30,
    starts=9,
    patience=180,
)
QUICK = Scale(
    name="quick",
    rounds=1,
    peer_rounds=1,
    seconds=1,
    warm_up=2,
    polls=20_000,
    entries=5_000,
    accounts=(100, 1_000),
    worlds=(1, 100),
    batches=5,
    starts=3,
    patience=60,
)
