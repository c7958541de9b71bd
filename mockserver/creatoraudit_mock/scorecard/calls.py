"""A journal entry, prepared for grading: what was asked, of what, and how it went."""

from __future__ import annotations

import functools
import gzip
import zlib
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from creatoraudit_mock.contract import operation as contract_operation
from creatoraudit_mock.journal import Entry
from creatoraudit_mock.journal.entry import route_of
from creatoraudit_mock.scorecard.bodies import Row, Shown, ids_in, members
from creatoraudit_mock.scorecard.vocabulary import BATCHES, TRANSIENT
from creatoraudit_mock.values import SECOND, Instant, format_instant, parse_instant

if TYPE_CHECKING:
    from creatoraudit_mock.scorecard.run import Client

_READING: Final = {"GET", "HEAD"}
_NOT_MODIFIED: Final = 304


class Call:
    """One request with its answer.

    What depends on the requests before it (`shown`, `writes`, `is_ready`) is filled in by `Run`.
    """

    __slots__ = (
        "at",
        "body",
        "client",
        "entry",
        "etag",
        "failed",
        "faulty",
        "headers",
        "ids",
        "index",
        "is_ready",
        "may_be_kept",
        "ok",
        "operation",
        "path",
        "query",
        "request",
        "retry_at",
        "shown",
        "status",
        "tag_trouble",
        "target",
        "validator",
        "writes",
    )

    client: Client

    def __init__(self, entry: Entry) -> None:
        answer = dict(entry.response_headers)
        self.entry = entry
        self.index = entry.index
        self.at: Instant = entry.at
        self.operation = entry.operation or ""
        self.status = entry.status
        self.body = entry.request_body
        self.path, self.query, self.target = _address(entry.target, entry.base_url)
        self.request = (entry.method, self.target, self.body)
        """What makes two requests the same."""
        self.faulty = bool(entry.faults)
        """Whether the answer was falsified, so that nobody knows what the client received."""
        self.ok = not self.faulty and (entry.status < 300 or entry.status == _NOT_MODIFIED)  # noqa: PLR2004
        self.failed = self.faulty or entry.status in TRANSIENT
        """Whether it failed, for all that the client may know."""
        self.etag = answer.get("etag")
        self.may_be_kept = "no-store" not in answer.get("cache-control", "")
        """Whether a cache between program and API is allowed to hold on to the answer."""
        self.headers = dict(entry.request_headers)
        self.validator = self.headers.get("if-none-match") or None
        told = answer.get("retry-after") if _has_come(entry) else None
        self.retry_at = _retry_at(told, entry.at)
        """When the client may come again; None if it was not told, or hardly in time."""
        self.ids = _ids(self)
        """The accounts and videos that the request names."""
        self.shown: Shown | None = None
        """What the client holds after it, be it by a 304."""
        self.writes = 0
        """How many changes the client had asked for by then."""
        self.is_ready: bool | None = None
        """Whether the client knows that what it reads has been refreshed; None: it cannot know."""
        self.tag_trouble: str | None = None
        """What is wrong with the validator."""

    @property
    def method(self) -> str:
        """The request's method."""
        return self.entry.method

    @property
    def is_write(self) -> bool:
        """Whether it asks for a change."""
        return self.method not in _READING and self.operation not in BATCHES

    @property
    def outcome(self) -> str:
        """How it went, in words."""
        return "a broken connection" if self.entry.lost else f"a {self.status}"

    @property
    def content(self) -> bytes:
        """The answer's body, unpacked."""
        body = self.entry.response_body
        if ("content-encoding", "gzip") not in self.entry.response_headers:
            return body
        try:
            return gzip.decompress(body)
        except (OSError, EOFError, zlib.error):
            return body

    @property
    def code(self) -> str:
        """The code of the problem document; empty if there is none."""
        return str(members(self.entry.response_body).get("code", ""))

    @property
    def rows(self) -> dict[str, Row]:
        """The accounts and videos that the client holds after it."""
        return self.shown.rows if self.shown else {}

    def header(self, name: str) -> str:
        """A request header; empty if it was not sent."""
        return self.headers.get(name, "")

    def parameter(self, name: str) -> str | None:
        """A query parameter, the last if it was sent twice."""
        return dict(self.query).get(name)

    def __str__(self) -> str:
        return f"{self.method} {self.entry.target} at {format_instant(self.at)}"


def _has_come(entry: Entry) -> bool:
    """Whether a client must have got an answer: it was not lost, nor later than some wait."""
    return not entry.lost and entry.delay < SECOND


@functools.lru_cache(maxsize=4096)
def _address(target: str, base_url: str) -> tuple[str, tuple[tuple[str, str], ...], str]:
    """Path, parameters, and both in one spelling; a poller has few of them."""
    path, query = route_of(target, base_url), target.partition("?")[2]
    parameters = tuple(parse_qsl(query, keep_blank_values=True))
    return path, parameters, _target(path, parameters)


def _target(path: str, query: tuple[tuple[str, str], ...]) -> str:
    """The order of parameters makes no difference."""
    return f"{path}?{urlencode(sorted(query))}" if query else path


def _ids(call: Call) -> tuple[str, ...]:
    if call.operation in BATCHES:
        return ids_in(call.operation, call.body)
    if call.operation and _id_places(call.operation):
        return _ids_in_path(call.operation, call.path)
    return tuple(value for name, value in call.query if name == "account_id")


@functools.lru_cache(maxsize=4096)
def _ids_in_path(operation: str, path: str) -> tuple[str, ...]:
    parts = path.split("/")
    return tuple(parts[place] for place in _id_places(operation))


@functools.cache
def _id_places(operation: str) -> tuple[int, ...]:
    """Which parts of an operation's paths are ids of accounts or videos."""
    parts = contract_operation(operation).path.split("/")
    return tuple(n for n, part in enumerate(parts) if part in {"{account_id}", "{video_id}"})


def _retry_at(text: str | None, at: Instant) -> Instant | None:
    """Seconds, perhaps with a fraction, or an HTTP date."""
    if text is None:
        return None
    try:
        return at + round(float(text) * SECOND)
    except (ValueError, OverflowError):
        pass
    try:
        return parse_instant(parsedate_to_datetime(text))
    except (ValueError, TypeError):
        return None
