"""The log: every command of a world with its instant, in order. State is a fold over it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import overload

from msgspec import Struct

from creatoraudit_mock.values import Instant
from creatoraudit_mock.world.commands import Advance, Command


class LogEntry(Struct, frozen=True):
    """One command and the instant at which it took effect."""

    at: Instant
    command: Command


class Log:
    """Commands in the order in which they took effect. Only ever grows."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: list[LogEntry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[LogEntry]:
        return iter(self._entries)

    @overload
    def __getitem__(self, position: int) -> LogEntry: ...
    @overload
    def __getitem__(self, position: slice) -> list[LogEntry]: ...
    def __getitem__(self, position: int | slice) -> LogEntry | list[LogEntry]:
        return self._entries[position]

    def __repr__(self) -> str:
        return f"<Log of {len(self)} commands>"

    def append(self, entry: LogEntry) -> None:
        """Add an entry that has already taken effect."""
        self._entries.append(entry)

    def moved(self, instant: Instant) -> None:
        """Add that the clock was told to move to an instant."""
        self.append(LogEntry(instant, Advance()))
