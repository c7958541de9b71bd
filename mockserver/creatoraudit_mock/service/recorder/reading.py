"""Reading an organization: GET only, page by page, and asked at the end whether it has changed."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

import msgspec

from creatoraudit_mock.service.caller import Caller, Params
from creatoraudit_mock.service.errors import ServiceTrouble
from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.recorder.observed import (
    Observed,
    SeenAccount,
    SeenCreator,
    SeenDay,
    SeenPost,
    SeenVideo,
)
from creatoraudit_mock.values import DAY, HOUR, Instant, parse_instant

_T = TypeVar("_T")
_PAGE: Final = 200
_SERIES: Final = 5
"""Accounts whose time series are read."""
_OLD_ENOUGH: Final = 10 * DAY
_OK: Final = 200
_NOT_MODIFIED: Final = 304


class RecordingFailed(ServiceTrouble):
    """The service answered what cannot be recorded; the message says to which request."""


def read_organization(caller: Caller) -> Observed:
    """Everything of an organization that a scenario can express.

    Raises:
        RecordingFailed: an answer was no success, or not what the contract says.
        ServiceTrouble: see `Caller.send`.
    """
    return _Reader(caller).read()


class _Reader:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._at: Instant | None = None
        self._rate_limit: int | None = None
        self._first_pages: list[tuple[str, str]] = []
        """Collections with the validators of their first pages."""
        self._notes: list[str] = []

    def read(self) -> Observed:
        owner = _read(self._send("/whoami", {}), _Whoami).data
        creators = self._walk("/creators", SeenCreator)
        accounts = self._walk("/accounts", SeenAccount)
        videos = self._walk("/videos", SeenVideo)
        at = self._at
        self._revalidate()
        posts = self._posts(accounts)
        series = self._series(accounts)
        if at is None:
            raise RecordingFailed("the service sends no Date: no instant can be told from now")
        return Observed(
            at=at,
            organization_id=owner.organization_id,
            key_name=owner.api_key_name,
            rate_limit=self._rate_limit,
            accounts=accounts,
            videos=videos,
            creators=creators,
            posts=posts,
            series=series,
            notes=self._notes,
        )

    def _walk(self, path: str, kind: type[_T]) -> list[_T]:
        rows: list[_T] = []
        params: dict[str, object] = {"limit": _PAGE}
        while True:
            answer = self._send(path, params)
            if "cursor" not in params and answer.etag:
                self._first_pages.append((path, answer.etag))
            page = _read(answer, _Page)
            rows += _rows(answer, page.data, list[kind])  # type: ignore[valid-type]
            if not page.pagination.has_next or page.pagination.next_cursor is None:
                return rows
            params["cursor"] = page.pagination.next_cursor

    def _revalidate(self) -> None:
        """Ask each collection once more whether it is still the one that was read."""
        for path, etag in self._first_pages:
            answer = self._caller.send(
                "GET", path, params={"limit": _PAGE}, headers={"If-None-Match": etag}
            )
            if answer.status != _NOT_MODIFIED:
                self._notes.append(f"{path} changed while it was read: parts may not fit together")

    def _posts(self, accounts: list[SeenAccount]) -> list[SeenPost]:
        """The posts of all feeds, if the budget reaches: they tell how often is posted."""
        pages = sum(one.total_post_count for one in accounts) // _PAGE + 1
        if not accounts or pages + _SERIES > self._caller.budget.left:
            if accounts:
                self._notes.append(f"posts were not read: that needs {pages} more requests")
            return []
        first_pages = len(self._first_pages)
        rows = self._walk("/account-videos", SeenPost)
        del self._first_pages[first_pages:]
        return rows

    def _series(self, accounts: list[SeenAccount]) -> list[list[SeenDay]]:
        """Days of some accounts that are refreshed daily: a day without any gain was missed."""
        at = self._at or 0
        daily = [
            one
            for one in accounts
            if one.is_active
            and not one.is_unavailable
            and one.last is not None
            and one.interval == 24 * HOUR
            and one.added < at - _OLD_ENOUGH
            and one.view_count > 0
        ]
        chosen = sorted(daily, key=lambda one: -one.view_count)[:_SERIES]
        return [self._days(one) for one in chosen if self._caller.budget.left > 0]

    def _days(self, account: SeenAccount) -> list[SeenDay]:
        answer = self._send(f"/accounts/{account.id}/timeseries", {"period": "30d"})
        days = _read(answer, _Timeseries).data.series
        while days and days[0].views == 0:  # before the first refresh
            del days[0]
        return days[1:-1]

    def _send(self, path: str, params: Params) -> Exchange:
        answer = self._caller.send("GET", path, params=params)
        if answer.status != _OK:
            raise RecordingFailed(_refusal(answer))
        if date := answer.header("date"):
            self._at = parse_instant(parsedate_to_datetime(date))
        if (limit := answer.header("x-ratelimit-limit") or "").isdecimal():
            self._rate_limit = int(limit)
        return answer


class _Pagination(msgspec.Struct):
    has_next: bool
    next_cursor: str | None = None


class _Page(msgspec.Struct):
    data: list[Any]
    pagination: _Pagination


class _Owner(msgspec.Struct):
    organization_id: str | None = None
    api_key_name: str | None = None


class _Whoami(msgspec.Struct):
    data: _Owner


class _Series(msgspec.Struct):
    series: list[SeenDay]


class _Timeseries(msgspec.Struct):
    data: _Series


def _read(answer: Exchange, kind: type[_T]) -> _T:
    try:
        return _rows(answer, answer.json, kind)
    except ValueError as error:
        raise RecordingFailed(str(error)) from None


def _rows(answer: Exchange, rows: Any, kind: type[_T]) -> _T:
    try:
        return msgspec.convert(rows, kind)
    except msgspec.ValidationError as error:
        raise RecordingFailed(
            f"the answer to GET {answer.path} is not what the contract says: {error}"
        ) from None


def _refusal(answer: Exchange) -> str:
    told = answer.json if answer.is_json else {}
    code = told.get("code") if isinstance(told, dict) else None
    named = f" {code}" if isinstance(code, str) else ""
    return (
        f"GET {answer.path} was answered {answer.status}{named}, request id {answer.request_id}: "
        "nothing was written"
    )
