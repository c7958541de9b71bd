"""What the organization holds, as far as several probes need to know."""

from __future__ import annotations

from typing import Any, Final

from creatoraudit_mock.service.learning.desk import UNKNOWN_ID, Desk, fact
from creatoraudit_mock.service.learning.unlearned import NoneOfThese, NotSeen, Unlearned, told

LISTS: Final = ("/accounts", "/videos", "/creators", "/account-videos")
TRACKED: Final = ("/accounts", "/videos")
_SAMPLE: Final = 100
"""Rows of each list that are looked at; also as many as any batch takes."""

Row = dict[str, Any]


def rows(desk: Desk, path: str) -> list[Row]:
    """The first rows of a list."""
    found = told(desk.get(path, limit=_SAMPLE), "data")
    if not isinstance(found, list):
        raise NoneOfThese(f"the data of {path} is no list")
    return found


def rows_if_any(desk: Desk, path: str) -> list[Row]:
    """The first rows of a list, none where it cannot be read."""
    try:
        return rows(desk, path)
    except Unlearned:
        return []


def account_id(desk: Desk) -> str:
    """An id to ask batches about: that of an account, or one that nothing has."""
    found = rows_if_any(desk, "/accounts")
    return str(found[0]["id"]) if found else UNKNOWN_ID


@fact
def singles(desk: Desk) -> list[str]:
    """The paths of one account, one video and one creator, as far as there are any."""
    paths = ((path, rows_if_any(desk, path)) for path in LISTS[:3])
    return [f"{path}/{found[0]['id']}" for path, found in paths if found]


@fact
def tagged(desk: Desk) -> tuple[str, str]:
    """Something that can be read with a validator: its path and its entity tag."""
    for path in (*singles(desk), "/whoami"):
        answer = desk.get(path)
        if answer.status == 200 and answer.etag:  # noqa: PLR2004 - the status
            return path, answer.etag
    raise NotSeen("nothing that could be read carries an ETag")


@fact
def cursor(desk: Desk) -> tuple[str, str]:
    """A list that has a second page of one row, and the cursor of that page."""
    for path in LISTS:
        issued = told(desk.get(path, limit=1), "pagination", "next_cursor")
        if issued is not None:
            return path, issued
    raise NotSeen("no list of this organization has a second page")
