"""Keeping what is worked out from a contract, for as long as the contract itself.

A cache beside it would hold on to contracts of dialects that no world speaks any longer.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class Keeper(Protocol):
    """A contract, or a part of one."""

    @property
    def kept(self) -> dict[Any, Any]:
        """What has been worked out from the contract so far."""


_K = TypeVar("_K", bound=Keeper)
_P = ParamSpec("_P")
_T = TypeVar("_T")


def kept(make: Callable[Concatenate[_K, _P], _T]) -> Callable[Concatenate[_K, _P], _T]:
    """Let a function work out its result once for each keeper and arguments."""

    @functools.wraps(make)
    def found(keeper: _K, /, *args: _P.args, **options: _P.kwargs) -> _T:
        key = (make, keeper, args, *options.items())
        shelf = keeper.kept
        if key not in shelf:
            shelf[key] = make(keeper, *args, **options)
        result: _T = shelf[key]
        return result

    return found
