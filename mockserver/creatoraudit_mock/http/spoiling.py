"""What each kind of fault does to a reply or to its delivery: one small function each, in tables.

A function that finds nothing to spoil returns None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from msgspec.structs import replace

from creatoraudit_mock.faults import (
    Delivery,
    broken,
    outdated,
    slowed,
    stalled,
    truncated,
    with_twin,
    without_ids,
    without_item,
    zipped,
)
from creatoraudit_mock.http import negotiation
from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Header, Refusal, Reply, data
from creatoraudit_mock.values import FAR_FUTURE, SECOND, Instant, ceil_second, http_date
from creatoraudit_mock.world import (
    PAGES,
    STATUSES,
    ClockSkew,
    DuplicateItem,
    Gzip,
    MalformedJson,
    MissingItem,
    NoEtag,
    PartialBatch,
    ProxyPage,
    RateLimited,
    Reset,
    SlowBody,
    Stale,
    Stall,
    Status,
    TruncatedBody,
    WrongContentType,
)

_PAGE = """<html>
<head><title>{code} {title}</title></head>
<body>
<center><h1>{code} {title}</h1></center>
<hr><center>nginx</center>
</body>
</html>
"""


class Struck(NamedTuple):
    """Whom a fault strikes: the request, and the resource that its plan speaks of."""

    exchange: Exchange
    resource: str | None


Spoil: TypeAlias = Callable[[Any, Reply, Struck], Reply | None]
Divert: TypeAlias = Callable[[Any, Delivery, Struck], Delivery | None]


# -- in place of the answer


def _status(fault: Status, exchange: Exchange) -> Reply:
    headers = _retry_after(fault.retry_after, exchange, as_date=fault.as_date)
    raise Refusal(STATUSES[fault.code], headers=headers)


def _rate_limited(fault: RateLimited, exchange: Exchange) -> Reply:
    """As if the window were used up; like every request that is refused, it costs nothing."""
    told, key = exchange.allowance, exchange.key
    if told is not None and key is not None:
        told = exchange.tenant.limiter.give_back(key.name, told)
        wait = (fault.retry_after or 0) * SECOND
        reset = max(told.reset, ceil_second(exchange.now + wait) // SECOND)
        exchange.allowance = replace(told, remaining=0, reset=reset)
    headers = _retry_after(fault.retry_after, exchange, as_date=fault.as_date)
    raise Refusal("RATE_LIMITED", headers=headers)


def _proxy_page(fault: ProxyPage, exchange: Exchange) -> Reply:
    exchange.is_foreign = True
    page = _PAGE.format(code=fault.code, title=PAGES[fault.code]).replace("\n", "\r\n")
    server = (("server", "nginx"),)
    return Reply(fault.code, page.encode(), "text/html", server, f"{fault.code}: a proxy's page")


ANSWERS: dict[type, Callable[[Any, Exchange], Reply]] = {
    Status: _status,
    RateLimited: _rate_limited,
    ProxyPage: _proxy_page,
}


# -- to what the answer says


def _stale(fault: Stale, _reply: Reply, struck: Struck) -> Reply | None:
    exchange = struck.exchange
    assert exchange.operation is not None
    path, organization = exchange.arguments.path, exchange.organization
    older = outdated(fault, organization, exchange.operation.id, path, exchange.now)
    return None if older is None else data(older)


def _duplicate_item(fault: DuplicateItem, reply: Reply, struck: Struck) -> Reply | None:
    return _rewritten(reply, with_twin(reply.body, fault.position, struck.resource))


def _missing_item(fault: MissingItem, reply: Reply, struck: Struck) -> Reply | None:
    return _rewritten(reply, without_item(reply.body, fault.position, struck.resource))


def _partial_batch(fault: PartialBatch, reply: Reply, struck: Struck) -> Reply | None:
    return _rewritten(reply, without_ids(reply.body, fault.missing, struck.resource))


def _gzip(_fault: Gzip, reply: Reply, struck: Struck) -> Reply | None:
    """Before the tag is made: it belongs to the bytes as they are sent."""
    codings = struck.exchange.headers.get("accept-encoding", "")
    if not negotiation.accepts_coding(codings, "gzip"):
        return None
    headers = (*reply.headers, ("content-encoding", "gzip"), ("vary", "Accept-Encoding"))
    return reply.but(body=zipped(reply.body), headers=headers)


def _rewritten(reply: Reply, body: bytes | None) -> Reply | None:
    return None if body is None else reply.but(body=body)


CONTENTS: dict[type, Spoil] = {
    Stale: _stale,
    DuplicateItem: _duplicate_item,
    MissingItem: _missing_item,
    PartialBatch: _partial_batch,
    Gzip: _gzip,
}


# -- to the finished answer


def _malformed_json(_fault: MalformedJson, reply: Reply, _struck: Struck) -> Reply | None:
    is_json = "json" in (reply.media_type or "") and "content-encoding" not in dict(reply.headers)
    if not is_json or not reply.body:
        return None
    body = reply.body[:-1]
    return _with_header(reply.but(body=body), "content-length", str(len(body)))


def _wrong_content_type(fault: WrongContentType, reply: Reply, _struck: Struck) -> Reply | None:
    return _with_header(reply, "content-type", fault.media_type)


def _no_etag(_fault: NoEtag, reply: Reply, _struck: Struck) -> Reply | None:
    left = tuple(header for header in reply.headers if header[0] != "etag")
    return None if left == reply.headers else reply.but(headers=left)


def _clock_skew(fault: ClockSkew, reply: Reply, struck: Struck) -> Reply | None:
    return _with_header(reply, "date", _date(struck.exchange.now + fault.by))


def _with_header(reply: Reply, name: str, value: str) -> Reply | None:
    """The reply with another value in a header; None if it has no such header, or that value."""
    headers = tuple((n, value if n == name else v) for n, v in reply.headers)
    return None if headers == reply.headers else reply.but(headers=headers)


FORMS: dict[type, Spoil] = {
    MalformedJson: _malformed_json,
    WrongContentType: _wrong_content_type,
    NoEtag: _no_etag,
    ClockSkew: _clock_skew,
}


# -- to the way in which it travels

DELIVERIES: dict[type, Divert] = {
    Stall: lambda fault, delivery, _: stalled(delivery, fault.delay),
    SlowBody: lambda fault, delivery, _: slowed(delivery, fault.over, fault.pieces),
    TruncatedBody: lambda fault, delivery, _: truncated(delivery, fault.keep),
    Reset: lambda fault, delivery, _: broken(delivery, after_head=fault.after_headers),
}


def _retry_after(seconds: int | None, exchange: Exchange, *, as_date: bool) -> tuple[Header, ...]:
    if seconds is None:
        return ()
    text = _date(exchange.now + seconds * SECOND) if as_date else str(seconds)
    return (("retry-after", text),)


def _date(instant: Instant) -> str:
    return http_date(min(instant, FAR_FUTURE))
