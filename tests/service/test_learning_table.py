"""The table of probes: nothing is forgotten, and nothing is asked that was not allowed."""

from __future__ import annotations

import pytest

from creatoraudit_mock import Dialect, World
from creatoraudit_mock.service import Key
from creatoraudit_mock.service.learning import PROBES, Need, Permissions, class_of, learn, story

CLASSES = {
    "reads",
    "reads with another key",
    "waiting",
    "writes",
    "writes and waiting",
    "using up the rate limit",
}


def test_every_switch_has_a_probe() -> None:
    """Each switch of the dialect has a probe of its name, and no probe has no switch."""
    assert set(PROBES) == set(Dialect.alternatives())
    assert all(probe.find.__name__ == name for name, probe in PROBES.items())


@pytest.mark.parametrize("name", PROBES)
def test_every_probe_is_explained(name: str) -> None:
    """Each says what it asks, and is of a class that the documentation explains."""
    assert story(PROBES[name])
    assert class_of(PROBES[name]) in CLASSES


def test_what_waits_says_how_long() -> None:
    """Exactly the probes that need waiting have a time."""
    assert {name for name, probe in PROBES.items() if probe.wait} == {
        name for name, probe in PROBES.items() if Need.WAIT in probe.needs
    }


def run(world: World, may: Permissions, keys: tuple[str, ...] = ("main",)) -> dict[str, str]:
    """Learn in-process; the reasons of what was not seen."""
    given = {name: Key(world.api_key) for name in keys}

    def sleep(seconds: float) -> None:
        world.clock.advance(seconds=seconds)

    record = learn(
        "https://api.creatoraudit.com/v2",
        given,
        may,
        transport=world.transport(),
        sleep=sleep,
        clock=lambda: world.clock.instant / 1_000_000,
    )
    return {one.switch: one.reason for one in record.of("open")}


def test_without_permission_nothing_changes() -> None:
    """A run that may only read calls nothing that changes things, and says what it needs."""
    world = World("small")
    log = len(world.log)
    reasons = run(world, Permissions())
    assert len(world.log) == log
    for name, probe in PROBES.items():
        for need in probe.needs:
            assert need.value in reasons[name]
    changing = {"POST", "PUT", "PATCH", "DELETE"}
    asked = {entry.operation for entry in world.journal if entry.method in changing}
    assert asked <= {"batch_account_metrics", "batch_video_metrics", "batch_video_deltas", None}
    assert world.clock.instant == world.started


def test_a_key_that_may_only_read_is_no_reason_to_stop() -> None:
    """Where the key lacks the scope to write, what needs it is open, and all else is seen."""
    world = World("small")
    reader = world.add_key("reader", "read")
    record = learn(
        "https://api.creatoraudit.com/v2",
        {"main": Key(reader)},
        Permissions(writes=True),
        transport=world.transport(),
    )
    reasons = {one.switch: one.reason for one in record.of("open")}
    assert reasons["delete_status"] == "the key lacks the scope for POST /creators"
    assert record.is_complete
    assert record.settings["preset_end"] == "today"


def test_a_key_that_is_not_of_the_kind_is_told() -> None:
    """Keys that were said to be limited, disabled or deleted, and are not, show nothing."""
    reasons = run(World("small"), Permissions(), ("main", "limited", "disabled", "deleted"))
    assert "may write" in reasons["scope_check"]
    assert "may write" in reasons["batch_scope"]
    assert reasons["disabled_key"] == "the key of --disabled-key-env is let in"
    assert reasons["deleted_key"] == "the key of --deleted-key-env is let in"


def test_patience_is_not_exceeded() -> None:
    """What takes longer than may be waited is open, and the reason says how long it takes."""
    world = World("small")
    before = world.clock.now
    reasons = run(world, Permissions(wait=200))
    assert reasons["cursor_lifetime"].startswith("more waiting is needed: --wait 8")
    assert "rate_window" not in reasons
    assert (world.clock.now - before).total_seconds() <= 200
