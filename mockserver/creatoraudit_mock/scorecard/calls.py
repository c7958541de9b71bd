"""A journal entry, prepared for grading: what was asked, of what, and how it went."""

from __future__ import annotations

import gzip
import zlib
from email.utils import parsedate_to_datetime
from typing import Final

from msgspec import Struct

from creatoraudit_mock.journal import Entry
from creatoraudit_mock.scorecard.asked import Asked, Request, Sent, Who
from creatoraudit_mock.scorecard.bodies import Row, Shown, members
from creatoraudit_mock.scorecard.vocabulary import TRANSIENT
from creatoraudit_mock.values import SECOND, Instant, format_instant, parse_instant

_NOT_MODIFIED: Final = 304
_NO_ROWS: Final[dict[str, Row]] = {}


class Call(Struct, eq=False, gc=False):  # there are many, none knows its client: no cycles
    """One request with its answer; all that is needed of its entry, which is not kept.

    What depends on the requests before it (`shown`, `writes`, `is_ready`, `tag_trouble`) is
    filled in by `Run`.
    """

    asked: Asked
    sent: Sent
    index: int
    at: Instant
    operation: str
    request: Request
    """What makes two requests the same."""
    target: str
    ids: tuple[str, ...]
    """The accounts and videos that the request names."""
    validator: str | None
    status: int
    response: bytes
    """The answer's body, as it was sent."""
    is_zipped: bool
    trace: tuple[str, ...]
    faults: tuple[str, ...]
    delay: int
    lost: bool
    faulty: bool
    """Whether the answer was falsified, so that nobody knows what the client received."""
    ok: bool
    failed: bool
    """Whether it failed, for all that the client may know."""
    etag: str | None
    may_be_kept: bool
    """Whether a cache between program and API is allowed to hold on to the answer."""
    retry_at: Instant | None
    """When the client may come again; None if it was not told, or hardly in time."""
    shown: Shown | None = None
    """What the client holds after it, be it by a 304."""
    writes: int = 0
    """How many changes the client had asked for by then."""
    is_ready: bool | None = None
    """Whether the client knows that what it reads has been refreshed; None: it cannot know."""
    tag_trouble: str | None = None
    """What is wrong with the validator."""

    @classmethod
    def of(cls, entry: Entry, asked: Asked, sent: Sent) -> Call:
        """A call, as far as it is known from itself."""
        answer = dict(entry.response_headers)
        status, faulty = entry.status, bool(entry.faults)
        told = answer.get("retry-after")
        return cls(
            asked=asked,
            sent=sent,
            index=entry.index,
            at=entry.at,
            operation=asked.operation,
            request=asked.request,
            target=asked.request[1],
            ids=asked.ids,
            validator=sent.validator,
            status=status,
            response=entry.response_body,
            is_zipped=answer.get("content-encoding") == "gzip",
            trace=entry.trace,
            faults=entry.faults,
            delay=entry.delay,
            lost=entry.lost,
            faulty=faulty,
            ok=not faulty and (status < 300 or status == _NOT_MODIFIED),  # noqa: PLR2004
            failed=faulty or status in TRANSIENT,
            etag=answer.get("etag"),
            may_be_kept="no-store" not in answer.get("cache-control", ""),
            retry_at=_retry_at(told, entry.at) if told is not None and _has_come(entry) else None,
        )

    @property
    def client(self) -> Who:
        """Who sent it."""
        return self.sent.client

    @property
    def method(self) -> str:
        """The request's method."""
        return self.request[0]

    @property
    def body(self) -> bytes:
        """The request's body."""
        return self.request[2]

    @property
    def path(self) -> str:
        """The decoded path, without the API's prefix."""
        return self.asked.path

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The parameters as they were sent."""
        return self.asked.query

    @property
    def outcome(self) -> str:
        """How it went, in words."""
        return "a broken connection" if self.lost else f"a {self.status}"

    @property
    def content(self) -> bytes:
        """The answer's body, unpacked."""
        if not self.is_zipped:
            return self.response
        try:
            return gzip.decompress(self.response)
        except (OSError, EOFError, zlib.error):
            return self.response

    @property
    def code(self) -> str:
        """The code of the problem document; empty if there is none."""
        return str(members(self.response).get("code", ""))

    @property
    def rows(self) -> dict[str, Row]:
        """The accounts and videos that the client holds after it."""
        return self.shown.rows if self.shown else _NO_ROWS

    def parameter(self, name: str) -> str | None:
        """A query parameter, the last if it was sent twice."""
        return self.asked.parameters.get(name)

    def __str__(self) -> str:
        return f"{self.method} {self.asked.target} at {format_instant(self.at)}"


def _has_come(entry: Entry) -> bool:
    """Whether a client must have got an answer: it was not lost, nor later than some wait."""
    return not entry.lost and entry.delay < SECOND


def _retry_at(text: str, at: Instant) -> Instant | None:
    """Seconds, perhaps with a fraction, or an HTTP date."""
    try:
        return at + round(float(text) * SECOND)
    except (ValueError, OverflowError):
        pass
    try:
        return parse_instant(parsedate_to_datetime(text))
    except (ValueError, TypeError):
        return None
