"""The command `learn`, from its options to its file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from creatoraudit_mock import Dialect, LiveWorld, MockServer, World
from creatoraudit_mock.cli.app import app

DIALECT = Dialect(search_cap=25, delete_status=200, idempotency_conflict=422, malformed_id=404)


@pytest.fixture(scope="module")
def world() -> World:
    """A world in a dialect of its own."""
    return World("small", dialect=DIALECT)


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[LiveWorld]:
    """It is served."""
    with MockServer() as server:
        yield server.add(world)


@pytest.fixture(autouse=True)
def _here(live: LiveWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEY", live.api_key)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def learn(live: LiveWorld, *arguments: str) -> Result:
    """Run the command."""
    options = ("learn", "--base-url", live.base_url, "--key-env", "KEY", *arguments)
    return CliRunner().invoke(app, options)


def test_what_reads_show_is_written(live: LiveWorld, tmp_path: Path) -> None:
    """Each finding is a line, the sums come last, and the file has it all but for the key."""
    done = learn(live)
    assert (done.exit_code, done.stderr) == (0, "")
    lines = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    assert ["search_cap", "25"] in lines
    assert ["delete_status", "-", "needs --writes"] in lines
    assert "switches seen, 0 none of the alternatives, " in done.stdout
    assert done.stdout.endswith("written to dialect.toml\n")
    text = (tmp_path / "dialect.toml").read_text()
    assert live.api_key not in text + done.output
    assert Dialect.load("dialect.toml") == Dialect(search_cap=25, malformed_id=404)
    tables = tomllib.loads(text)
    assert tables["learned"]["from"] == live.base_url
    assert tables["learned"]["complete"] is True
    (line,) = tables["seen"]["malformed_id"]["evidence"]
    request, _, when = line.partition(", request id ")
    assert request == "GET /accounts/no-uuid -> 404"
    assert when.endswith(" GMT")


def test_writes_show_more_and_leave_nothing(live: LiveWorld, world: World) -> None:
    """With `--writes` and an account what writes show is seen too, and removed again."""
    before = {one.id for one in (*world.accounts, *world.videos, *world.creators)}
    done = learn(live, "--writes", "--account", "instagram/newcomer", "--output", "all.toml")
    assert (done.exit_code, done.stderr) == (0, "")
    seen = tomllib.loads(Path("all.toml").read_text())["dialect"]
    assert (seen["delete_status"], seen["idempotency_conflict"]) == (200, 422)
    assert {name: getattr(DIALECT, name) for name in seen} == seen
    assert {one.id for one in (*world.accounts, *world.videos, *world.creators)} == before


def test_a_learned_dialect_can_be_verified_and_served(live: LiveWorld) -> None:
    """What was learned is what `verify --dialect FILE` expects, and a world can speak it."""
    assert learn(live).exit_code == 0
    options = ("verify", "--base-url", live.base_url, "--key-env", "KEY")
    done = CliRunner().invoke(app, [*options, "--dialect", "dialect.toml"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert CliRunner().invoke(app, options).exit_code == 1


def test_a_plan_sends_nothing(live: LiveWorld, world: World) -> None:
    """`--dry-run` tells of each switch what would be asked, or what is needed, and asks nothing."""
    sent = len(world.journal)
    done = learn(live, "--dry-run", "--wait", "1h")
    assert (done.exit_code, done.stderr) == (0, "")
    assert len(world.journal) == sent
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "malformed_id reads 1 What an id gets that is none" in lines
    assert "resume writes and waiting needs --writes and --account" in lines
    assert "scope_check reads with another key needs --limited-key-env" in lines
    assert any(line.startswith("cursor_lifetime waiting 7 What a cursor gets") for line in lines)
    assert lines[-1].endswith(f"no more than 300 would go to {live.base_url}; none was sent.")
    assert not Path("dialect.toml").exists()


def test_only_some_switches(live: LiveWorld, world: World) -> None:
    """`--only` asks for nothing else."""
    sent = len(world.journal)
    done = learn(live, "--only", "malformed_id", "--only", "instance")
    assert done.stdout.startswith("switch ")
    assert "2 switches seen, 0 none of the alternatives, 59 open; 3 requests" in done.stdout
    assert len(world.journal) == sent + 3


REFUSALS = [
    ("--only delete_statu", "--only delete_statu: there is no such switch; did you mean "),
    ("--only x", "--only x: there is no such switch; docs/dialect.md has them all"),
    ("--account instagram/nasa", "--account is for --writes: give that as well, or leave it out"),
    ("--missing-profile tiktok/x", "--missing-profile is for --writes: "),
    (
        "--writes --account nasa",
        "--account must look like instagram/nasa or tiktok/nasa, got 'nasa'",
    ),
    ("--wait soon", "--wait must look like "),
    ("--budget 0", "Invalid value for '--budget': "),
    ("--output dialect.json", "--output must be a .toml file, got 'dialect.json'"),
    ("--output no/dialect.toml", "--output no/dialect.toml: there is no folder no"),
    ("--limited-key-env NONE", "--limited-key-env: the environment variable NONE is not set"),
    ("--base-url http://api.example.com/v2", "the key would go to api.example.com unencrypted"),
]


@pytest.mark.parametrize(("arguments", "line"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_a_refusal_names_option_value_and_way_out(
    live: LiveWorld, arguments: str, line: str
) -> None:
    """What cannot be done is refused on one line, before anything is sent or written."""
    done = learn(live, *arguments.split())
    assert done.exit_code == 2
    assert done.stderr.startswith(f"error: {line}")
    assert done.stderr.count("\n") == 1
    assert not Path("dialect.toml").exists()


def test_a_file_that_is_there_is_not_replaced_unasked(live: LiveWorld) -> None:
    """Only `--overwrite` replaces a file."""
    Path("dialect.toml").write_text("mine")
    done = learn(live, "--only", "instance")
    assert done.stderr == (
        "error: --output dialect.toml: is there already; name another, or --overwrite\n"
    )
    assert Path("dialect.toml").read_text() == "mine"
    assert learn(live, "--only", "instance", "--overwrite").exit_code == 0
    assert Dialect.load("dialect.toml") == Dialect()


def test_a_run_that_ends_early_says_why(live: LiveWorld) -> None:
    """With too small a budget the exit status is 1, and the file has what was seen until then."""
    done = learn(live, "--budget", "10")
    assert done.exit_code == 1
    assert "error: the run ended early: the budget is 10 requests, of which 10" in done.stderr
    tables = tomllib.loads(Path("dialect.toml").read_text())
    assert tables["learned"]["complete"] is False
    assert tables["dialect"]["malformed_id"] == 404
    assert tables["open"]["total_counts"] == "the run ended before"


def test_a_key_that_is_refused_writes_no_file(
    live: LiveWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong key is told; a file of nothing would only be in the way."""
    monkeypatch.setenv("KEY", "ca_wrong_key")
    done = learn(live)
    assert done.exit_code == 1
    assert "the service does not let the key in" in done.stderr
    assert "ca_wrong_key" not in done.output
    assert not Path("dialect.toml").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_keeps_what_it_has(
    live: LiveWorld, world: World, number: signal.Signals
) -> None:
    """Ctrl-C and SIGTERM end a wait at once; the file has what was seen before."""
    arguments = ["--base-url", live.base_url, "--key-env", "KEY", "--wait", "1h"]
    running = subprocess.Popen(  # noqa: S603 - our own interpreter
        [
            *(sys.executable, "-m", "creatoraudit_mock", "learn", *arguments),
            *("--only", "instance", "--only", "cursor_lifetime"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    sent = len(world.journal)
    deadline = time.monotonic() + 30
    while len(world.journal) < sent + 5 and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.2)  # it has its answer, and waits
    running.send_signal(number)
    _, errors = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "error: the run ended early: interrupted (KeyboardInterrupt)" in errors
    tables = tomllib.loads(Path("dialect.toml").read_text())
    assert tables["dialect"] == {"instance": "path"}
    assert tables["learned"]["complete"] is False
