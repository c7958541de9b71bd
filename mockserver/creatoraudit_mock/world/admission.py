"""What may be tracked: duplicates, the quota, and profiles that do not exist.

In which order they are looked at is a matter of the dialect; the platform comes last, for asking
it costs most.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from creatoraudit_mock.simulation import Platform
from creatoraudit_mock.values import Instant
from creatoraudit_mock.world import quota
from creatoraudit_mock.world.commands import TrackAccount
from creatoraudit_mock.world.errors import (
    Conflict,
    Duplicate,
    UpstreamFailed,
    ValueRefused,
    WorldError,
)

if TYPE_CHECKING:
    from creatoraudit_mock.world.organization import Organization

_Place = tuple[Platform, str]
"""Where a profile is: the platform and the handle."""


def check_account(org: Organization, command: TrackAccount, place: _Place, now: Instant) -> None:
    """Refuse an account that may not be tracked."""
    for check in _ORDERS[org.dialect.quota_or_duplicate]:
        check(org, command, place)
    refusal, missing = _MISSING.get(org.dialect.missing_profile), org.missing.get(place)
    if refusal is not None and missing is not None and missing.covering(now):
        raise refusal(place)


def check_video(org: Organization, platform: Platform, number: int, now: Instant) -> None:
    """Refuse a video that may not be tracked."""
    video = org.videos_by_post.get((platform, number))
    if video is not None:
        raise Duplicate(f"The {platform} video {number} is already tracked.", video.id)
    if org.dialect.known_post == "separate":
        return
    post = org.collected(platform, number, now)
    if post is not None:
        raise Conflict(f"The {platform} video {number} is known from an account's feed.", post)


def _not_twice(org: Organization, _command: TrackAccount, place: _Place) -> None:
    account = org.accounts_by_handle.get(place)
    if account is not None:
        platform, name = place
        raise Duplicate(f"The {platform} account {name} is already tracked.", account.id)


def _within_quota(org: Organization, command: TrackAccount, _place: _Place) -> None:
    quota.room_to_track(org, is_active=command.is_active)


_Check = Callable[["Organization", TrackAccount, _Place], None]

_ORDERS: dict[int, tuple[_Check, ...]] = {
    409: (_not_twice, _within_quota),
    403: (_within_quota, _not_twice),
}
"""Which check comes first, by the status that it gives."""

_MISSING: dict[str | int, Callable[[_Place], WorldError]] = {
    422: lambda _: ValueRefused("username", "must be the handle of a profile that exists"),
    502: lambda place: UpstreamFailed(f"{place[0].value} did not deliver the profile {place[1]}."),
}
"""How a service that looks at once puts it that there is no such profile."""
