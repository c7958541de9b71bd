"""From a path to the page or action that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeVar

from starlette.routing import compile_path

from creatoraudit_mock.dashboard.pages import ACTIONS, PAGES
from creatoraudit_mock.dashboard.visit import Action, Page

_T = TypeVar("_T", Page, Action)


def _compiled(listed: Iterable[_T]) -> list[tuple[re.Pattern[str], _T]]:
    return [(compile_path(one.path)[0], one) for one in listed]


_PAGES: Final = _compiled(PAGES)
_ACTIONS: Final = _compiled(ACTIONS)


def page_at(path: str) -> tuple[Page, dict[str, str]] | None:
    """The page of a path, and what the path says; the first that fits."""
    return _found(_PAGES, path)


def action_at(path: str) -> tuple[Action, dict[str, str]] | None:
    """The same among the actions."""
    return _found(_ACTIONS, path)


def _found(
    compiled: list[tuple[re.Pattern[str], _T]], path: str
) -> tuple[_T, dict[str, str]] | None:
    for pattern, one in compiled:
        if found := pattern.fullmatch(path):
            return one, found.groupdict()
    return None
