"""What only time shows: windows of the rate limit, and what comes after a resumption."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final, NamedTuple

from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.learning.desk import Desk, created_id, fact, moment
from creatoraudit_mock.service.learning.probes.tracking import QuotaFull, second, started
from creatoraudit_mock.service.learning.throwaways import MARK
from creatoraudit_mock.service.learning.unlearned import (
    NoneOfThese,
    NotSeen,
    by_status,
    code_of,
    member,
    pick,
    told,
)
from creatoraudit_mock.service.learning.wishes import Profile

_HOUR: Final = 3600.0
_SHORTEST_WINDOW: Final = 12.0
_EARLY: Final = (0, 2, 5, 10, 20, 40, 60, 120, 300, 600)
_LOOKS: Final = (*_EARLY, 1200, 1800, 2700, 3500, 3660, 3900, 4500, 5400)
"""When an account is looked at, in seconds from its resumption; its interval is an hour."""
_SECOND_LOOKS: Final = (0, 1500, 2000, 2600, 3300, 3660, 3900, 4500, 5400)


# -- the rate limit


def rate_window(desk: Desk) -> str:
    """Whether windows begin with a key's first request, seen by two first requests.

    They are sent at different distances from the end of the window before.
    """
    begin = _Window.of(desk)
    desk.wait(begin.left + 3)
    one = _Window.of(desk)
    if one.left < _SHORTEST_WINDOW:
        raise NotSeen("windows of the rate limit are too short to see when they begin")
    offset = 3 + one.left // 4
    desk.wait(one.left + offset)
    two = _Window.of(desk)
    if not (one.is_first and two.is_first):
        raise NotSeen("something else uses the key: windows had begun before")
    shorter = round(one.left - two.left)
    # Dates and ends are told in whole seconds, so all are known to a second.
    if abs(shorter) <= 1:
        return "from-first"
    if abs(shorter - (offset - 3)) <= 2:  # noqa: PLR2004 - both ends are
        return "aligned"
    raise NoneOfThese(f"first requests found {one.left:.0f} and {two.left:.0f} s left of windows")


class _Window(NamedTuple):
    """What a request is told of its window."""

    left: float
    is_first: bool

    @classmethod
    def of(cls, desk: Desk) -> _Window:
        answer = desk.ask("GET", "/whoami", fresh=True)
        limit, remaining, reset = (
            _number(answer, name) for name in ("limit", "remaining", "reset")
        )
        return cls(max(0.0, reset - moment(answer).timestamp()), remaining == limit - 1)


def _number(answer: Exchange, name: str) -> int:
    text = answer.header(f"x-ratelimit-{name}") or ""
    if not text.isdecimal():
        raise NotSeen(f"{answer.line} has no X-RateLimit-{name.capitalize()}")
    return int(text)


def retry_after(desk: Desk) -> str:
    """How a 429 says when to come back; uses up what is left of a window to see one."""
    left = _number(desk.ask("GET", "/whoami", fresh=True), "remaining")
    if left + 2 > desk.spare():
        raise NotSeen(f"{left} requests are left of the rate limit, more than of the budget")
    for _ in range(left + 2):
        if left == 0:
            break
        left = _number(desk.ask("GET", "/whoami", fresh=True), "remaining")
    answer = desk.without_patience("/whoami")
    if answer.status != 429:  # noqa: PLR2004 - the status
        raise NotSeen(f"beyond the rate limit {answer.line} was answered {answer.status}")
    told_so = answer.header("retry-after")
    if told_so is None:
        return "absent"
    forms = {r"\d+": "present", r"\d+\.\d+": "fraction"}
    found = [form for pattern, form in forms.items() if re.fullmatch(pattern, told_so)]
    if not found:
        raise NoneOfThese(f"Retry-After is {told_so!r}")
    return found[0]


# -- accounts that begin to run


class Beginning(NamedTuple):
    """What was seen of an account from its resumption to its first refresh."""

    looks: int
    """How often it was looked at before the refresh."""
    showed_profile: bool
    seconds: float | None
    """From the resumption to the refresh; None if it was not waited for long enough."""
    reason: str


@fact
def beginning(desk: Desk) -> Beginning:
    """Look at the account until its first refresh."""
    start = started(desk)
    shown: list[bool] = []
    path = f"/accounts/{second(desk).id}"
    try:
        for data in _watched(desk, path, _LOOKS):
            if data["last_scrape_time"] is not None:
                seconds = (datetime.fromisoformat(data["last_scrape_time"]) - start).total_seconds()
                return Beginning(len(shown), any(shown), seconds, "")
            shown.append(data["name"] is not None or bool(data["follower_count"]))
    except NotSeen as error:
        return Beginning(len(shown), any(shown), None, str(error))
    return Beginning(len(shown), any(shown), None, "no refresh came within an hour and a half")


def _watched(desk: Desk, path: str, looks: tuple[int, ...]) -> Any:
    """What an account shows at each of these times, in seconds from now."""
    passed = 0
    for at in looks:
        if at > passed:
            desk.wait(at - passed)
        passed = at
        yield told(desk.ask("GET", path, fresh=True), "data")


def early_data(desk: Desk) -> str:
    """Whether the profile shows before the first refresh."""
    seen = beginning(desk)
    if seen.showed_profile:
        return "profile"
    if seen.seconds is None:
        raise NotSeen(seen.reason)
    if not seen.looks:
        raise NotSeen("the first refresh came before the account could be looked at")
    return "absent"


def resume(desk: Desk) -> str:
    """How long the first refresh comes after a resumption, with an interval of an hour."""
    seen = beginning(desk)
    if seen.seconds is None:
        raise NotSeen(seen.reason)
    hours = seen.seconds / _HOUR
    if hours < 0.5:  # noqa: PLR2004 - of an interval
        return "at-once"
    if not 0.95 <= hours <= 1.5:  # noqa: PLR2004 - of an interval
        raise NoneOfThese(f"the first refresh came {hours:.2f} intervals after the resumption")
    return _again(desk)


def _again(desk: Desk) -> str:
    """Resume in the middle of an interval, since the first time a collection may have failed."""
    path = f"/accounts/{second(desk).id}"
    last = told(desk.get(path), "data", "last_scrape_time")
    desk.change("PATCH", path, json={"is_active": False})
    desk.wait(_HOUR / 2)
    start = moment(desk.change("PATCH", path, json={"is_active": True}))
    for data in _watched(desk, path, _SECOND_LOOKS):
        if data["last_scrape_time"] != last:
            came = datetime.fromisoformat(data["last_scrape_time"]) - start
            hours = came.total_seconds() / _HOUR
            if 0.95 <= hours <= 1.5:  # noqa: PLR2004 - of an interval
                return "next-interval"
            return pick({True: "at-once"}, hours <= 0.9, "late, and then at once")  # noqa: PLR2004
    raise NotSeen("no second refresh came within an hour and a half")


def missing_profile(desk: Desk) -> str | int:
    """What tracking a profile gets that does not exist."""
    name = desk.may.missing or Profile("instagram", f"zz{desk.token[:24]}")
    body = {"platform": name.platform, "username": name.username, "metadata": MARK}
    answer = desk.create("/accounts", body, fault=502)
    if code_of(answer) == "QUOTA_EXCEEDED":
        raise QuotaFull("the quota of accounts is used up")
    outcomes: dict[int, str | int] = {201: "unavailable", 422: 422, 502: 502}
    found = by_status(outcomes, answer)
    if found == 422 and not any(  # noqa: PLR2004 - the status
        "username" in str(error.get("field")) for error in member(answer, "errors")
    ):
        raise NoneOfThese("a missing profile is refused, but not for its username")
    if found != "unavailable":
        return found
    path = f"/accounts/{created_id(answer)}"
    for data in _watched(desk, path, _EARLY):
        if data["is_unavailable"]:
            return found
        if data["last_scrape_time"] is not None:
            raise NotSeen(f"{name.platform}/{name.username} exists: name a --missing-profile")
    raise NotSeen("the account was not found to be unavailable within ten minutes")
