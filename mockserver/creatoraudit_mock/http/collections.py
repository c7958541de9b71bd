"""Pages of collections: both spellings of a sort, the envelope, and the Link header (RFC 8288).

Source: documentation topics "Pagination" and "Filtering and sorting".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Reply
from creatoraudit_mock.world import Catalogue, Order, Page


def collection_reply(exchange: Exchange, catalogue: Catalogue[Any]) -> Reply:
    """One page of a collection, as the query asks for it."""
    query = exchange.arguments.query
    names = {name for name, _ in exchange.query}
    sent = {name: value for name, value in query.items() if name in names}
    sort = _sort(sent, catalogue)
    order = _order(sort, catalogue.default)
    filters = {name: sent[name] for name in catalogue.filters if name in sent}
    page = catalogue.page(
        exchange.organization,
        exchange.now,
        filters=filters,
        order=order,
        limit=query["limit"],
        cursor=query.get("cursor"),
        count=query["include_total"],
    )
    echo = _ECHOES[exchange.organization.dialect.filters_echo](order, sort)
    body = _envelope(page, _pagination(exchange, page), {**filters, **echo})
    return Reply(200, body, headers=(("link", _link(exchange, page)),), until=page.until)


def _sort(sent: dict[str, Any], catalogue: Catalogue[Any]) -> dict[str, str]:
    """What was sent of the sort and counts: `order_by` wins over the legacy `sort`.

    A legacy sort by an unknown key comes here only in the dialect that overlooks it.
    """
    known = sent.get("sort", "").removeprefix("-") in catalogue.columns
    legacy = known and "order_by" not in sent
    names = ("sort",) if legacy else ("order_by", "order_direction")
    return {name: sent[name] for name in names if name in sent}


def _order(sort: dict[str, str], default: Order) -> Order:
    """The sort in effect; a direction alone turns the default sort."""
    if "sort" in sort:
        return Order(sort["sort"].removeprefix("-"), sort["sort"].startswith("-"))
    direction = sort.get("order_direction")
    descending = default.descending if direction is None else direction == "desc"
    return Order(sort.get("order_by", default.by), descending)


def _in_two(order: Order, _: dict[str, str]) -> dict[str, str]:
    return {"order_by": order.by, "order_direction": "desc" if order.descending else "asc"}


def _signed(order: Order, _: dict[str, str]) -> dict[str, str]:
    return {"sort": f"-{order.by}" if order.descending else order.by}


def _as_sent(_: Order, sort: dict[str, str]) -> dict[str, str]:
    return sort


_ECHOES: Final[Mapping[str, Callable[[Order, dict[str, str]], dict[str, str]]]] = {
    "order_by": _in_two,
    "sort": _signed,
    "supplied": _as_sent,
}
"""How `filters` tells the sort in effect, by what the dialect calls it."""


def _pagination(exchange: Exchange, page: Page) -> dict[str, Any]:
    pagination = {
        "next_cursor": page.next_cursor,
        "has_next": page.next_cursor is not None,
        "limit": exchange.arguments.query["limit"],
    }
    if page.total is not None or exchange.organization.dialect.unrequested_total == "null":
        pagination["total_count"] = page.total
    return pagination


def _envelope(page: Page, pagination: dict[str, Any], filters: dict[str, Any]) -> bytes:
    """The representations are bytes already, so a page is a matter of joining them."""
    rows = b",".join([shown.body for shown in page.items])
    tail = msgspec.json.encode({"pagination": pagination, "filters": filters})
    return b'{"data":[' + rows + b"]," + tail[1:]


def _link(exchange: Exchange, page: Page) -> str:
    """`first` always, `next` while there is one; both keep the request's own parameters."""
    url = exchange.base_url + exchange.path.removeprefix("/v2")
    kept = [(name, value) for name, value in exchange.query if name not in {"cursor", "limit"}]
    kept.append(("limit", str(exchange.arguments.query["limit"])))
    links = [_relation(url, kept, "first")]
    if page.next_cursor is not None:
        links.append(_relation(url, [*kept, ("cursor", page.next_cursor)], "next"))
    return ", ".join(links)


def _relation(url: str, parameters: list[tuple[str, str]], name: str) -> str:
    return f'<{url}?{urlencode(parameters, errors="surrogateescape")}>; rel="{name}"'
