"""What can be wrong with a state file, in words that name the file and the way out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_ANOTHER: Final = "give another FILE"
_DAMAGED: Final = f"is damaged: put back a copy of it with its -wal, or {_ANOTHER}"
_FORBIDDEN: Final = f"may not be written or locked: change its permissions, or {_ANOTHER}"
_REASONS: Final = (
    ("SQLITE_BUSY", f"is in use by another server: stop that one, or {_ANOTHER}"),
    ("SQLITE_NOTADB", f"is no state file of creatoraudit-mock: {_ANOTHER}"),
    ("SQLITE_CORRUPT", _DAMAGED),
    ("SQLITE_CANTOPEN", f"cannot be opened: make its folder writable, or {_ANOTHER}"),
    ("SQLITE_READONLY", _FORBIDDEN),
    ("SQLITE_IOERR_LOCK", _FORBIDDEN),  # which is how a file that may only be read says it
    ("SQLITE_FULL", f"has no room left on its disk: make some, or {_ANOTHER}"),
)
"""By what SQLite calls it; the first that fits."""


class StateError(ValueError):
    """A state file that cannot be used; says which, why, and the way out."""


def damaged(file: Path, detail: str) -> StateError:
    """The file holds something that no server has written there."""
    return StateError(f"{file} {_DAMAGED} ({detail})")


@contextmanager
def speaking_of(file: Path) -> Iterator[None]:
    """Turn what SQLite complains of in here into words on the file."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        said = next((reason for start, reason in _REASONS if name.startswith(start)), None)
        raise StateError(f"{file} {said or f'cannot be used: {error}'}") from None
