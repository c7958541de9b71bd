"""What requests say. A poller repeats itself, so what is said again is read once, and shared."""

from __future__ import annotations

import functools
from typing import Final, NamedTuple, TypeAlias
from urllib.parse import parse_qsl, urlencode

from msgspec import Struct

from creatoraudit_mock.contract import operation as contract_operation
from creatoraudit_mock.journal import MASK, Entry, Headers
from creatoraudit_mock.journal.entry import route_of
from creatoraudit_mock.scorecard.bodies import ids_in
from creatoraudit_mock.scorecard.vocabulary import BATCHES

Request: TypeAlias = tuple[str, str, bytes]
"""Method, target and body: what makes two requests the same."""
Query: TypeAlias = tuple[tuple[str, str], ...]

_READING: Final = {"GET", "HEAD"}


class Asked(Struct, frozen=True, eq=False, gc=False):  # plain data, so never part of a cycle
    """What a request asks for: all that it says but its headers."""

    target: str
    """As it was sent."""
    request: Request
    operation: str
    """Empty if the path or method is unknown."""
    path: str
    query: Query
    parameters: dict[str, str]
    """The query; of those that were sent twice the last."""
    ids: tuple[str, ...]
    """The accounts and videos that it names."""
    is_write: bool
    """Whether it asks for a change."""
    shows_key: bool
    """Whether an API key stood in the URL."""
    is_elsewhere: bool
    """Whether the path is not one under the API's."""

    @classmethod
    def of(cls, entry: Entry) -> Asked:
        """What an entry asks for."""
        path, operation = route_of(entry.target, entry.base_url), entry.operation or ""
        query = tuple(parse_qsl(entry.target.partition("?")[2], keep_blank_values=True))
        return cls(
            target=entry.target,
            request=(entry.method, _target(path, query), entry.request_body),
            operation=operation,
            path=path,
            query=query,
            parameters=dict(query),
            ids=_ids(operation, path, query, entry.request_body),
            is_write=entry.method not in _READING and operation not in BATCHES,
            shows_key=MASK in entry.target,
            is_elsewhere=path == entry.path,
        )


class Who(NamedTuple):
    """An API key's name and a `User-Agent`: whoever has the same is one client."""

    key: str | None
    agent: str

    def __str__(self) -> str:
        return f"{self.key or 'no known key'}, {self.agent or 'no User-Agent'}"


class Sent(Struct, frozen=True, eq=False, gc=False):
    """What the headers of a request say."""

    client: Who
    validator: str | None
    idempotency_key: str
    wants_push: bool
    """Whether it asks for a stream or a socket."""

    @classmethod
    def of(cls, entry: Entry) -> Sent:
        """What the headers of an entry say."""
        said = dict(entry.request_headers)
        streams = "text/event-stream" in said.get("accept", "").lower()
        return cls(
            client=Who(entry.key, said.get("user-agent", "")),
            validator=said.get("if-none-match") or None,
            idempotency_key=said.get("idempotency-key", ""),
            wants_push=streams or "websocket" in said.get("upgrade", "").lower(),
        )


class Heard:
    """Everything that was said in a run."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, str, str, str | None, bytes], Asked] = {}
        self._sent: dict[tuple[str | None, Headers], Sent] = {}

    def asked(self, entry: Entry) -> Asked:
        """What an entry asks for; the same object if it was asked in the same words before."""
        body = entry.request_body
        words = (entry.target, entry.method, entry.base_url, entry.operation, body)
        known = self._asked.get(words)
        if known is None:
            known = self._asked[words] = Asked.of(entry)
        return known

    def sent(self, entry: Entry) -> Sent:
        """What the headers of an entry say; the same object if they said it before."""
        said = (entry.key, entry.request_headers)
        known = self._sent.get(said)
        if known is None:
            known = self._sent[said] = Sent.of(entry)
        return known


def _target(path: str, query: Query) -> str:
    """The order of parameters makes no difference."""
    return f"{path}?{urlencode(sorted(query))}" if query else path


def _ids(operation: str, path: str, query: Query, body: bytes) -> tuple[str, ...]:
    if operation in BATCHES:
        return ids_in(operation, body)
    places = _id_places(operation) if operation else ()
    if places:
        parts = path.split("/")
        return tuple(parts[place] for place in places)
    return tuple(value for name, value in query if name == "account_id")


@functools.cache
def _id_places(operation: str) -> tuple[int, ...]:
    """Which parts of an operation's paths are ids of accounts or videos."""
    parts = contract_operation(operation).path.split("/")
    return tuple(n for n, part in enumerate(parts) if part in {"{account_id}", "{video_id}"})
