"""The gate: the one way that every request takes, step by step, to its reply and journal entry.

The order of the steps is a decision of ours (the documentation gives none): identity first, then
what the request looks like, then what it says, then what it means. The dialect may have the scope
looked at later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from starlette.types import Receive, Scope, Send

from creatoraudit_mock.contract import (
    Arguments,
    Dialect,
    FieldError,
    Operation,
    RequestInvalid,
    check_request,
    operations_of,
)
from creatoraudit_mock.faults import DELIVERY, End
from creatoraudit_mock.http import negotiation
from creatoraudit_mock.http.admission import admit, authorize, settle
from creatoraudit_mock.http.conditional import entity_tag, matches
from creatoraudit_mock.http.elsewhere import elsewhere
from creatoraudit_mock.http.exchange import Exchange, line
from creatoraudit_mock.http.precedent import Precedent, follow, precedent
from creatoraudit_mock.http.reading import Place, Reading, bearer, mark_of, read
from creatoraudit_mock.http.receiving import whole_body
from creatoraudit_mock.http.refusals import problem_reply, refusal_of
from creatoraudit_mock.http.replies import (
    JSON,
    PROBLEM,
    Header,
    Refusal,
    Reply,
    Response,
    encoded,
    header,
)
from creatoraudit_mock.http.stamp import number, stamp
from creatoraudit_mock.http.striking import answered, meet, sent
from creatoraudit_mock.http.tenants import Tenant, Tenants
from creatoraudit_mock.journal import Arrival, Entry, JournalFull
from creatoraudit_mock.world import Key, KeyState

Handler = Callable[[Exchange], Reply]

LARGEST_BODY = 4 * 1024 * 1024
_LONGEST_REQUEST_ID = 128
_CACHING: Final[dict[str, tuple[Header, ...]]] = {
    "revalidate": (("cache-control", "private, no-cache"),),
    "no-store": (("cache-control", "private, no-store"),),
    "absent": (),
}


class Gate:
    """The API of some worlds, as an ASGI application.

    Args:
        tenants: all worlds.
        place_of: where a request goes, by its scope.
        handlers: who carries out each operation; the others are not simulated yet.
    """

    def __init__(
        self,
        tenants: Tenants,
        place_of: Callable[[Scope], Place],
        handlers: Mapping[str, Handler],
    ) -> None:
        self._tenants = tenants
        self._place_of = place_of
        self._handlers = handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of a server. Only reading it and sending the reply are awaited."""
        if scope["type"] != "http":
            await elsewhere(scope, receive, send)
            return
        received = await whole_body(scope, receive, LARGEST_BODY)
        if received is None:
            return
        response = self.serve(scope, received)
        start: dict[str, Any] = {
            "type": "http.response.start",
            "status": response.status,
            "headers": response.headers,
        }
        if response.delivery is not None:
            start[DELIVERY] = response.delivery
        await send(start)
        await send({"type": "http.response.body", "body": response.body})
        if response.fault is not None:
            raise response.fault

    def serve(self, scope: Scope, body: bytes) -> Response:
        """Answer one request: every mount's are answered by this, and none of it waits."""
        body = body[: LARGEST_BODY + 1]
        secret = bearer(scope["headers"])
        tenant, key = self._tenants.find(secret) or (self._tenants.default, None)
        reading = self._read(scope, body, secret, tenant)
        connection = _connection(*(scope.get("client") or ("unknown", 0)))
        with tenant.organization.clock.serving() as now:
            known, response = reading.precedent, None
            if known is not None and known.holds(tenant):
                if now >= known.until:
                    known = self._renewed(known, Exchange(reading, tenant, key, connection, now))
                response = known and follow(known, tenant, now, connection)
            return response or self._decide(Exchange(reading, tenant, key, connection, now))

    def _renewed(self, known: Precedent, exchange: Exchange) -> Precedent | None:
        """A precedent with what is to be answered now, or None if that cannot be told here."""
        operation, reading = exchange.operation, exchange.reading
        assert operation is not None  # it was decided before
        assert reading.arguments is not None
        exchange.arguments = reading.arguments
        try:
            reply = self._handlers[operation.id](exchange)
        except Exception:  # noqa: BLE001 - whatever it is, it is met again where it is answered
            return None
        reply = _conditional(reply, exchange, operation)
        reply = _whole(reply, exchange, exchange.tenant.notices)
        reading.precedent = known.renewed(reply, exchange.tenant)
        return reading.precedent

    def _decide(self, exchange: Exchange) -> Response:
        """Answer a request that is unlike those before, or that may not be answered like them."""
        tenant, fault = exchange.tenant, None
        logged = len(tenant.organization.log)
        # Not before: until it was this request's turn, the key could be deleted.
        if _is_forgotten(exchange.key, tenant.organization.dialect):
            exchange.key = None
        exchange.adopted_id = _adopted_id(exchange)
        exchange.request_id = number(tenant, exchange.adopted_id)
        try:
            tenant.journal.require_room()
            reply = self._answer(exchange)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets a document
            reply, fault = _refused(error, exchange)
        reply = sent(_finished(reply, exchange), exchange)
        if not isinstance(fault, JournalFull):
            entry = _entry(exchange, reply, logged)
            tenant.journal.append(entry)
            exchange.reading.precedent = precedent(exchange, reply, entry)
        return Response(reply.status, encoded(reply.headers), reply.body, reply.delivery, fault)

    def _read(self, scope: Scope, body: bytes, secret: str, tenant: Tenant) -> Reading:
        """What the request says, worked out if it is not one of the latest."""
        mark, keys = mark_of(scope, body), tenant.organization.keys
        reading = tenant.readings.find(mark, len(keys))
        if reading is None:
            operations = operations_of(tenant.contract)
            reading = read(scope, body, [secret, *keys], self._place_of(scope), operations)
            tenant.readings.keep(mark, reading)
        return reading

    def _answer(self, exchange: Exchange) -> Reply:
        operation = exchange.operation
        if operation is None:
            raise _unrouted(exchange)
        exchange.trace.append(line("operation", operation.id))
        if operation.scope != "none":
            admit(exchange)
        _negotiate(exchange, operation)
        for check in _CHECKS[exchange.organization.dialect.scope_check]:
            check(exchange, operation)
        handler = self._handlers.get(operation.id)
        if handler is None:
            raise Refusal("NOT_IMPLEMENTED", f"The mock does not simulate {operation.id} yet.")
        meet(exchange, operation)
        reply = _conditional(answered(handler, exchange, operation), exchange, operation)
        settle(exchange, reply)
        return reply


def _refused(error: Exception, exchange: Exchange) -> tuple[Reply, Exception | None]:
    """What an error is answered with, and the error itself if it is one of the mock."""
    refusal = refusal_of(error, exchange)
    if refusal is not None:
        return problem_reply(refusal, exchange), None
    exchange.trace.append(f"raised {error!r}")
    return problem_reply(Refusal("INTERNAL_ERROR"), exchange), error


def _unrouted(exchange: Exchange) -> Refusal:
    """No such path, or none with that method; the dialect may not tell the two apart."""
    methods = exchange.reading.place.methods
    if not methods or exchange.organization.dialect.wrong_method == 404:  # noqa: PLR2004 - the status
        return Refusal("NOT_FOUND", f"There is no {exchange.path} in this API.")
    allowed = [*methods, *(["HEAD"] if "GET" in methods else [])]
    return Refusal("METHOD_NOT_ALLOWED", headers=(("allow", ", ".join(sorted(allowed))),))


def _negotiate(exchange: Exchange, operation: Operation) -> None:
    dialect = exchange.organization.dialect
    produced = "text/html" if operation.id == "get_docs" else JSON
    accept = exchange.headers.get("accept")
    if not _accepts(accept, produced, dialect):
        raise Refusal("NOT_ACCEPTABLE", f"Only {produced} can be sent, not {accept}.")
    if len(exchange.reading.body) > LARGEST_BODY:
        raise Refusal("PAYLOAD_TOO_LARGE", f"The body may have {LARGEST_BODY} bytes at most.")
    takes_body = "requestBody" in operation.definition
    media_type, suffix = exchange.headers.get("content-type"), dialect.json_types == "suffix"
    if takes_body and exchange.reading.body and not negotiation.is_json(media_type, suffix=suffix):
        raise Refusal("UNSUPPORTED_MEDIA_TYPE")


def _accepts(accept: str | None, produced: str, dialect: Dialect) -> bool:
    if negotiation.accepts(accept, produced):
        return True
    lenient = produced == JSON and dialect.problem_accept == "accept"
    return lenient and negotiation.accepts(accept, PROBLEM)


def _validate(exchange: Exchange, operation: Operation) -> None:
    reading = exchange.reading
    exchange.arguments = reading.arguments or _checked(reading, operation)
    strict = exchange.organization.dialect.unknown_parameters == "refuse"
    if strict and exchange.arguments.unknown and operation.scope != "none":
        raise _unknown_parameters(exchange.arguments.unknown)


def _checked(reading: Reading, operation: Operation) -> Arguments:
    """The arguments of a request; those of a read are kept with it."""
    parameters, body = reading.place.parameters, reading.body or None
    arguments = check_request(operation, parameters, reading.query, reading.headers, body)
    if operation.scope != "write":
        reading.arguments = arguments
    return arguments


def _unknown_parameters(names: tuple[str, ...]) -> Exception:
    shown = [name.encode("utf-8", "replace").decode() for name in names]
    message = "is not a known parameter"
    return RequestInvalid(tuple(FieldError(name, message, "query") for name in shown))


_CHECKS: Final = {"before-body": (authorize, _validate), "after-body": (_validate, authorize)}
"""The checks of scope and contract in each order that the dialect may have."""


def _conditional(reply: Reply, exchange: Exchange, operation: Operation) -> Reply:
    """Tag a 200, and turn it into a 304 if the client holds the same bytes (RFC 9110 13.1.2)."""
    if reply.status != 200 or not operation.conditional:  # noqa: PLR2004 - the status
        return reply
    etag = entity_tag(reply.body)
    vary = "Authorization, Accept" if operation.scope != "none" else "Accept"
    dialect = exchange.organization.dialect
    headers = (("etag", etag), *_CACHING[dialect.cache_control], header("vary", vary))
    validator = exchange.headers.get("if-none-match")
    if validator is None:
        return reply.but(headers=(*headers, *reply.headers), reason="200: no validator sent")
    if matches(validator, etag, weak=dialect.validator_comparison == "weak"):
        held = "304: the validator matches"
        return Reply(304, b"", None, headers, held, until=reply.until)
    return reply.but(headers=(*headers, *reply.headers), reason="200: the validator differs")


def _finished(reply: Reply, exchange: Exchange) -> Reply:
    """Add what all replies carry."""
    told = exchange.allowance
    exchange.trace.append(reply.reason)
    reply = _whole(reply, exchange, exchange.tenant.notices if told is not None else ())
    return reply.but(headers=stamp(exchange.now, exchange.request_id, told) + reply.headers)


def _whole(reply: Reply, exchange: Exchange, notices: tuple[Header, ...]) -> Reply:
    """Add what all replies carry but their stamp, and drop the body that a HEAD must not have."""
    headers = [*notices]
    if reply.media_type is not None:
        headers.append(header("content-type", reply.media_type))
    if reply.status not in {204, 304}:
        headers.append(header("content-length", str(len(reply.body))))
    body = b"" if exchange.method == "HEAD" else reply.body
    return reply.but(body=body, headers=(*headers, *reply.headers))


def _entry(exchange: Exchange, reply: Reply, logged: int) -> Entry:
    reading, key = exchange.reading, exchange.key.name if exchange.key else None
    return Entry(
        index=len(exchange.tenant.journal),
        at=exchange.now,
        method=reading.method,
        base_url=reading.base_url,
        target=reading.target,
        request_headers=reading.recorded_headers(key),
        request_body=reading.body,
        operation=reading.operation.id if reading.operation else None,
        key=key,
        status=reply.status,
        response_headers=reply.headers,
        response_body=reply.body,
        trace=tuple(exchange.trace),
        faults=tuple(exchange.faults),
        delay=reply.delivery.delay if reply.delivery else 0,
        lost=reply.delivery is not None and reply.delivery.end is not End.WHOLE,
        log=(logged, len(exchange.organization.log)),
        arrival=Arrival(time.time_ns(), exchange.connection),
    )


@lru_cache(maxsize=1024)
def _connection(host: str, port: int) -> str:
    """The client's address; in-process clients have none."""
    return f"{host}:{port}" if port else str(host)


def _adopted_id(exchange: Exchange) -> str:
    """The client's own id, if it is a sane one and the dialect takes it over."""
    given = exchange.headers.get("x-request-id", "")
    adopts = exchange.organization.dialect.inbound_request_id == "adopt"
    sane = len(given) <= _LONGEST_REQUEST_ID and all("!" <= c <= "~" for c in given)
    return given if adopts and sane else ""


def _is_forgotten(key: Key | None, dialect: Dialect) -> bool:
    is_deleted = key is not None and key.state is KeyState.DELETED
    return is_deleted and dialect.deleted_key == 401  # noqa: PLR2004 - the status
