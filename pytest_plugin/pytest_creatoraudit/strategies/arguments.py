"""Checks of what strategies are given, when a value is drawn; each names argument and value."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Any, NoReturn

from hypothesis.errors import InvalidArgument

from pytest_creatoraudit.strategies.lengths import seconds


def refuse(name: str, value: Any, needed: str) -> NoReturn:
    """Raise the error that says what was needed and what was given."""
    raise InvalidArgument(f"{name} must be {needed}; got {name}={value!r}")


def check_bounds(
    noun: str, low: int, high: int, *, least: int = 0, most: int | None = None
) -> None:
    """`min_<noun>` and `max_<noun>`: whole numbers, in order, within what makes sense."""
    for name, value in ((f"min_{noun}", low), (f"max_{noun}", high)):
        needed = f"a whole number of at least {least}"
        if most is not None:
            needed += f" and at most {most}"
        if type(value) is not int or value < least or (most is not None and value > most):
            refuse(name, value, needed)
    if low > high:
        raise InvalidArgument(
            f"min_{noun} must not exceed max_{noun}; got min_{noun}={low!r}, max_{noun}={high!r}"
        )


def check_names(name: str, values: Collection[str], known: Collection[str]) -> None:
    """Names, each of them a known one; the nearest is named."""
    if isinstance(values, str):
        refuse(name, values, f"a collection of names such as ({values!r},)")
    if not values:
        refuse(name, values, "a collection with at least one name")
    for value in values:
        if value not in known:
            near = get_close_matches(str(value), known, n=1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise InvalidArgument(
                f"{name} must be of {', '.join(known)}; got {value!r} in {name}={values!r}{hint}"
            )


def check_option(name: str, value: Any, known: Collection[Any]) -> None:
    """One of a few values, or None for any of them."""
    if value is not None and value not in known:
        refuse(name, value, f"one of {', '.join(map(repr, known))}, or None")


def length(name: str, value: Any) -> int:
    """Whole seconds of a duration that an argument gives."""
    try:
        return seconds(value, name)
    except (TypeError, ValueError) as error:
        raise InvalidArgument(f"{error} ({name}={value!r})") from None
