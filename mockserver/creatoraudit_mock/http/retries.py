"""`Idempotency-Key`: a create that is sent again answers as it did the first time."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from creatoraudit_mock.contract import FieldError, Operation, RequestInvalid, problem
from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.refusals import refusal_of
from creatoraudit_mock.http.replies import Header, Refusal, Reply
from creatoraudit_mock.idempotency import Kept, Place
from creatoraudit_mock.values import format_instant

_HEADER = "idempotency-key"


def answered_once(
    handler: Callable[[Exchange], Reply], exchange: Exchange, operation: Operation
) -> Reply:
    """The handler's reply, or the one that it gave when the request was sent before.

    Requests without the header, and operations whose contract has none, are always handled.
    Successes are kept; what failed may be mended and sent again, unless the dialect keeps the
    handler's refusals too. What the gate refuses before is never kept.
    """
    # Arguments hold the headers that the operation declares, and no others.
    name = exchange.arguments.headers.get(_HEADER)
    if name is None or exchange.key is None:
        return handler(exchange)
    place = _place(exchange, operation, exchange.key.name, name)
    # As the contract reads it: neither spelling nor defaults written out make another body.
    request = msgspec.json.encode((operation.id, exchange.arguments.body), order="sorted")
    store = exchange.tenant.retries
    kept = store.find(place, exchange.now)
    if kept is not None:
        return _replayed(kept, request, exchange)
    answer = _outcome(handler, exchange)
    if _lasts(answer, exchange):
        store.keep(place, answer, exchange.now, request)
    return _delivered(answer)


def _place(exchange: Exchange, operation: Operation, key: str, name: str) -> Place:
    organization = exchange.organization
    one_for_all = organization.dialect.idempotency_scope == "key"
    return Place(organization.replica, key, "" if one_for_all else operation.id, name)


def _outcome(handler: Callable[[Exchange], Reply], exchange: Exchange) -> Reply | Refusal:
    try:
        return handler(exchange)
    except Exception as error:
        refusal = refusal_of(error, exchange)
        if refusal is None:
            raise
        return refusal


def _lasts(answer: Reply | Refusal, exchange: Exchange) -> bool:
    if isinstance(answer, Reply):
        return 200 <= answer.status < 300  # noqa: PLR2004 - statuses of success
    is_clients = 400 <= problem(answer.code).status < 500  # noqa: PLR2004 - statuses of refusals
    return is_clients and exchange.organization.dialect.idempotent_errors == "kept"


def _delivered(answer: Reply | Refusal) -> Reply:
    if isinstance(answer, Refusal):
        raise answer.again()  # the kept one must not grow a traceback
    return answer


def _replayed(kept: Kept[Reply | Refusal], request: bytes, exchange: Exchange) -> Reply:
    dialect = exchange.organization.dialect
    if kept.request != request and dialect.idempotency_conflict != "replay":
        raise _conflict(dialect.idempotency_conflict)
    first = format_instant(kept.at, micros=True)
    reason = f"replayed: the Idempotency-Key was first answered at {first}"
    if isinstance(kept.answer, Refusal):
        exchange.trace.append(reason)
        return _delivered(kept.answer)
    marker: tuple[Header, ...] = ()
    if dialect.idempotent_marker == "present":
        marker = (("idempotent-replayed", "true"),)
    return kept.answer.but(
        status=200 if dialect.idempotent_status == 200 else kept.answer.status,  # noqa: PLR2004 - the status
        headers=(*kept.answer.headers, *marker),
        reason=reason,
    )


def _conflict(status: int) -> Exception:
    if status == 422:  # noqa: PLR2004 - the status
        return RequestInvalid((FieldError("Idempotency-Key", "was sent with another body before"),))
    return Refusal("CONFLICT", "The Idempotency-Key was sent with another body before.")
