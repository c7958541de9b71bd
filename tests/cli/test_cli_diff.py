"""`creatoraudit-mock diff` as people run it."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from creatoraudit_mock.cli.app import app
from creatoraudit_mock.contract import contract_in


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["diff", *arguments])


@pytest.fixture
def drifted(tmp_path: Path) -> str:
    """A document that differs from the contract in three ways."""
    document = copy.deepcopy(contract_in().document)
    account = document["components"]["schemas"]["Account"]["properties"]
    account["follower_count"]["type"] = ["integer", "null"]
    account["a|b"] = {"type": "string"}
    document["paths"]["/search"]["get"]["deprecated"] = True
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))
    return str(file)


def test_nothing_breaking_is_status_0(tmp_path: Path) -> None:
    """The contract's own document has no differences."""
    file = tmp_path / "own.json"
    file.write_text(json.dumps(contract_in().document))
    done = run(str(file))
    assert (done.exit_code, done.stdout) == (0, f"no differences ({file})\n")


def test_something_breaking_is_status_1(drifted: str) -> None:
    """Text names each difference with its severity, code, places, meaning and evidence."""
    done = run(drifted)
    assert done.exit_code == 1
    assert "breaking nullable: Account.follower_count may be null (GET /accounts 200" in done.stdout
    assert "Programs that read it as integer fail at the first null." in done.stdout
    assert "documented: the service has changed since" in done.stdout


def test_ignored_differences_do_not_count(drifted: str) -> None:
    """Patterns leave differences out; strict counts notices; an idle pattern is told."""
    ignored = ("--ignore", "nullable", "--ignore", "nonsense*")
    done = run(drifted, *ignored)
    assert done.exit_code == 0
    assert "more ignored as asked" in done.stdout
    assert "--ignore 'nonsense*' covers nothing" in done.stdout
    assert run(drifted, *ignored, "--strict").exit_code == 1
    assert run(drifted, *ignored, "--ignore", "GET /search", "--strict").exit_code == 0


def test_every_format_tells_the_same(drifted: str) -> None:
    """JSON, Markdown and annotations have every finding."""
    told = json.loads(run(drifted, "--format", "json").stdout)
    assert told["counts"]["breaking"] == 1
    assert {one["code"] for one in told["findings"]} >= {"nullable", "field-added", "deprecated"}
    markdown = run(drifted, "--format", "markdown").stdout
    assert "| breaking | Account.follower\\_count may be null |" in markdown
    assert "Account.a\\|b is a new field" in markdown
    github = run(drifted, "--format", "github").stdout.splitlines()
    assert len(github) == len(told["findings"])
    assert github[0].startswith("::error title=nullable%3A Account.follower_count::")


def test_what_cannot_be_done_is_status_2(tmp_path: Path) -> None:
    """A missing file and an unknown switch take one line on stderr."""
    missing = run(str(tmp_path / "none.yaml"))
    assert missing.exit_code == 2
    assert missing.stderr.startswith("error: ")
    wrong = run("x.json", "--dialect", "nonsense=1")
    assert wrong.exit_code == 2
    assert "unknown dialect switch 'nonsense'" in wrong.stderr
