"""Bodies of requests that create and change: valid in every dialect, or wrong in one member."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from hypothesis import strategies as st

from pytest_creatoraudit.strategies.arguments import check_bounds, check_option
from pytest_creatoraudit.strategies.identifiers import (
    PLATFORMS,
    Platform,
    handles,
    platforms,
    post_identifiers,
)

Body: TypeAlias = dict[str, Any]

_SHORTEST_MAXIMUM: Final = 24
"""The longest interval that every dialect takes."""
_LABELS: Final = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12
)
_METADATA: Final = st.dictionaries(_LABELS, _LABELS, max_size=3)
_HANDLES: Final = handles(as_typed=True)
_IDENTIFIERS: Final = {one: post_identifiers(platform=one) for one in PLATFORMS}
_NAMES: Final = st.text("abcdefghijklmnopqrstuvwxyz äößéß本😀", min_size=1, max_size=20)
_CATEGORIES: Final = st.none() | _NAMES
_SWITCH: Final = st.booleans().map(lambda off: not off)
_POSTS: Final = st.none() | st.integers(1, 10_000)
_DAYS: Final = st.none() | st.integers(1, 3_650)


@st.composite
def metadata(draw: st.DrawFn, *, min_size: int = 0, max_size: int = 3) -> dict[str, str]:
    """Labels of an account, video or creator. Shrinks toward none.

    Args:
        min_size: how many at least.
        max_size: how many at most; the API takes 20.
    """
    check_bounds("size", min_size, max_size, most=20)
    return draw(st.dictionaries(_LABELS, _LABELS, min_size=min_size, max_size=max_size))


@st.composite
def account_bodies(
    draw: st.DrawFn,
    *,
    platform: Platform | None = None,
    min_interval: int = 1,
    max_interval: int = _SHORTEST_MAXIMUM,
) -> Body:
    """Bodies of `POST /accounts`. Shrinks toward platform and user name alone, on Instagram.

    Args:
        platform: the only one; both unless given.
        min_interval: the shortest `scrape_interval_hours`.
        max_interval: the longest; beyond 24 it depends on the dialect.
    """
    check_option("platform", platform, PLATFORMS)
    chosen = draw(platforms()) if platform is None else platform
    required = {"platform": st.just(chosen), "username": _HANDLES}
    optional = _tracked(min_interval, max_interval) | _COLLECTED
    return draw(st.fixed_dictionaries(required, optional=optional))


@st.composite
def video_bodies(
    draw: st.DrawFn,
    *,
    platform: Platform | None = None,
    min_interval: int = 1,
    max_interval: int = _SHORTEST_MAXIMUM,
) -> Body:
    """Bodies of `POST /videos`. Shrinks toward platform and a bare identifier, on Instagram.

    Args:
        platform: the only one; both unless given.
        min_interval: the shortest `scrape_interval_hours`.
        max_interval: the longest; beyond 24 it depends on the dialect.
    """
    check_option("platform", platform, PLATFORMS)
    chosen = draw(platforms()) if platform is None else platform
    required = {"platform": st.just(chosen), "identifier": _IDENTIFIERS[chosen]}
    return draw(st.fixed_dictionaries(required, optional=_tracked(min_interval, max_interval)))


@st.composite
def creator_bodies(draw: st.DrawFn) -> Body:
    """Bodies of `POST /creators`. Shrinks toward a name alone."""
    optional = {"is_active": _SWITCH, "metadata": _METADATA}
    return draw(st.fixed_dictionaries({"name": _NAMES}, optional=optional))


@st.composite
def account_changes(
    draw: st.DrawFn, *, min_interval: int = 1, max_interval: int = _SHORTEST_MAXIMUM
) -> Body:
    """Bodies of `PATCH /accounts/{account_id}`. Shrinks toward no change.

    Args:
        min_interval: the shortest `scrape_interval_hours`.
        max_interval: the longest; beyond 24 it depends on the dialect.
    """
    optional = _tracked(min_interval, max_interval) | _COLLECTED
    return draw(st.fixed_dictionaries({}, optional=optional))


@st.composite
def video_changes(
    draw: st.DrawFn, *, min_interval: int = 1, max_interval: int = _SHORTEST_MAXIMUM
) -> Body:
    """Bodies of `PATCH /videos/{video_id}`. Shrinks toward no change.

    Args:
        min_interval: the shortest `scrape_interval_hours`.
        max_interval: the longest; beyond 24 it depends on the dialect.
    """
    return draw(st.fixed_dictionaries({}, optional=_tracked(min_interval, max_interval)))


@st.composite
def creator_changes(draw: st.DrawFn) -> Body:
    """Bodies of `PATCH /creators/{creator_id}`. Shrinks toward no change."""
    optional = {"name": _NAMES, "is_active": _SWITCH, "metadata": _METADATA}
    return draw(st.fixed_dictionaries({}, optional=optional))


_COLLECTED: Final[dict[str, st.SearchStrategy[Any]]] = {
    "category": _CATEGORIES,
    "max_recent_posts_per_account": _POSTS,
    "post_lookback_days": _DAYS,
}


def _tracked(low: int, high: int) -> dict[str, st.SearchStrategy[Any]]:
    """The optional members that accounts and videos share."""
    check_bounds("interval", low, high, least=1)
    hours = st.integers(low, high)
    return {"scrape_interval_hours": hours, "is_active": _SWITCH, "metadata": _METADATA}
