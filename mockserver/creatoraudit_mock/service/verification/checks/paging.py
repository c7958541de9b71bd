"""Walks through lists: pages that add up, filters that filter, sorts that sort."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.verification.check import Check
from creatoraudit_mock.service.verification.claims import Claim
from creatoraudit_mock.service.verification.reads import LISTS
from creatoraudit_mock.service.verification.request import Request, Unobservable
from creatoraudit_mock.service.verification.session import Session, links, member, rows_of

_PAGES: Final = 3
_FILTERS: Final = (
    ("list_accounts", "platform", "instagram"),
    ("list_accounts", "platform", "tiktok"),
    ("list_videos", "platform", "tiktok"),
    ("list_account_videos", "platform", "instagram"),
    ("list_accounts", "is_active", True),
    ("list_creators", "is_active", True),
)
_SORTS: Final = (
    ("list_accounts", "added_at"),
    ("list_accounts", "follower_count"),
    ("list_videos", "added_at"),
    ("list_creators", "name"),
)


def checks() -> Iterator[Check]:
    """What is claimed of lists."""
    for operation_id in LISTS:
        yield Check(
            f"paging.{operation_id}",
            operation_id,
            "pages follow each other without repeats, and say themselves whether more follow",
            "documented",
            _PAGES,
            _walk(operation_id),
        )
    for operation_id, name, value in _FILTERS:
        yield Check(
            f"filter.{operation_id}.{name}_{str(value).lower()}",
            operation_id,
            f"{name}={str(value).lower()} shows only such rows",
            "documented",
            1,
            _filter(operation_id, name, value),
        )
    for operation_id, key in _SORTS:
        yield Check(
            f"sort.{operation_id}.{key}",
            operation_id,
            f"order_by={key} sorts, up and down",
            "documented",
            2,
            _sort(operation_id, key),
        )
    yield Check(
        "paging.bound",
        "list_accounts",
        "a cursor is refused under another filter",
        "documented",
        2,
        _bound,
    )


def _walk(operation_id: str) -> Callable[[Session], None]:
    def run(session: Session) -> None:
        walk = _Walk(session, operation_id)
        cursor: str | None = None
        for _ in range(_PAGES):
            cursor = walk.page(cursor)
            if cursor is None:
                break
        walk.end()

    return run


class _Walk:
    """A walk with one row on each page, and what it has shown so far."""

    def __init__(self, session: Session, operation_id: str) -> None:
        self._session = session
        self._operation = operation_id
        self._ids: list[Any] = []
        self._totals: list[int] = []
        self._more: bool | None = None

    def page(self, cursor: str | None) -> str | None:
        """Read a page; the cursor of the next one, or None if there is none."""
        params: dict[str, object] = {"limit": 1, "include_total": True}
        if cursor is not None:
            params["cursor"] = cursor
        request = Request(self._operation, params=params)
        answer = self._session.ask(request, 200, "for a page")
        rows, more = rows_of(answer), member(answer, "pagination", "has_next")
        following = member(answer, "pagination", "next_cursor")
        self._judge_page(answer, rows, more=more, following=following)
        self._judge_rows(answer, rows)
        self._more = more
        return following if more is True and isinstance(following, str) else None

    def end(self) -> None:
        """Compare what was shown with the total that was told."""
        if len(set(self._totals)) != 1 or not isinstance(self._more, bool):
            raise Unobservable("no total was told, or it changed during the walk")
        shown, total = len(self._ids), self._totals[0]
        told = "more" if self._more else "no more"
        # A full last page may promise an empty one, where the dialect says so.
        promise = self._more and self._session.dialect.full_last_page == "continues"
        self._claim(
            "has_next is true if and only if rows remain",
            None,
            holds=promise or self._more is (shown < total),
            seen=f"{told} after {shown} of {total} rows",
        )

    def _judge_page(
        self, answer: Exchange, rows: list[dict[str, Any]], *, more: object, following: object
    ) -> None:
        self._claim(
            "a page has at most limit rows", answer, holds=len(rows) <= 1, seen=str(len(rows))
        )
        limit = member(answer, "pagination", "limit")
        self._claim(
            "pagination.limit is the limit asked for", answer, holds=limit == 1, seen=str(limit)
        )
        self._claim(
            "next_cursor is there if and only if has_next",
            answer,
            holds=(following is not None) is bool(more),
            seen=f"has_next {more}, next_cursor {'null' if following is None else 'there'}",
        )
        relations = links(answer)
        self._claim(
            "Link has rel=next if and only if has_next",
            answer,
            holds=("next" in relations) is bool(more),
            seen=f"has_next {more}, Link with {', '.join(relations) or 'nothing'}",
        )
        if "next" in relations and isinstance(following, str):
            linked = parse_qs(urlsplit(relations["next"]).query).get("cursor", [""])[0]
            self._claim(
                "Link and next_cursor lead to the same page",
                answer,
                holds=linked == following,
                seen=f"{linked} and {following}",
            )

    def _judge_rows(self, answer: Exchange, rows: list[dict[str, Any]]) -> None:
        fresh = [row.get("id") for row in rows]
        again = [one for one in fresh if one in self._ids]
        self._claim("no row comes twice in a walk", answer, holds=not again, seen=f"{again} again")
        self._ids += fresh
        total = member(answer, "pagination", "total_count")
        if isinstance(total, int):
            self._totals.append(total)

    def _claim(self, subject: str, answer: Exchange | None, *, holds: bool, seen: str) -> None:
        claim = Claim(self._operation, subject, "documented")
        self._session.decide(claim, answer, holds=holds, seen=seen)


def _filter(operation_id: str, name: str, value: object) -> Callable[[Session], None]:
    def run(session: Session) -> None:
        request = Request(operation_id, params={name: value, "limit": 3})
        answer = session.ask(request, 200, "for a filter")
        rows = rows_of(answer)
        session.keep(LISTS[operation_id], rows)
        if not rows:
            raise Unobservable(f"no row has {name}={value}")
        wrong = [row.get(name) for row in rows if row.get(name) != value]
        claim = Claim(
            operation_id, f"{name}={str(value).lower()} shows only such rows", "documented"
        )
        session.decide(claim, answer, holds=not wrong, seen=f"rows with {wrong}")
        echoed = Claim(operation_id, f"filters echo {name}", "documented")
        seen = member(answer, "filters").get(name)
        session.decide(echoed, answer, holds=seen == value, expected=str(value), seen=str(seen))

    return run


def _sort(operation_id: str, key: str) -> Callable[[Session], None]:
    def run(session: Session) -> None:
        for direction in ("asc", "desc"):
            params = {"order_by": key, "order_direction": direction, "limit": 5}
            answer = session.ask(Request(operation_id, params=params), 200, "for a sort")
            values = [row.get(key) for row in rows_of(answer)]
            if any(value is None for value in values) or len(values) < 2:  # noqa: PLR2004
                raise Unobservable("fewer than two rows have a value")
            kept = [_sortable(key, value) for value in values]
            ordered = sorted(kept, reverse=direction == "desc")
            claim = Claim(operation_id, f"order_by={key} sorts {direction}", "documented")
            session.decide(
                claim,
                answer,
                holds=kept == ordered,
                expected=f"an order like {ordered}",
                seen=str(values),
            )

    return run


def _sortable(key: str, value: Any) -> Any:
    """What is certain of the order of a value.

    How capitals, accents and spaces sort is nowhere said, so of names only first letters count.
    """
    if key != "name":
        return value
    initial = str(value)[:1].casefold()
    if not (initial.isascii() and initial.isalpha()):
        raise Unobservable("names begin with what may sort anywhere")
    return initial


def _bound(session: Session) -> None:
    first = session.ask(Request("list_accounts", params={"limit": 1}), 200, "for a page")
    cursor = member(first, "pagination", "next_cursor")
    if cursor is None:
        raise Unobservable("the organization has no second account")
    params = {"limit": 1, "cursor": cursor, "platform": "tiktok"}
    session.ask(
        Request("list_accounts", params=params),
        422,
        "for a cursor under another filter",
        "documented",
    )
