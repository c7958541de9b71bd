"""Bodies that are not what they should be, made from those that are; None where that cannot be.

What is left of a body keeps its bytes: rows are moved, never written anew.
"""

from __future__ import annotations

from typing import Final
from zlib import crc32

import msgspec
from msgspec import Raw

_GZIP_HEAD: Final = bytes.fromhex("1f8b08000000000000ff")
_LARGEST_BLOCK: Final = 0xFFFF


def with_twin(body: bytes, position: int, resource: str | None) -> bytes | None:
    """A list in which an item is there twice."""
    envelope, rows = _list(body)
    place = _place(rows, position, resource)
    if place is None:
        return None
    return _with_data(envelope, [*rows[: place + 1], *rows[place:]])


def without_item(body: bytes, position: int, resource: str | None) -> bytes | None:
    """A list that lacks an item."""
    envelope, rows = _list(body)
    place = _place(rows, position, resource)
    if place is None:
        return None
    return _with_data(envelope, [*rows[:place], *rows[place + 1 :]])


def without_ids(body: bytes, missing: int, resource: str | None) -> bytes | None:
    """A batch that lacks the last so many of its ids, or a certain one."""
    envelope = msgspec.json.decode(body, type=dict[str, Raw])
    found = msgspec.json.decode(envelope["data"], type=dict[str, Raw])
    gone = list(found)[-missing:] if resource is None else [resource]
    left = {name: entry for name, entry in found.items() if name not in gone}
    return None if len(left) == len(found) else _with_data(envelope, left)


def zipped(body: bytes) -> bytes:
    """The gzip form in stored blocks: the same bytes whatever library Python has for zlib."""
    starts = range(0, len(body), _LARGEST_BLOCK) or [0]
    blocks = [body[start : start + _LARGEST_BLOCK] for start in starts]
    *early, last = [_stored(block) for block in blocks]
    tail = crc32(body).to_bytes(4, "little") + (len(body) & 0xFFFFFFFF).to_bytes(4, "little")
    return _GZIP_HEAD + b"".join(b"\0" + block for block in early) + b"\1" + last + tail


def _stored(block: bytes) -> bytes:
    size = len(block)
    return size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + block


def _list(body: bytes) -> tuple[dict[str, Raw], list[Raw]]:
    envelope = msgspec.json.decode(body, type=dict[str, Raw])
    return envelope, msgspec.json.decode(envelope["data"], type=list[Raw])


def _place(rows: list[Raw], position: int, resource: str | None) -> int | None:
    if resource is not None:
        ids = [msgspec.json.decode(row).get("id") for row in rows]
        return ids.index(resource) if resource in ids else None
    return position % len(rows) if -len(rows) <= position < len(rows) else None


def _with_data(envelope: dict[str, Raw], rows: object) -> bytes:
    return msgspec.json.encode({**envelope, "data": rows})
