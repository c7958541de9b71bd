"""One table from what goes wrong to the problem document that says so (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from creatoraudit_mock.contract import BodyMalformed, FieldError, RequestInvalid, problem
from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import PROBLEM, Refusal, Reply
from creatoraudit_mock.world import (
    Conflict,
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
        "instance": exchange.path,
        "request_id": exchange.request_id,
        **refusal.members,
    }
    if refusal.errors:
        document["errors"] = [{"field": e.field, "message": e.message} for e in refusal.errors]
    body = msgspec.json.encode(document)
    return Reply(kind.status, body, PROBLEM, refusal.headers, f"{kind.code}: {detail}")


def _malformed(error: BodyMalformed, exchange: Exchange) -> Refusal:
    if exchange.organization.dialect.malformed_json == 422:  # noqa: PLR2004 - the status
        return _invalid((FieldError("body", error.message),))
    return Refusal("BAD_REQUEST", error.message)


def _invalid(errors: tuple[FieldError, ...]) -> Refusal:
    """A refused bound is named in `detail` too, as the documentation says of batch sizes."""
    bound = next((e for e in errors if " items" in e.message), None)
    sentence = f"Request failed validation: {bound.field} {bound.message}." if bound else None
    return Refusal("VALIDATION_ERROR", sentence, errors=errors)


def _conflict(error: Conflict, exchange: Exchange) -> Refusal:
    told = error.existing is not None and exchange.organization.dialect.existing_id == "present"
    members = {"existing_id": error.existing} if told else {}
    return Refusal("CONFLICT", str(error), members=members)


_TABLE: dict[type[Exception], Callable[[Any, Exchange], Refusal]] = {
    BodyMalformed: _malformed,
    RequestInvalid: lambda error, _: _invalid(error.errors),
    ValueRefused: lambda error, _: _invalid((FieldError(error.field, error.message),)),
    NotFound: lambda error, _: Refusal("NOT_FOUND", f"{error.kind.capitalize()} not found."),
    QuotaExceeded: lambda error, _: Refusal("QUOTA_EXCEEDED", str(error)),
    Conflict: _conflict,
    UpstreamFailed: lambda error, _: Refusal("UPSTREAM_ERROR", str(error)),
}
