"""Where the time of a request goes, function by function: what remarks on targets go by."""

from __future__ import annotations

import cProfile
import pstats
from typing import Final

from bench import ours
from bench.caller import Caller

_TIMES: Final = 5_000
_LINES: Final = 25


def show() -> None:
    """Print a profile of each kind of read, through the application alone."""
    world = ours.twin()
    caller = Caller(world)
    path = f"/accounts/{world.accounts[0].id}"
    _, tag = caller.get(path)
    for title, target, etag in (
        (ours.GET, path, None),
        (ours.UNCHANGED, path, tag),
        (ours.LIST, f"/accounts?limit={ours.PAGE}", None),
    ):
        profiler = cProfile.Profile()
        with profiler:
            for _ in range(_TIMES):
                caller.get(target, etag)
        print(f"== {title}, {_TIMES:,} times")
        pstats.Stats(profiler).sort_stats("tottime").print_stats(_LINES)
