"""Search over usernames, creator names and captions (documentation topic: Search)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Reply, json
from creatoraudit_mock.world import Account, Creator

Hit = dict[str, Any]


def search(exchange: Exchange) -> Reply:
    """What a text is found in, by kind; a blank text finds nothing."""
    query = exchange.arguments.query
    cap = min(query["limit"], exchange.organization.dialect.search_cap)
    part = query["q"].casefold()
    sections = {"accounts": _accounts, "creators": _creators, "videos": _videos}
    hits: dict[str, list[Hit]] = {
        name: list(islice(find(exchange, part), cap)) if part.strip() else []
        for name, find in sections.items()
    }
    meta = {
        "query": query["q"],
        "limit_per_section": query["limit"],
        "effective_caps": dict.fromkeys(sections, cap),
    }
    return json({"data": hits, "meta": meta})


def _accounts(exchange: Exchange, part: str) -> Iterator[Hit]:
    found = (a for a in exchange.organization.accounts.values() if part in a.username)
    for account in sorted(found, key=_by_username):
        shown = exchange.organization.show_account(account, exchange.now).fields
        hit = {name: shown[name] for name in ("id", "platform", "username")}
        yield {**hit, "display_name": shown["name"]}


def _creators(exchange: Exchange, part: str) -> Iterator[Hit]:
    found: Iterable[Creator] = exchange.organization.creators.values()
    for creator in sorted((c for c in found if part in c.name.casefold()), key=_by_name):
        yield {"id": creator.id, "name": creator.name}


def _videos(exchange: Exchange, part: str) -> Iterator[Hit]:
    """Newest first; assumed to be the videos tracked one by one."""
    for video in reversed(exchange.organization.videos.values()):
        shown = exchange.organization.show_video(video, exchange.now).fields
        caption = shown["description"]
        if caption is not None and part in caption.casefold():
            hit = {name: shown[name] for name in ("id", "platform")}
            author = {name: shown[name] for name in ("account_id", "account_username")}
            yield {**hit, "caption": caption, **author}


def _by_username(account: Account) -> tuple[str, str]:
    return account.username, account.id


def _by_name(creator: Creator) -> tuple[str, str]:
    return creator.name, creator.id
