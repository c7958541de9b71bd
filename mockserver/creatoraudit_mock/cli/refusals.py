"""The one place where trouble becomes a line on stderr and exit status 2."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from creatoraudit_mock.cli.stopping import INTERRUPTED

USAGE = 2
"""The exit status of a command that was asked for something it cannot do."""


class Refused(click.ClickException):
    """The command cannot do what was asked; the message says why, and the way out."""


@contextmanager
def refusing(prefix: str = "") -> Iterator[None]:
    """Turn what user values cause in here (ValueError, OSError) into a `Refused`."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise Refused(f"{prefix}{error}") from None


class Commands(click.Group):
    """A group of commands that return their exit status, and whose errors take one line each."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a command and exit."""
        extra["standalone_mode"] = False
        try:
            status = super().main(*args, **extra)
        except click.ClickException as error:
            _complain(error)
            status = USAGE
        except click.Abort:  # what click makes of Ctrl-C
            status = INTERRUPTED
        sys.exit(status)


def _complain(error: click.ClickException) -> None:
    """Print an error on one line, however its message was laid out."""
    # Where the parser itself stumbled, the command that it was parsing is known.
    context: click.Context | None = getattr(error, "ctx", None)
    hint = f" (see {context.command_path} --help)" if context else ""
    message = " ".join(error.format_message().split()).removesuffix(".")
    click.echo(f"error: {message}{hint}", err=True)
