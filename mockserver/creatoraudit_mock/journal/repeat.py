"""Requests that were answered like one before: kept as that in which they differ from it.

A poller makes millions of them. Whoever reads the journal is given whole entries, made when asked
for, so an entry is equal to itself but not the same object twice.
"""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from creatoraudit_mock.journal.entry import Entry
from creatoraudit_mock.values import Instant


class Pattern(Protocol):
    """What requests that are answered alike have in common."""

    def entry(self, index: int, repeat: Repeat) -> Entry:
        """The whole entry of one of them."""


class Repeat(Struct, frozen=True, gc=False):  # as entries: many, and in no cycles
    """What is one request's own."""

    pattern: Pattern
    at: Instant
    request_id: str
    remaining: int
    """How many requests its key had left, as it was told."""
    reset: int
    """Until when, in Unix seconds."""
    log: tuple[int, int]
    real: int
    connection: str


Kept = Entry | Repeat


def entry_of(index: int, kept: Kept) -> Entry:
    """The entry at a place of the journal."""
    return kept if isinstance(kept, Entry) else kept.pattern.entry(index, kept)
