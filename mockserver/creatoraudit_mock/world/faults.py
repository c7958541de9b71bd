"""What can go wrong between the service and its client: one small class for each kind of fault.

A fault only says what happens; which requests it happens to is a matter of its plan. Lengths of
time are microseconds here, whatever the functions that make faults take.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import ClassVar, Final, TypeAlias, get_args

from msgspec import Struct

from creatoraudit_mock.values import Duration
from creatoraudit_mock.world.fault_checks import (
    check_among,
    check_date,
    check_flag,
    check_media_type,
    check_share,
    check_whole,
    length,
    seconds_to_wait,
)

STATUSES: Final = {500: "INTERNAL_ERROR", 502: "UPSTREAM_ERROR", 503: "SERVICE_UNAVAILABLE"}
"""The service's own failures, with the code that its problem documents carry."""
PAGES: Final = {502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
"""What a proxy says for itself."""


class Stage(enum.IntEnum):
    """Where on a request's way a fault acts, in order. At each stage one strikes at most."""

    ANSWER = enum.auto()
    AGE = enum.auto()
    ITEMS = enum.auto()
    ENCODING = enum.auto()
    SYNTAX = enum.auto()
    TYPE = enum.auto()
    TAG = enum.auto()
    DATE = enum.auto()
    STALL = enum.auto()
    PACE = enum.auto()
    BREAK = enum.auto()


class Fault(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """Something that goes wrong; made by the functions below, planned with `world.faults.add`."""

    stage: ClassVar[Stage]
    looks_inside: ClassVar[bool] = False
    """Whether the resource of its plan is looked for in the answer instead of the request."""

    @property
    def kind(self) -> str:
        """The name of the function that makes faults of this kind."""
        return str(self.__struct_config__.tag)

    def __str__(self) -> str:
        return self.kind.replace("_", " ")

    # -- another answer

    @staticmethod
    def status(
        code: int = 503,
        *,
        retry_after: Duration | None = None,
        as_date: bool = False,
        handled: bool = False,
    ) -> Status:
        """The service fails, and says so in a problem document.

        Args:
            code: 500, 502 or 503.
            retry_after: whole seconds for the `Retry-After` header; None sends none.
            as_date: write `Retry-After` as a date, as HTTP allows though the API's pages do not.
            handled: let the request take effect all the same; only its answer is lost.

        Raises:
            ValueError: another code, a fraction of a second, or a date of nothing.
        """
        seconds = seconds_to_wait(retry_after)
        return Status(code=code, retry_after=seconds, as_date=as_date, handled=handled)

    @staticmethod
    def rate_limited(*, retry_after: Duration | None = 30, as_date: bool = False) -> RateLimited:
        """The service refuses with 429 although the key has not used up its window.

        Args:
            retry_after: whole seconds for the `Retry-After` header; None sends none.
            as_date: write `Retry-After` as a date.

        Raises:
            ValueError: a fraction of a second, or a date of nothing.
        """
        return RateLimited(retry_after=seconds_to_wait(retry_after), as_date=as_date)

    @staticmethod
    def proxy_page(code: int = 502, *, handled: bool = False) -> ProxyPage:
        """A proxy before the service answers with an HTML page of its own.

        Args:
            code: 502, 503 or 504.
            handled: let the request take effect all the same.

        Raises:
            ValueError: another code.
        """
        return ProxyPage(code=code, handled=handled)

    # -- another content

    @staticmethod
    def stale(age: Duration | None = None, *, refreshes: int | None = None) -> Stale:
        """A replica that lags behind shows an account, video or creator as it was, and its old tag.

        Replicas lag behind scrapes, not behind changes of settings: what they show was once true.

        Args:
            age: how far in the past it lives.
            refreshes: how many refreshes it lacks, instead of an age; one if neither is given.

        Raises:
            TypeError: both are given.
            ValueError: an age of nothing, or no whole number of refreshes.
        """
        if age is not None and refreshes is not None:
            raise TypeError("give stale() either an age or a number of refreshes, not both")
        if age is None:
            return Stale(refreshes=1 if refreshes is None else refreshes)
        return Stale(age=length("age", age))

    @staticmethod
    def duplicate_item(position: int = -1) -> DuplicateItem:
        """A page of a list has an item twice: the plan's resource, or the one at a position."""
        return DuplicateItem(position=position)

    @staticmethod
    def missing_item(position: int = -1) -> MissingItem:
        """A page of a list lacks an item: the plan's resource, or the one at a position."""
        return MissingItem(position=position)

    @staticmethod
    def partial_batch(missing: int = 1) -> PartialBatch:
        """A batch lacks ids that exist, and does not name them in `not_found`.

        Args:
            missing: how many, the last ones first; with a resource in the plan, just that one.

        Raises:
            ValueError: not a whole number of at least 1.
        """
        return PartialBatch(missing=missing)

    @staticmethod
    def gzip() -> Gzip:
        """The body comes compressed, with a tag of its own, to clients that accept gzip."""
        return Gzip()

    # -- another form

    @staticmethod
    def malformed_json() -> MalformedJson:
        """The last byte of the JSON is missing; length, type and tag are as if all were well."""
        return MalformedJson()

    @staticmethod
    def wrong_content_type(media_type: str = "text/html") -> WrongContentType:
        """The right bytes under a wrong `Content-Type`.

        Raises:
            ValueError: this is no media type.
        """
        return WrongContentType(media_type=media_type)

    @staticmethod
    def no_etag() -> NoEtag:
        """A proxy drops the `ETag`."""
        return NoEtag()

    @staticmethod
    def clock_skew(*, ahead: Duration | None = None, behind: Duration | None = None) -> ClockSkew:
        """The `Date` header is wrong by so much.

        Raises:
            TypeError: not exactly one of both is given.
        """
        if (ahead is None) == (behind is None):
            raise TypeError("give clock_skew() either ahead=... or behind=...")
        if ahead is not None:
            return ClockSkew(by=length("ahead", ahead))
        assert behind is not None
        return ClockSkew(by=-length("behind", behind))

    # -- another delivery

    @staticmethod
    def stall(delay: Duration) -> Stall:
        """Nothing comes for so long; then the answer, as it was when the request came."""
        return Stall(delay=length("delay", delay))

    @staticmethod
    def slow_body(over: Duration, *, pieces: int = 10) -> SlowBody:
        """The head comes at once, the body in pieces over so long.

        Raises:
            ValueError: not a whole number of pieces, or more than 10,000.
        """
        return SlowBody(over=length("over", over), pieces=pieces)

    @staticmethod
    def truncated_body(keep: float = 0.5) -> TruncatedBody:
        """The connection closes when a share of the body has been sent.

        Raises:
            ValueError: the share is not from 0 to less than 1.
        """
        return TruncatedBody(keep=keep)

    @staticmethod
    def reset(*, after_headers: bool = False) -> Reset:
        """The connection is reset: before anything is sent, or between the head and the body.

        The request has been accepted and has taken effect, though its client cannot know.
        """
        return Reset(after_headers=after_headers)


class Status(Fault, frozen=True, kw_only=True, tag="status"):
    """See `Fault.status`."""

    stage = Stage.ANSWER
    code: int
    retry_after: int | None = None
    """Seconds."""
    as_date: bool = False
    handled: bool = False

    def __str__(self) -> str:
        return f"status {self.code}"

    def __post_init__(self) -> None:
        check_among("code", self.code, tuple(STATUSES))
        check_flag("handled", self.handled)
        check_date(self.retry_after, as_date=self.as_date)


class RateLimited(Fault, frozen=True, kw_only=True, tag="rate_limited"):
    """See `Fault.rate_limited`."""

    stage = Stage.ANSWER
    retry_after: int | None = None
    """Seconds."""
    as_date: bool = False

    def __post_init__(self) -> None:
        check_date(self.retry_after, as_date=self.as_date)


class ProxyPage(Fault, frozen=True, kw_only=True, tag="proxy_page"):
    """See `Fault.proxy_page`."""

    stage = Stage.ANSWER
    code: int
    handled: bool = False

    def __post_init__(self) -> None:
        check_among("code", self.code, tuple(PAGES))
        check_flag("handled", self.handled)


class Stale(Fault, frozen=True, kw_only=True, tag="stale"):
    """See `Fault.stale`."""

    stage = Stage.AGE
    age: int | None = None
    refreshes: int = 1
    """Counts if there is no age."""

    def __post_init__(self) -> None:
        check_whole("refreshes", self.refreshes, 1)


class DuplicateItem(Fault, frozen=True, kw_only=True, tag="duplicate_item"):
    """See `Fault.duplicate_item`."""

    stage = Stage.ITEMS
    looks_inside = True
    position: int = -1
    """As Python counts: -1 is the last."""

    def __post_init__(self) -> None:
        check_whole("position", self.position)


class MissingItem(Fault, frozen=True, kw_only=True, tag="missing_item"):
    """See `Fault.missing_item`."""

    stage = Stage.ITEMS
    looks_inside = True
    position: int = -1
    """As Python counts: -1 is the last."""

    def __post_init__(self) -> None:
        check_whole("position", self.position)


class PartialBatch(Fault, frozen=True, kw_only=True, tag="partial_batch"):
    """See `Fault.partial_batch`."""

    stage = Stage.ITEMS
    looks_inside = True
    missing: int = 1

    def __post_init__(self) -> None:
        check_whole("missing", self.missing, 1)


class Gzip(Fault, frozen=True, kw_only=True, tag="gzip"):
    """See `Fault.gzip`."""

    stage = Stage.ENCODING


class MalformedJson(Fault, frozen=True, kw_only=True, tag="malformed_json"):
    """See `Fault.malformed_json`."""

    stage = Stage.SYNTAX


class WrongContentType(Fault, frozen=True, kw_only=True, tag="wrong_content_type"):
    """See `Fault.wrong_content_type`."""

    stage = Stage.TYPE
    media_type: str = "text/html"

    def __post_init__(self) -> None:
        check_media_type("media_type", self.media_type)


class NoEtag(Fault, frozen=True, kw_only=True, tag="no_etag"):
    """See `Fault.no_etag`."""

    stage = Stage.TAG


class ClockSkew(Fault, frozen=True, kw_only=True, tag="clock_skew"):
    """See `Fault.clock_skew`."""

    stage = Stage.DATE
    by: int
    """Negative: behind."""


class Stall(Fault, frozen=True, kw_only=True, tag="stall"):
    """See `Fault.stall`."""

    stage = Stage.STALL
    delay: int


class SlowBody(Fault, frozen=True, kw_only=True, tag="slow_body"):
    """See `Fault.slow_body`."""

    stage = Stage.PACE
    over: int
    pieces: int = 10

    def __post_init__(self) -> None:
        check_whole("pieces", self.pieces, 1, 10_000)


class TruncatedBody(Fault, frozen=True, kw_only=True, tag="truncated_body"):
    """See `Fault.truncated_body`."""

    stage = Stage.BREAK
    keep: float = 0.5

    def __post_init__(self) -> None:
        check_share("keep", self.keep, zero=True)


class Reset(Fault, frozen=True, kw_only=True, tag="reset"):
    """See `Fault.reset`."""

    stage = Stage.BREAK
    after_headers: bool = False

    def __post_init__(self) -> None:
        check_flag("after_headers", self.after_headers)

    def __str__(self) -> str:
        return "reset after headers" if self.after_headers else "reset"


AnyFault: TypeAlias = (
    Status
    | RateLimited
    | ProxyPage
    | Stale
    | DuplicateItem
    | MissingItem
    | PartialBatch
    | Gzip
    | MalformedJson
    | WrongContentType
    | NoEtag
    | ClockSkew
    | Stall
    | SlowBody
    | TruncatedBody
    | Reset
)
"""Every kind there is, for whoever reads faults from a recording."""

FAULTS: Final[dict[str, Callable[..., Fault]]] = {
    kind.__struct_config__.tag: getattr(Fault, kind.__struct_config__.tag)
    for kind in get_args(AnyFault)
}
"""The functions that make faults, by kind."""
