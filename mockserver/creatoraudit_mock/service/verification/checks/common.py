"""What all answers have in common, and what rows say of themselves; mostly without a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from creatoraudit_mock.contract import Evidence
from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.verification.check import Check
from creatoraudit_mock.service.verification.checks.conditional import judge_tags
from creatoraudit_mock.service.verification.claims import SERVICE, Claim
from creatoraudit_mock.service.verification.request import Request, Unobservable
from creatoraudit_mock.service.verification.session import Session

_OURS: Final = "creatoraudit-mock-verify-1"
_ADMITTED: Final = frozenset({200, 201, 204, 304, 404, 409, 422, 429})
"""Statuses that only somebody with a valid key gets, where one is needed."""
_RATES: Final = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")


def checks() -> Iterator[Check]:
    """What is claimed of everything; to be run last."""
    yield Check(
        "rate.counts",
        SERVICE,
        "X-RateLimit-Remaining counts down in its window",
        "documented",
        2,
        _countdown,
    )
    yield Check(
        "request_id.inbound",
        SERVICE,
        "an X-Request-ID of the client's is adopted or not",
        "assumed",
        1,
        _inbound,
    )
    for name, (claims, evidence, judge) in _OVERALL.items():
        yield Check(name, SERVICE, claims, evidence, 0, judge)
    for name, (claims, lists, judge_row) in _ROWS.items():
        yield Check(name, SERVICE, claims, "documented", 0, _rows(claims, lists, judge_row))


def _countdown(session: Session) -> None:
    first, second = (session.ask(Request("get_whoami"), 200, "for a good request") for _ in "12")
    before, after = _rates(first), _rates(second)
    claim = Claim(SERVICE, "X-RateLimit-Remaining stays within X-RateLimit-Limit", "documented")
    seen = f"{after['x-ratelimit-remaining']} of {after['x-ratelimit-limit']}"
    holds = after["x-ratelimit-remaining"] <= after["x-ratelimit-limit"]
    session.decide(claim, second, holds=holds, seen=seen)
    if before["x-ratelimit-reset"] != after["x-ratelimit-reset"]:
        raise Unobservable("a window has ended between the two requests, or windows slide")
    if 0 in (before["x-ratelimit-remaining"], after["x-ratelimit-remaining"]):
        raise Unobservable("the rate limit is used up")
    # Others may use the same key, so it may fall by more than one.
    fallen = before["x-ratelimit-remaining"] - after["x-ratelimit-remaining"]
    counts = Claim(SERVICE, "X-RateLimit-Remaining falls with a request", "documented")
    session.decide(counts, second, holds=fallen >= 1, seen=f"it fell by {fallen}")


def _rates(answer: Exchange) -> dict[str, int]:
    try:
        return {name: int(answer.fields[name]) for name in _RATES}
    except (KeyError, ValueError):
        raise Unobservable("an answer lacks headers of the rate limit") from None


def _inbound(session: Session) -> None:
    answer = session.ask(
        Request("get_whoami", headers={"x-request-id": _OURS}), 200, "for a good request"
    )
    adopts = session.dialect.inbound_request_id == "adopt"
    words = "is adopted" if adopts else "is ignored"
    claim = Claim(SERVICE, f"an X-Request-ID of the client's {words}", "assumed")
    holds = (answer.request_id == _OURS) is adopts
    session.decide(claim, answer, holds=holds, seen=str(answer.request_id))


def _request_ids(session: Session) -> None:
    _some(session)
    known: dict[str, Exchange] = {}
    claim = Claim(SERVICE, "every answer has an X-Request-ID of its own", "documented")
    for one in session.exchanges:
        if one.request_id != _OURS or one.request_id is None:
            holds = one.request_id is not None and one.request_id not in known
            seen = "no request id" if one.request_id is None else f"{one.request_id} again"
            session.decide(claim, one, holds=holds, seen=seen)
            known[one.request_id or ""] = one


def _dates(session: Session) -> None:
    _some(session)
    claim = Claim(SERVICE, "Date is an HTTP date (IMF-fixdate)", "inferred")
    for one in session.exchanges:
        text = one.header("date")
        if text is not None:
            session.decide(claim, one, holds=_is_http_date(text), seen=text)


def _some(session: Session) -> None:
    if not session.exchanges:
        raise Unobservable("nothing else was asked")


def _is_http_date(text: str) -> bool:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return False
    return text.endswith(" GMT") and text == f"{moment:%a, %d %b %Y %H:%M:%S} GMT"


def _rate_headers(session: Session) -> None:
    _some(session)
    here = Claim(SERVICE, "answers to a valid key have X-RateLimit-*", "documented")
    gone = Claim(SERVICE, "answers without a key have no X-RateLimit-*", "documented")
    public = {one.path for one in session.operations.values() if one.scope == "none"}
    for one in session.exchanges:
        names = [name for name in _RATES if name in one.fields]
        if one.path in public:
            session.decide(gone, one, holds=not names, expected="none", seen=", ".join(names))
        elif one.status in _ADMITTED:
            seen = ", ".join(names) or "none of them"
            session.decide(here, one, holds=len(names) == len(_RATES), seen=seen)


def _tags(session: Session) -> None:
    judge_tags(session, session.exchanges)


_Judge = Callable[[Session], None]
_OVERALL: Final[dict[str, tuple[str, Evidence, _Judge]]] = {
    "request_id.own": ("every answer has an X-Request-ID of its own", "documented", _request_ids),
    "date.form": ("Date is an HTTP date", "inferred", _dates),
    "rate.headers": ("who has a key is told the rate limit", "documented", _rate_headers),
    "conditional.follows": ("the ETag changes if and only if the body does", "inferred", _tags),
}

Row = dict[str, Any]


def _rows(claims: str, lists: tuple[str, ...], judge_row: Callable[[Row], bool | None]) -> _Judge:
    def run(session: Session) -> None:
        verdicts = [(row, judge_row(row)) for name in lists for row in session.rows(name)]
        told = [(row, holds) for row, holds in verdicts if holds is not None]
        if not told:
            raise Unobservable("no such row was seen")
        claim = Claim(SERVICE, claims, "documented")
        for row, holds in told:
            session.decide(claim, None, holds=holds, seen=f"{row.get('type')} {row.get('id')}")

    return run


def _no_saves(row: Row) -> bool | None:
    return row["saved_count"] is None if row.get("platform") == "tiktok" else None


def _plays_are_views(row: Row) -> bool | None:
    if row.get("platform") != "tiktok" or row.get("play_count") is None:
        return None
    return bool(row["play_count"] == row["view_count"])


def _in_order(row: Row) -> bool | None:
    added, last = row.get("added_at"), row.get("last_scrape_time")
    if added is None or last is None:
        return None
    return datetime.fromisoformat(added) <= datetime.fromisoformat(last)


_ROWS: Final[dict[str, tuple[str, tuple[str, ...], Callable[[Row], bool | None]]]] = {
    "row.saves": (
        "saved_count is null on TikTok",
        ("accounts", "videos", "account videos"),
        _no_saves,
    ),
    "row.plays": (
        "play_count is view_count on TikTok",
        ("accounts", "videos", "account videos"),
        _plays_are_views,
    ),
    "row.freshness": (
        "last_scrape_time is not before added_at",
        ("accounts", "videos"),
        _in_order,
    ),
}
