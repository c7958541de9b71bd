"""Things that take microseconds, measured in turns, so that what else the machine does hits all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bench.readings import Reading, Unit

TIME: Final = "time"
Action = Callable[[], object]
Clock = Callable[[], float]


def in_turns(
    actions: Mapping[str, Action], batches: int, times: int, clock: Clock = time.process_time
) -> Iterator[Reading]:
    """Seconds for one time of each action, in so many rounds of so many times.

    Each is done once before anything counts. Processor time, unless another clock is given: of
    what only computes it is the time on an idle machine.
    """
    for action in actions.values():
        action()
    for _ in range(batches):
        for row, action in actions.items():
            yield Reading(row, TIME, spent(action, times, clock), Unit.SECONDS)


def spent(action: Action, times: int = 1, clock: Clock = time.process_time) -> float:
    """Seconds for one time, on average."""
    start = clock()
    for _ in range(times):
        action()
    return (clock() - start) / times
