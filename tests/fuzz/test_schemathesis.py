"""A generated client that knows the contract and nothing else finds no fault with the server."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from creatoraudit_mock import Dialect, MockServer, World

ROOT = Path(__file__).parents[2]
# The everyday run repeats itself; the long one, `make fuzz`, tries something new each time.
IS_LONG = "FUZZ_EXAMPLES" in os.environ
EXTENT = (
    ("--max-examples", os.environ["FUZZ_EXAMPLES"])
    if IS_LONG
    else ("--max-examples", "10", "--seed", "1")
)


def drawn(seed: int, count: int) -> list[Dialect]:
    """So many dialects, each switch of each drawn at random."""
    rng = random.Random(seed)
    switches = Dialect.alternatives().items()
    return [
        Dialect.parse({name: rng.choice(values) for name, values in switches}) for _ in range(count)
    ]


def worlds() -> list[tuple[str, Dialect]]:
    """Scenario and dialect of each run: one by day; more by night, some of them new each time."""
    if not IS_LONG:
        return [("small", Dialect())]
    seed = int(os.environ.get("FUZZ_SEED") or random.randrange(10**6))
    dialects = [*drawn(1, 5), *drawn(seed, 5)]
    plain = [(scenario, Dialect()) for scenario in ("small", "agency", "flaky")]
    return [*plain, *(("small", dialect) for dialect in dialects)]


def named(scenario: str, dialect: Dialect) -> str:
    """A name that says how to get the same world again."""
    return ",".join([scenario, *(f"{name}={v}" for name, v in dialect.settings().items())])


@pytest.mark.parametrize(
    ("scenario", "dialect"), [pytest.param(*world, id=named(*world)) for world in worlds()]
)
def test_no_failure_under_all_checks(scenario: str, dialect: Dialect) -> None:
    """schemathesis, with all its checks and its stateful phase, passes against a live server."""
    world = World(scenario, dialect=dialect)
    world.set_rate_limit(None)  # a frozen clock never begins another window
    with MockServer() as server:
        live = server.add(world)
        run = fuzzed(live.base_url, live.api_key, world)

    assert run.returncode == 0, run.stdout + run.stderr
    assert "No issues found" in run.stdout, run.stdout


def fuzzed(base_url: str, api_key: str, world: World) -> subprocess.CompletedProcess[str]:
    """Schemathesis in a process of its own, with hooks that know the world."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{base_url}/openapi.json"),
        *("--header", f"Authorization: Bearer {api_key}", "--checks", "all"),
        *EXTENT,
        "--no-color",
    ]
    # Coverage of the client process would slow it down and tell nothing.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    environment["FUZZ_SCENARIO"] = world.scenario.name
    return subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_nothing_is_left_out() -> None:
    """No operation is switched off in the configuration."""
    config = tomllib.loads((ROOT / "schemathesis.toml").read_text())

    assert "operations" not in config
