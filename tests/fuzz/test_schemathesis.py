"""A generated client that knows the contract and nothing else finds no fault with the server."""

from __future__ import annotations

import json
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


def drawn(seed: int) -> dict[str, Dialect]:
    """Five dialects, each switch of each drawn at random; named by how to draw them again."""
    rng = random.Random(seed)
    switches = Dialect.alternatives().items()
    return {
        f"FUZZ_SEED={seed} #{n}": Dialect.parse({name: rng.choice(v) for name, v in switches})
        for n in range(5)
    }


def runs() -> dict[str, tuple[str, Dialect]]:
    """Scenario and dialect of each run: one by day; more by night, some of them new each time."""
    if not IS_LONG:
        return {"small": ("small", Dialect())}
    seed = int(os.environ.get("FUZZ_SEED") or random.randrange(10**6))
    plain = {name: (name, Dialect()) for name in ("small", "agency", "flaky")}
    dialects = drawn(1) | drawn(seed)
    return plain | {name: ("small", dialect) for name, dialect in dialects.items()}


@pytest.mark.parametrize(
    ("scenario", "dialect"), [pytest.param(*run, id=name) for name, run in runs().items()]
)
def test_no_failure_under_all_checks(scenario: str, dialect: Dialect) -> None:
    """schemathesis, with all its checks and its stateful phase, passes against a live server."""
    world = World(scenario, dialect=dialect)
    world.set_rate_limit(None)  # a frozen clock never begins another window
    with MockServer() as server:
        live = server.add(world)
        run = fuzzed(live.base_url, live.api_key, world)

    told = f"{dialect.settings()}\n{run.stdout}{run.stderr}"
    assert run.returncode == 0, told
    assert "No issues found" in run.stdout, told


def fuzzed(base_url: str, api_key: str, world: World) -> subprocess.CompletedProcess[str]:
    """Schemathesis in a process of its own, with hooks that know the world."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{base_url}/openapi.json"),
        *("--header", f"Authorization: Bearer {api_key}", "--checks", "all"),
        *("--max-response-time", "60"),  # real time tells more of the machine than of the mock
        *EXTENT,
        *_contradicted(world.dialect),
        "--no-color",
    ]
    # Coverage of the client process would slow it down and tell nothing.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    environment["FUZZ_SCENARIO"] = world.scenario.name
    environment["FUZZ_DIALECT"] = json.dumps(world.dialect.settings())
    return subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def _contradicted(dialect: Dialect) -> tuple[str, ...]:
    """The check that asks for 405, where the dialect answers 404."""
    return ("--exclude-checks", "unsupported_method") if dialect.wrong_method == 404 else ()


def test_nothing_is_left_out() -> None:
    """No operation is switched off in the configuration."""
    config = tomllib.loads((ROOT / "schemathesis.toml").read_text())

    assert "operations" not in config
