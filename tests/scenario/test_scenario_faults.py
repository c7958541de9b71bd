"""`[[faults]]`: faults that a scenario plans, and how bad tables are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from creatoraudit_mock import Fault, ScenarioError, World
from creatoraudit_mock.scenario import from_text, names
from creatoraudit_mock.world import FAULTS
from wire import world_of

HEAD = 'description = "A test."\n'

PLANNED = f"""{HEAD}
[[accounts]]
platform = "tiktok"
username = "a"

[[faults]]
fault = "status"
code = 503
retry_after = "30s"
on = "GET /accounts"
start = "+1h"
duration = "10m"
times = 1

[[faults]]
fault = "stall"
delay = "3s"
name = "slow health"
on = "get_health"
after = 1
probability = 0.5
optional = true

[[faults]]
fault = "reset"
after_headers = true
duration = "1d"
"""


def test_faults_are_planned() -> None:
    """A table holds the kind, its arguments and the conditions of the plan."""
    world = world_of(PLANNED)
    one, two, three = (planned.plan for planned in world.faults)

    assert one.fault == Fault.status(503, retry_after=30)
    assert one.name == "status 503 on list_accounts"
    assert (one.operation, one.times) == ("list_accounts", 1)
    assert one.start == world.started + 3_600_000_000
    assert one.end == world.started + 4_200_000_000
    assert two.fault == Fault.stall(3)
    assert (two.name, two.after, two.probability, two.optional) == ("slow health", 1, 0.5, True)
    assert three.fault == Fault.reset(after_headers=True)
    assert (three.start, three.end) == (None, world.started + 86_400_000_000)


def test_planned_faults_strike(tmp_path: Path) -> None:
    """They strike in their window, in a replay too."""
    world = world_of(PLANNED.rpartition("[[faults]]")[0])
    with world.client() as client:
        before = client.get("/accounts").status_code
        world.clock.advance(hours=1)
        within = [client.get("/accounts").status_code for _ in range(2)]
    world.save(tmp_path / "world.jsonl")

    assert (before, within) == (200, [503, 200])
    again = World.load(tmp_path / "world.jsonl")
    assert again.journal.to_jsonl() == world.journal.to_jsonl()


@pytest.mark.parametrize("start", ["2026-01-05T09:00:00Z", "2030-05-05T05:05:05Z"])
def test_windows_are_relative(start: str) -> None:
    """Windows are counted from the start of the world, whenever that is."""
    world = World(from_text(PLANNED, "test.toml"), start=start)
    first = next(iter(world.faults))

    assert first.plan.start == world.started + 3_600_000_000


@pytest.mark.parametrize("kind", FAULTS)
def test_every_kind_can_be_planned(kind: str) -> None:
    """A table can ask for each kind that Python can."""
    needed = {"stall": "delay = 3", "slow_body": "over = '1m'", "clock_skew": "behind = '1h'"}
    world = world_of(f"{HEAD}[[faults]]\nfault = '{kind}'\n{needed.get(kind, '')}")

    assert [planned.plan.fault.kind for planned in world.faults] == [kind]


def test_no_shipped_scenario_has_faults() -> None:
    """What comes with the package does not fail unasked."""
    for name in names():
        assert len(World(name).faults) == 0


BAD: list[tuple[str, str, str]] = [
    ("", "faults[0]", "missing required field `fault`"),
    ('fault = "x"', "faults[0]", "fault must be one of: status, rate_limited, proxy_page"),
    ("fault = 5", "faults[0]", "Expected `str`, got `int` - at `fault`"),
    ('fault = "status"\ncolour = 1', "faults[0]", "unknown field `colour`; a status takes code"),
    ('fault = "reset"\ncode = 500', "faults[0]", "unknown field `code`; a reset takes after_heade"),
    ('fault = "stall"', "faults[0]", "missing required field `delay`"),
    ('fault = "stall"\ndelay = "-3s"', "faults[0]", "delay must look like '45s'"),
    ('fault = "clock_skew"', "faults[0]", "either ahead=... or behind=..."),
    ('fault = "status"\ncode = 418', "faults[0]", "code must be one of 500, 502, 503; got 418"),
    ('fault = "status"\ntimes = "2"', "faults[0]", "Expected `int | null`, got `str` - at `times`"),
    ('fault = "status"\ntimes = 0', "faults[0]", "times must be a whole number of at least 1"),
    ('fault = "status"\nprobability = 2', "faults[0]", "probability must be a share above 0"),
    ('fault = "status"\non = "GET /acounts"', "faults[0]", "did you mean 'GET /accounts'?"),
    ('fault = "gzip"\non = "get_health"', "faults[0]", "gzip needs an operation with an ETag"),
    ('fault = "gzip"\nduration = "0s"', "faults[0]", "duration must be longer than nothing"),
    ('fault = "gzip"\nstart = "-2d"', "faults[0]", "start must look like"),
    ('fault = "gzip"\nname = ""', "faults[0]", "name must be a text that is not empty; got ''"),
    (
        'fault = "gzip"\nname = "a"\n[[faults]]\nfault = "reset"\nname = "a"',
        "faults[1]",
        "name 'a' is taken already",
    ),
]


@pytest.mark.parametrize(("text", "key", "reason"), BAD)
def test_bad_tables(text: str, key: str, reason: str) -> None:
    """A bad table is refused: file, table and reason are named."""
    with pytest.raises(ScenarioError) as caught:
        from_text(f"{HEAD}[[faults]]\n{text}", "mine.toml")

    assert str(caught.value).startswith(f"mine.toml: {key}: ")
    assert caught.value.key == key
    assert reason in caught.value.reason
