"""Creators of our own, from birth to end; and writes that must be refused.

Only creators are made: they cost no quota and nothing is scraped for them. Tracking a profile or
a post would spend the quota of a real organization, and changing or deleting anything else would
hurt somebody, so those are only asked for what cannot be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from creatoraudit_mock.contract import Dialect, operations
from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.verification.check import Check
from creatoraudit_mock.service.verification.checks.refusals import Refusal, check_of
from creatoraudit_mock.service.verification.claims import Claim
from creatoraudit_mock.service.verification.problems import judge_problem
from creatoraudit_mock.service.verification.request import NOBODY, NOTHING, Request
from creatoraudit_mock.service.verification.session import Session, member
from creatoraudit_mock.service.verification.throwaway import MARK

_LIFE_REQUESTS: Final = 9


def checks() -> Iterator[Check]:
    """What is claimed of writes."""
    yield Check(
        "write.creator",
        "create_creator",
        "a creator is made, read, changed, archived and deleted",
        "documented",
        _LIFE_REQUESTS,
        _life,
        writes=True,
    )
    yield Check(
        "write.idempotency",
        "create_creator",
        "the same Idempotency-Key brings the same creator",
        "documented",
        3,
        _idempotency,
        writes=True,
    )
    for refusal in (*_REFUSALS, *_strangers()):
        yield check_of(refusal, writes=True)
    yield Check(
        "write.method",
        "",
        "a method that a path does not have is refused",
        "assumed",
        1,
        _wrong_method,
        writes=True,
    )


def _life(session: Session) -> None:
    throwaways = session.throwaways
    name = throwaways.name()
    made = throwaways.create(session, name, "life")
    identifier = str(member(made, "data", "id"))
    _judge_birth(session, made, name)
    one = {"creator_id": identifier}
    before = session.ask(Request("get_creator", one), 200, "for what was just made")
    _judge_change(session, one, before)
    archived = session.ask(
        Request("update_creator", one, json={"is_active": False}), 200, "for archiving"
    )
    claim = Claim("update_creator", "is_active false archives", "documented")
    active = member(archived, "data", "is_active")
    session.decide(claim, archived, holds=active is False, seen=str(active))
    empty = Request("update_creator", one, json={"name": ""})
    session.ask(empty, 422, "for an empty name")
    throwaways.remove(session, identifier)
    session.ask(Request("get_creator", one), 404, "for what was deleted")
    session.ask(Request("delete_creator", one), 404, "for what was deleted already")


def _judge_birth(session: Session, made: Exchange, name: str) -> None:
    wanted: dict[str, Any] = {"name": name, "metadata": MARK}
    for key, value in wanted.items():
        seen = member(made, "data", key)
        claim = Claim("create_creator", f"{key} is what was sent", "documented")
        session.decide(claim, made, holds=seen == value, expected=str(value), seen=str(seen))
    location = made.header("location") or "missing"
    claim = Claim("create_creator", "Location leads to what was made", "inferred")
    identifier = str(member(made, "data", "id"))
    session.decide(claim, made, holds=location.endswith(f"/creators/{identifier}"), seen=location)


def _judge_change(session: Session, one: dict[str, str], before: Exchange) -> None:
    name = f"{member(before, 'data', 'name')} renamed"
    body = {"name": name}
    changed = session.ask(Request("update_creator", one, json=body), 200, "for another name")
    seen = member(changed, "data", "name")
    claim = Claim("update_creator", "name is what was sent", "documented")
    session.decide(claim, changed, holds=seen == name, expected=name, seen=str(seen))
    sent = {"if-none-match": before.etag or '"none"'}
    why = "for the ETag of what has changed since"
    after = session.ask(Request("get_creator", one, headers=sent), 200, why, "documented")
    tags = Claim("get_creator", "a change brings another ETag", "documented")
    seen = f"{before.etag} before and after"
    session.decide(tags, after, holds=after.etag is None or after.etag != before.etag, seen=seen)


def _idempotency(session: Session) -> None:
    throwaways = session.throwaways
    name = throwaways.name()
    first = throwaways.create(session, name, "twice")
    status = session.dialect.idempotent_status
    second = throwaways.create(session, name, "twice", status=status)
    ids = [str(member(answer, "data", "id")) for answer in (first, second)]
    claim = Claim("create_creator", "the same Idempotency-Key brings the same id", "documented")
    session.decide(claim, second, holds=ids[0] == ids[1], seen=" and ".join(ids))
    for identifier in dict.fromkeys(ids):
        throwaways.remove(session, identifier)


def _wrong_method(session: Session) -> None:
    answer = session.plain("POST", "/whoami", Request(""))
    expected = session.dialect.wrong_method
    claim = Claim("", "a method that a path does not have is refused", "assumed")
    holds = answer.status == expected
    session.decide(claim, answer, holds=holds, expected=str(expected), seen=str(answer.status))
    judge_problem(None, answer, session.findings)


def _strangers() -> Iterator[Refusal]:
    """Everything that changes or deletes, asked for ids that nobody has."""
    ids = ("account_id", "video_id", "creator_id")
    for one in operations():
        if one.scope == "write" and "{" in one.path:
            json = {"is_active": True} if one.method == "PATCH" else NOTHING
            request = Request(one.id, dict.fromkeys(ids, NOBODY), json=json)
            why = "an id that nobody has"
            yield Refusal(f"stranger.{one.id}", why, request, 404, "documented")


def _malformed(dialect: Dialect) -> int:
    return dialect.malformed_json


_TEXT: Final = {"content-type": "text/plain"}
_JSON: Final = {"content-type": "application/json"}
_NAMELESS: Final = {"metadata": MARK}

# None of these could be accepted by mistake: there is nothing in them to make anything from.
_REFUSALS: Final = (
    Refusal(
        "creator.name",
        "a creator without a name",
        Request("create_creator", json=_NAMELESS),
        422,
        "documented",
        "name",
    ),
    Refusal(
        "creator.text",
        "a body that is not called JSON",
        Request("create_creator", content=b"{}", headers=_TEXT),
        415,
        "documented",
    ),
    Refusal(
        "creator.malformed",
        "a body that is no JSON",
        Request("create_creator", content=b"{", headers=_JSON),
        _malformed,
        "assumed",
    ),
    Refusal(
        "account.username",
        "an account without a username",
        Request("track_account", json={"platform": "instagram"}),
        422,
        "documented",
        "username",
    ),
    Refusal(
        "video.identifier",
        "a video without an identifier",
        Request("track_video", json={"platform": "tiktok"}),
        422,
        "documented",
        "identifier",
    ),
)
