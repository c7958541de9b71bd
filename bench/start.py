"""What happens once: imports, and the way to the first answer; each in a fresh process."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from typing import Final

from bench import live, ours
from bench.progress import say
from bench.readings import Reading, Unit
from bench.scale import Scale
from bench.servers import python, surroundings
from bench.turns import TIME

IMPORT: Final = "import of `creatoraudit_mock`"
PLUGIN: Final = "import of the pytest plugin, beyond pytest"
FLOOR: Final = "raw uvicorn, exec to first 200"
SERVE: Final = "`serve`, exec to first 200"
STATEMENTS: Final[Mapping[str, tuple[str, str]]] = {
    IMPORT: ("", "import creatoraudit_mock"),
    PLUGIN: ("import pytest", "import pytest_creatoraudit.plugin"),
    "the first world of a process": (
        "import creatoraudit_mock",
        "from creatoraudit_mock import World; World()",
    ),
    "the first mount of a process": (
        "from creatoraudit_mock import World; world = World()",
        "from pytest_creatoraudit import mounted; mounted(world).__enter__()",
    ),
    "the first live server of a process": (
        "from creatoraudit_mock import World; World(); import atexit",
        "from creatoraudit_mock import MockServer; atexit.register(MockServer().start().stop)",
    ),
}
"""What is there already, and what is measured."""
_TIMED: Final = (
    "{}\nimport time\nbegan = time.perf_counter()\n{}\nprint(time.perf_counter() - began)"
)


def measure(scale: Scale) -> Iterator[Reading]:
    """Seconds, in turns; after a first turn that does not count, and fills caches of all kinds."""
    for turn in range(scale.starts + 1):
        say(f"round {turn} of {scale.starts}")
        found = list(_turn())
        if turn:
            yield from found


def _turn() -> Iterator[Reading]:
    for row, (given, statement) in STATEMENTS.items():
        yield Reading(row, TIME, _seconds(given, statement), Unit.SECONDS)
    with live.floor() as server:
        yield Reading(FLOOR, TIME, server.ready, Unit.SECONDS)
    with ours.served("small") as server:
        yield Reading(SERVE, TIME, server.ready, Unit.SECONDS)


def _seconds(given: str, statement: str) -> float:
    command = python("-c", _TIMED.format(given, statement))
    run = subprocess.run(  # noqa: S603 - our own command
        command, capture_output=True, text=True, check=True, env=surroundings()
    )
    return float(run.stdout)
