"""Creators: named groups of accounts. An account belongs to one of them at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creatoraudit_mock.values import Instant
from creatoraudit_mock.world import commands as do
from creatoraudit_mock.world import quota, tracking
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
    dashboard (topic: Creators), inferred of the API. Whether that takes in what had been paused
    before is a matter of the dialect.
    """
    creator = org.creator(command.id)
    changes = {name: value for name, value in command.changes.items() if value is not None}
    is_active = changes.get("is_active")
    following = [] if is_active is None else _following(org, creator, is_active=is_active)
    if is_active:
        quota.room_to_resume(org, following)
    for name, value in changes.items():
        setattr(creator, name, value)
    for account in creator.accounts.values():
        account.shown = None  # it shows the creator's name
    for account in following:
        _follow(org, account, now, is_active=creator.is_active)
    return creator


def _following(org: Organization, creator: Creator, *, is_active: bool) -> list[Account]:
    """The accounts that are paused or resumed with their creator."""
    accounts = creator.accounts.values()
    if is_active and org.dialect.resume_cascade == "paused-with-it":
        return [account for account in accounts if account.is_paused_along]
    return [*accounts]


def _follow(org: Organization, account: Account, now: Instant, *, is_active: bool) -> None:
    along = not is_active and (account.is_active or account.is_paused_along)
    activity = {"is_active": is_active}
    tracking.change_settings(account, org.weather(account), now, activity, org.dialect)
    account.is_paused_along = along


def delete(org: Organization, command: do.DeleteCreator, _now: Instant) -> Creator:
    """Remove a creator; its accounts stay, unlinked, unless the dialect has them forbid it."""
    creator = org.creator(command.id)
    if org.dialect.deleted_creator != "unlinks" and creator.accounts:
        raise Conflict(
            "The creator still has accounts: unlink them first.", next(iter(creator.accounts))
        )
    for account in list(creator.accounts.values()):
        place(org, account, None)
    return org.creators.pop(creator.id)


def link(org: Organization, command: do.LinkAccount, now: Instant) -> bool:
    """Put an account into a creator's group; tell whether it was not there before."""
    creator, account = org.creator(command.creator_id), org.account(command.account_id)
    if account.creator_id not in {None, creator.id}:
        owner = account.creator_id
        raise Conflict(f"The account {account.username} belongs to another creator.", owner)
    is_new = account.creator_id is None
    place(org, account, creator.id)
    if is_new:
        join(org, account, now)
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
    if account.creator_id != creator_id:
        account.is_paused_along = False  # whoever paused it has no more say in it
    account.creator_id = creator_id
    account.shown = None
    if creator_id is not None:
        org.creators[creator_id].accounts[account.id] = account


def join(org: Organization, account: Account, now: Instant) -> None:
    """Pause an account that has come to a paused creator, if the dialect has it so."""
    creator = org.creators.get(account.creator_id or "")
    is_idle = creator is not None and not creator.is_active
    if is_idle and account.is_active and org.dialect.link_to_paused == "pause":
        _follow(org, account, now, is_active=False)


def check(org: Organization, creator_id: str | None) -> None:
    """Refuse a creator that an account is to belong to but that does not exist."""
    if creator_id is not None and creator_id not in org.creators:
        raise ValueRefused("creator_id", "must be the id of a creator in your organization")
