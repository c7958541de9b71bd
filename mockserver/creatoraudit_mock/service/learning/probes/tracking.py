"""Tracking, tried with one profile that may be tracked for a while.

The account is made paused, so that nothing is collected of it before a probe lets it run. What
comes first in time is known first: each fact below builds on the one before.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any, Final, NamedTuple

from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.learning.desk import UNKNOWN_ID, Desk, created_id, fact, moment
from creatoraudit_mock.service.learning.probes.figures import ladder
from creatoraudit_mock.service.learning.probes.retries import new_creator, replay, still_known
from creatoraudit_mock.service.learning.probes.samples import rows, rows_if_any
from creatoraudit_mock.service.learning.throwaways import MARK
from creatoraudit_mock.service.learning.unlearned import (
    NoneOfThese,
    NotSeen,
    Unlearned,
    by_status,
    code_of,
    member,
    pick,
    told,
)
from creatoraudit_mock.service.learning.wishes import Profile

_CREATED: Final = 201
_PAGE: Final = 200


class QuotaFull(NotSeen):
    """No account can be added, or none resumed."""


class First(NamedTuple):
    """The account as it was first made, and what became of a refusal under the same key."""

    id: str
    errors: str | None


class Second(NamedTuple):
    """The account as it was made again, and whether a creator's key meant anything to it."""

    id: str
    scope: str | None


def longest_interval(desk: Desk) -> int:
    """Of what intervals a create that cannot succeed is told that they are too long."""

    def takes(hours: int) -> bool:
        # No platform and no name: there is nothing that could come of it.
        body = {"platform": "none", "scrape_interval_hours": hours}
        answer = desk.change("POST", "/accounts", json=body)
        by_status({422: None}, answer)
        fields = [str(error.get("field")) for error in member(answer, "errors")]
        return not any("scrape_interval_hours" in field for field in fields)

    if takes(-1):
        raise NotSeen("an invalid create is not told of all its faults")
    return ladder(takes, (24, 168, 720))


# -- the account, made twice


@fact
def profile(desk: Desk) -> Profile:
    """The profile that may be tracked; it certainly is not yet."""
    wanted = desk.may.account
    assert wanted is not None
    found = desk.get("/accounts", q=wanted.username, platform=wanted.platform, limit=_PAGE)
    tracked = {(row["platform"], str(row["username"]).lower()) for row in told(found, "data")}
    if wanted in tracked or told(found, "pagination", "has_next"):
        raise NotSeen(f"{wanted.platform}/{wanted.username} is tracked: name another --account")
    return wanted


def body(desk: Desk, **more: Any) -> dict[str, Any]:
    """What the account is made from."""
    wanted = profile(desk)
    plain = {"platform": wanted.platform, "username": wanted.username, "is_active": False}
    return {**plain, "scrape_interval_hours": 1, "metadata": MARK, **more}


@fact
def first(desk: Desk) -> First:
    """Make the account under a key under which it was refused, else without one.

    That it could be made under the key shows something only if another key, from before the
    refusal, is still known after it: so no process has come in between that knows of neither.
    """
    with suppress(Unlearned):
        replay(desk)
    key = {"idempotency-key": f"{desk.token}-mended"}
    faulty = desk.create("/accounts", body(desk, creator_id=UNKNOWN_ID), headers=key)
    if faulty.status == _CREATED:
        return First(_id(faulty), None)  # an unknown creator is overlooked
    mended = desk.create("/accounts", body(desk), headers=key)
    if mended.status == _CREATED:
        return First(_id(mended), "forgotten" if _keys_work(desk) else None)
    return First(_made(desk), "kept")


def _keys_work(desk: Desk) -> bool:
    """Whether the key of the first creator means what it meant when it was made."""
    try:
        still_known(desk, replay(desk))
    except Unlearned:
        return False
    return True


@fact
def second(desk: Desk) -> Second:
    """Delete the account and make it again, under the key of a creator if that may be."""
    desk.remove(f"/accounts/{first(desk).id}")
    try:
        known = replay(desk)
    except Unlearned:
        return Second(_made(desk), None)
    answer = desk.create("/accounts", body(desk), headers=known.key)
    if answer.status == _CREATED and created_id(answer) != known.id:
        return Second(_id(answer), "operation" if _keys_work(desk) else None)
    # Refused, or answered with the creator: if it is made without the key, that was the reason.
    return Second(_made(desk), "key")


def _made(desk: Desk) -> str:
    answer = desk.create("/accounts", body(desk))
    _within_quota(answer)
    if answer.status != _CREATED:
        raise NotSeen(f"the account could not be made: answered {answer.status} {code_of(answer)}")
    return _id(answer)


def _id(answer: Exchange) -> str:
    made = created_id(answer)
    if made is None:
        raise NoneOfThese(f"the answer to {answer.line} shows no id")
    return made


def _within_quota(answer: Exchange) -> None:
    if code_of(answer) == "QUOTA_EXCEEDED":
        raise QuotaFull(f"the quota of accounts is used up: {answer.line} was refused")


def idempotent_errors(desk: Desk) -> str:
    """What a mended create gets under the key of a refused one."""
    found = first(desk).errors
    if found is None:
        raise NotSeen("no Idempotency-Key was seen to work every time, or nothing was refused")
    return found


def idempotency_scope(desk: Desk) -> str:
    """What an account gets under the key of a creator."""
    found = second(desk).scope
    if found is None:
        raise NotSeen("no Idempotency-Key was seen to work every time")
    return found


def readded_id(desk: Desk) -> str:
    """Whether the account has its old id after it was deleted and tracked again."""
    return "same" if second(desk).id == first(desk).id else "new"


def account_that_waits(desk: Desk) -> str:
    """The id of an account without a refresh: one that there is, else ours."""
    found = [row["id"] for row in rows(desk, "/accounts") if row["last_scrape_time"] is None]
    if found:
        return str(found[0])
    if not desk.may.writes or desk.may.account is None:
        raise NotSeen("no account of this organization waits for its first refresh")
    return second(desk).id


# -- duplicates and the quota


def duplicate(desk: Desk) -> int:
    """What tracking the account again gets."""
    account = second(desk).id
    answer = desk.create("/accounts", body(desk))
    found = by_status({409: 409, 200: 200}, answer)
    if found == 200 and created_id(answer) != account:  # noqa: PLR2004 - the status
        raise NoneOfThese("tracking an account again is answered with another one")
    return found


def existing_id(desk: Desk) -> str:
    """Whether a 409 tells of the creator that the account belongs to."""
    account, owner = second(desk).id, new_creator(desk, "owner")
    desk.change("PUT", f"/creators/{owner}/accounts/{account}")
    answer = desk.change("PUT", f"/creators/{new_creator(desk, 'rival')}/accounts/{account}")
    desk.change("DELETE", f"/creators/{owner}/accounts/{account}")
    by_status({409: None}, answer)
    shown = member(answer).get("existing_id")
    return pick({None: "absent", owner: "present"}, shown, "existing_id")


@fact
def started(desk: Desk) -> datetime:
    """Let the account run; when that was."""
    answer = desk.change("PATCH", f"/accounts/{second(desk).id}", json={"is_active": True})
    _within_quota(answer)
    told(answer)
    return moment(answer)


@fact
def quota_counts(desk: Desk) -> str:
    """Whether a full quota is met by a paused account, or only by letting it run."""
    try:
        second(desk)
    except QuotaFull:
        return "all"
    try:
        started(desk)
    except QuotaFull:
        return "active"
    raise NotSeen("the quota of accounts is not used up")


def quota_or_duplicate(desk: Desk) -> int:
    """What a duplicate gets while the quota is full."""
    if quota_counts(desk) == "active":
        sent = body(desk, is_active=True)
    else:
        running = [row for row in rows_if_any(desk, "/accounts") if row["is_active"]]
        if not running:
            raise NotSeen("there is no account to be tracked twice")
        # As it is, so that nothing would change even if the service took it for a change.
        kept = ("platform", "username", "is_active", "scrape_interval_hours", "metadata")
        optional = {"category": running[0]["category"]} if running[0]["category"] else {}
        sent = {**{name: running[0][name] for name in kept}, **optional}
    answer = desk.change("POST", "/accounts", json=sent)
    return by_status({409: 409, 200: 409, 403: 403}, answer)


# -- creators and their accounts


def resume_cascade(desk: Desk) -> str:
    """Whether resuming a creator resumes an account that had been paused before it."""
    started(desk)
    account, creator = second(desk).id, new_creator(desk, "paused and resumed")
    place = f"/creators/{creator}/accounts/{account}"
    desk.change("PUT", place)
    after = [_set(desk, creator, account, is_active=active) for active in (False, True)]
    if after != [False, True]:
        raise NoneOfThese(f"paused and resumed with its creator, an account is_active {after}")
    desk.change("PATCH", f"/accounts/{account}", json={"is_active": False})
    _set(desk, creator, account, is_active=False)
    found = _set(desk, creator, account, is_active=True)
    desk.change("DELETE", place)
    desk.change("PATCH", f"/accounts/{account}", json={"is_active": True})
    return "all" if found else "paused-with-it"


def link_to_paused(desk: Desk) -> str:
    """Whether an account that runs is paused when it comes to a paused creator."""
    started(desk)
    account, creator = second(desk).id, new_creator(desk, "paused")
    desk.change("PATCH", f"/creators/{creator}", json={"is_active": False})
    if not _is_active(desk, account):
        raise NotSeen("the account does not run")
    desk.change("PUT", f"/creators/{creator}/accounts/{account}")
    found = _is_active(desk, account)
    desk.change("DELETE", f"/creators/{creator}/accounts/{account}")
    desk.change("PATCH", f"/accounts/{account}", json={"is_active": True})
    return "leave" if found else "pause"


def _set(desk: Desk, creator: str, account: str, *, is_active: bool) -> bool:
    """Pause or resume a creator; whether its account is active then."""
    told(desk.change("PATCH", f"/creators/{creator}", json={"is_active": is_active}))
    return _is_active(desk, account)


def _is_active(desk: Desk, account: str) -> bool:
    return bool(told(desk.get(f"/accounts/{account}"), "data", "is_active"))


def deleted_creator(desk: Desk) -> str | int:
    """What deleting a creator gets that has an account."""
    account, creator = second(desk).id, new_creator(desk, "deleted")
    desk.change("PUT", f"/creators/{creator}/accounts/{account}")
    answer = desk.remove(f"/creators/{creator}")
    outcomes: dict[int, str | int] = {204: "unlinks", 200: "unlinks", 409: 409}
    found = by_status(outcomes, answer)
    owner = told(desk.get(f"/accounts/{account}"), "data", "creator_id")
    if found == 409:  # noqa: PLR2004 - the status
        desk.change("DELETE", f"/creators/{creator}/accounts/{account}")
    elif owner is not None:
        raise NoneOfThese("the account of a deleted creator still belongs to it")
    return found


def delete_status(desk: Desk) -> int:
    """What deleting a creator answers."""
    creator = new_creator(desk, "deleted at once")
    answer = desk.remove(f"/creators/{creator}")
    found = by_status({204: 204, 200: 200}, answer)
    if found == 200 and created_id(answer) != creator:  # noqa: PLR2004 - the status
        raise NoneOfThese("a deletion is answered 200 without what was deleted")
    return found


def known_post(desk: Desk) -> str | int:
    """What tracking a post gets that an account's feed has brought in."""
    videos = desk.get("/videos", limit=_PAGE)
    if told(videos, "pagination", "has_next"):
        raise NotSeen(f"there are more than {_PAGE} videos, so a duplicate might not be noticed")
    tracked = {(row["platform"], row["external_id"]) for row in told(videos, "data")}
    for row in rows(desk, "/account-videos"):
        place = (row["platform"], row["external_id"])
        if place not in tracked:
            sent = {"platform": place[0], "identifier": place[1], "is_active": False}
            answer = desk.create("/videos", {**sent, "metadata": MARK})
            if answer.status == _CREATED:
                desk.remove(f"/videos/{_id(answer)}")
            outcomes: dict[int, str | int] = {201: "separate", 409: 409}
            return by_status(outcomes, answer)
    raise NotSeen("no post is known from an account's feed alone")
