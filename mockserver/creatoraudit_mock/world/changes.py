"""What each command does to an organization: one function each, found through one table.

A function first refuses whatever it must, then changes; so a refused command leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from creatoraudit_mock.simulation import Platform, Post, Profile, Spans, lone_post
from creatoraudit_mock.simulation.platforms import post_origin
from creatoraudit_mock.values import Instant, ceil_second, format_instant
from creatoraudit_mock.world import admission, groups, quota, tracking
from creatoraudit_mock.world import commands as do
from creatoraudit_mock.world.errors import Conflict, Misuse, NotFound
from creatoraudit_mock.world.identifiers import handle, post_identity
from creatoraudit_mock.world.rates import UNLIMITED, RateLimit
from creatoraudit_mock.world.records import Account, Key, KeyState, Tracked, Video

if TYPE_CHECKING:
    from creatoraudit_mock.world.organization import Organization


_Place = tuple[Platform, str]
"""Where a profile is: the platform and the handle."""
_NEVER: Final = Spans()


def apply(org: Organization, command: do.Command, now: Instant) -> Any:
    """Let a command change the organization at an instant; return what it made, if anything."""
    return _TABLE[type(command)](org, command, now)


def _track_account(org: Organization, command: do.TrackAccount, now: Instant) -> Account:
    place = Platform(command.platform), handle(command.username)
    groups.check(org, command.creator_id)
    admission.check_account(org, command, place, now)
    account = _former_account(org, place, command, now) or _new_account(org, place, command, now)
    org.accounts[account.id] = org.accounts_by_serial[account.serial] = account
    org.accounts_by_handle[place] = account
    groups.place(org, account, command.creator_id)
    groups.join(org, account, now)
    _forget_shown_videos(org, *place)
    return account


def _new_account(
    org: Organization, place: _Place, command: do.TrackAccount, now: Instant
) -> Account:
    account = Account(
        **_tracked(org, "account", place[0], command, now),
        profile=_profile(org, place, command),
        category=command.category,
        creator_id=None,
        max_recent_posts_per_account=command.max_recent_posts_per_account,
        post_lookback_days=command.post_lookback_days,
        caps=(),
        absences=org.missing.get(place, _NEVER),
    )
    account.caps = (tracking.effective_caps(account, org.settings.caps),)
    return account


def _former_account(
    org: Organization, place: _Place, command: do.TrackAccount, now: Instant
) -> Account | None:
    account = _returned(org, place, command, now)
    if not isinstance(account, Account):
        return None
    account.category = command.category
    account.max_recent_posts_per_account = command.max_recent_posts_per_account
    account.post_lookback_days = command.post_lookback_days
    tracking.change_caps(account, org.weather(account), now, org.settings.caps)
    return account


def _update_account(org: Organization, command: do.UpdateAccount, now: Instant) -> Account:
    account = org.account(command.id)
    changes, before = dict(command.changes), account.creator_id
    owner, is_active = changes.pop("creator_id", before), changes.get("is_active")
    groups.check(org, owner)
    if is_active:
        quota.room_to_resume(org, [account])
    if owner != before:
        groups.place(org, account, owner)
    weather = org.weather(account)
    tracking.change_settings(account, weather, now, changes, org.dialect)
    tracking.change_caps(account, weather, now, org.settings.caps)
    if is_active is not None:
        account.is_paused_along = False  # from now on it goes its own way
    elif owner != before:
        groups.join(org, account, now)
    account.posts_shown = None
    return account


def _delete_account(org: Organization, command: do.DeleteAccount, now: Instant) -> Account:
    account = org.account(command.id)
    groups.place(org, account, None)
    del org.accounts[account.id], org.accounts_by_serial[account.serial]
    del org.accounts_by_handle[account.platform, account.username]
    _forget_shown_videos(org, account.platform, account.username)
    _depart(org, account, (account.platform, account.username), now)
    return account


def _track_video(org: Organization, command: do.TrackVideo, now: Instant) -> Video:
    platform = Platform(command.platform)
    identity = post_identity(platform, command.identifier)
    admission.check_video(org, platform, identity.number, now)
    video = _returned(org, (platform, identity.number), command, now)
    if not isinstance(video, Video):
        post, author = _post(org, platform, identity.number, now)
        video = Video(
            **_tracked(org, "video", platform, command, now),
            post=post,
            author=author or identity.author or f"creator_{post.words[7] % 100_000}",
        )
    org.videos[video.id] = org.videos_by_post[platform, identity.number] = video
    return video


def _update_video(org: Organization, command: do.UpdateVideo, now: Instant) -> Video:
    video = org.video(command.id)
    tracking.change_settings(video, org.weather(video), now, command.changes, org.dialect)
    return video


def _delete_video(org: Organization, command: do.DeleteVideo, now: Instant) -> Video:
    video = org.video(command.id)
    del org.videos[video.id], org.videos_by_post[video.platform, video.post.number]
    _depart(org, video, (video.platform, video.post.number), now)
    return video


def _scrape_now(org: Organization, command: do.ScrapeNow, now: Instant) -> None:
    record = org.tracked(command.id)
    tracking.scrape_now(record, org.weather(record), now)


def _have_refreshed(org: Organization, command: do.HaveRefreshed, now: Instant) -> None:
    record = org.tracked(command.id)
    tracking.have_refreshed(record, org.weather(record), now, command.due)


def _hold(org: Organization, command: do.Hold, now: Instant) -> None:
    record = org.tracked(command.id)
    tracking.hold(record, org.weather(record), now)


def _release(org: Organization, command: do.Release, now: Instant) -> None:
    record = org.tracked(command.id)
    tracking.release(record, org.weather(record), now)


def _set_unavailable(org: Organization, command: do.SetUnavailable, now: Instant) -> None:
    record = org.tracked(command.id)
    record.absences = record.absences.adding(*_span(command.start, command.end, now))


def _remove_profile(org: Organization, command: do.RemoveProfile, now: Instant) -> None:
    profile = Platform(command.platform), handle(command.username)
    low, high = _span(command.start, command.end, now)
    # Whoever asks at this very instant finds no profile, though a scrape may just have landed.
    begin = now if command.start is None else command.start
    org.missing[profile] = org.missing.get(profile, Spans()).adding(begin, high)
    account = org.accounts_by_handle.get(profile) or org.former.get(profile)
    if account is not None:
        account.absences = account.absences.adding(low, high)


def _outage(org: Organization, command: do.Outage, now: Instant) -> None:
    org.outages = org.outages.adding(*_span(command.start, command.end, now))


def _add_key(org: Organization, command: do.AddKey, _now: Instant) -> Key:
    secret = command.secret or f"ca_mock_{org.chance.digest('key', command.name, size=12).hex()}"
    if any(key.name == command.name for key in org.keys.values()) or secret in org.keys:
        raise Conflict(f"An API key named {command.name!r}, or with its secret, exists already.")
    key = org.keys[secret] = Key(secret, command.name, frozenset(command.scopes))
    return key


def _set_key_state(org: Organization, command: do.SetKeyState, _now: Instant) -> None:
    _key_named(org, command.name).state = KeyState(command.state)


def _set_subscription(org: Organization, command: do.SetSubscription, _now: Instant) -> None:
    org.subscription_active = command.is_active


def _set_rate_limit(org: Organization, command: do.SetRateLimit, _now: Instant) -> None:
    key = None if command.key is None else _key_named(org, command.key)
    current = org.rate_limit if key is None or key.rate_limit is None else key.rate_limit
    requests = UNLIMITED if command.requests is None else command.requests
    window = current.window if command.window is None else command.window
    limit = RateLimit(requests, window)
    if key is None:
        org.rate_limit = limit
    else:
        key.rate_limit = limit


def _set_quota(org: Organization, command: do.SetQuota, _now: Instant) -> None:
    quota.check(command.accounts)
    org.account_quota = command.accounts


def _lose_replica(org: Organization, _command: do.LoseReplica, _now: Instant) -> None:
    org.replica += 1


def _plan_fault(org: Organization, command: do.PlanFault, _now: Instant) -> None:
    name = command.plan.name
    # Names are never used again: traces and counts of the former fault are told by it.
    if name in org.fault_names:
        raise Conflict(f"A fault named {name!r} has been planned already: choose another name.")
    org.fault_names.add(name)
    org.faults[name] = command.plan


def _drop_fault(org: Organization, command: do.DropFault, _now: Instant) -> None:
    if command.name not in org.faults:
        raise NotFound("planned fault", command.name)
    del org.faults[command.name]


def _advance(_org: Organization, _command: do.Advance, _now: Instant) -> None:
    """The clock has moved already; the entry only marks it."""


def _key_named(org: Organization, name: str) -> Key:
    key = next((key for key in org.keys.values() if key.name == name), None)
    if key is None:
        raise NotFound("API key", name)
    return key


def _tracked(
    org: Organization,
    kind: str,
    platform: Platform,
    command: do.TrackAccount | do.TrackVideo,
    now: Instant,
) -> dict[str, Any]:
    """The fields that a new account or video has as something tracked."""
    serial = org.serials[kind] = org.serials.get(kind, 0) + 1
    identifier = org.chance.uuid(kind, serial)
    due = _due(org, command, now)
    return {
        "id": identifier,
        "serial": serial,
        "platform": platform,
        "added_at": now,
        "updated_at": now,
        "is_active": command.is_active,
        "scrape_interval_hours": command.scrape_interval_hours,
        "metadata": dict(command.metadata),
        "schedule": tracking.first_schedule(
            org.chance,
            org.settings.hardship,
            identifier,
            now,
            due if command.is_active else None,
            command.scrape_interval_hours,
        ),
        "first_due": due,
        "activity": [(now, command.is_active)],
    }


def _due(org: Organization, command: do.TrackAccount | do.TrackVideo, now: Instant) -> Instant:
    """When the first scrape of what a command tracks is due."""
    wait = org.settings.first_refresh if command.first_refresh is None else command.first_refresh
    # At least a moment later: no value appears at the instant of creation.
    return ceil_second(now + max(wait, 1))


def _returned(
    org: Organization,
    place: tuple[str, str | int],
    command: do.TrackAccount | do.TrackVideo,
    now: Instant,
) -> Tracked | None:
    """What was tracked there before, going on, if the dialect lets it come back."""
    record = org.former.pop(place, None) if org.dialect.readded_id == "same" else None
    if record is None:
        return None
    del org.departed[record.id]
    settings = {
        "is_active": command.is_active,
        "scrape_interval_hours": command.scrape_interval_hours,
        "metadata": dict(command.metadata),
    }
    tracking.begin_again(record, org.weather(record), now, _due(org, command, now), settings)
    return record


def _profile(org: Organization, place: _Place, command: do.TrackAccount) -> Profile:
    profile = org.profiles.get(place)
    if profile is None:
        profile = Profile(org.chance, *place, org.genesis, command.habits)
        org.profiles[place] = org.profiles_by_number[profile.number] = profile
    return profile


def _post(
    org: Organization, platform: Platform, number: int, now: Instant
) -> tuple[Post, str | None]:
    """The post with this number: one from a known profile's feed, or one all by itself."""
    origin = post_origin(number)
    profile = origin and org.profiles_by_number.get(origin[0])
    if origin and profile and profile.platform is platform and origin[1] < profile.published(now):
        return profile.post(origin[1]), profile.handle
    post = org.lone_posts.get((platform, number))
    if post is None:
        post = org.lone_posts[platform, number] = lone_post(org.chance, platform, number, now)
    return post, None


def _forget_shown_videos(org: Organization, platform: Platform, name: str) -> None:
    """Videos show the id of their author's account, which has just come or gone."""
    for video in org.videos.values():
        if video.author == name and video.platform is platform:
            video.shown = None


def _depart(org: Organization, record: Tracked, place: tuple[str, str | int], now: Instant) -> None:
    tracking.end(record, org.weather(record), now)
    org.departed[record.id] = org.former[place] = record


def _span(start: Instant | None, end: Instant, now: Instant) -> tuple[Instant, Instant]:
    """The span of a command, without this very instant: a scrape that landed now has landed."""
    start = now if start is None else start
    if end <= start:
        there, here = format_instant(end), format_instant(start)
        raise Misuse(f"a span must end after it starts, got {here} to {there}")
    if start < now:
        raise Misuse(
            f"the past is fixed: a span may start at {format_instant(now)} at the earliest, "
            f"got {format_instant(start)}"
        )
    return max(start, now + 1), end


_TABLE: dict[type, Callable[[Organization, Any, Instant], Any]] = {
    do.TrackAccount: _track_account,
    do.UpdateAccount: _update_account,
    do.DeleteAccount: _delete_account,
    do.TrackVideo: _track_video,
    do.UpdateVideo: _update_video,
    do.DeleteVideo: _delete_video,
    do.CreateCreator: groups.create,
    do.UpdateCreator: groups.update,
    do.DeleteCreator: groups.delete,
    do.LinkAccount: groups.link,
    do.UnlinkAccount: groups.unlink,
    do.ScrapeNow: _scrape_now,
    do.HaveRefreshed: _have_refreshed,
    do.Hold: _hold,
    do.Release: _release,
    do.SetUnavailable: _set_unavailable,
    do.RemoveProfile: _remove_profile,
    do.Outage: _outage,
    do.AddKey: _add_key,
    do.SetKeyState: _set_key_state,
    do.SetSubscription: _set_subscription,
    do.SetRateLimit: _set_rate_limit,
    do.SetQuota: _set_quota,
    do.LoseReplica: _lose_replica,
    do.PlanFault: _plan_fault,
    do.DropFault: _drop_fault,
    do.Advance: _advance,
}
