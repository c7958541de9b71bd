"""Checks of what faults and their plans are given; each names the argument, the value, the way out.

Types are looked at too: not every caller has a type checker.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn

from creatoraudit_mock.values import DAY, SECOND, Duration, parse_duration

_LONGEST = 36_525 * DAY
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?[\w-]+=[\w.-]+)*", re.ASCII)


def refuse(name: str, needed: str, value: Any) -> NoReturn:
    """Raise the ValueError that says what was needed and what was given."""
    raise ValueError(f"{name} must be {needed}; got {value!r}")


def length(name: str, value: Duration) -> int:
    """The microseconds of a duration that is longer than nothing."""
    micros = parse_duration(value, name=name)
    if not 0 < micros <= _LONGEST:
        refuse(name, "longer than nothing, and at most a century", value)
    return micros


def seconds_to_wait(value: Duration | None) -> int | None:
    """Whole seconds, the only form of a duration that `Retry-After` has."""
    if value is None:
        return None
    micros = parse_duration(value, name="retry_after")
    if micros % SECOND or micros > _LONGEST:
        refuse("retry_after", "whole seconds, and at most a century", value)
    return micros // SECOND


def check_date(retry_after: int | None, *, as_date: bool) -> None:
    """A date of `Retry-After` needs a `Retry-After`."""
    check_flag("as_date", as_date)
    if as_date and retry_after is None:
        raise ValueError("as_date=True needs retry_after beside it, got retry_after=None")


def check_flag(name: str, value: Any) -> None:
    """True or False."""
    if not isinstance(value, bool):
        refuse(name, "True or False", value)


def check_among(name: str, value: Any, known: tuple[int, ...]) -> None:
    """One of some whole numbers; 503.0 would not do as a status."""
    if type(value) is not int or value not in known:
        refuse(name, f"one of {', '.join(map(str, known))}", value)


def check_whole(name: str, value: Any, least: int | None = None, most: int | None = None) -> None:
    """A whole number within bounds."""
    low, high = f" of at least {least}", f", {most} at most"
    needed = f"a whole number{low if least is not None else ''}{high if most is not None else ''}"
    if type(value) is not int:
        refuse(name, needed, value)
    if (least is not None and value < least) or (most is not None and value > most):
        refuse(name, needed, value)


def check_share(name: str, value: Any, *, zero: bool) -> None:
    """A share: from 0 to less than 1, or above 0 and at most 1."""
    is_number = type(value) in {int, float}
    if zero and not (is_number and 0 <= value < 1):
        refuse(name, "a share from 0 to less than 1", value)
    if not zero and not (is_number and 0 < value <= 1):
        refuse(name, "a share above 0 and at most 1", value)


def check_text(name: str, value: Any) -> None:
    """A text that says something."""
    if not isinstance(value, str) or not value.strip():
        refuse(name, "a text that is not empty", value)


def check_media_type(name: str, value: Any) -> None:
    """Type and subtype, with or without parameters."""
    if not isinstance(value, str) or not _MEDIA_TYPE.fullmatch(value):
        refuse(name, "a media type such as 'text/html'", value)
