"""CA6: how a client goes through lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from creatoraudit_mock.scorecard.bodies import members
from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.run import Client
from creatoraudit_mock.scorecard.vocabulary import LISTS
from creatoraudit_mock.scorecard.walks import Filters, Walk, filters, walks

_NOT_MODIFIED: Final = 304
_REFUSED: Final = {400, 422}
OFFSETS: Final = {
    "after",
    "next",
    "next_cursor",
    "next_token",
    "offset",
    "page",
    "page_number",
    "page_size",
    "page_token",
    "pagenumber",
    "pagesize",
    "per_page",
    "perpage",
    "skip",
    "starting_after",
}
"""How other APIs page; this one takes none of them."""


def stopped_short(client: Client) -> Iterator[Offence]:
    """CA601."""
    walked = list(walks(client))
    lists: dict[tuple[str, Filters], list[Walk]] = {}
    for walk in walked:
        if _is_stopped(client, walk):
            lists.setdefault(_walked(walk), []).append(walk)
    for walk in walked if lists else ():
        if walk.is_complete:
            lists.pop(_walked(walk), None)
    for stopped in lists.values():
        if len(stopped) >= client.settings.stopped_walks:
            for walk in stopped:
                detail = f"stopped after {walk.rows} rows although has_next was true"
                yield Offence("CA601", walk.calls[-1], detail)


def foreign_cursors(client: Client) -> Iterator[Offence]:
    """CA602 and CA603."""
    given: dict[str, Call] = {}
    for call in client.of(LISTS):
        cursor = call.parameter("cursor")
        if cursor is not None and _is_refused(call):
            yield from _refused(call, given.get(cursor))
        if call.shown is not None and call.shown.next_cursor is not None:
            given[call.shown.next_cursor] = call


def offsets(client: Client) -> Iterator[Offence]:
    """CA604."""
    for asked, calls in client.by_asked.items():
        used = sorted(name for name in asked.parameters if name.lower() in OFFSETS)
        if used and asked.operation in LISTS:
            for call in calls:
                yield Offence("CA604", call, f"pages with {', '.join(used)}")


def _walked(walk: Walk) -> tuple[str, Filters]:
    """The list that was walked through."""
    return walk.calls[0].operation, filters(walk.calls[0])


def _is_refused(call: Call) -> bool:
    """Whether the cursor was refused, and not something else."""
    if call.status not in _REFUSED or call.faulty:
        return False
    errors = members(call.response).get("errors")
    return not errors or "cursor" in str(errors)


def _is_stopped(client: Client, walk: Walk) -> bool:
    """Whether more was to come, and nothing says that no more was wanted."""
    if walk.is_complete or walk.is_broken or walk.calls[0].status == _NOT_MODIFIED:
        return False
    return walk.limit >= client.settings.stopped_page and not walk.is_sorted


def _refused(call: Call, origin: Call | None) -> Iterator[Offence]:
    if origin is None:
        yield Offence("CA603", call, "sent a cursor that the API never gave in this run")
    elif (origin.operation, filters(origin)) != (call.operation, filters(call)):
        where = f"{origin.asked.target} gave"
        yield Offence("CA602", call, f"used the cursor that {where} under another filter or sort")
