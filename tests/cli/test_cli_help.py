"""What the command says about itself, and how little it loads for that."""

import subprocess
import sys
from importlib.metadata import entry_points

import pytest
from click.testing import CliRunner

import creatoraudit_mock
from creatoraudit_mock.cli import main
from creatoraudit_mock.cli.app import app

COMMANDS = (
    *("serve", "run", "score", "verify", "learn", "diff", "record"),
    *("refreshes", "scenarios", "routes"),
)
WEB = ("creatoraudit_mock.http", "jsonschema_rs", "starlette", "uvicorn")


def output(*arguments: str) -> str:
    """What a command prints, on one line."""
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.split())


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
def test_help_lists_all_commands(arguments: tuple[str, ...]) -> None:
    """The help page, which is also what no argument at all gives, names every command."""
    assert set(COMMANDS) <= set(output(*arguments).split())


def test_help_of_serve_gives_defaults() -> None:
    """Each option of `serve` is there with its default."""
    text = output("serve", "--help")
    for option, default in {
        "--scenario NAME|FILE": "small",
        "--host HOST": "127.0.0.1",
        "--port PORT": "8080",
        "--clock MODE": "scaled",
        "--speed N": "(1)",
        "--step DURATION": "(1s)",
        "--start ISO": "(the scenario's, else 2026-01-05T09:00:00Z)",
        "--seed N": "0",
        "--dialect NAME=VALUE|FILE": "(the scenario's)",
        "--rate-limit N|off": "(the scenario's, else 600)",
    }.items():
        own = text.partition(f" {option} ")[2]
        assert own.partition("[default: ")[2].startswith(f"{default}]"), option
    assert "[env var: CREATORAUDIT_MOCK_CONTROL_TOKEN]" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str) -> None:
    """Every command tells how it is used."""
    assert f"{command} [OPTIONS]" in output(command, "-h")


def test_help_of_all_is_in_full() -> None:
    """The list of commands has the whole of each one's first line."""
    text = output("--help")
    for command in app.commands.values():
        assert (command.help or "").partition("\n")[0] in text


def test_version_is_that_of_the_package() -> None:
    """`--version` prints name and version."""
    assert output("--version") == f"creatoraudit-mock {creatoraudit_mock.__version__}"


def test_command_is_installed() -> None:
    """The command `creatoraudit-mock` leads here."""
    (script,) = entry_points(group="console_scripts", name="creatoraudit-mock")
    assert script.load() is main


def test_module_runs_the_command() -> None:
    """`python -m creatoraudit_mock` is the same command, and help does not load the web part."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "creatoraudit_mock", "serve", "--help"],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "creatoraudit_mock.cli.options" in loaded
    assert not loaded & set(WEB)
