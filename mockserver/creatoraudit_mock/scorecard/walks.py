"""Lists, walked page by page: which requests belong together, and how far they went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.run import Client
from creatoraudit_mock.scorecard.vocabulary import DEFAULT_PAGE, LISTS

_PAGING: Final = {"cursor", "limit", "include_total"}
"""Parameters that a cursor is not bound to."""
_SORTS: Final = {"order_by", "sort"}

Filters = tuple[tuple[str, str], ...]


class Walk(Struct, eq=False, gc=False):  # there are many, and calls know of no walk: no cycles
    """The pages of one list that were read one after the other, from the first on."""

    calls: list[Call] = []
    is_broken: bool = False
    """A page failed, so who stopped had a reason."""

    @property
    def is_complete(self) -> bool:
        """Whether the last page was reached."""
        shown = self.calls[-1].shown
        return shown is not None and shown.has_next is False

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return sum(call.shown.length for call in self.calls if call.shown)

    @property
    def limit(self) -> int:
        """Rows on a page."""
        return page_size(self.calls[0])

    @property
    def is_sorted(self) -> bool:
        """Whether it asked for an order of its own."""
        return any(name in _SORTS for name, _ in self.calls[0].query)


def page_size(call: Call) -> int:
    """The limit of a page that was answered."""
    text = call.parameter("limit") or ""
    return int(text) if text.isdecimal() else DEFAULT_PAGE


def filters(call: Call) -> Filters:
    """Filter and sort of a list request: what a cursor is bound to."""
    return tuple(sorted(pair for pair in call.query if pair[0] not in _PAGING))


def walks(client: Client) -> Iterator[Walk]:
    """The walks of a client from the first page on, in order of their first pages."""
    for name in LISTS:
        expected: dict[str, Walk] = {}
        begun: list[Walk] = []
        for call in client.by_operation.get(name, ()):
            cursor = call.parameter("cursor")
            walk = Walk() if cursor is None else expected.get(cursor)
            if walk is None or call.shown is None or not call.ok:
                # Who sent a cursor of its own making meant to go on.
                meant = walk or (begun[-1] if begun and not call.ok else None)
                if meant is not None:
                    meant.is_broken = True
                continue
            walk.calls.append(call)
            walk.is_broken = False
            if cursor is None:
                begun.append(walk)
            if call.shown.next_cursor is not None:
                expected[call.shown.next_cursor] = walk
        yield from begun
