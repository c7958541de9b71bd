"""What a request over a socket is made of: the server's processor time, step by step."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Final

from bench import live, ours, wrk
from bench.progress import say
from bench.readings import Gap, Reading, Unit
from bench.scale import Scale
from bench.servers import Server
from bench.wrk import Ask

EACH: Final = "processor time a request"
_STEPS: Final = {
    "floor: 900 bytes and two header fields": "app",
    "with a key to be read, and the header fields of ours": "dressed",
}
_UNCHANGED: Final = "the same of a 304: no body, fewer header fields"


def measure(scale: Scale) -> Iterator[Reading | Gap]:
    """Seconds of the server's processor for each request, on sixteen connections, in turns."""
    if not wrk.is_there() or sys.platform != "linux":
        yield Gap("all steps", f"{wrk.HOW}; and it is read from /proc, so it needs Linux")
        return
    with _candidates() as candidates:
        for turn in range(1, scale.rounds + 1):
            for row, (server, ask) in candidates.items():
                say(f"round {turn} of {scale.rounds}: {row}")
                before = server.spent
                found = wrk.load(ask, live.MANY, 1)
                each = (server.spent - before) / found.requests
                yield Reading(row, EACH, each, Unit.SECONDS)


@contextmanager
def _candidates() -> Iterator[Mapping[str, tuple[Server, Ask]]]:
    """Fixed answers that are more and more like ours, and then ours."""
    with ExitStack() as stack:
        mock = stack.enter_context(ours.served())
        asks = ours.asks(mock.url)
        get, unchanged = asks[ours.GET], asks[ours.UNCHANGED]
        found = {}
        for row, app in _STEPS.items():
            server = stack.enter_context(live.floor(app))
            headers = {} if app == "app" else get.headers
            found[row] = (server, Ask(f"{server.url}/", headers))
        found[f"the mock: {ours.GET}"] = (mock, get)
        server = stack.enter_context(live.floor("unchanged"))
        found[_UNCHANGED] = (server, Ask(f"{server.url}/", unchanged.headers))
        found[f"the mock: {ours.UNCHANGED}"] = (mock, unchanged)
        yield found
