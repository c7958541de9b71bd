"""Walks through the collections, page by page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from pytest_creatoraudit.strategies.arguments import check_bounds, check_names
from pytest_creatoraudit.strategies.identifiers import PLATFORMS, ids

_LONGEST_PAGE: Final = 200
_MOST_PAGES: Final = 10_000


class _Collection(NamedTuple):
    """What a collection can be sorted by and filtered by."""

    columns: tuple[str, ...]
    filters: tuple[str, ...]


_COUNTERS: Final = ("view_count", "like_count", "play_count")
_KNOWN: Final[Mapping[str, _Collection]] = {
    "accounts": _Collection(
        ("added_at", "username", "last_scrape_time", "follower_count", *_COUNTERS),
        ("platform", "is_active", "q", "category", "creator_id"),
    ),
    "videos": _Collection(
        ("added_at", "create_time", *_COUNTERS), ("platform", "is_active", "q", "account_id")
    ),
    "creators": _Collection(("name",), ("is_active",)),
    "account-videos": _Collection(
        ("added_at", "create_time", *_COUNTERS), ("platform", "account_id")
    ),
}
COLLECTIONS: Final = tuple(_KNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A collection with the parameters of a walk through it; they stay the same on every page."""

    collection: str = "accounts"
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path of the collection."""
        return f"/{self.collection}"

    def items(self, get: Callable[[str, dict[str, Any]], Mapping[str, Any]]) -> list[Any]:
        """All items, page by page to the end.

        Args:
            get: asks for a path with query parameters and returns the decoded body.

        Raises:
            RuntimeError: the walk does not end.
        """
        found: list[Any] = []
        cursor: dict[str, Any] = {}
        for _ in range(_MOST_PAGES):
            page = get(self.path, self.params | cursor)
            found += page["data"]
            if not page["pagination"]["has_next"]:
                return found
            cursor = {"cursor": page["pagination"]["next_cursor"]}
        raise RuntimeError(f"{self} does not end: there is another page after {_MOST_PAGES}")

    def __str__(self) -> str:
        given = "&".join(f"{name}={value}" for name, value in self.params.items())
        return f"GET {self.path}{'?' if given else ''}{given}"


@st.composite
def walks(
    draw: st.DrawFn,
    *,
    collections: Collection[str] = COLLECTIONS,
    min_limit: int = 1,
    max_limit: int = _LONGEST_PAGE,
    account_ids: Sequence[str] = (),
    creator_ids: Sequence[str] = (),
) -> Walk:
    """Walks: a collection, and any of limit, filters, sort and total.

    Shrinks toward all accounts without any parameter.

    Args:
        collections: of "accounts", "videos", "creators" and "account-videos".
        min_limit: the smallest page, where a limit is given.
        max_limit: the largest; the API takes 200.
        account_ids: ids that exist, for the filter by account.
        creator_ids: the same for the filter by creator.
    """
    check_names("collections", collections, COLLECTIONS)
    check_bounds("limit", min_limit, max_limit, least=1, most=_LONGEST_PAGE)
    chosen = draw(st.sampled_from([one for one in COLLECTIONS if one in collections]))
    filters = {
        "platform": st.sampled_from(PLATFORMS),
        "is_active": st.sampled_from(("true", "false")),
        "q": st.sampled_from("ab._"),
        "category": st.sampled_from(("travel", "cooking", "none such")),
        "account_id": ids(known=account_ids),
        "creator_id": ids(known=creator_ids),
    }
    optional = {
        "limit": st.integers(min_limit, max_limit),
        **{name: filters[name] for name in _KNOWN[chosen].filters},
        "order_by": st.sampled_from(_KNOWN[chosen].columns),
        "order_direction": st.sampled_from(("asc", "desc")),
        "include_total": st.sampled_from(("true", "false")),
    }
    return Walk(collection=chosen, params=draw(st.fixed_dictionaries({}, optional=optional)))
