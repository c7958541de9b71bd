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
    for call in client.calls:
        if MASK in call.entry.target:
            yield Offence("CA701", call, "sent an API key in the URL")


def unknown_names(client: Client) -> Iterator[Offence]:
    """CA702."""
    for call in client.calls:
        if waits_for_push(call) or MASK in call.path or _is_passer_by(call):
            continue
        if not call.operation or _is_word_for_id(call):
            yield from _unknown_path(call)
        else:
            yield from _misspelt(call)


def push(client: Client) -> Iterator[Offence]:
    """CA703."""
    for call in client.calls:
        if waits_for_push(call):
            yield Offence("CA703", call, "waits for news that this API does not push")


def waits_for_push(call: Call) -> bool:
    """Whether it asks for a webhook or a stream."""
    streams = "text/event-stream" in call.header("accept").lower()
    upgrades = "websocket" in call.header("upgrade").lower()
    parts = call.path.lower().split("/") if call.status >= _BAD_REQUEST else ()
    return streams or upgrades or not _PUSH.isdisjoint(parts)


def _is_passer_by(call: Call) -> bool:
    """Whether it is a browser's or a probe's look at the server, not a use of the API."""
    return call.entry.key is None and call.path == call.entry.path


def _unknown_path(call: Call) -> Iterator[Offence]:
    if not call.operation:
        yield Offence("CA702", call, nearest_operation(call.method, call.path))
        return
    literals = {one.path: one for one in operations() if "{" not in one.path}
    near = get_close_matches(call.path, literals, n=1, cutoff=_LIKE_NAMES)
    hint = f"; the nearest is {literals[near[0]].method} {near[0]}" if near else ""
    yield Offence("CA702", call, f"there is no {call.path}{hint}")


def _is_word_for_id(call: Call) -> bool:
    """Whether a path fits only because a word stands where an id belongs."""
    if call.status < _BAD_REQUEST:
        return False
    pairs = zip(call.path.split("/"), operation(call.operation).path.split("/"), strict=False)
    return any(name.startswith("{") and _WORD.fullmatch(part) for part, name in pairs)


def _misspelt(call: Call) -> Iterator[Offence]:
    known = _parameters(call.operation) if call.query else ()
    for name in dict.fromkeys(name for name, _ in call.query if name not in known):
        if call.operation in LISTS and name.lower() in OFFSETS:
            continue
        meant = _meant(name, known)
        if meant is not None:
            yield Offence("CA702", call, f"{name} is no parameter here; {meant} is")


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
