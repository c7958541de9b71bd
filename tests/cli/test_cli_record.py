"""`creatoraudit-mock record` as people run it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.cli.app import app
from creatoraudit_mock.server import LiveWorld


@pytest.fixture(scope="module")
def live() -> Iterator[LiveWorld]:
    """A service to record."""
    with MockServer() as server:
        yield server.add(World("small", seed=2))


def run(live: LiveWorld, *arguments: str, key: str | None = None) -> Result:
    """Run the command with a key in the environment."""
    given = ["record", "--base-url", live.base_url, "--key-env", "RECORD_KEY", *arguments]
    return CliRunner().invoke(app, given, env={"RECORD_KEY": key or live.api_key})


def test_a_file_is_written_that_makes_a_world(live: LiveWorld, tmp_path: Path) -> None:
    """The command says what it has recorded and what it cost; the file is a scenario."""
    file = tmp_path / "mine.toml"
    done = run(live, "-o", str(file), "--scale", "0.5")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith(f"{file}: 5 accounts, 4 videos, 3 creators, with ")
    assert live.api_key not in done.stdout + done.stderr + file.read_text()
    assert len(World(str(file)).accounts) == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "mine.json"), "--output must end in .toml"),
        (("-o", "mine.toml", "--scale", "0"), "--scale must be above 0"),
        (("-o", "mine.toml", "--budget", "2"), "the budget is 2 requests"),
        (("-o", "/nowhere/mine.toml"), "--output: "),
        (("-o", "mine.toml", "--key-env", "NOT_THERE"), "NOT_THERE is not set"),
    ],
)
def test_what_cannot_be_done_writes_nothing(
    live: LiveWorld, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    """A refusal is one line on stderr and status 2, and leaves no file."""
    given = [str(tmp_path / one) if one.startswith("mine") else one for one in arguments]
    done = run(live, *given)
    assert done.exit_code == 2
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_is_refused_is_told(live: LiveWorld, tmp_path: Path) -> None:
    """What the service says is told, and no file is left."""
    done = run(live, "-o", str(tmp_path / "mine.toml"), key="wrong")
    assert done.exit_code == 2
    assert "GET /whoami was answered 401 UNAUTHORIZED" in done.stderr
    assert list(tmp_path.iterdir()) == []
