"""Dialects: answers to what the API's documentation leaves open."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from creatoraudit_mock import Dialect
from pytest_creatoraudit.strategies.arguments import check_bounds, check_names

_NONE: Mapping[str, Any] = {}


@st.composite
def dialects(
    draw: st.DrawFn,
    *,
    switches: Collection[str] | None = None,
    fixed: Mapping[str, Any] = _NONE,
    min_changes: int = 0,
    max_changes: int | None = None,
) -> Dialect:
    """Dialects in which some switches differ from their defaults.

    Shrinks toward `Dialect()`, or toward what is fixed and nothing else.

    Args:
        switches: the names of those that may vary; all unless given.
        fixed: switches that have the same value in every dialect, by name.
        min_changes: how many others differ from their defaults at least.
        max_changes: how many differ at most; without it, as many as may vary.
    """
    known = Dialect.alternatives()
    _check_fixed(fixed, known)
    if switches is not None:
        check_names("switches", switches, known)
    free = [name for name in known if name not in fixed and (not switches or name in switches)]
    most = len(free) if max_changes is None else max_changes
    check_bounds("changes", min_changes, most, most=len(known))
    if min_changes > len(free):
        raise InvalidArgument(
            f"min_changes={min_changes!r}, but only {len(free)} switches may vary"
        )
    if not free:
        return Dialect(**fixed)
    others = st.sampled_from(free).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(known[name][1:]))
    )
    bounds = {"min_size": min_changes, "max_size": min(most, len(free))}
    drawn = draw(st.lists(others, unique_by=_name, **bounds))  # type: ignore[arg-type]
    return Dialect(**fixed, **dict(drawn))


def _name(change: tuple[str, Any]) -> str:
    return change[0]


def _check_fixed(fixed: Mapping[str, Any], known: Mapping[str, tuple[Any, ...]]) -> None:
    if not isinstance(fixed, Mapping):
        raise InvalidArgument(f"fixed must map names of switches to values; got fixed={fixed!r}")
    if fixed:
        check_names("fixed", fixed, known)
    try:
        Dialect(**fixed)
    except ValueError as error:
        raise InvalidArgument(f"{error} (fixed={fixed!r})") from None
