"""The collector of garbage rests while a world is made, and is then as it was."""

import gc
from collections.abc import Iterator

import pytest

from creatoraudit_mock import World
from creatoraudit_mock.kit import collector
from creatoraudit_mock.scenario import Scenario

_MANY = """
description = "More things than the collector leaves alone."

[[accounts]]
platform = "tiktok"
username = "account{n}"
count = 300
"""


@pytest.fixture(params=[True, False], ids=["enabled", "disabled"])
def enabled(request: pytest.FixtureRequest) -> Iterator[bool]:
    """The collector, switched on or off."""
    was, wanted = gc.isenabled(), bool(request.param)
    (gc.enable if wanted else gc.disable)()
    yield wanted
    (gc.enable if was else gc.disable)()


def test_the_collector_is_as_it_was(*, enabled: bool) -> None:
    """Whoever had switched it off finds it off, whoever had not finds it on."""
    with collector.at_rest():
        assert not gc.isenabled()
    assert gc.isenabled() is enabled


def test_the_collector_is_as_it_was_after_trouble(*, enabled: bool) -> None:
    """What goes wrong meanwhile does not leave it off."""
    with pytest.raises(KeyError), collector.at_rest():
        raise KeyError
    assert gc.isenabled() is enabled


def test_no_garbage_is_looked_for_while_a_world_is_made() -> None:
    """However many accounts a scenario has, the collector looks at them once, afterwards."""
    scenario, phases = Scenario.from_text(_MANY), list[str]()

    def note(phase: str, _: object) -> None:
        phases.append(phase)

    gc.collect()
    gc.callbacks.append(note)
    try:
        World(scenario)
    finally:
        gc.callbacks.remove(note)
    assert phases.count("start") <= 1
