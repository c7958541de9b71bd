"""Creators: named groups of accounts. An account belongs to one of them at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creatoraudit_mock.values import Instant
from creatoraudit_mock.world import commands as do
from creatoraudit_mock.world import tracking
from creatoraudit_mock.world.errors import Conflict, NotFound, ValueRefused
from creatoraudit_mock.world.records import Account, Creator

if TYPE_CHECKING:
    from creatoraudit_mock.world.organization import Organization


def create(org: Organization, command: do.CreateCreator, _now: Instant) -> Creator:
    """Add a creator without accounts; two may have one name."""
    serial = org.serials["creator"] = org.serials.get("creator", 0) + 1
    identifier = org.chance.uuid("creator", serial)
    creator = Creator(identifier, command.name, command.is_active, dict(command.metadata))
    org.creators[identifier] = creator
    return creator


def update(org: Organization, command: do.UpdateCreator, now: Instant) -> Creator:
    """Rename, relabel, archive or revive a creator; null leaves a setting as it is.

    Archiving pauses every linked account and reviving resumes every one: documented of the
    dashboard (topic: Creators), inferred of the API.
    """
    creator = org.creator(command.id)
    changes = {name: value for name, value in command.changes.items() if value is not None}
    for name, value in changes.items():
        setattr(creator, name, value)
    for account in creator.accounts.values():
        account.shown = None  # it shows the creator's name
        if "is_active" in changes:
            activity = {"is_active": changes["is_active"]}
            tracking.change_settings(account, org.weather(account), now, activity)
    return creator


def delete(org: Organization, command: do.DeleteCreator, _now: Instant) -> Creator:
    """Remove a creator; its accounts stay, unlinked."""
    creator = org.creator(command.id)
    for account in list(creator.accounts.values()):
        place(org, account, None)
    return org.creators.pop(creator.id)


def link(org: Organization, command: do.LinkAccount, _now: Instant) -> bool:
    """Put an account into a creator's group; tell whether it was not there before."""
    creator, account = org.creator(command.creator_id), org.account(command.account_id)
    if account.creator_id not in {None, creator.id}:
        raise Conflict(f"The account {account.username} belongs to another creator.")
    is_new = account.creator_id is None
    place(org, account, creator.id)
    return is_new


def unlink(org: Organization, command: do.UnlinkAccount, _now: Instant) -> None:
    """Take an account out of a creator's group."""
    creator, account = org.creator(command.creator_id), org.account(command.account_id)
    if account.creator_id != creator.id:
        raise NotFound("link", account.id)
    place(org, account, None)


def place(org: Organization, account: Account, creator_id: str | None) -> None:
    """Let an account belong to a creator, or to none; the one place where this changes."""
    if account.creator_id is not None:
        org.creators[account.creator_id].accounts.pop(account.id, None)
    account.creator_id = creator_id
    account.shown = None
    if creator_id is not None:
        org.creators[creator_id].accounts[account.id] = account


def check(org: Organization, creator_id: str | None) -> None:
    """Refuse a creator that an account is to belong to but that does not exist."""
    if creator_id is not None and creator_id not in org.creators:
        raise ValueRefused("creator_id", "must be the id of a creator in your organization")
