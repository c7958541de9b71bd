"""Windows and sums: what figures say of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.verification.check import Check
from creatoraudit_mock.service.verification.claims import Claim
from creatoraudit_mock.service.verification.reads import post_ids
from creatoraudit_mock.service.verification.request import NOBODY, Request, Unobservable
from creatoraudit_mock.service.verification.session import Session, member

_PERIODS: Final = {"7d": 7, "30d": 30, "90d": 90}
_SUMMED: Final = ("views", "plays", "likes", "comments", "shares", "engagement")


def checks() -> Iterator[Check]:
    """What is claimed of windows, sums and batches."""
    for period in _PERIODS:
        yield Check(
            f"window.{period}",
            "batch_account_metrics",
            f"a period of {period} has so many days, both ends counted",
            "documented",
            1,
            _window(period),
        )
    for name, (operation_id, unknown, _) in _BATCHES.items():
        yield Check(
            f"batch.{name}",
            operation_id,
            f"not_found names what is not tracked, such as {unknown}; data has the others",
            "documented",
            1,
            _not_found(name),
        )
    yield Check(
        "batch.series",
        "get_account_timeseries",
        "a batch total is the sum of the days of the same window",
        "inferred",
        3,
        _series,
    )
    yield Check(
        "search.blank",
        "search",
        "a blank text finds nothing, and is no fault",
        "documented",
        1,
        _blank,
    )


def judge_totals(session: Session, answer: Exchange) -> None:
    """Engagement is a sum wherever totals are shown."""
    data = member(answer, "data")
    for totals in data.values() if isinstance(data, dict) else ():
        if isinstance(totals, dict) and all(isinstance(totals.get(n), int) for n in _SUMMED):
            parts = totals["likes"] + totals["comments"] + totals["shares"]
            claim = Claim(
                "batch_account_metrics", "engagement is likes, comments and shares", "documented"
            )
            seen = str(totals["engagement"])
            holds = totals["engagement"] == parts
            session.decide(claim, answer, holds=holds, expected=str(parts), seen=seen)


def _window(period: str) -> Callable[[Session], None]:
    def run(session: Session) -> None:
        json = {"account_ids": [session.row("accounts")["id"]], "period": period}
        request = Request("batch_account_metrics", json=json)
        answer = session.ask(request, 200, "for a period")
        judge_totals(session, answer)
        _judge_window(session, answer, period)

    return run


def _judge_window(session: Session, answer: Exchange, period: str) -> None:
    meta = member(answer, "meta")
    start, end = (date.fromisoformat(meta[name]) for name in ("start_date", "end_date"))
    days = _PERIODS[period]
    claim = Claim("batch_account_metrics", f"{period} is {days} days", "documented")
    seen = f"days {meta.get('days')}, from {start} to {end}"
    spanned = (end - start).days + 1
    session.decide(claim, answer, holds=meta.get("days") == days == spanned, seen=seen)
    echoed = Claim("batch_account_metrics", "meta.period is what was asked for", "documented")
    session.decide(echoed, answer, holds=meta.get("period") == period, seen=str(meta.get("period")))


def _of_accounts(session: Session) -> tuple[dict[str, Any], str]:
    known = session.identifier("accounts")
    return {"account_ids": [known, NOBODY]}, known


def _of_videos(session: Session) -> tuple[dict[str, Any], str]:
    known = session.identifier("videos")
    return {"video_ids": [known, NOBODY]}, known


def _of_posts(session: Session) -> tuple[dict[str, Any], str]:
    ((name, ids),) = post_ids(session).items()
    return {name: [*ids, _NO_POST]}, str(ids[0])


_NO_POST: Final = 9_007_199_254_740_991
_BATCHES: Final[dict[str, tuple[str, str, Callable[[Session], tuple[dict[str, Any], str]]]]] = {
    "accounts": ("batch_account_metrics", NOBODY, _of_accounts),
    "videos": ("batch_video_metrics", NOBODY, _of_videos),
    "deltas": ("batch_video_deltas", NOBODY, _of_videos),
    "posts": ("batch_account_video_metrics", str(_NO_POST), _of_posts),
}


def _not_found(name: str) -> Callable[[Session], None]:
    operation_id, unknown, make = _BATCHES[name]

    def run(session: Session) -> None:
        body, known = make(session)
        answer = session.ask(Request(operation_id, json=body), 200, "for a batch with a stranger")
        missing = member(answer, "meta", "not_found")
        claim = Claim(operation_id, "meta.not_found names what is not tracked", "documented")
        session.decide(
            claim, answer, holds=missing == [unknown], expected=f"[{unknown}]", seen=str(missing)
        )
        keys = sorted(member(answer, "data"))
        shape = Claim(operation_id, "data has the ids that were found, and no others", "documented")
        session.decide(shape, answer, holds=keys == [known], expected=f"[{known}]", seen=str(keys))

    return run


def _series(session: Session) -> None:
    account = session.identifier("accounts")
    asked = Request("get_account_timeseries", {"account_id": account}, {"period": "30d"})
    body = {"account_ids": [account], "period": "30d"}
    before = session.ask(asked, 200, "for a period")
    batch = session.ask(Request("batch_account_metrics", json=body), 200, "for a period")
    if session.ask(asked, 200, "for a period").body != before.body:
        raise Unobservable("the account was refreshed meanwhile")
    totals, days = member(batch, "data", account), member(before, "data", "series")
    if member(batch, "meta", "end_date") != member(before, "meta", "end_date"):
        raise Unobservable("a day has begun meanwhile")
    expected = {name: totals[name] for name in _SUMMED}
    summed = {name: sum(day[name] for day in days) for name in _SUMMED}
    claim = Claim("get_account_timeseries", "days add up to the batch total", "inferred")
    holds = expected == summed
    session.decide(claim, before, holds=holds, expected=str(expected), seen=str(summed))


def _blank(session: Session) -> None:
    answer = session.ask(Request("search", params={"q": " "}), 200, "for a blank text")
    found = {name: len(hits) for name, hits in member(answer, "data").items()}
    claim = Claim("search", "a blank text finds nothing", "documented")
    session.decide(claim, answer, holds=not any(found.values()), seen=str(found))
