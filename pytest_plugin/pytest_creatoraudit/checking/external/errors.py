"""How a command can fail by itself, whatever it asked for."""

from __future__ import annotations

from typing import ClassVar


class CommandFailed(Exception):
    """A command did not do what a poller does; `code` is what the check fails on."""

    code: ClassVar[str]


class Exited(CommandFailed):
    """It ended with a status other than 0."""

    code = "exited"


class Ended(CommandFailed):
    """It ended well, but too early: there was something left to follow."""

    code = "ended"


class Silent(CommandFailed):
    """It runs, and asks for nothing more."""

    code = "silent"


class Unfinished(CommandFailed):
    """It took too long to come to the horizon."""

    code = "unfinished"
