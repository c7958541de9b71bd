"""The command `creatoraudit-mock`: where the parts are put together and meet a terminal."""

from creatoraudit_mock.cli.app import main

__all__ = ["main"]
