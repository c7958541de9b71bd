"""CA7: requests that this API has no use for."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from creatoraudit_mock.contract import operation, operations
from creatoraudit_mock.contract.nearest import nearest_operation
from creatoraudit_mock.journal import MASK
from creatoraudit_mock.scorecard.asked import Asked
from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.families.paging import OFFSETS
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.run import Client
from creatoraudit_mock.scorecard.vocabulary import LISTS

_PUSH: Final = {
    "events",
    "hooks",
    "sse",
    "stream",
    "streaming",
    "streams",
    "subscribe",
    "subscriptions",
    "webhook",
    "webhooks",
    "websocket",
    "ws",
}
"""Parts of paths where other APIs push."""
_LIKE_NAMES: Final = 0.8
"""How alike names must be for one to be a slip of the other; less may be an undocumented one."""
_WORD: Final = re.compile(r"[A-Za-z][a-z_-]*")
_BAD_REQUEST: Final = 400


def key_in_url(client: Client) -> Iterator[Offence]:
    """CA701. The gate has taken the key out; what stands in its place tells of it."""
    for asked, calls in client.by_asked.items():
        if asked.shows_key:
            for call in calls:
                yield Offence("CA701", call, "sent an API key in the URL")


def unknown_names(client: Client) -> Iterator[Offence]:
    """CA702."""
    for asked, calls in client.by_asked.items():
        if MASK in asked.path or _is_passer_by(client, asked):
            continue
        nowhere, misspelt = _unknown_path(asked), list(_misspelt(asked))
        for call in calls if nowhere or misspelt else ():
            if not _waits_for_push(call):
                is_nowhere = nowhere and (not asked.operation or call.status >= _BAD_REQUEST)
                for detail in [nowhere] if is_nowhere else misspelt:
                    yield Offence("CA702", call, detail)


def push(client: Client) -> Iterator[Offence]:
    """CA703."""
    for call in client.calls:
        if _waits_for_push(call):
            yield Offence("CA703", call, "waits for news that this API does not push")


def _waits_for_push(call: Call) -> bool:
    """Whether it asks for a webhook or a stream."""
    if call.sent.wants_push:
        return True
    return call.status >= _BAD_REQUEST and not _PUSH.isdisjoint(call.path.lower().split("/"))


def _is_passer_by(client: Client, asked: Asked) -> bool:
    """Whether it is a browser's or a probe's look at the server, not a use of the API."""
    return client.who.key is None and asked.is_elsewhere


def _unknown_path(asked: Asked) -> str:
    """What is nearest to a path that was not found; empty if there is such a path."""
    if not asked.operation:
        return nearest_operation(asked.request[0], asked.path)
    if not _is_word_for_id(asked):
        return ""
    literals = {one.path: one for one in operations() if "{" not in one.path}
    near = get_close_matches(asked.path, literals, n=1, cutoff=_LIKE_NAMES)
    hint = f"; the nearest is {literals[near[0]].method} {near[0]}" if near else ""
    return f"there is no {asked.path}{hint}"


def _is_word_for_id(asked: Asked) -> bool:
    """Whether a path fits only because a word stands where an id belongs."""
    pairs = zip(asked.path.split("/"), operation(asked.operation).path.split("/"), strict=False)
    return any(name.startswith("{") and _WORD.fullmatch(part) for part, name in pairs)


def _misspelt(asked: Asked) -> Iterator[str]:
    known = _parameters(asked.operation) if asked.operation and asked.query else ()
    for name in dict.fromkeys(name for name, _ in asked.query if name not in known):
        if asked.operation in LISTS and name.lower() in OFFSETS:
            continue
        meant = _meant(name, known)
        if meant is not None:
            yield f"{name} is no parameter here; {meant} is"


@functools.cache
def _parameters(name: str) -> tuple[str, ...]:
    """The documented query parameters of an operation."""
    one = operation(name)
    parameters = map(one.contract.resolved, one.definition.get("parameters", ()))
    return tuple(known["name"] for known in parameters if known["in"] == "query")


def _meant(name: str, known: tuple[str, ...]) -> str | None:
    """The documented parameter that a name is a slip of."""
    plain = {_plain(one): one for one in known}
    near = get_close_matches(_plain(name), plain, n=1, cutoff=_LIKE_NAMES)
    return plain[near[0]] if near else None


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace("[]", "")
