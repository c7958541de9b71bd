"""The state file: a SQLite database that belongs to one server at a time.

Write-ahead log, `synchronous=NORMAL`: a commit hands its pages to the operating system before it
returns, so it outlives the process, and costs no flush of the disk. What a power cut takes with
it are the latest commits and nothing else, for each page of the log bears a checksum.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from creatoraudit_mock.state.errors import StateError, speaking_of

VERSION: Final = 1
_MARK: Final = 0x43414D53
"""SQLite keeps a number for programs to know their files by; this is "CAMS"."""
_TABLES: Final = """
    -- The version that began the file, and the options that it was begun with, as JSON.
    CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL);

    -- A world that is gone leaves its number, which is never used again.
    CREATE TABLE worlds (
        number INTEGER PRIMARY KEY,
        beginning BLOB,
        is_served INTEGER NOT NULL,
        now INTEGER NOT NULL,
        drive BLOB NOT NULL
    );

    -- Keys that are known on the server by another secret than their own.
    CREATE TABLE aliases (secret TEXT PRIMARY KEY, world INTEGER NOT NULL, own TEXT NOT NULL);

    -- What happened in all worlds, in the order in which it did.
    CREATE TABLE steps (
        number INTEGER PRIMARY KEY,
        world INTEGER NOT NULL,
        content BLOB NOT NULL,
        checksum INTEGER NOT NULL
    );
"""

Change = tuple[str, Sequence[Sequence[Any]]]
"""A statement, and the rows that it is carried out with."""


class StateFile:
    """An open state file, which nobody else can open meanwhile."""

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        self.path = path
        self._database = database
        self.is_new = True
        """Whether nothing has been kept in it yet."""

    def write(self, changes: Iterable[Change]) -> None:
        """Carry out all changes, or none; when this returns they outlive the process.

        Raises:
            StateError: they could not be written.
        """
        with speaking_of(self.path), self._transaction():
            if self.is_new:
                self._lay_out()
            for statement, rows in changes:
                self._database.executemany(statement, rows)
        self.is_new = False

    def read(self, query: str) -> Iterator[Any]:
        """The rows that a query finds.

        Raises:
            StateError: the file is damaged.
        """
        with speaking_of(self.path):
            yield from self._database.execute(query)

    def close(self) -> None:
        """Let go of it."""
        self._database.close()

    def claim(self) -> None:
        """Make it this server's alone.

        Raises:
            StateError: it is another server's, no state file, a newer one, or cannot be written.
        """
        with speaking_of(self.path):
            # Before anything is read: without sharing, SQLite locks once and for all.
            self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._require_kinship()
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            with self._transaction():
                # Marked again, which changes nothing but needs the right to.
                self._database.execute(f"PRAGMA user_version = {VERSION}")
            self.is_new = not self._tables()

    def _require_kinship(self) -> None:
        mark, version = self._number("application_id"), self._number("user_version")
        if self._tables() and mark != _MARK:
            raise StateError(f"{self.path} is a database of another program: give another FILE")
        if version > VERSION:
            raise StateError(
                f"{self.path} is of version {version} of the format, but this program knows only "
                f"{VERSION}: use the version of creatoraudit-mock that wrote it, or a newer one"
            )

    def _lay_out(self) -> None:
        self._database.execute(f"PRAGMA application_id = {_MARK}")
        for table in _TABLES.split(";"):  # `executescript` would commit
            self._database.execute(table)

    def _tables(self) -> int:
        return self._first("SELECT count(*) FROM sqlite_master")

    def _number(self, pragma: str) -> int:
        return self._first(f"PRAGMA {pragma}")

    def _first(self, query: str) -> int:
        found: int = self._database.execute(query).fetchone()[0]
        return found

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise


@contextmanager
def opened(path: Path) -> Iterator[StateFile]:
    """A state file, for as long as the block runs; made by the first thing that is written.

    Raises:
        StateError: it cannot be used; nothing in it has changed.
    """
    with speaking_of(path):
        # No waiting for locks: who has the file keeps it until the end.
        database = sqlite3.connect(path, timeout=0, isolation_level=None)
    file = StateFile(path, database)
    try:
        file.claim()
        yield file
    finally:
        file.close()
