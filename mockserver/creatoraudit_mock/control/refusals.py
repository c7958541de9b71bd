"""One table from what goes wrong to the problem document that says so (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from creatoraudit_mock.control.answers import FieldWrong, Problem
from creatoraudit_mock.control.registry import UnknownWorld
from creatoraudit_mock.http.replies import PROBLEM, Header, Reply
from creatoraudit_mock.world import NotFound, WorldError

TITLES: Final = {
    200: "OK",
    201: "Created",
    204: "No Content",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    500: "Internal Server Error",
}
"""Python's own differ between its versions."""


class Refused(Exception):
    """A request that ends in a problem document.

    Args:
        status: which says what kind of problem it is.
        detail: names the thing, the value and the way out.
        errors: member by member, where the request is not valid.
        headers: to be added to the reply.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[FieldWrong] = (),
        headers: tuple[Header, ...] = (),
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers


_TABLE: Final[tuple[tuple[type[Exception], int], ...]] = (
    (UnknownWorld, 404),
    (NotFound, 404),
    (WorldError, 409),
    # Scenarios, recordings, faults and dialects say in these what is wrong with them.
    (ValueError, 422),
    (TypeError, 422),
    (OverflowError, 422),
)
"""The first that fits decides."""


def refused(error: Exception) -> Refused | None:
    """What an error stands for, or None if it is a fault of the mock itself."""
    if isinstance(error, Refused):
        return error
    status = next((status for kind, status in _TABLE if isinstance(error, kind)), None)
    return None if status is None else Refused(status, _sentence(str(error)))


def problem_reply(problem: Refused, path: str) -> Reply:
    """The problem document."""
    title = TITLES[problem.status]
    document = Problem(
        type=f"urn:creatoraudit-mock:control:{title.lower().replace(' ', '-')}",
        title=title,
        status=problem.status,
        detail=problem.detail,
        instance=path,
        errors=list(problem.errors),
    )
    body = msgspec.json.encode(document)
    return Reply(problem.status, body, PROBLEM, problem.headers)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
