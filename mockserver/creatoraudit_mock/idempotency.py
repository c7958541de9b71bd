"""Idempotency keys: a create that is sent again within ten minutes answers as it did before.

Source: documentation topic "Best practices" for the header and its purpose, the pages of the
creates for the ten minutes and for their being kept by each process for itself. What makes two
requests the same, and what is kept, is our decision.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, Generic, NamedTuple, TypeVar

from creatoraudit_mock.values import SECOND, Instant

WINDOW: Final = 600 * SECOND
_T = TypeVar("_T")


class Place(NamedTuple):
    """Where a reply is kept: requests that agree in all of it are the same one, sent again."""

    replica: int
    """The process of the service that answered; another one knows nothing of it."""
    key: str
    """The name of the API key."""
    operation: str
    """The id of the create; empty where a key means the same on all of them."""
    idempotency_key: str


class Kept(NamedTuple, Generic[_T]):
    """What was answered, when, and to which request."""

    answer: _T
    at: Instant
    request: bytes


class IdempotencyStore(Generic[_T]):
    """The answers to creates, for ten minutes each."""

    def __init__(self) -> None:
        # A plain dict would look past all that have gone from its front, each time anew.
        self._kept: OrderedDict[Place, Kept[_T]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, place: Place, now: Instant) -> Kept[_T] | None:
        """What was answered there less than ten minutes ago, or None."""
        kept = self._kept.get(place)
        return kept if kept is not None and now - kept.at < WINDOW else None

    def keep(self, place: Place, answer: _T, now: Instant, request: bytes) -> None:
        """Remember an answer, and forget those that are too old to be asked for again.

        Args:
            place: where nothing is to be found now.
            answer: what was answered.
            now: the instant of the answer; never earlier than that of the one before.
            request: what tells this request from another under the same key.
        """
        # In order of time: behind the first that is young enough, all are.
        while self._kept and now - next(iter(self._kept.values())).at >= WINDOW:
            self._kept.popitem(last=False)
        self._kept[place] = Kept(answer, now, request)
