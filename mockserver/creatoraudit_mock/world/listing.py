"""Sorted collections and the keyset cursors that walk them.

A cursor names the last row seen by (sort value, id), so rows that come and go elsewhere are
neither skipped nor repeated (documentation topic: Pagination; the keyset is our decision). It also
names its walk, and all of it is sealed: so a cursor of another walk can be told from one that
nobody issued.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec

from creatoraudit_mock.values import SECOND, Chance, Instant
from creatoraudit_mock.world.errors import CursorForged, CursorInvalid

_T = TypeVar("_T")


MINUTE: Final = 60 * SECOND
_row_id: Final = attrgetter("id")
_row_value: Final = attrgetter("value")


class Order(NamedTuple):
    """A sort: by which field, and which way. Ties go by ascending id."""

    by: str
    descending: bool


class Row(msgspec.Struct, Generic[_T], gc=False):
    """An item with what it is sorted by.

    A collection has a row for each item, and none leads back to it: the collector need not look.
    """

    value: Any
    id: int | str
    item: _T
    until: Instant
    """Until when the value stays the same if nobody changes anything."""


class Ordering(NamedTuple, Generic[_T]):
    """A sorted collection under a revision, and the span in which it holds."""

    revision: int
    since: Instant
    until: Instant
    made: list[Row[_T]]
    """The rows as the collection has them, which is how they lie in memory."""
    rows: list[Row[_T]]
    """The same in order."""


class Position(msgspec.Struct, frozen=True, array_like=True):
    """Where a walk stands."""

    value: str | int | None
    id: str | int
    """Sort value and id of the row it stands behind."""
    walk: str
    """What stands for the collection, its filters and its sort."""
    end: Instant | None
    """When it may not be taken up any more, if ever."""


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    """What a cursor holds."""

    position: Position
    seal: str


def arranged(
    rows: Iterable[Row[_T]], *, descending: bool, nulls_first: bool = False
) -> list[Row[_T]]:
    """The rows in order."""
    known: list[Row[_T]] = []
    unknown: list[Row[_T]] = []
    for row in rows:
        (unknown if row.value is None else known).append(row)
    known.sort(key=_row_id)
    known.sort(key=_row_value, reverse=descending)
    unknown.sort(key=_row_id)
    return unknown + known if nulls_first else known + unknown


def beyond(
    ordered: Sequence[Row[_T]], position: Position, *, descending: bool, nulls_first: bool = False
) -> int:
    """The index of the first row behind a position; the row itself need not be there any more."""
    low, high = 0, len(ordered)
    while low < high:
        middle = (low + high) // 2
        if _is_beyond(ordered[middle], position, descending=descending, nulls_first=nulls_first):
            high = middle
        else:
            low = middle + 1
    return low


class Cursors:
    """Issues and opens the cursors of one collection under one filter and one sort.

    Args:
        chance: the world's, from which cursors are sealed.
        binding: everything a cursor is bound to: collection, filters and sort.
        lifetime: after how many microseconds a cursor expires, at the next full minute; None for
            never. All cursors that one minute issues for a row are the same, so that a page keeps
            its bytes for a while.
        terms: what a cursor is bound to, in words.
    """

    def __init__(
        self,
        chance: Chance,
        binding: Sequence[str],
        *,
        lifetime: int | None = None,
        terms: str = "filter and sort",
    ) -> None:
        self._chance = chance
        self._walk = chance.digest("walk", *binding, size=6).hex()
        self._lifetime = lifetime
        self._terms = terms

    @property
    def expire(self) -> bool:
        """Whether its cursors are good for a while only."""
        return self._lifetime is not None

    def issue(self, row: Row[Any], now: Instant) -> str:
        """The cursor that stands behind a row: unpadded base64url, opaque to clients."""
        end = None
        if self._lifetime is not None:
            end = -(-(now + self._lifetime) // MINUTE) * MINUTE
        return self._written(Position(row.value, row.id, self._walk, end))

    def open(self, cursor: str, now: Instant) -> Position:
        """The position that a cursor stands for.

        Raises:
            CursorForged: it is no cursor of this world.
            CursorInvalid: it was issued for another filter or sort, or has expired.
        """
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            position = msgspec.json.decode(raw, type=_Sealed).position
        except (binascii.Error, ValueError, RecursionError):
            raise CursorForged from None
        # Comparing the spelling too: characters that the decoder skips are tampering as well.
        if self._written(position) != cursor:
            raise CursorForged
        if position.walk != self._walk:
            raise CursorInvalid(f"was not issued for this {self._terms}")
        if position.end is not None and position.end <= now:
            raise CursorInvalid("has expired")
        return position

    def _written(self, position: Position) -> str:
        text = msgspec.json.encode(position).decode()
        seal = self._chance.digest("cursor", text, size=12).hex()
        raw = msgspec.json.encode(_Sealed(position, seal))
        return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _is_beyond(row: Row[Any], position: Position, *, descending: bool, nulls_first: bool) -> bool:
    if row.value == position.value:
        return bool(row.id > position.id)  # type: ignore[operator]  # one kind of id a collection
    if row.value is None or position.value is None:
        return (row.value is None) is not nulls_first
    ahead = bool(row.value > position.value)
    return ahead is not descending
