"""The parts of the report, each with what it measures and what a reader should know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from bench import (
    anatomy,
    fixtures,
    growth,
    inprocess,
    live,
    memory,
    peers,
    start,
    timing,
    worlds,
)
from bench.readings import Gap, Reading
from bench.scale import Scale


class Part(NamedTuple):
    """A part, and a table of the report."""

    title: str
    about: str
    measure: Callable[[Scale], Iterable[Reading | Gap]]
    is_quick: bool = True
    """Whether a quick run has it too."""


PARTS: Final[dict[str, Part]] = {
    "live": Part(
        "Over a socket",
        "The floor is a raw ASGI callable that sends 900 fixed bytes. The mock is `serve` with the "
        "scenario `agency`, everything on: gate, rate limit, journal with decision traces, a clock "
        "that follows real time.",
        live.measure,
    ),
    "anatomy": Part(
        "What a request over a socket is made of",
        "Processor time of the server, whatever the client takes. Fixed answers that are more and "
        "more like ours come first; what the mock takes beyond them is all that it does itself.",
        anatomy.measure,
        is_quick=False,
    ),
    "peers": Part(
        "Beside other mocks",
        "All are asked for the same account and send the same body. The others know nothing of it: "
        "they have no state, no clock, no contract. WireMock stripped is without journal and gzip.",
        peers.measure,
        is_quick=False,
    ),
    "start": Part(
        "What happens once", "Each in fresh processes, in turns; time on the wall.", start.measure
    ),
    "in-process": Part(
        "Without a socket",
        "Processor time in the process of a test; the live server's is time on the wall.",
        inprocess.measure,
    ),
    "fixtures": Part(
        "In pytest",
        "Processor time of whole tests, set-up and tear-down included, mixed in one run.",
        fixtures.measure,
    ),
    "timing": Part(
        "Virtual time, and the journal of a long run", "Processor time.", timing.measure
    ),
    "growth": Part(
        "Growing worlds",
        "Processor time. Reads go through the whole application without a client library; each is "
        "the first after 25 hours have passed, so that each representation has to be made anew.",
        growth.measure,
    ),
    "worlds": Part(
        "Many worlds on one server", "The last of them is asked.", worlds.measure, is_quick=False
    ),
    "memory": Part(
        "Memory, and a growing journal",
        "An account is polled for an unchanged answer (304), on sixteen connections.",
        memory.measure,
    ),
}
