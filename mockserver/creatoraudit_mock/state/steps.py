"""One row for each thing that happened in a world: a command, or a request and its response."""

from __future__ import annotations

import zlib
from typing import Final

import msgspec
from msgspec import Struct

from creatoraudit_mock.journal import Entry
from creatoraudit_mock.values import Instant
from creatoraudit_mock.world import Command, LogEntry


class _Row(Struct, frozen=True, array_like=True):
    at: Instant
    command: Command | None
    entry: Entry | None


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(_Row)


def packed(happening: LogEntry | Entry) -> tuple[bytes, int]:
    """A happening as bytes, and the checksum of them."""
    if isinstance(happening, Entry):
        row = _Row(happening.at, None, happening)
    else:
        row = _Row(happening.at, happening.command, None)
    content = _ENCODER.encode(row)
    return content, zlib.crc32(content)


def unpacked(content: bytes, checksum: int) -> LogEntry | Entry:
    """The happening again.

    Raises:
        ValueError: these are not the bytes that were packed.
    """
    if zlib.crc32(content) != checksum:
        raise ValueError("a checksum is wrong")
    try:
        row = _DECODER.decode(content)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from None
    if row.entry is not None:
        return row.entry
    if row.command is None:
        raise ValueError("a row is empty")
    return LogEntry(row.at, row.command)
