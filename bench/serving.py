"""The mock with what `serve` has no option for: `python -m bench.serving PORT [options]`."""

from __future__ import annotations

import argparse
import signal
import time

from bench.ours import PLENTY
from creatoraudit_mock import MockServer, VirtualClock, World
from creatoraudit_mock.journal import Entry, Journal, Repeat


class Forgetful(Journal):
    """A journal that keeps nothing, to see what keeping it costs."""

    __slots__ = ()

    def append(self, entry: Entry | Repeat) -> None:
        """Forget it."""


def main() -> None:
    """Serve until SIGTERM."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("port", type=int)
    options.add_argument("--scenario", default="agency")
    options.add_argument("--forget", action="store_true", help="keep no journal")
    options.add_argument("--worlds", type=int, default=1)
    chosen = options.parse_args()
    with MockServer(port=chosen.port) as server:
        for seed in range(chosen.worlds):
            server.add(_world(chosen.scenario, seed, forget=chosen.forget))
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


def _world(scenario: str, seed: int, *, forget: bool) -> World:
    clock = VirtualClock(mode="scaled", source=time.monotonic_ns)
    world = World(scenario, seed=seed, clock=clock)
    world.set_rate_limit(PLENTY)
    if forget:
        world.journal = Forgetful()
    world.journal.cap = PLENTY
    return world


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main()
