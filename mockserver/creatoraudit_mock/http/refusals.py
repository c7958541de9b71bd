"""One table from what goes wrong to the problem document that says so (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from creatoraudit_mock.contract import (
    BodyMalformed,
    FieldError,
    RequestInvalid,
    problem,
    spelled,
)
from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import PROBLEM, Refusal, Reply
from creatoraudit_mock.world import (
    Conflict,
    CursorForged,
    NotFound,
    QuotaExceeded,
    UpstreamFailed,
    ValueRefused,
)


def refusal_of(error: Exception, exchange: Exchange) -> Refusal | None:
    """The refusal that an error stands for, or None if it is a fault of the mock itself."""
    if isinstance(error, Refusal):
        return error
    for kind, translate in _TABLE.items():
        if isinstance(error, kind):
            return translate(error, exchange)
    return None


def problem_reply(refusal: Refusal, exchange: Exchange) -> Reply:
    """The problem document of a refusal."""
    kind = problem(refusal.code)
    detail = refusal.detail or kind.detail
    document: dict[str, Any] = {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "code": kind.code,
        "instance": _instance(exchange),
        "request_id": exchange.request_id,
        **refusal.members,
    }
    if refusal.errors:
        document["errors"] = [{"field": e.field, "message": e.message} for e in refusal.errors]
    body = msgspec.json.encode(document)
    return Reply(kind.status, body, PROBLEM, refusal.headers, f"{kind.code}: {detail}")


def _instance(exchange: Exchange) -> str:
    """The path of the request, or of its operation; a path that has none stands for itself."""
    operation = exchange.operation
    if operation is None or exchange.organization.dialect.instance == "path":
        return exchange.path
    return f"/v2{operation.path}"


def _malformed(error: BodyMalformed, exchange: Exchange) -> Refusal:
    if exchange.organization.dialect.malformed_json == 422:  # noqa: PLR2004 - the status
        return _invalid(exchange, FieldError("body", error.message))
    return Refusal("BAD_REQUEST", error.message)


def _forged(error: CursorForged, exchange: Exchange) -> Refusal:
    if exchange.organization.dialect.tampered_cursor == 422:  # noqa: PLR2004 - the status
        return _invalid(exchange, FieldError(error.field, error.message))
    return Refusal("BAD_REQUEST", f"The cursor {error.message}.")


def _invalid(exchange: Exchange, *errors: FieldError) -> Refusal:
    """A refused bound is named in `detail` too, as the documentation says of batch sizes."""
    assert exchange.operation is not None
    told = [spelled(exchange.operation, error) for error in errors]
    bound = next((e for e in told if " items" in e.message), None)
    sentence = f"Request failed validation: {bound.field} {bound.message}." if bound else None
    return Refusal("VALIDATION_ERROR", sentence, errors=told)


def _conflict(error: Conflict, exchange: Exchange) -> Refusal:
    told = error.existing is not None and exchange.organization.dialect.existing_id == "present"
    members = {"existing_id": error.existing} if told else {}
    return Refusal("CONFLICT", str(error), members=members)


_TABLE: dict[type[Exception], Callable[[Any, Exchange], Refusal]] = {
    BodyMalformed: _malformed,
    RequestInvalid: lambda error, exchange: _invalid(exchange, *error.errors),
    CursorForged: _forged,
    ValueRefused: lambda error, exchange: _invalid(
        exchange, FieldError(error.field, error.message)
    ),
    NotFound: lambda error, _: Refusal("NOT_FOUND", f"{error.kind.capitalize()} not found."),
    QuotaExceeded: lambda error, _: Refusal("QUOTA_EXCEEDED", str(error)),
    Conflict: _conflict,
    UpstreamFailed: lambda error, _: Refusal("UPSTREAM_ERROR", str(error)),
}
