"""The quota on accounts: which of them count towards it, and whether there is room for more.

Source: documentation topic "Limits and quotas"; what counts is a matter of the dialect.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from creatoraudit_mock.world.errors import Misuse, QuotaExceeded
from creatoraudit_mock.world.records import Account

if TYPE_CHECKING:
    from creatoraudit_mock.world.organization import Organization


def check(accounts: Any) -> None:
    """Refuse what is no quota."""
    # The type too: not every caller has a type checker.
    if accounts is not None and (type(accounts) is not int or accounts < 0):
        raise Misuse(f"a quota must be a whole number of accounts or None, got {accounts!r}")


def room_to_track(org: Organization, *, is_active: bool) -> None:
    """Refuse one more account if it would count and the quota is used up."""
    if is_active or not _counts_active_only(org):
        _require(org, 1)


def room_to_resume(org: Organization, accounts: Iterable[Account]) -> None:
    """Refuse to resume accounts if paused ones do not count and all together are too many."""
    if _counts_active_only(org):
        _require(org, sum(not account.is_active for account in accounts))


def _require(org: Organization, more: int) -> None:
    quota = org.account_quota
    if quota is not None and more and _counted(org) + more > quota:
        raise QuotaExceeded(f"The quota of {quota} tracked accounts is used up.")


def _counted(org: Organization) -> int:
    if _counts_active_only(org):
        return sum(account.is_active for account in org.accounts.values())
    return len(org.accounts)


def _counts_active_only(org: Organization) -> bool:
    return org.dialect.quota_counts == "active"
