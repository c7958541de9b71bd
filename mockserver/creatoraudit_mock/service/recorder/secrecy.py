"""The last look before a file is written: nothing in it may tell who somebody is.

It fails closed. What is looked at are the texts of the finished file, as a reader would get them;
only values that the format itself gives a meaning to (a platform, an instant) are passed over.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any, Final

from creatoraudit_mock.service.key import Key
from creatoraudit_mock.service.recorder.observed import Observed
from creatoraudit_mock.service.recorder.tables import Wishes

_SHORTEST: Final = 3
"""Shorter names are met by chance everywhere; they count only as a whole value."""
_TELLING: Final = 8
"""From so many characters on a name is not met by chance inside a word."""
_MEANT: Final = frozenset(
    {
        *("platform", "start", "added", "first_refresh", "first_refreshed", "refreshed", "due"),
        *("paused", "unavailable_from", "unavailable_for", "posts_every", "history"),
        *("description", "timestamps"),
    }
)
"""Keys whose values the format gives a meaning to; the description is ours."""
_LINK: Final = re.compile(r"https://www\.(?:instagram|tiktok)\.com/@([^/]+)/(?:reel|video)/([^/]+)")
"""How the recorder links a post to its author; only the two parts are free."""


class Indiscreet(ValueError):
    """A file that would have told a secret; the message names the place, never the secret."""


def check_discreet(text: str, observed: Observed, key: Key, wishes: Wishes) -> None:
    """Refuse a file that holds the key, or an original name or id that should not be in it.

    Raises:
        Indiscreet: it does.
    """
    if key.masked(text) != text:
        raise Indiscreet("the file would hold the API key; nothing was written")
    if wishes.names:
        return
    originals = _Originals(_originals(observed, wishes))
    for place, leaf in _texts(tomllib.loads(text), ""):
        if any(originals.are_told_by(part) for part in _free(leaf)):
            raise Indiscreet(
                f"{place} would hold an original name or id; nothing was written"
                + (": leave --texts out" if wishes.texts else "")
            )


def _originals(observed: Observed, wishes: Wishes) -> Iterator[str]:
    """Everything that must not be in the file."""
    yield from filter(None, (observed.organization_id, observed.key_name))
    for creator in observed.creators:
        yield from (creator.id, creator.name)
    for account in observed.accounts:
        yield from filter(None, (account.id, account.username, account.name))
        if not wishes.texts:
            yield from filter(None, [account.category])
    for video in observed.videos:
        identities = (video.id, video.external_id, video.shortcode, video.platform_account_id)
        yield from filter(None, (*identities, video.account_username))
    for post in observed.posts:
        yield from filter(None, (post.external_id, post.shortcode))
    if not wishes.texts:
        for one in (*observed.tracked, *observed.creators):
            yield from _flat(one.metadata or {})


def _flat(metadata: dict[str, str]) -> Iterator[str]:
    for name, value in metadata.items():
        yield from (name, value)


def _texts(node: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every text of a file with its place, and the names of free labels."""
    if isinstance(node, str):
        yield place, node
    elif isinstance(node, list):
        for n, part in enumerate(node):
            yield from _texts(part, f"{place}[{n}]")
    elif isinstance(node, dict):
        if place.endswith("metadata"):
            yield from ((place, name) for name in node)
        for name, part in node.items():
            if name not in _MEANT or place.endswith("metadata"):
                yield from _texts(part, f"{place}.{name}" if place else name)


def _free(text: str) -> tuple[str, ...]:
    link = _LINK.fullmatch(text)
    return link.groups() if link else (text,)


class _Originals:
    """Finds whether a text holds one of many others."""

    def __init__(self, originals: Iterable[str]) -> None:
        self._whole = {one.casefold() for one in originals if one}
        self._short = {one for one in self._whole if _SHORTEST <= len(one) < _TELLING}
        self._lengths = sorted({len(one) for one in self._short})
        self._long: dict[str, list[str]] = {}
        for one in self._whole:
            if len(one) >= _TELLING:
                self._long.setdefault(one[:_TELLING], []).append(one)

    def are_told_by(self, text: str) -> bool:
        """Whether one of them is the text, a word of it, or (if it is long) any part of it."""
        folded = text.casefold()
        return folded in self._whole or any(self._at(folded, n) for n in range(len(folded)))

    def _at(self, text: str, start: int) -> bool:
        beginning = text[start : start + _TELLING]
        if any(text.startswith(one, start) for one in self._long.get(beginning, ())):
            return True
        if start and text[start - 1].isalnum():
            return False
        return any(
            beginning[:length] in self._short and not text[start + length :][:1].isalnum()
            for length in self._lengths
        )
