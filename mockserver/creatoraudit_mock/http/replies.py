"""Replies: status, headers and exact bytes; and refusals, which become problem documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from creatoraudit_mock.contract import FieldError
from creatoraudit_mock.faults import Delivery

JSON = "application/json"
PROBLEM = "application/problem+json"

Header = tuple[str, str]


class Reply(NamedTuple):
    """What a handler answers, before the gate adds what all replies carry."""

    status: int
    body: bytes = b""
    media_type: str | None = JSON
    headers: tuple[Header, ...] = ()
    reason: str = "done"
    """The last line of the decision trace."""
    delivery: Delivery | None = None
    """How it travels; None: whole and at once."""


class Refusal(Exception):
    """A request that ends in a problem document.

    Args:
        code: the problem's code in the contract's table.
        detail: what is wrong with this request; None for the problem's own sentence.
        errors: field by field, for validation errors.
        headers: to be added to the reply.
        members: to be added to the document.
    """

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: tuple[Header, ...] = (),
        members: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        super().__init__(detail or code)
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = headers
        self.members = members

    def again(self) -> Refusal:
        """A refusal that says the same, to be raised in another place."""
        return Refusal(
            self.code,
            self.detail,
            errors=self.errors,
            headers=self.headers,
            members=self.members,
        )


def data(representation: bytes, *, status: int = 200, headers: tuple[Header, ...] = ()) -> Reply:
    """One resource in its envelope, from the bytes of its representation."""
    return Reply(status, b'{"data":' + representation + b"}", headers=headers)


def json(document: Any, *, status: int = 200) -> Reply:
    """Any JSON document."""
    return Reply(status, msgspec.json.encode(document))
