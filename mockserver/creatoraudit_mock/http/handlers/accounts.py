"""Accounts: list, track, read, change, delete."""

from __future__ import annotations

from creatoraudit_mock.http.collections import collection_reply
from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Reply, data
from creatoraudit_mock.world import ACCOUNTS, Account, DeleteAccount, TrackAccount, UpdateAccount


def list_accounts(exchange: Exchange) -> Reply:
    """A page of accounts."""
    return collection_reply(exchange, ACCOUNTS)


def get_account(exchange: Exchange) -> Reply:
    """One account."""
    return _shown(exchange, exchange.organization.account(exchange.arguments.path["account_id"]))


def track_account(exchange: Exchange) -> Reply:
    """Begin to track an account."""
    organization = exchange.organization
    account, is_new = organization.track(TrackAccount(**exchange.arguments.body))
    assert isinstance(account, Account)
    return located(exchange, _shown(exchange, account), f"accounts/{account.id}", is_new=is_new)


def update_account(exchange: Exchange) -> Reply:
    """Change an account's settings."""
    arguments = exchange.arguments
    command = UpdateAccount(id=arguments.path["account_id"], changes=arguments.body)
    return _shown(exchange, exchange.organization.execute(command))


def delete_account(exchange: Exchange) -> Reply:
    """Stop tracking an account."""
    organization = exchange.organization
    account = organization.account(exchange.arguments.path["account_id"])
    last = _shown(exchange, account)
    organization.execute(DeleteAccount(id=account.id))
    return deleted(exchange, last)


def located(exchange: Exchange, shown: Reply, place: str, *, is_new: bool) -> Reply:
    """The reply to a creation: where the item is, and whether it had to be made."""
    headers = (("location", f"{exchange.base_url}/{place}"),)
    return shown.but(status=201 if is_new else 200, headers=headers)


def deleted(exchange: Exchange, last: Reply) -> Reply:
    """The reply to a deletion, as the dialect has it: nothing, or the item as it last was."""
    if exchange.organization.dialect.delete_status == 204:  # noqa: PLR2004 - the status
        return Reply(204, media_type=None)
    return last


def _shown(exchange: Exchange, account: Account) -> Reply:
    shown = exchange.organization.show_account(account, exchange.now)
    return data(shown.body, shown.until)
