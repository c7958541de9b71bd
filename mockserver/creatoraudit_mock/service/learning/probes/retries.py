"""Retries of creates under an `Idempotency-Key`, tried with creators: they cost no quota."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.learning.desk import Desk, created_id, fact
from creatoraudit_mock.service.learning.unlearned import NoneOfThese, NotSeen, by_status, pick

_REPEATS: Final = 3
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
    """A create that was sent several times and carried out once.

    The service is said to keep keys in each of its processes. Unless one process answers us every
    time, a request that is carried out may just have met another one, and shows nothing.
    """
    key = {"idempotency-key": f"{desk.token}-first"}
    first = desk.create("/creators", creator_named(desk, "first"), headers=key)
    if first.status != _CREATED:
        raise NotSeen(f"no creator could be made: {first.line} was answered {first.status}")
    known = Replay(key, created_id(first), first)
    return known._replace(again=_sent_again(desk, known, _REPEATS))


def still_known(desk: Desk, known: Replay) -> None:
    """Make sure that a key means what it meant, after something was carried out under it.

    Raises:
        NotSeen: it does not: it was forgotten, or other processes do not know it.
    """
    _sent_again(desk, known, 2)


def _sent_again(desk: Desk, known: Replay, times: int) -> Exchange:
    for _ in range(times):
        again = desk.create("/creators", creator_named(desk, "first"), headers=known.key)
        if created_id(again) != known.id:
            raise NotSeen("a create that was sent again under its key was carried out again")
    return again


def idempotency_conflict(desk: Desk) -> str | int:
    """What another body gets under a key that is known."""
    known = replay(desk)
    other = desk.create("/creators", creator_named(desk, "other"), headers=known.key)
    if created_id(other) == known.id:
        return "replay"
    if created_id(other) is None:
        return by_status({409: 409, 422: 422}, other)
    still_known(desk, known)
    raise NoneOfThese("another body under a known key is carried out")


def idempotent_status(desk: Desk) -> int:
    """The status of an answer from memory."""
    return by_status({201: 201, 200: 200}, replay(desk).again)


def idempotent_marker(desk: Desk) -> str:
    """Whether a header says that an answer comes from memory."""
    field = replay(desk).again.header("idempotent-replayed")
    return pick({None: "absent", "true": "present"}, field, "Idempotent-Replayed")
