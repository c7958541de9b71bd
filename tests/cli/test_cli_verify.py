"""`verify`: what it tells in each form, how it ends, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from creatoraudit_mock import Fault, MockServer, World
from creatoraudit_mock.cli.app import app
from creatoraudit_mock.server import LiveWorld
from creatoraudit_mock.service.verification import planned
from drifting import small_world

FEW = ("--only", "read.list_accounts", "--only", "refuse.id", "--only", "rate")


@pytest.fixture(scope="module")
def world() -> World:
    """The organization behind the server."""
    return small_world()


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[LiveWorld]:
    """Where it is served."""
    with MockServer() as server:
        yield server.add(world)


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, live: LiveWorld) -> None:
    for name in ("FORCE_COLOR", "GITHUB_ACTIONS", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("THE_KEY", live.api_key)


def run(live: LiveWorld, *options: str) -> Result:
    """What the command does."""
    arguments = ["verify", "--base-url", live.base_url, "--key-env", "THE_KEY", *options]
    return CliRunner().invoke(app, arguments)


def test_text(live: LiveWorld) -> None:
    """The outcome in a sentence, a table by evidence, and why some could not be told."""
    result = run(live, *FEW)
    assert result.exit_code == 0, result.output
    first, _, *rest = result.stdout.splitlines()
    assert first.startswith(f"{live.base_url}: 0 refuted, ")
    assert first.endswith(" requests, 4 checks")
    assert [line.split()[0] for line in rest[:3]] == ["documented", "inferred", "assumed"]


def test_json(live: LiveWorld) -> None:
    """Programs get every claim with its verdict, and the sums agree with the claims."""
    report = json.loads(run(live, *FEW, "--format", "json").stdout)
    assert report["base_url"] == live.base_url
    assert report["stopped"] is None
    assert report["requests"]["spent"] <= report["requests"]["budget"] == 300
    counted = sum(sum(row.values()) for row in report["counts"].values())
    assert counted == len(report["claims"])
    one = next(claim for claim in report["claims"] if claim["verdict"] == "confirmed")
    assert one.keys() >= {"operation", "claim", "evidence", "check", "request", "request_id"}


def test_markdown(live: LiveWorld) -> None:
    """Job summaries get headings and tables, with what was refuted in full."""
    result = run(live, *FEW, "--dialect", "malformed_id=404", "--format", "markdown")
    assert result.exit_code == 1
    assert result.stdout.startswith("## Verification: refuted\n")
    row = next(line for line in result.stdout.splitlines() if "404 for an id that is none" in line)
    assert row.startswith("| GET /accounts/{account\\_id} | 404 for an id that is none | assumed |")
    assert row.count(" | ") == 6


def test_what_fails_the_command(live: LiveWorld) -> None:
    """A refuted guess fails it unless only stronger evidence shall."""
    wrong = (*FEW, "--dialect", "malformed_id=404")
    result = run(live, *wrong)
    assert result.exit_code == 1
    assert (
        "refuted: GET /accounts/{account_id}: 404 for an id that is none (assumed)" in result.stdout
    )
    assert run(live, *wrong, "--fail-on", "inferred").exit_code == 0


def test_a_service_in_trouble(live: LiveWorld, world: World) -> None:
    """What could not be told ends with status 2, and the report is printed all the same."""
    world.faults.add(Fault.status(500), on="GET /accounts", times=1, name="once")
    result = run(live, "--only", "read.list_accounts")
    world.faults.clear()
    assert result.exit_code == 2
    assert (
        "stopped: the service failed 1 times, such as GET /accounts?limit=5 (500)" in result.stdout
    )


def test_the_plan(live: LiveWorld, world: World) -> None:
    """A dry run prints every check with its requests, and sends none."""
    requests = len(world.journal)
    result = run(live, "--dry-run", "--writes")
    assert result.exit_code == 0
    for check in planned(writes=True):
        assert f"\n{check.code} " in result.stdout
    assert "Creators named 'creatoraudit-mock verify' are made and removed" in result.stdout
    plain = run(live, "--dry-run").stdout
    assert "Nothing is written: only GET, and the POSTs that read in batches." in plain
    assert "write.creator" not in plain
    rows = json.loads(run(live, "--dry-run", "--format", "json").stdout)
    assert [row["check"] for row in rows] == [check.code for check in planned()]
    assert len(world.journal) == requests


def test_writes_and_cleaning(live: LiveWorld, world: World, tmp_path: Path) -> None:
    """With leave to write nothing stays; cleaning afterwards finds nothing."""
    before = len(world.creators)
    ledger = ("--ledger", str(tmp_path))
    assert run(live, "--writes", "--only", "write", *ledger).exit_code == 0
    assert run(live, "--clean", *ledger).stdout == "nothing was left behind\n"
    assert len(world.creators) == before


def test_cleaning_tells_what_it_removed(live: LiveWorld, world: World, tmp_path: Path) -> None:
    """Each leftover is named."""
    name = "creatoraudit-mock verify 20200101T000000Z-abcdef 1"
    mark = {"made-by": "creatoraudit-mock verify, remove at will"}
    world.create_creator(name, metadata=mark)
    result = run(live, "--clean", "--ledger", str(tmp_path))
    assert result.stdout == f"removed {name}\n1 leftovers removed\n"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--key-env", "NO_SUCH"), "the environment variable NO_SUCH is not set"),
        (("--budget", "5"), "the budget is 5 requests, of which 0 are spent; verifying needs"),
        (("--only", "nothing"), "--only: no check is named 'nothing'; there are: read,"),
        (("--base-url", "127.0.0.1"), "the base URL must look like https://api.example.com/v2"),
        (("--base-url", "http://192.0.2.1/v2"), "unencrypted: use https://"),
        (("--dialect", "delete_status"), "--dialect must look like delete_status=200"),
    ],
)
def test_refusals(live: LiveWorld, options: tuple[str, str], complaint: str) -> None:
    """What cannot be done is said on one line, with exit status 2; the key is not in it."""
    result = run(live, *options)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")
    assert complaint in result.stderr
    assert result.stderr.count("\n") == 1
    assert live.api_key not in result.output


def test_on_a_terminal(live: LiveWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal shows a bar of requests that goes away, and the outcome as a table."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    result = run(live, *FEW, "--dialect", "malformed_id=404")
    assert "\x1b[" in result.stderr
    assert "/300" in result.stderr
    assert (
        "\x1b[31mrefuted: GET /accounts/{account_id}: 404 for an id that is none" in result.stdout
    )
    assert "evidence" in result.stdout


def test_the_key_is_never_printed(live: LiveWorld) -> None:
    """No form of the report holds the key."""
    for form in ("text", "json", "markdown"):
        assert live.api_key not in run(live, *FEW, "--format", form).output
