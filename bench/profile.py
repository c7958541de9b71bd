"""Where the time of a request goes, function by function: what remarks on targets go by."""

from __future__ import annotations

import cProfile
import pstats
from typing import Final

from bench import ours
from bench.caller import Caller
from bench.turns import Action

_TIMES: Final = 5_000
_LINES: Final = 25


def show() -> None:
    """Print a profile of each kind of request, through the application alone."""
    world = ours.twin()
    caller, batch = Caller(world), ours.batch(world)
    path = f"/accounts/{world.accounts[0].id}"
    tag = caller.get(path)
    _print(ours.GET, lambda: caller.get(path))
    _print(ours.UNCHANGED, lambda: caller.get(path, tag))
    _print(ours.LIST, lambda: caller.get(f"/accounts?limit={ours.PAGE}"))
    _print(ours.METRICS, lambda: caller.post("/accounts/metrics", batch))


def _print(title: str, action: Action) -> None:
    profiler = cProfile.Profile()
    with profiler:
        for _ in range(_TIMES):
            action()
    print(f"== {title}, {_TIMES:,} times")
    pstats.Stats(profiler).sort_stats("tottime").print_stats(_LINES)
