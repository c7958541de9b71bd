"""The one list of commands.

Their modules hold the signatures and help texts only, and are loaded when they are looked at; what
a command needs to run (the web framework above all) is imported when it runs. So help and mistakes
are answered quickly, and no command waits for another's options.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

import typer
from typer.main import get_command

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
_SETTINGS: Final[Mapping[str, dict[str, Any]]] = {
    # What follows the command that is to be run is not for us, whatever it looks like.
    "run": {"allow_interspersed_args": False},
}


class _Shelf(Mapping[str, Any]):
    """Commands by name; taking one loads it."""

    def __getitem__(self, name: str) -> Any:
        return _loaded(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


@functools.cache
def _loaded(name: str) -> Any:
    module = importlib.import_module(f"creatoraudit_mock.cli.{_HOMES[name]}")
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(context_settings=_SETTINGS.get(name))(getattr(module, name))
    return get_command(alone)


class _OnDemand(Commands):
    """The group of all commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Shelf()  # type: ignore[assignment]  # nobody adds to it


app = typer.Typer(
    cls=_OnDemand,
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - the signature of option callbacks
    if wanted:
        typer.echo(f"creatoraudit-mock {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """A simulated CreatorAudit API on a virtual clock, to run pollers against."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
