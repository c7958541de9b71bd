"""`routes` and `scenarios`: what there is to be served, for people and for programs."""

import json
import re

import pytest
from click.testing import CliRunner

from creatoraudit_mock import World
from creatoraudit_mock.cli.app import app
from creatoraudit_mock.contract import operations
from creatoraudit_mock.http.handlers import HANDLERS
from creatoraudit_mock.scenario import names


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "GITHUB_ACTIONS", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def lines(*arguments: str) -> list[str]:
    """What a command prints."""
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.splitlines()


def test_routes_lists_every_operation_once() -> None:
    """There is one row for each operation of the contract, and a header."""
    header, *rows = lines("routes")
    assert header.split() == ["method", "path", "operation", "scope", "evidence", "answer"]
    listed = sorted(tuple(row.split()[:3]) for row in rows)
    assert listed == sorted((one.method, f"/v2{one.path}", one.id) for one in operations())


def test_routes_tells_what_is_simulated() -> None:
    """An operation is simulated if it has a handler; the others answer 501."""
    answers = {row.split()[2]: row.split()[-1] for row in lines("routes")[1:]}
    assert answers == {one.id: "simulated" if one.id in HANDLERS else "501" for one in operations()}


def test_terminal_gets_colours_and_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal, however narrow, rows are coloured but neither wrapped nor cut."""
    plain = lines("routes")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = lines("routes")
    assert "\x1b[32msimulated" in coloured[1]
    assert [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in coloured] == plain


def test_routes_as_json_is_one_list() -> None:
    """Programs get the same rows as a list of objects."""
    rows = json.loads("\n".join(lines("routes", "--json")))
    assert len(rows) == len(operations())
    assert {
        "method": "GET",
        "path": "/v2/accounts/{account_id}",
        "operation_id": "get_account",
        "scope": "read",
        "evidence": "documented",
        "simulated": True,
    } in rows


def test_scenarios_lists_all_with_their_descriptions() -> None:
    """Each shipped scenario has a row that ends with its description."""
    header, *rows = lines("scenarios")
    assert header.split() == ["name", "accounts", "videos", "creators", "description"]
    assert [row.split()[0] for row in rows] == names()
    assert rows[1].endswith("  Nothing is tracked yet.")


@pytest.mark.parametrize("name", names())
def test_scenario_sizes_are_those_of_its_world(name: str) -> None:
    """The figures agree with what a world of the scenario begins with."""
    rows = {row["name"]: row for row in json.loads("\n".join(lines("scenarios", "--json")))}
    world = World(name)
    sizes = (rows[name]["accounts"], rows[name]["videos"], rows[name]["creators"])
    creators = world.organization.creators
    assert sizes == (len(world.accounts), len(world.videos), len(creators))
