"""Why a switch was not learned: it could not be seen, or what was seen is none of its values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from creatoraudit_mock.service.exchange import Exchange

_T = TypeVar("_T")
_MISSING: Final = object()


class Unlearned(Exception):
    """Base of the two; the message is told to people, in a sentence without a full stop."""


class NotSeen(Unlearned):
    """Nothing that was asked could show it: the right data, key, permission or time is missing."""


class NoneOfThese(Unlearned):
    """The service answers in a way that is none of the alternatives: kept, never forced."""


def pick(table: Mapping[Any, _T], seen: Any, what: str) -> _T:
    """The value that stands for what was seen.

    Raises:
        NoneOfThese: it is not in the table; `what` says what it is.
    """
    found = table.get(seen, _MISSING)
    if found is _MISSING:
        raise NoneOfThese(f"{what} is {seen}")
    return found  # type: ignore[return-value]  # not the mark


def by_status(table: Mapping[int, _T], answer: Exchange) -> _T:
    """The value that the status of an answer stands for; `NoneOfThese` if it has none."""
    return pick(table, answer.status, f"the answer to {answer.line}")


def told(answer: Exchange, *path: str | int) -> Any:
    """A member of what a successful answer says.

    Raises:
        NotSeen: the request was refused.
        NoneOfThese: there is no such member, or no JSON at all.
    """
    if answer.status != 200:  # noqa: PLR2004 - the status
        raise NotSeen(f"{answer.line} was answered {answer.status}")
    return member(answer, *path)


def member(answer: Exchange, *path: str | int) -> Any:
    """A member of what an answer says, whatever its status; `NoneOfThese` if it is not there."""
    value: Any = answer.json if answer.is_json else None
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            place = ".".join(map(str, path))
            raise NoneOfThese(f"the answer to {answer.line} has no {place}") from None
    return value


def code_of(answer: Exchange) -> str | None:
    """The code of a problem document; None if it has none, or is something else."""
    document = answer.json if answer.is_json else None
    return document.get("code") if isinstance(document, dict) else None
