"""What a replica shows that lags behind: a representation that was true, and is no longer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from creatoraudit_mock.values import Instant
from creatoraudit_mock.world import (
    Creator,
    DeleteAccount,
    DeleteCreator,
    LinkAccount,
    Organization,
    Shown,
    Stale,
    TrackAccount,
    UnlinkAccount,
    UpdateAccount,
    UpdateCreator,
    UpdateVideo,
)

_WRITES: Final = (
    DeleteAccount,
    DeleteCreator,
    LinkAccount,
    TrackAccount,
    UnlinkAccount,
    UpdateAccount,
    UpdateCreator,
    UpdateVideo,
)
"""Commands that change how something looks at once; before them, it cannot be shown any more."""


class _Showing(NamedTuple):
    parameter: str
    show: Callable[[Organization, Any, Instant], Shown]


_SHOWINGS: Final = {
    "get_account": _Showing("account_id", Organization.show_account),
    "get_video": _Showing("video_id", Organization.show_video),
    "get_creator": _Showing("creator_id", Organization.show_creator),
}


def outdated(
    fault: Stale, organization: Organization, operation: str, path: dict[str, Any], now: Instant
) -> bytes | None:
    """The older representation, or None if there is none that differs from the present one."""
    showing = _SHOWINGS[operation]
    record = organization.resource(path[showing.parameter])
    then = _then(fault, organization, record, now)
    if then is None or then >= now:
        return None
    older = showing.show(organization, record, then).body
    return None if older == showing.show(organization, record, now).body else older


def _then(fault: Stale, organization: Organization, record: Any, now: Instant) -> Instant | None:
    born = organization.genesis if isinstance(record, Creator) else record.added_at
    if fault.age is not None:
        return max(now - fault.age, born, _last_write(organization, now - fault.age))
    landed = _refreshes(organization, record, now)
    if len(landed) < fault.refreshes:
        return None
    then = landed[-fault.refreshes] - 1
    return max(then, born, _last_write(organization, then))


def _refreshes(organization: Organization, record: Any, now: Instant) -> list[Instant]:
    sources = record.accounts.values() if isinstance(record, Creator) else [record]
    return sorted({t for one in sources for t in organization.refreshes(one.id, now)})


def _last_write(organization: Organization, since: Instant) -> Instant:
    """The latest change of settings after an instant; the instant itself if there was none."""
    for entry in reversed(organization.log):
        if entry.at <= since:
            break
        if isinstance(entry.command, _WRITES):
            return entry.at
    return since
