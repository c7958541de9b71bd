"""Requests, replies and caches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.learning.desk import Desk
from creatoraudit_mock.service.learning.probes.samples import LISTS, rows_if_any, singles, tagged
from creatoraudit_mock.service.learning.unlearned import (
    NoneOfThese,
    NotSeen,
    by_status,
    pick,
    told,
)

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(?P<fraction>\d+))?Z")
_OTHERS: Final[dict[str, dict[str, Any]]] = {
    "/whoami": {},
    "/accounts": {"limit": 1},
    "/videos": {"limit": 1},
    "/creators": {"limit": 1},
    "/account-videos": {"limit": 1},
    "/overview": {"period": "7d"},
    "/search": {"q": "a", "limit": 25},
    "/creators/top": {},
}
"""Reads of other things than single resources, with their parameters."""
_TRIES: Final = 3


def inbound_request_id(desk: Desk) -> str:
    """Whether the client's own id comes back."""
    answer = desk.ask("GET", "/health", headers={"x-request-id": desk.token})
    if not answer.request_id:
        raise NoneOfThese("there is no X-Request-ID")
    return "adopt" if answer.request_id == desk.token else "ignore"


def timestamps(desk: Desk) -> str:
    """Whether the instants of accounts, videos and posts have fractions of seconds."""
    texts = [text for path in LISTS for row in rows_if_any(desk, path) for text in _moments(row)]
    if not texts:
        raise NotSeen("nothing in this organization shows an instant")
    forms = {_form(text) for text in texts}
    names = {frozenset({0}): "seconds", frozenset({6}): "microseconds"}
    return pick(names, frozenset(forms), "the number of decimals of instants")


def _moments(row: dict[str, Any]) -> Iterator[str]:
    for name, value in row.items():
        if name.endswith(("_at", "_time")) and isinstance(value, str):
            yield value


def _form(text: str) -> int:
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise NoneOfThese(f"an instant is written {text!r}")
    return len(found["fraction"] or "")


def not_modified(desk: Desk) -> str:
    """How much of the rate limit three 304s in a row use up."""
    path, etag = tagged(desk)
    for _ in range(_TRIES):
        answers = [desk.ask("GET", path, fresh=True)]
        validator = {"if-none-match": answers[0].etag or etag}
        answers += [desk.ask("GET", path, fresh=True, headers=validator) for _ in range(3)]
        if [answer.status for answer in answers] != [200, 304, 304, 304]:
            continue
        if len({answer.header("x-ratelimit-reset") for answer in answers}) != 1:
            continue  # another window has begun
        left = [_remaining(answer) for answer in answers]
        used = [before - after for before, after in pairwise(left)]
        if len(set(used)) == 1:
            return pick({1: "counts", 0: "free"}, used[0], "what a 304 uses up")
    raise NotSeen("what 304s use up could not be told from other use of the key")


def _remaining(answer: Exchange) -> int:
    text = answer.header("x-ratelimit-remaining") or ""
    if not text.isdecimal():
        raise NotSeen(f"{answer.line} does not say what is left of a rate limit")
    return int(text)


def validator_comparison(desk: Desk) -> str:
    """What a validator gets that was marked as weak."""
    path, etag = tagged(desk)
    if not etag.startswith('"'):
        raise NoneOfThese(f"the entity tag {etag} is no strong one")
    plain = desk.ask("GET", path, fresh=True, headers={"if-none-match": etag})
    if plain.status != 304:  # noqa: PLR2004 - the status
        raise NotSeen(f"{path} changed, or does not answer 304 to its own tag")
    weak = desk.ask("GET", path, fresh=True, headers={"if-none-match": f"W/{etag}"})
    return by_status({304: "weak", 200: "strong"}, weak)


def etag_coverage(desk: Desk) -> str:
    """Which reads carry an entity tag."""
    others, single = _tags(desk, _OTHERS), _tags(desk, {path: {} for path in singles(desk)})
    if not single and not any(others):
        raise NotSeen("there is no account, video or creator to be read by its id")
    everything = all(others) and all(single)
    if everything and others:
        return "all"
    if all(single) and single and not any(others):
        return "resources"
    counts = f"{sum(single)} of {len(single)} single resources"
    raise NoneOfThese(f"{counts} and {sum(others)} of {len(others)} other reads carry an ETag")


def _tags(desk: Desk, reads: Mapping[str, dict[str, Any]]) -> list[bool]:
    """Whether each that could be read has a tag."""
    answers = [desk.get(path, **params) for path, params in reads.items()]
    return [answer.etag is not None for answer in answers if answer.status == 200]  # noqa: PLR2004


def cache_control(desk: Desk) -> str:
    """What caches are told of something with a validator."""
    path, _ = tagged(desk)
    field = desk.get(path).header("cache-control")
    if field is None:
        return "absent"
    directives = {part.strip().lower() for part in field.split(",")}
    if "no-store" in directives:
        return "no-store"
    if "no-cache" in directives:
        return "revalidate"
    raise NoneOfThese(f"Cache-Control is {field!r}")


def deprecation(desk: Desk) -> str:
    """Whether an end of this version is announced, in /meta and in headers."""
    meta, headers = desk.get("/meta"), desk.get("/whoami")
    dates = [told(meta, "data", name) for name in ("deprecation", "sunset")]
    dates += [headers.header(name) for name in ("deprecation", "sunset")]
    given = sum(date is not None for date in dates)
    return pick({0: "absent", 4: "announced"}, given, "the number of announced dates, of 4,")
