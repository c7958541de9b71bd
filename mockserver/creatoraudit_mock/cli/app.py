"""The one list of commands.

Their modules hold the signatures and help texts only; what a command needs to run (the web
framework above all) is imported when it runs, so that help and mistakes are answered quickly.
"""

from __future__ import annotations

from typing import Annotated

import typer

from creatoraudit_mock import __version__
from creatoraudit_mock.cli.diff import diff
from creatoraudit_mock.cli.learn import learn
from creatoraudit_mock.cli.listings import routes, scenarios
from creatoraudit_mock.cli.record import record
from creatoraudit_mock.cli.refreshes import refreshes
from creatoraudit_mock.cli.refusals import Commands
from creatoraudit_mock.cli.run import run
from creatoraudit_mock.cli.score import score
from creatoraudit_mock.cli.serve import serve
from creatoraudit_mock.cli.verify import verify

app = typer.Typer(
    cls=Commands,
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


_COMMANDS = (
    *(serve, score, verify, learn, diff, record),
    *(refreshes, scenarios, routes),
)
for _command in _COMMANDS:
    app.command()(_command)
# What follows the command that is to be run is not for us, whatever it looks like.
app.command(context_settings={"allow_interspersed_args": False})(run)


def main() -> None:
    """Run the command line; ends the process with its exit status."""
    app()
