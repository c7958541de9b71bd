"""A request and the answer to it, as values that may be kept, printed and written to files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

Headers = tuple[tuple[str, str], ...]
"""Header fields in the order in which they came, names in lower case."""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; the key is in neither.

    `target` is the path below the base URL with its query, as it was sent. `body` is what the
    answer holds after decompression. `seconds` is how long the answer took.
    """

    method: str
    target: str
    request_headers: Headers
    request_body: bytes
    status: int
    headers: Headers
    body: bytes
    seconds: float

    def __repr__(self) -> str:
        return f"<Exchange {self.line} -> {self.status}, request id {self.request_id}>"

    @property
    def line(self) -> str:
        """The request on one line, such as `GET /accounts?limit=1`."""
        return f"{self.method} {self.target}"

    @property
    def path(self) -> str:
        """The path below the base URL, without the query."""
        return self.target.partition("?")[0]

    def header(self, name: str) -> str | None:
        """A header field of the answer, by its name in any case; repeated ones are joined."""
        return self.fields.get(name.lower())

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The header fields of the answer by name in lower case."""
        return _by_name(self.headers)

    @cached_property
    def request_fields(self) -> Mapping[str, str]:
        """The header fields of the request by name in lower case."""
        return _by_name(self.request_headers)

    @property
    def request_id(self) -> str | None:
        """What the service calls this exchange; quote it when asking its support."""
        return self.header("x-request-id")

    @property
    def etag(self) -> str | None:
        """The validator of the answer."""
        return self.header("etag")

    @property
    def media_type(self) -> str:
        """The content type of the answer without parameters, in lower case; empty if none."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Any:
        """What the body spells.

        Raises:
            ValueError: it is not JSON.
        """
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError as error:
            raise ValueError(f"the answer to {self.line} is not JSON: {error}") from None

    @property
    def is_json(self) -> bool:
        """Whether the body can be read as JSON."""
        try:
            _ = self.json
        except ValueError:
            return False
        return True


def _by_name(headers: Headers) -> Mapping[str, str]:
    fields: dict[str, str] = {}
    for name, value in headers:
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields
