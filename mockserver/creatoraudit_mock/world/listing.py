"""Sorted collections and the keyset cursors that walk them.

A cursor names the last row seen by (sort value, id), so rows that come and go elsewhere are
neither skipped nor repeated (documentation topic: Pagination; the keyset is our decision).
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from creatoraudit_mock.values import Chance
from creatoraudit_mock.world.errors import CursorInvalid

_T = TypeVar("_T")


class Order(NamedTuple):
    """A sort: by which field, and which way. Nulls come last both ways; ties go by ascending id."""

    by: str
    descending: bool


class Row(NamedTuple, Generic[_T]):
    """An item with what it is sorted by."""

    value: Any
    id: int | str
    item: _T


class Position(msgspec.Struct, frozen=True, array_like=True):
    """What a cursor holds: the row it stands behind, and a seal."""

    value: str | int | None
    id: str | int
    seal: str


def arranged(rows: Iterable[Row[_T]], *, descending: bool) -> list[Row[_T]]:
    """The rows in order."""
    known: list[Row[_T]] = []
    unknown: list[Row[_T]] = []
    for row in rows:
        (unknown if row.value is None else known).append(row)
    known.sort(key=_row_id)
    known.sort(key=_row_value, reverse=descending)
    return known + sorted(unknown, key=_row_id)


def beyond(ordered: Sequence[Row[_T]], position: Position, *, descending: bool) -> int:
    """The index of the first row behind a position; the row itself need not be there any more."""
    low, high = 0, len(ordered)
    while low < high:
        middle = (low + high) // 2
        if _is_beyond(ordered[middle], position, descending=descending):
            high = middle
        else:
            low = middle + 1
    return low


class Cursors:
    """Issues and opens the cursors of one collection under one filter and one sort.

    Args:
        chance: the world's, from which cursors are sealed.
        binding: everything a cursor is bound to: collection, filters and sort.
    """

    def __init__(self, chance: Chance, binding: Sequence[str]) -> None:
        self._chance = chance
        self._binding = binding

    def issue(self, row: Row[Any]) -> str:
        """The cursor that stands behind a row: unpadded base64url, opaque to clients."""
        return self._written(row.value, row.id)

    def open(self, cursor: str) -> Position:
        """The position that a cursor stands for.

        Raises:
            CursorInvalid: it is no cursor, or was issued for another filter, sort or world.
        """
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            position = msgspec.json.decode(raw, type=Position)
        except (binascii.Error, ValueError, RecursionError):
            raise CursorInvalid("is not a cursor that this service issued") from None
        # Comparing the spelling too: characters that the decoder skips are tampering as well.
        if self._written(position.value, position.id) != cursor:
            raise CursorInvalid("was not issued for this filter and sort")
        return position

    def _written(self, value: Any, identifier: int | str) -> str:
        names = ("cursor", *self._binding, repr(value), identifier)
        seal = self._chance.digest(*names, size=12).hex()
        raw = msgspec.json.encode(Position(value, identifier, seal))
        return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _is_beyond(row: Row[Any], position: Position, *, descending: bool) -> bool:
    if row.value == position.value:
        return bool(row.id > position.id)  # type: ignore[operator]  # one kind of id a collection
    if row.value is None or position.value is None:
        return row.value is None
    ahead = bool(row.value > position.value)
    return ahead is not descending


def _row_id(row: Row[Any]) -> Any:
    return row.id


def _row_value(row: Row[Any]) -> Any:
    return row.value
