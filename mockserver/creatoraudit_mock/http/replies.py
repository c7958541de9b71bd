"""Replies: status, headers and exact bytes; and refusals, which become problem documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from creatoraudit_mock.contract import FieldError
from creatoraudit_mock.faults import Delivery
from creatoraudit_mock.values import Instant

JSON = "application/json"
PROBLEM = "application/problem+json"

Header = tuple[str, str]
RawHeader = tuple[bytes, bytes]
"""A header field as ASGI has it."""


class Reply(Struct, frozen=True):
    """What a handler answers, before the gate adds what all replies carry."""

    status: int
    body: bytes = b""
    media_type: str | None = JSON
    headers: tuple[Header, ...] = ()
    reason: str = "done"
    """The last line of the decision trace."""
    delivery: Delivery | None = None
    """How it travels; None: whole and at once."""
    until: Instant = 0
    """Until when the same request is answered the same, if nobody changes anything; 0: unknown."""

    def but(self, **fields: Any) -> Reply:
        """The same reply but for some fields."""
        return replace(self, **fields)


class Response(Struct):
    """A reply as it leaves."""

    status: int
    headers: list[RawHeader]
    body: bytes
    delivery: Delivery | None = None
    fault: Exception | None = None
    """What went wrong in the mock itself; to be raised once the client has its answer."""


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


def data(representation: bytes, until: Instant = 0) -> Reply:
    """One resource in its envelope, from the bytes of its representation."""
    return Reply(200, b'{"data":' + representation + b"}", until=until)


def json(document: Any, *, status: int = 200) -> Reply:
    """Any JSON document."""
    return Reply(status, msgspec.json.encode(document))


@lru_cache(maxsize=4096)
def header(name: str, value: str) -> Header:
    """A header field that many responses have: one object for all of them, also in the journal."""
    return name, value


def encoded(headers: tuple[Header, ...]) -> list[RawHeader]:
    """Header fields as ASGI has them."""
    return [_on_the_wire(header) for header in headers]


@lru_cache(maxsize=1024)
def _on_the_wire(header: Header) -> RawHeader:
    """A header field in bytes: most are the same in every response."""
    name, value = header
    return name.encode("latin-1"), value.encode("latin-1")
