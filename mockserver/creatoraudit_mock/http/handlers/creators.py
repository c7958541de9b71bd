"""Creators: list, create, read, change, delete, link, rank."""

from __future__ import annotations

from typing import Any

from creatoraudit_mock.http.collections import collection_reply
from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.handlers.accounts import deleted, located
from creatoraudit_mock.http.handlers.metrics import period_of, totals
from creatoraudit_mock.http.replies import Reply, data, json
from creatoraudit_mock.world import (
    CREATORS,
    CreateCreator,
    Creator,
    DeleteCreator,
    LinkAccount,
    UnlinkAccount,
    UpdateCreator,
    reports,
)


def list_creators(exchange: Exchange) -> Reply:
    """A page of creators."""
    return collection_reply(exchange, CREATORS)


def create_creator(exchange: Exchange) -> Reply:
    """Add a creator."""
    creator = exchange.organization.execute(CreateCreator(**exchange.arguments.body))
    return located(exchange, _shown(exchange, creator), f"creators/{creator.id}", is_new=True)


def get_creator(exchange: Exchange) -> Reply:
    """One creator."""
    return _shown(exchange, exchange.organization.creator(exchange.arguments.path["creator_id"]))


def update_creator(exchange: Exchange) -> Reply:
    """Change a creator, and with its activity that of its accounts."""
    arguments = exchange.arguments
    command = UpdateCreator(id=arguments.path["creator_id"], changes=arguments.body)
    return _shown(exchange, exchange.organization.execute(command))


def delete_creator(exchange: Exchange) -> Reply:
    """Remove a creator."""
    organization = exchange.organization
    creator = organization.creator(exchange.arguments.path["creator_id"])
    last = _shown(exchange, creator)
    organization.execute(DeleteCreator(id=creator.id))
    return deleted(exchange, last)


def link_account(exchange: Exchange) -> Reply:
    """Link an account: 201 the first time, 200 when it was linked already."""
    path = exchange.arguments.path
    is_new = exchange.organization.execute(LinkAccount(**path))
    reply = json(_link(path), status=201 if is_new else 200)
    location = f"{exchange.base_url}/creators/{path['creator_id']}/accounts/{path['account_id']}"
    return reply.but(headers=(("location", location),)) if is_new else reply


def unlink_account(exchange: Exchange) -> Reply:
    """Unlink an account."""
    path = exchange.arguments.path
    exchange.organization.execute(UnlinkAccount(**path))
    return deleted(exchange, json(_link(path)))


def list_top_creators(exchange: Exchange) -> Reply:
    """The creators whose accounts gained the most views."""
    query, now = exchange.arguments.query, exchange.now
    period = period_of(exchange, query)
    ranking = reports.ranking(
        exchange.organization, period.window, now, platform=query.get("platform")
    )
    rows = [
        {
            "type": "creator",
            "id": creator.id,
            "rank": rank,
            "name": creator.name,
            **totals(gained),
            "followers": followers,
        }
        for rank, (creator, gained, followers) in enumerate(ranking[: query["limit"]], 1)
    ]
    return json({"data": rows, "meta": {**period.meta, "limit": query["limit"]}})


def _link(path: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"type": "creator_account_link", **path}}


def _shown(exchange: Exchange, creator: Creator) -> Reply:
    shown = exchange.organization.show_creator(creator, exchange.now)
    return data(shown.body, shown.until)
