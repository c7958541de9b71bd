"""`Idempotency-Key`: a create that is sent again answers as it did the first time."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from creatoraudit_mock.contract import FieldError, Operation, RequestInvalid
from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Header, Refusal, Reply
from creatoraudit_mock.idempotency import Kept, Place
from creatoraudit_mock.values import format_instant

_HEADER = "idempotency-key"


def answered_once(
    handler: Callable[[Exchange], Reply], exchange: Exchange, operation: Operation
) -> Reply:
    """The handler's reply, or the one that it gave when the request was sent before.

    Requests without the header, and operations whose contract has none, are always handled. Only
    a success is kept: what failed may be mended and sent again.
    """
    # Arguments hold the headers that the operation declares, and no others.
    name = exchange.arguments.headers.get(_HEADER)
    if name is None or exchange.key is None:
        return handler(exchange)
    place = Place(exchange.organization.replica, exchange.key.name, operation.id, name)
    # As the contract reads it: neither spelling nor defaults written out make another body.
    body = msgspec.json.encode(exchange.arguments.body, order="sorted")
    store = exchange.tenant.retries
    kept = store.find(place, exchange.now)
    if kept is not None:
        return _replayed(kept, body, exchange)
    reply = handler(exchange)
    if 200 <= reply.status < 300:  # noqa: PLR2004 - statuses of success
        store.keep(place, reply, exchange.now, body)
    return reply


def _replayed(kept: Kept[Reply], body: bytes, exchange: Exchange) -> Reply:
    dialect = exchange.organization.dialect
    if kept.body != body and dialect.idempotency_conflict != "replay":
        raise _conflict(dialect.idempotency_conflict)
    first = format_instant(kept.at, micros=True)
    marker: tuple[Header, ...] = ()
    if dialect.idempotent_marker == "present":
        marker = (("idempotent-replayed", "true"),)
    return kept.reply._replace(
        headers=(*kept.reply.headers, *marker),
        reason=f"replayed: the Idempotency-Key was first answered at {first}",
    )


def _conflict(status: int) -> Exception:
    if status == 422:  # noqa: PLR2004 - the status
        return RequestInvalid((FieldError("Idempotency-Key", "was sent with another body before"),))
    return Refusal("CONFLICT", "The Idempotency-Key was sent with another body before.")
