"""What answers show: rows with their refreshes, pages, ids that were not found."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec
from msgspec import UNSET, Struct, UnsetType

from creatoraudit_mock.scorecard.vocabulary import BATCHES, LISTS
from creatoraudit_mock.values import Instant, parse_instant


class Row(NamedTuple):
    """What an answer shows of an account or video."""

    refresh: Instant | None
    """Its `last_scrape_time`."""
    is_settled: bool
    """Whether it is paused or unavailable, so that nobody need wait for it."""

    @property
    def is_awaited(self) -> bool:
        """Whether its first refresh is still to come."""
        return self.refresh is None and not self.is_settled


class Shown(Struct, frozen=True, eq=False, gc=False):  # plain data, so never part of a cycle
    """What an answer shows."""

    size: int
    """Bytes of its body."""
    rows: dict[str, Row] = {}
    """The accounts and videos in it, by id."""
    names: tuple[str, ...] = ()
    """Their ids."""
    is_awaited: bool = False
    """Whether the first refresh of one of them is still to come."""
    is_refreshed: bool = True
    """Whether all of them have been refreshed."""
    length: int = 0
    """Rows of a page, whatever they are."""
    next_cursor: str | None = None
    has_next: bool | None = None
    """None: it is no page of a list."""
    not_found: tuple[str, ...] = ()


class _Row(Struct):
    id: str | int = ""
    last_scrape_time: str | UnsetType | None = UNSET
    is_active: bool | None = None
    is_unavailable: bool | None = None


class _Pagination(Struct):
    next_cursor: str | None = None
    has_next: bool = False


class _One(Struct):
    data: _Row


class _Many(Struct):
    data: list[_Row]
    pagination: _Pagination = msgspec.field(default_factory=_Pagination)


class _Meta(Struct):
    not_found: list[str | int] = msgspec.field(default_factory=list)


class _Batch(Struct):
    meta: _Meta = msgspec.field(default_factory=_Meta)


_ONE: Final = msgspec.json.Decoder(_One)
_MANY: Final = msgspec.json.Decoder(_Many)
_BATCH: Final = msgspec.json.Decoder(_Batch)


class Reader:
    """Reads bodies; remembers timestamps, which come again and again."""

    def __init__(self) -> None:
        self._instants: dict[str, Instant] = {}

    def shown(self, operation: str, body: bytes) -> Shown:
        """What the answer of an operation that shows something shows; nothing if it is damaged."""
        try:
            if operation in LISTS:
                return self._page(body)
            if operation in BATCHES:
                missing = _BATCH.decode(body).meta.not_found
                return Shown(len(body), not_found=tuple(map(str, missing)))
            return self._shown(body, [_ONE.decode(body).data])
        except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
            return Shown(len(body))

    def _page(self, body: bytes) -> Shown:
        page = _MANY.decode(body)
        return self._shown(
            body,
            page.data,
            length=len(page.data),
            next_cursor=page.pagination.next_cursor,
            has_next=page.pagination.has_next,
        )

    def _shown(self, body: bytes, data: list[_Row], **page: Any) -> Shown:
        """Of the rows those that are scraped and have an id that is not internal."""
        rows = {
            row.id: Row(self._instant(row.last_scrape_time), _is_settled(row))
            for row in data
            if isinstance(row.id, str) and row.last_scrape_time is not UNSET
        }
        is_awaited = any(row.is_awaited for row in rows.values())
        is_refreshed = all(row.refresh is not None for row in rows.values())
        return Shown(len(body), rows, tuple(rows), is_awaited, is_refreshed, **page)

    def _instant(self, text: str | UnsetType | None) -> Instant | None:
        if not isinstance(text, str):
            return None
        known = self._instants.get(text)
        if known is None:
            known = self._instants[text] = parse_instant(text)
        return known


def _is_settled(row: _Row) -> bool:
    return row.is_active is False or row.is_unavailable is True


def ids_in(operation: str, body: bytes) -> tuple[str, ...]:
    """The ids of accounts or videos that a batch asks for."""
    member = BATCHES[operation]
    fields = members(body)
    listed = fields.get(member) if member else None
    return tuple(map(str, listed)) if isinstance(listed, list) else ()


def members(body: bytes) -> dict[str, Any]:
    """The members of a JSON object; none if it is something else."""
    try:
        return msgspec.json.decode(body or b"{}", type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
