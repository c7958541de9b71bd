"""What strategies shrink toward, found without the phases that only help people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st

_T = TypeVar("_T")

_SETTINGS = settings(
    database=None,
    derandomize=True,
    max_examples=3_000,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def simplest(strategy: st.SearchStrategy[_T], such: Callable[[_T], Any] = lambda _: True) -> _T:
    """The simplest value of a strategy such that a condition holds."""
    return find(strategy, lambda value: bool(such(value)), settings=_SETTINGS)
