"""Collections: pages, cursors, filters and sorts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from creatoraudit_mock.service.learning.desk import Desk
from creatoraudit_mock.service.learning.probes.samples import LISTS, cursor, rows, rows_if_any
from creatoraudit_mock.service.learning.probes.tracking import account_that_waits
from creatoraudit_mock.service.learning.unlearned import (
    NoneOfThese,
    NotSeen,
    by_status,
    pick,
    told,
)

_LARGEST: Final = 200
_MADE_UP: Final = "bWFkZS11cA"
_BEYOND_TEN_MINUTES: Final = 690.0
"""Seconds. Our own mock lets cursors expire at full minutes."""
_BY_USERNAME: Final = {"order_by": "username", "order_direction": "asc"}
_ECHOES: Final = {
    (
        (("order_by", "added_at"), ("order_direction", "desc")),
        (("order_by", "username"), ("order_direction", "asc")),
    ): "order_by",
    ((("sort", "-added_at"),), (("sort", "username"),)): "sort",
    ((), (("order_by", "username"), ("order_direction", "asc"))): "supplied",
}
"""What is told of the sort where none was sent, and where one was."""


def limit_out_of_range(desk: Desk) -> str:
    """What a page size beyond the largest gets."""
    answer = desk.get("/accounts", limit=_LARGEST + 1)
    found = by_status({422: "refuse", 200: "clamp"}, answer)
    if found == "clamp":
        effective = told(answer, "pagination", "limit")
        return pick({_LARGEST: "clamp"}, effective, "the page size in effect")
    return found


def tampered_cursor(desk: Desk) -> int:
    """What a cursor gets that is made up, and one that was altered."""
    answers = [desk.get("/accounts", limit=1, cursor=_MADE_UP)]
    try:
        path, good = cursor(desk)
    except NotSeen:
        pass
    else:
        answers.append(desk.get(path, limit=1, cursor=f"{good}A"))
    statuses = {answer.status for answer in answers}
    if len(statuses) > 1:
        raise NoneOfThese("a made-up cursor and an altered one are answered differently")
    return by_status({422: 422, 400: 400}, answers[0])


def cursor_lifetime(desk: Desk) -> str:
    """What a cursor gets after more than ten minutes."""
    path, _ = cursor(desk)
    issued = told(
        desk.ask("GET", path, fresh=True, params={"limit": 1}), "pagination", "next_cursor"
    )
    if issued is None:
        raise NotSeen(f"{path} has lost its second page")
    told(desk.get(path, limit=1, cursor=issued))
    desk.wait(_BEYOND_TEN_MINUTES)
    answer = desk.get(path, limit=1, cursor=issued)
    return by_status({200: "endless", 422: "10m"}, answer)


def limit_under_cursor(desk: Desk) -> str:
    """What a cursor gets under another page size."""
    path, good = cursor(desk)
    told(desk.get(path, limit=1, cursor=good))
    return by_status({200: "free", 422: "bound"}, desk.get(path, limit=2, cursor=good))


def full_last_page(desk: Desk) -> str:
    """Whether a page that holds the whole list says that there is more."""
    for path, query in _short_lists(desk):
        count = told(
            desk.get(path, limit=1, include_total=True, **query), "pagination", "total_count"
        )
        if not isinstance(count, int) or not 1 <= count <= _LARGEST:
            continue
        page = desk.get(path, limit=count, **query)
        if len(told(page, "data")) != count:
            continue  # something came or went
        if not told(page, "pagination", "has_next"):
            return "ends"
        further = told(page, "pagination", "next_cursor")
        if told(desk.get(path, limit=count, cursor=further, **query), "data") == []:
            return "continues"
    raise NotSeen(f"no list of this organization has 1 to {_LARGEST} rows")


def _short_lists(desk: Desk) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in LISTS:
        yield path, {}
    for row in rows_if_any(desk, "/accounts")[:1]:
        yield "/accounts", {"q": row["username"]}


def unrequested_total(desk: Desk) -> str:
    """What a page says of a total that nobody asked for."""
    page = told(desk.get("/accounts", limit=1), "pagination")
    if "total_count" not in page:
        return "absent"
    return pick({None: "null"}, page["total_count"], "the total_count that nobody asked for")


def filters_echo(desk: Desk) -> str:
    """How the sort in effect is told, with and without one in the request."""
    answers = (desk.get("/accounts", limit=1), desk.get("/accounts", limit=1, **_BY_USERNAME))
    echoes = tuple(_sort_in(told(answer, "filters")) for answer in answers)
    return pick(_ECHOES, echoes, "what filters tell of the sort")


def _sort_in(filters: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    told_of = ("order_by", "order_direction", "sort")
    return tuple((name, filters[name]) for name in told_of if name in filters)


def null_order(desk: Desk) -> str:
    """Whether an account without a refresh comes first where the latest are asked for."""
    account = account_that_waits(desk)
    if all(row["last_scrape_time"] is None for row in rows(desk, "/accounts")):
        raise NotSeen("no account of this organization was ever refreshed")
    sort = {"order_by": "last_scrape_time", "order_direction": "desc"}
    first = told(desk.get("/accounts", limit=1, **sort), "data", 0)
    if first["last_scrape_time"] is None:
        return "largest"
    later = desk.ask("GET", f"/accounts/{account}", fresh=True)
    if told(later, "data", "last_scrape_time") is not None:
        raise NotSeen("the only account without a refresh was refreshed meanwhile")
    return "last"


def bad_legacy_sort(desk: Desk) -> str:
    """What a legacy sort by an unknown key gets."""
    answer = desk.get("/accounts", limit=1, sort="creatoraudit_mock")
    return by_status({422: "refuse", 200: "ignore"}, answer)


def search_cap(desk: Desk) -> int:
    """What the caps of a search's sections are said to be."""
    answer = desk.get("/search", q="a", limit=25)
    caps = told(answer, "meta", "effective_caps")
    sizes = [len(section) for section in told(answer, "data").values()]
    same = set(caps.values())
    if len(same) != 1 or max(sizes) > max(same):
        raise NoneOfThese(f"effective_caps are {caps}, and sections have {sizes} rows")
    return pick({10: 10, 25: 25, 5: 5}, same.pop(), "the cap of each section")
