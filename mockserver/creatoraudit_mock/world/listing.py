"""Collections: filtered, sorted, and walked by keyset cursors.

A cursor names the last row seen by (sort value, id), so rows that come and go elsewhere are
neither skipped nor repeated (documentation topic: Pagination; the keyset is our decision).
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import msgspec

from creatoraudit_mock.values import Chance
from creatoraudit_mock.world.errors import CursorInvalid
from creatoraudit_mock.world.records import Shown

Row: TypeAlias = tuple[Any, int | str, Callable[[], Shown]]
"""Sort value, id, and how to get the representation."""
Rows: TypeAlias = Iterable[Row]


class Order(NamedTuple):
    """A sort: by which field, and which way. Nulls come last both ways; ties go by ascending id."""

    by: str
    descending: bool


class Page(NamedTuple):
    """A stretch of a collection."""

    items: list[Shown]
    next_cursor: str | None
    total: int | None


class _Position(msgspec.Struct, frozen=True, array_like=True):
    value: str | int | None
    id: str | int
    seal: str


class Listing:
    """One collection under one filter and one sort, as one organization sees it.

    Args:
        chance: the world's, from which cursors are sealed.
        binding: everything a cursor is bound to: collection, filters and sort.
        descending: the direction of the sort.
    """

    def __init__(self, chance: Chance, binding: Sequence[str], *, descending: bool) -> None:
        self._chance = chance
        self._binding = binding
        self._descending = descending

    def page(self, rows: Rows, limit: int, cursor: str | None, *, count: bool) -> Page:
        """The rows after a cursor, at most `limit` of them.

        Raises:
            CursorInvalid: the cursor is none, or was issued for another filter, sort or world.
        """
        ordered = self._sorted(rows)
        total = len(ordered) if count else None
        if cursor is not None:
            ordered = self._after(ordered, self._open(cursor))
        chosen = ordered[:limit]
        more = len(ordered) > limit
        following = self._issue(*chosen[-1][:2]) if more and chosen else None
        return Page([show() for _, _, show in chosen], following, total)

    def _sorted(self, rows: Rows) -> list[Row]:
        known: list[Row] = []
        unknown: list[Row] = []
        for row in rows:
            (unknown if row[0] is None else known).append(row)
        known.sort(key=_row_id)
        known.sort(key=_row_value, reverse=self._descending)
        return known + sorted(unknown, key=_row_id)

    def _after(self, ordered: list[Row], position: _Position) -> list[Row]:
        """The rows beyond a position, found by bisection: `ordered` is sorted the same way."""
        low, high = 0, len(ordered)
        while low < high:
            middle = (low + high) // 2
            if self._is_beyond(ordered[middle], position):
                high = middle
            else:
                low = middle + 1
        return ordered[low:]

    def _is_beyond(self, row: Row, position: _Position) -> bool:
        value = row[0]
        if value == position.value:
            return bool(_row_id(row) > position.id)
        if value is None or position.value is None:
            return value is None
        ahead = bool(value > position.value)
        return ahead is not self._descending

    def _issue(self, value: Any, identifier: int | str) -> str:
        raw = msgspec.json.encode(_Position(value, identifier, self._seal(value, identifier)))
        return urlsafe_b64encode(raw).rstrip(b"=").decode()

    def _open(self, cursor: str) -> _Position:
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            position = msgspec.json.decode(raw, type=_Position)
        except (binascii.Error, ValueError):
            raise CursorInvalid("is not a cursor that this service issued") from None
        genuine = position.seal == self._seal(position.value, position.id)
        # A decoded token has one spelling only: characters that the decoder skips are tampering.
        if not genuine or self._issue(position.value, position.id) != cursor:
            raise CursorInvalid("was not issued for this filter and sort")
        return position

    def _seal(self, value: Any, identifier: int | str) -> str:
        return self._chance.digest("cursor", *self._binding, repr(value), identifier, size=12).hex()


def _row_id(row: Row) -> Any:
    return row[1]


def _row_value(row: Row) -> Any:
    return row[0]
