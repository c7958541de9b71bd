"""What a fixture adds to a test: a pytest run of empty tests and of tests with a fixture, mixed."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from bench.readings import Reading, Unit
from bench.scale import Scale
from bench.servers import python, surroundings

TIME: Final = "a test"
BEYOND: Final = "beyond an empty test"
EMPTY: Final = "empty test"
WORLD: Final = "`creatoraudit`, scenario `small`"
ROWS: Final = {
    "test_empty": EMPTY,
    "test_world": WORLD,
    "test_mounted": "`creatoraudit_mounted`, scenario `small`",
    "test_live": "`creatoraudit_live`, scenario `small`",
}
_TESTS: Final = """
import pytest

TURN = pytest.mark.parametrize("turn", range({turns}))
SMALL = pytest.mark.creatoraudit(scenario="small")


@TURN
def test_empty(turn):
    pass


@TURN
@SMALL
def test_world(turn, creatoraudit):
    pass


@TURN
@SMALL
def test_mounted(turn, creatoraudit_mounted):
    pass


@TURN
@SMALL
def test_live(turn, creatoraudit_live):
    pass
"""
_CONFTEST: Final = """
import json, os, time

import pytest

SPENT = {}


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.callspec.params["turn"])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    start = time.process_time()
    result = yield
    SPENT.setdefault(item.originalname, []).append(time.process_time() - start)
    return result


def pytest_sessionfinish():
    with open(os.environ["SPENT"], "w") as file:
        json.dump(SPENT, file)
"""


def measure(scale: Scale) -> Iterator[Reading]:
    """Processor time of a test, set-up and tear-down included; the median of each pytest run."""
    for _ in range(scale.rounds):
        spent = _run(turns=scale.batches * 10)
        empty = statistics.median(spent["test_empty"])
        for name, row in ROWS.items():
            median = statistics.median(spent[name])
            yield Reading(row, TIME, median, Unit.SECONDS)
            if row != EMPTY:
                yield Reading(row, BEYOND, median - empty, Unit.SECONDS)


def _run(turns: int) -> dict[str, list[float]]:
    """Seconds of each test by name, without those of the first turn, which import things."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "conftest.py").write_text(_CONFTEST)
        (folder / "pytest.ini").write_text("[pytest]\n")
        (folder / "test_cost.py").write_text(_TESTS.format(turns=turns))
        bare = ["-p", "pytest_creatoraudit.plugin", "-p", "no:cacheprovider", "-q"]
        subprocess.run(  # noqa: S603 - our own command
            python("-m", "pytest", *bare, name),
            check=True,
            capture_output=True,
            cwd=folder,
            env=surroundings(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", SPENT=str(folder / "spent.json")),
        )
        found = (folder / "spent.json").read_bytes()
    spent = msgspec.json.decode(found, type=dict[str, list[float]])
    return {test: seconds[1:] for test, seconds in spent.items()}
