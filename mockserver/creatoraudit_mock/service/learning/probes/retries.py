"""Retries of creates under an `Idempotency-Key`, tried with creators: they cost no quota."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.learning.desk import Desk, created_id, fact
from creatoraudit_mock.service.learning.unlearned import NoneOfThese, NotSeen, by_status, pick

_TRIES: Final = 3
_CREATED: Final = 201


class Replay(NamedTuple):
    """A create that was answered from memory: under which key, what it made, how it was told."""

    key: dict[str, str]
    id: str | None
    again: Exchange


def creator_named(desk: Desk, part: str) -> dict[str, Any]:
    """The body of a throwaway creator that anybody can tell from the real ones."""
    return {"name": f"creatoraudit-mock learn {desk.token[:8]}, delete me ({part})"}


def new_creator(desk: Desk, part: str) -> str:
    """The id of a new throwaway creator."""
    answer = desk.create("/creators", creator_named(desk, part))
    made = created_id(answer)
    if answer.status != _CREATED or made is None:
        raise NotSeen(f"no creator could be made: {answer.line} was answered {answer.status}")
    return made


@fact
def replay(desk: Desk) -> Replay:
    """A create that was sent twice and carried out once.

    The service is said to keep keys in each of its processes, so the second may meet another one.
    """
    for number in range(_TRIES):
        key = {"idempotency-key": f"{desk.token}-{number}"}
        first = desk.create("/creators", creator_named(desk, "first"), headers=key)
        if first.status != _CREATED:
            raise NotSeen(f"no creator could be made: {first.line} was answered {first.status}")
        again = desk.create("/creators", creator_named(desk, "first"), headers=key)
        if created_id(again) == created_id(first):
            return Replay(key, created_id(first), again)
    raise NotSeen(f"creates that were sent again under their key were carried out, {_TRIES} times")


def idempotency_conflict(desk: Desk) -> str | int:
    """What another body gets under a key that is known."""
    known = replay(desk)
    for _ in range(_TRIES):
        other = desk.create("/creators", creator_named(desk, "other"), headers=known.key)
        if created_id(other) == known.id:
            return "replay"
        if other.status != _CREATED:
            return by_status({409: 409, 422: 422}, other)
    raise NoneOfThese("another body under a known key is carried out")


def idempotent_status(desk: Desk) -> int:
    """The status of an answer from memory."""
    return by_status({201: 201, 200: 200}, replay(desk).again)


def idempotent_marker(desk: Desk) -> str:
    """Whether a header says that an answer comes from memory."""
    field = replay(desk).again.header("idempotent-replayed")
    return pick({None: "absent", "true": "present"}, field, "Idempotent-Replayed")
