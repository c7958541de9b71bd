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
    lists: dict[tuple[str, Filters], list[Walk]] = {}
    for walk in walks(client):
        first = walk.calls[0]
        lists.setdefault((first.operation, filters(first)), []).append(walk)
    for walked in lists.values():
        stopped = [walk for walk in walked if _is_stopped(client, walk)]
        if len(stopped) >= client.settings.stopped_walks and not any(
            walk.is_complete for walk in walked
        ):
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
    for call in client.of(LISTS):
        used = sorted({name for name, _ in call.query if name.lower() in OFFSETS})
        if used:
            yield Offence("CA604", call, f"pages with {', '.join(used)}")


def _is_refused(call: Call) -> bool:
    """Whether the cursor was refused, and not something else."""
    if call.status not in _REFUSED or call.faulty:
        return False
    errors = members(call.entry.response_body).get("errors")
    return not errors or "cursor" in str(errors)


def _is_stopped(client: Client, walk: Walk) -> bool:
    """Whether more was to come, and nothing says that no more was wanted."""
    is_probe = walk.limit < client.settings.stopped_page or walk.is_sorted
    is_known = walk.calls[0].status == _NOT_MODIFIED
    return not (walk.is_complete or walk.is_broken or is_probe or is_known)


def _refused(call: Call, origin: Call | None) -> Iterator[Offence]:
    if origin is None:
        yield Offence("CA603", call, "sent a cursor that the API never gave in this run")
    elif (origin.operation, filters(origin)) != (call.operation, filters(call)):
        where = f"{origin.entry.target} gave"
        yield Offence("CA602", call, f"used the cursor that {where} under another filter or sort")
