"""What the arguments of `check_poller` mean for the plans that are drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from creatoraudit_mock import Dialect, parse_duration
from pytest_creatoraudit.checking.drawing import TROUBLES, USUAL_TROUBLES, Scope
from pytest_creatoraudit.checking.external.command import Command
from pytest_creatoraudit.checking.plan import Trouble

Dialects = bool | Mapping[str, Any]
Faults = bool | Collection[str]


def length(value: timedelta | float | str) -> timedelta:
    """A duration, written in any way that the clock knows.

    Raises:
        ValueError: it is none.
    """
    return timedelta(microseconds=parse_duration(value, name="lag"))


def scope_of(
    lag: timedelta, days: int, dialects: Dialects, faults: Faults, accounts: int, videos: int
) -> Scope:
    """The scope that is meant.

    Raises:
        ValueError: an argument is not what it should be.
    """
    if timedelta(days=days) <= lag:
        raise ValueError(
            f"days must be longer than lag, else nothing can be late; got days={days!r}, lag={lag}"
        )
    for name, value, least in (("accounts", accounts, 1), ("videos", videos, 0)):
        if value < least:
            raise ValueError(f"{name} must be at least {least}; got {name}={value!r}")
    held = dialects if isinstance(dialects, Mapping) else {}
    Dialect(**held)
    return Scope(
        least_days=min(_days(lag) + 1, days),
        days=days,
        accounts=accounts,
        videos=videos,
        faults=_faults(faults),
        free=dialects is not False,
        held=held,
    )


def narrowed(scope: Scope, command: Command, lag: timedelta, faults: Faults) -> Scope:
    """The scope for a command, which waits and backs off in real time, whatever its clock says.

    Raises:
        ValueError: its clock and these worlds do not go together.
    """
    if command.clock == "scaled":
        _check_speed(scope.days, command, lag)
    least = max(scope.least_days, min(_days(lag + command.slack) + 1, scope.days))
    named = () if faults is True and command.clock == "scaled" else scope.faults
    return replace(scope, least_days=least, faults=named, waits=(None, 1), strikes=2, limited=False)


def _check_speed(days: int, command: Command, lag: timedelta) -> None:
    span, said = timedelta(days=days), f"days={days!r}, speed={command.speed:g}"
    if span <= lag + command.slack:
        raise ValueError(
            "nothing could be late in so few days at such a speed, since one real second beyond "
            f"lag is allowed: take more days or a lower speed; got {said}, lag={lag}"
        )
    needed = span.total_seconds() / command.speed
    if needed >= command.timeout:
        raise ValueError(
            f"a world would take {needed:.0f} real seconds: take fewer days, a higher speed or a "
            f"longer timeout; got {said}, timeout={command.timeout:g}"
        )


def _days(span: timedelta) -> int:
    """Whole days that are enough for a span."""
    return -(-span // timedelta(days=1))


def _faults(faults: Faults) -> tuple[Trouble, ...]:
    if isinstance(faults, bool):
        return USUAL_TROUBLES if faults else ()
    named = {faults} if isinstance(faults, str) else set(faults)
    unknown = sorted(named.difference(TROUBLES))
    if unknown:
        raise ValueError(f"faults must be of {', '.join(TROUBLES)}; got {', '.join(unknown)}")
    return tuple(name for name in TROUBLES if name in named)
