"""The one list of commands.

Their modules hold the signatures and help texts only, and are loaded when they are looked at; what
a command needs to run (the web framework above all) is imported when it runs. So help and mistakes
are answered quickly, and no command waits for another's options.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import click

from creatoraudit_mock import __version__
from creatoraudit_mock.cli.refusals import Commands

_HOMES: Final = {
    "serve": "serve",
    "score": "score",
    "verify": "verify",
    "learn": "learn",
    "diff": "diff",
    "record": "record",
    "refreshes": "refreshes",
    "scenarios": "listings",
    "routes": "listings",
    "run": "run",
}
"""The module of each command, in the order of the help page."""


class _Shelf(Mapping[str, click.Command]):
    """Commands by name; taking one loads it."""

    def __getitem__(self, name: str) -> click.Command:
        module = importlib.import_module(f"creatoraudit_mock.cli.{_HOMES[name]}")
        command: click.Command = getattr(module, name)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


class _OnDemand(Commands):
    """The group of all commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Shelf()  # type: ignore[assignment]  # nobody adds to it

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        return [*self.commands]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # In full: click would cut what does not fit on one line.
        rows = [(name, _first_line(self.commands[name])) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _first_line(command: click.Command) -> str:
    return (command.help or "").partition("\n")[0]


@click.group(
    cls=_OnDemand,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
)
@click.version_option(
    __version__, message="creatoraudit-mock %(version)s", help="Show the version."
)
@click.pass_context
def app(context: click.Context) -> None:
    """A simulated CreatorAudit API on a virtual clock, to run pollers against."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
