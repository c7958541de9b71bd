"""Mistakes on the command line: one line on stderr, exit status 2."""

import errno
import os
import re
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from creatoraudit_mock.cli import contents, listening
from creatoraudit_mock.cli.app import app
from creatoraudit_mock.scenario import names
from creatoraudit_mock.server import bound_socket


def refusal(*arguments: str) -> str:
    """The one line that a command is refused with."""
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2, result.output
    assert not result.stdout
    line, end, rest = result.stderr.partition("\n")
    assert (end, rest) == ("\n", "")
    return line


# Each row: the arguments, and the whole line.
REFUSALS = [
    ("serve --speed 0", "--speed must be between 0.000001 and 1e9, got 0.0"),
    ("serve --speed -1", "--speed must be between 0.000001 and 1e9, got -1.0"),
    ("serve --speed nan", "--speed must be between 0.000001 and 1e9, got nan"),
    ("serve --speed inf", "--speed must be between 0.000001 and 1e9, got inf"),
    ("serve --clock frozen --speed 2", "--speed 2.0 needs --clock scaled, got --clock frozen"),
    ("serve --step 1s", "--step 1s needs --clock per-request, got --clock scaled"),
    (
        "serve --clock per-request --step soon",
        "--step must look like '45s', '1h30m', '7d' or 'PT6H', got 'soon'",
    ),
    (
        "serve --start yesterday",
        "--start must be ISO 8601 like '2026-01-05T09:00:00Z', got 'yesterday'",
    ),
    (
        "serve --start 2026-01-05T09:00:00",
        "--start must carry an offset (write Z for UTC), got '2026-01-05T09:00:00'",
    ),
    (
        "refreshes --start 0001-01-01T00:00:00Z",
        "--start must lie in the years 2000 to 9999, got '0001-01-01T00:00:00Z'",
    ),
    (
        "serve --dialect loud",
        "--dialect must look like delete_status=200, or be a .toml file, got 'loud'",
    ),
    (
        "serve --dialect none.toml",
        "--dialect: none.toml: cannot be read: No such file or directory",
    ),
    (
        "serve --dialect delete_status=500",
        "--dialect: dialect switch delete_status must be one of: 204, 200; got '500'",
    ),
    (
        "serve --port 0 --host 0.0.0.0",
        (
            "--host 0.0.0.0 is not a loopback address, so anyone who reaches the port could "
            "control the simulated world; give --control-token TOKEN "
            "(or CREATORAUDIT_MOCK_CONTROL_TOKEN), or --no-control"
        ),
    ),
    (
        "serve --control-token kl\u00fc",
        "--control-token: the control token must be visible ASCII characters without spaces",
    ),
    (
        "serve --rate-limit none",
        "--rate-limit must be a number of requests or off, got 'none'",
    ),
    (
        "serve --rate-limit 0",
        "--rate-limit: a rate limit must be from 1 to 2147483647 requests, got 0",
    ),
    (
        "serve --scenario big",
        f"--scenario big: no such scenario; known: {', '.join(names())}; or give a .toml file",
    ),
    ("serve --port 65536", "--port must be from 0 to 65535, got 65536"),
    ("serve --port -1", "--port must be from 0 to 65535, got -1"),
    (
        f"serve --host {'a' * 64}",
        f"--host {'a' * 64} is not a host that is known here; try --host 127.0.0.1",
    ),
    (
        "serve --host 192.0.2.1",
        "--host 192.0.2.1 is not an address of this machine; try --host 127.0.0.1",
    ),
    (
        "refreshes --days 1 --count 2",
        "--days 1 and --count 2 exclude each other: give one of them",
    ),
    (
        "refreshes ada.lim",
        "this world has no account or video 'ada.lim'; did you mean ada.lin?",
    ),
    (
        "refreshes ~",
        "this world has no account or video '~'; leave it out to see them all",
    ),
]


@pytest.mark.parametrize(("arguments", "line"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_refusal_names_option_value_and_way_out(arguments: str, line: str) -> None:
    """A value that cannot be used is named together with its option and what would do."""
    assert refusal(*arguments.split()) == f"error: {line}"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("serve --speed fast", "'--speed'"),
        ("serve --clock slow", "'frozen', 'scaled', 'per-request'"),
        ("serve --sped 2", "--sped"),
        ("serve now", "now"),
        ("refreshes --count 0", "'--count'"),
    ],
)
def test_what_does_not_parse_points_to_the_help(arguments: str, named: str) -> None:
    """What the parser itself finds wrong is named, with the help page of the very command."""
    line = refusal(*arguments.split())
    command = arguments.partition(" ")[0]
    assert named in line
    assert line.endswith(f" {command} --help)")


def test_unknown_command_is_named() -> None:
    """A command that does not exist is named, with the help page that lists those that do."""
    assert "'surf'" in refusal("surf")


def test_ctrl_c_has_the_exit_status_of_shells(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is interrupted says nothing more, and ends with 130."""

    def interrupted(*, as_json: bool) -> None:  # noqa: ARG001 - as the one that it replaces
        raise KeyboardInterrupt

    monkeypatch.setattr(contents, "show_scenarios", interrupted)
    result = CliRunner().invoke(app, ["scenarios"])
    assert (result.exit_code, result.output.strip()) == (130, "")


def test_bad_scenario_file_is_named_with_the_key(tmp_path: Path) -> None:
    """A scenario file with a mistake is named with the place of the mistake."""
    file = tmp_path / "mine.toml"
    file.write_text('description = "x"\n[[accounts]]\nplatform = "myspace"\nusername = "tom"\n')
    assert refusal("serve", "--scenario", str(file)) == (
        f"error: --scenario {file}: accounts[0].platform: must be one of: instagram, tiktok; "
        "got 'myspace'"
    )


def test_start_of_a_scenario_file_is_checked_too(tmp_path: Path) -> None:
    """A start that a scenario brings along is refused in the scenario's name."""
    file = tmp_path / "old.toml"
    file.write_text('description = "x"\nstart = "1999-01-01T00:00:00Z"\n')
    assert refusal("refreshes", "--scenario", str(file)) == (
        f"error: --scenario {file}: start must lie in the years 2000 to 9999, "
        "got '1999-01-01T00:00:00Z'"
    )


def test_busy_port_is_answered_with_a_free_one() -> None:
    """The port that is suggested can really be bound."""
    with bound_socket("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        line = refusal("serve", "--port", str(port))
        found = re.fullmatch(rf"error: port {port} is in use; try --port (\d+)", line)
        assert found is not None, line
        assert int(found[1]) != port
        bound_socket("127.0.0.1", int(found[1])).close()


def _failing(
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    kind: type[OSError] = OSError,
    *,
    any_free: bool = True,
) -> None:
    """Let every port fail, but for the one that the system chooses if there are `any_free`."""

    def bind(host: str, port: int) -> socket.socket:
        if port or not any_free:
            raise kind(number, os.strerror(number))
        return bound_socket(host, port)

    monkeypatch.setattr(listening, "bound_socket", bind)


def test_busy_neighbours_are_not_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all ports nearby are taken too, the system is asked for a free one."""
    _failing(monkeypatch, errno.EADDRINUSE)
    found = re.search(r"try --port (\d+)$", refusal("serve", "--port", "65500"))
    assert found is not None
    bound_socket("127.0.0.1", int(found[1])).close()


def test_no_free_port_at_all_leaves_the_choice_to_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where not even the system finds a port now, asking it later is all that is left."""
    _failing(monkeypatch, errno.EADDRINUSE, any_free=False)
    assert refusal("serve") == "error: port 8080 is in use; try --port 0"


def test_privileged_port_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that only administrators may use is answered with ones that anybody may."""
    _failing(monkeypatch, errno.EACCES)
    assert refusal("serve", "--port", "80") == (
        "error: --port 80 is kept for administrators; try --port 8080, or 0 for any free"
    )


def test_unknown_host_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that nobody can resolve is answered with an address that always works."""
    _failing(monkeypatch, socket.EAI_NONAME, socket.gaierror)
    assert refusal("serve", "--host", "nowhere.invalid") == (
        "error: --host nowhere.invalid is not a host that is known here; try --host 127.0.0.1"
    )


def test_any_other_trouble_with_the_port_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says is shown with the host and port that were asked for."""
    _failing(monkeypatch, errno.ENOBUFS)
    line = refusal("serve", "--port", "8080")
    assert line.startswith("error: cannot listen on --host 127.0.0.1 --port 8080: ")
    assert os.strerror(errno.ENOBUFS) in line
