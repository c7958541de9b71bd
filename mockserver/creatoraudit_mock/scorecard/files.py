"""Journals as files: the truth in the first line, then a line for each request."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any, Final

import msgspec

from creatoraudit_mock.journal import Entry
from creatoraudit_mock.scorecard.truth import Graded, Truth

VERSION: Final = 1
_MARK: Final = "creatoraudit_mock_journal"
_DAMAGE: Final = (KeyError, ValueError, TypeError, AttributeError)


class JournalError(ValueError):
    """A file that is no exported journal, or one of a newer version; says which line and why."""


def journal_lines(world: Graded, *, real: bool = False) -> bytes:
    """A world's journal as a file that can be graded by itself."""
    with world.organization.clock.lock:
        head = {_MARK: VERSION, **Truth.of(world).to_dict()}
        return msgspec.json.encode(head) + b"\n" + world.journal.to_jsonl(real=real)


def read_journal(file: str | PathLike[str]) -> tuple[Truth, list[Entry]]:
    """The truth and the entries of such a file.

    Raises:
        JournalError: it is none.
    """
    lines = Path(file).read_bytes().splitlines()
    if not lines:
        raise JournalError("line 1: the file is empty")
    truth = _truth(lines[0])
    return truth, list(_entries(lines[1:]))


def _truth(line: bytes) -> Truth:
    head = _decoded(1, line)
    if _MARK not in head:
        recording = "it is a recording, to be read by World.load"
        told = recording if "source" in head else "it has no ground truth"
        raise JournalError(f"line 1: not a journal that World.export wrote: {told}")
    if head[_MARK] != VERSION:
        raise JournalError(
            f"line 1: version {head[_MARK]!r} of the format, but this program knows only "
            f"{VERSION}: use the version of creatoraudit-mock that wrote it, or a newer one"
        )
    try:
        return Truth.from_dict(head)
    except _DAMAGE as error:
        raise JournalError(f"line 1: {error!r}") from None


def _entries(lines: list[bytes]) -> Iterator[Entry]:
    for number, line in enumerate(lines, 2):
        if line.strip():
            try:
                yield Entry.from_dict(_decoded(number, line))
            except _DAMAGE as error:
                if isinstance(error, JournalError):
                    raise
                raise JournalError(f"line {number}: {error!r}") from None


def _decoded(number: int, line: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise JournalError(f"line {number}: {error}") from None
