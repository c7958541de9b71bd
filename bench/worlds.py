"""Many worlds on one server: does the last one answer as fast as an only one?"""

from __future__ import annotations

from collections.abc import Iterator

from bench import ours, wrk
from bench.live import MANY, loaded
from bench.progress import say
from bench.readings import Gap, Reading, Unit
from bench.scale import Scale


def measure(scale: Scale) -> Iterator[Reading | Gap]:
    """Memory of the server, and rate and latency of the last world."""
    if not wrk.is_there():
        yield Gap("worlds", wrk.HOW)
        return
    for number in scale.worlds:
        row = f"{number:,} {'world' if number == 1 else 'worlds'} of `small`"
        say(row)
        with ours.served_apart("small", worlds=number) as server:
            yield Reading(row, "resident", server.resident, Unit.BYTES)
            ask = ours.asks(server.url, "small", number - 1)[ours.GET]
            wrk.load(ask, MANY, 1)
            yield from loaded(row, ask, scale.seconds)
