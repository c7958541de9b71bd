"""The gate: the one way that every request takes, step by step, to its reply and journal entry.

The order of the steps is a decision of ours (the documentation gives none): identity first, then
what the request looks like, then what it says, then what it means. The dialect may have the scope
looked at later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.types import Receive, Scope, Send

from creatoraudit_mock.contract import (
    Dialect,
    FieldError,
    Operation,
    RequestInvalid,
    check_request,
    operations_of,
)
from creatoraudit_mock.faults import DELIVERY, End
from creatoraudit_mock.http import negotiation
from creatoraudit_mock.http.admission import admit, authorize, headers_of_admission, settle
from creatoraudit_mock.http.conditional import entity_tag, matches
from creatoraudit_mock.http.exchange import Exchange, joined_headers
from creatoraudit_mock.http.receiving import whole_body
from creatoraudit_mock.http.refusals import problem_reply, refusal_of
from creatoraudit_mock.http.replies import JSON, PROBLEM, Header, Refusal, Reply
from creatoraudit_mock.http.secrets import masked_body, masked_headers, masked_scope, masker
from creatoraudit_mock.http.striking import answered, meet, sent
from creatoraudit_mock.http.tenants import Tenants
from creatoraudit_mock.journal import Arrival, Entry, JournalFull
from creatoraudit_mock.values import http_date
from creatoraudit_mock.world import Key, KeyState

Handler = Callable[[Exchange], Reply]

LARGEST_BODY = 4 * 1024 * 1024
_LONGEST_REQUEST_ID = 128
_CACHING: Final[dict[str, tuple[Header, ...]]] = {
    "revalidate": (("cache-control", "private, no-cache"),),
    "no-store": (("cache-control", "private, no-store"),),
    "absent": (),
}
_CREDENTIALS = {
    "authorization",
    "cookie",
    "proxy-authorization",
    "x-api-key",
    "x-creatoraudit-api-key",
}
_SCHEMES = {"apikey", "basic", "bearer", "digest", "token"}


class Gate:
    """The ASGI endpoint of one path: all its methods.

    Args:
        tenants: all worlds.
        methods: the operation's id and the handler of each method; none for an unknown path. A
            handler of None stands for an operation that is not simulated yet.
    """

    def __init__(self, tenants: Tenants, methods: Mapping[str, tuple[str, Handler | None]]) -> None:
        self._tenants = tenants
        self._methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. Only reading it and sending the reply are awaited."""
        received = await whole_body(receive, LARGEST_BODY)
        if received is None:
            return
        body = received[: LARGEST_BODY + 1]
        reply, fault = self._serve(scope, body)
        headers = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers
        ]
        start: dict[str, Any] = {
            "type": "http.response.start",
            "status": reply.status,
            "headers": headers,
        }
        if reply.delivery is not None:
            start[DELIVERY] = reply.delivery
        await send(start)
        await send({"type": "http.response.body", "body": reply.body})
        if fault is not None:
            raise fault

    def _serve(self, scope: Scope, body: bytes) -> tuple[Reply, Exception | None]:
        exchange = self._exchange(scope, body)
        tenant, fault = exchange.tenant, None
        with tenant.organization.clock.serving() as exchange.now:
            logged = len(tenant.organization.log)
            # Not before: until it was this request's turn, the key could be deleted.
            if _is_forgotten(exchange.key, tenant.organization.dialect):
                exchange.key = None
            exchange.request_id = _request_id(exchange)
            try:
                tenant.journal.require_room()
                reply = self._answer(exchange)
            except Exception as error:  # noqa: BLE001 - whatever it is, the client gets a document
                refusal = refusal_of(error, exchange)
                if refusal is None:
                    fault, refusal = error, Refusal("INTERNAL_ERROR")
                    exchange.trace.append(f"raised {error!r}")
                reply = problem_reply(refusal, exchange)
            reply = sent(_finished(reply, exchange), exchange)
            if not isinstance(fault, JournalFull):
                _record(exchange, reply, logged)
        return reply, fault

    def _exchange(self, scope: Scope, body: bytes) -> Exchange:
        headers = joined_headers(scope["headers"])
        secret = _bearer(headers.get("authorization", ""))
        owner = self._tenants.find(secret)
        tenant, key = owner or (self._tenants.default, None)
        masked = masker([secret, *tenant.organization.keys])
        scope, headers = masked_scope(scope, masked), masked_headers(headers, masked)
        body = masked_body(body, masked) if body else body
        method, path = scope["method"], scope["path"]
        return Exchange(scope, method, path, headers, body, tenant, key)

    def _answer(self, exchange: Exchange) -> Reply:
        operation, handler = self._route(exchange)
        if operation.scope != "none":
            admit(exchange)
        _negotiate(exchange, operation)
        for check in _CHECKS[exchange.organization.dialect.scope_check]:
            check(exchange, operation)
        if handler is None:
            raise Refusal("NOT_IMPLEMENTED", f"The mock does not simulate {operation.id} yet.")
        meet(exchange, operation)
        reply = answered(handler, exchange, operation)
        reply = _conditional(reply, exchange, operation)
        settle(exchange, reply)
        return reply

    def _route(self, exchange: Exchange) -> tuple[Operation, Handler | None]:
        method = "GET" if exchange.method == "HEAD" else exchange.method
        found = self._methods.get(method)
        if found is None:
            raise _unrouted(exchange, self._methods)
        name, handler = found
        exchange.operation = operations_of(exchange.tenant.contract)[name]
        exchange.trace.append(f"operation {name}")
        return exchange.operation, handler


def _unrouted(exchange: Exchange, methods: Mapping[str, object]) -> Refusal:
    """No such path, or none with that method; the dialect may not tell the two apart."""
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
    if len(exchange.body) > LARGEST_BODY:
        raise Refusal("PAYLOAD_TOO_LARGE", f"The body may have {LARGEST_BODY} bytes at most.")
    takes_body = "requestBody" in operation.definition
    media_type, suffix = exchange.headers.get("content-type"), dialect.json_types == "suffix"
    if takes_body and exchange.body and not negotiation.is_json(media_type, suffix=suffix):
        raise Refusal("UNSUPPORTED_MEDIA_TYPE")


def _accepts(accept: str | None, produced: str, dialect: Dialect) -> bool:
    if negotiation.accepts(accept, produced):
        return True
    lenient = produced == JSON and dialect.problem_accept == "accept"
    return lenient and negotiation.accepts(accept, PROBLEM)


def _validate(exchange: Exchange, operation: Operation) -> None:
    path = exchange.scope.get("path_params", {})
    body = exchange.body or None
    exchange.arguments = check_request(operation, path, exchange.query, exchange.headers, body)
    strict = exchange.organization.dialect.unknown_parameters == "refuse"
    if strict and exchange.arguments.unknown and operation.scope != "none":
        raise _unknown_parameters(exchange.arguments.unknown)


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
    headers = (("etag", etag), *_CACHING[dialect.cache_control], ("vary", vary))
    validator = exchange.headers.get("if-none-match")
    if validator is None:
        return reply._replace(headers=(*headers, *reply.headers), reason="200: no validator sent")
    if matches(validator, etag, weak=dialect.validator_comparison == "weak"):
        return Reply(304, b"", None, headers, "304: the validator matches")
    return reply._replace(headers=(*headers, *reply.headers), reason="200: the validator differs")


def _finished(reply: Reply, exchange: Exchange) -> Reply:
    """Add what all replies carry, and drop the body that a HEAD must not have."""
    headers: list[Header] = [
        ("date", http_date(exchange.now)),
        ("x-request-id", exchange.request_id),
        *headers_of_admission(exchange),
    ]
    if reply.media_type is not None:
        headers.append(("content-type", reply.media_type))
    if reply.status not in {204, 304}:
        headers.append(("content-length", str(len(reply.body))))
    body = b"" if exchange.method == "HEAD" else reply.body
    exchange.trace.append(reply.reason)
    return reply._replace(body=body, headers=(*headers, *reply.headers))


def _record(exchange: Exchange, reply: Reply, logged: int) -> None:
    journal = exchange.tenant.journal
    journal.append(
        Entry(
            index=len(journal),
            at=exchange.now,
            method=exchange.method,
            base_url=exchange.base_url,
            target=exchange.target,
            request_headers=_masked(exchange),
            request_body=exchange.body,
            operation=exchange.operation.id if exchange.operation else None,
            key=exchange.key.name if exchange.key else None,
            status=reply.status,
            response_headers=reply.headers,
            response_body=reply.body,
            trace=tuple(exchange.trace),
            faults=tuple(exchange.faults),
            delay=reply.delivery.delay if reply.delivery else 0,
            lost=reply.delivery is not None and reply.delivery.end is not End.WHOLE,
            log=(logged, len(exchange.organization.log)),
            arrival=Arrival(time.time_ns(), _connection(exchange.scope)),
        )
    )


def _connection(scope: Mapping[str, Any]) -> str:
    """The client's address; in-process clients have none."""
    host, port = scope.get("client") or ("unknown", 0)
    return f"{host}:{port}" if port else str(host)


def _masked(exchange: Exchange) -> tuple[Header, ...]:
    """The request's headers with no secret in them: it may be somebody's real key."""
    return tuple(
        (name, _mask(name, value, exchange.key) if name in _CREDENTIALS else value)
        for name, value in exchange.headers.items()
    )


def _mask(name: str, value: str, key: Key | None) -> str:
    """Who it is in place of the secret; a scheme is shown only if it cannot be the secret."""
    scheme = value.partition(" ")[0]
    shown = scheme if scheme.lower() in _SCHEMES else "?"
    return f"{shown} <{key.name if key and name == 'authorization' else 'unknown'}>"


def _request_id(exchange: Exchange) -> str:
    """The client's own id if it is a sane one, else one that repeats with the world."""
    tenant, given = exchange.tenant, exchange.headers.get("x-request-id", "")
    adopts = tenant.organization.dialect.inbound_request_id == "adopt"
    sane = 0 < len(given) <= _LONGEST_REQUEST_ID and all("!" <= c <= "~" for c in given)
    if adopts and sane:
        return given
    return tenant.organization.chance.uuid("request", len(tenant.journal))


def _is_forgotten(key: Key | None, dialect: Dialect) -> bool:
    is_deleted = key is not None and key.state is KeyState.DELETED
    return is_deleted and dialect.deleted_key == 401  # noqa: PLR2004 - the status


def _bearer(authorization: str) -> str:
    scheme, _, secret = authorization.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""
