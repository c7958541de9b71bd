"""Pages of collections: both spellings of a sort, the envelope, and the Link header (RFC 8288).

Source: documentation topics "Pagination" and "Filtering and sorting".
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec

from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Reply
from creatoraudit_mock.world import Catalogue, Order, Page


def collection_reply(exchange: Exchange, catalogue: Catalogue[Any]) -> Reply:
    """One page of a collection, as the query asks for it."""
    query = exchange.arguments.query
    sent = {name for name, _ in exchange.query}
    order = _order({n: v for n, v in query.items() if n in sent}, catalogue.default)
    filters = {name: query[name] for name in catalogue.filters if name in sent}
    page = catalogue.page(
        exchange.organization,
        exchange.now,
        filters=filters,
        order=order,
        limit=query["limit"],
        cursor=query.get("cursor"),
        count=query["include_total"],
    )
    direction = "desc" if order.descending else "asc"
    echo = {**filters, "order_by": order.by, "order_direction": direction}
    body = _envelope(page, _pagination(exchange, page), echo)
    return Reply(200, body, headers=(("link", _link(exchange, page)),))


def _order(sent: dict[str, Any], default: Order) -> Order:
    """`order_by` wins over the legacy `sort`; a direction alone turns the default sort."""
    by, direction, legacy = sent.get("order_by"), sent.get("order_direction"), sent.get("sort")
    descending = default.descending if direction is None else direction == "desc"
    if by is not None:
        return Order(by, descending)
    if legacy is not None:
        return Order(legacy.removeprefix("-"), legacy.startswith("-"))
    return Order(default.by, descending)


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
