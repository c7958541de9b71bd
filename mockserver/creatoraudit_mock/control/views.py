"""Worlds and their parts as the control interface shows them."""

from __future__ import annotations

import msgspec

from creatoraudit_mock.clock import VirtualClock
from creatoraudit_mock.control.answers import (
    ClockShown,
    CommandShown,
    EntryShown,
    FaultShown,
    KeyShown,
    QuotaShown,
    RateShown,
    ResourceShown,
    SubscriptionShown,
    WorldShown,
)
from creatoraudit_mock.control.feed import plain
from creatoraudit_mock.control.registry import Registry
from creatoraudit_mock.journal import Entry
from creatoraudit_mock.kit import World
from creatoraudit_mock.kit.faults import PlannedFault
from creatoraudit_mock.values import FAR_FUTURE, SECOND, to_datetime
from creatoraudit_mock.world import Account, Key, LogEntry, RateLimit, Tracked, Video
from creatoraudit_mock.world.rates import UNLIMITED


def world_shown(registry: Registry, identifier: str, site: str) -> WorldShown:
    """A world, as it stands."""
    world = registry.world(identifier)
    keys = keys_shown(registry, world)
    return WorldShown(
        id=identifier,
        base_url=f"{site}/v2",
        api_key=keys[0].secret,
        keys=keys,
        scenario=world.scenario.name,
        description=world.scenario.description,
        seed=world.seed,
        started=to_datetime(world.started),
        clock=clock_shown(world.clock),
        dialect=world.dialect.settings(),
        rate_limit=rate_shown(world.organization.rate_limit),
        quota=quota_shown(world),
        subscription=SubscriptionShown(active=world.organization.subscription_active),
        requests=len(world.journal),
        commands=len(world.log),
    )


def clock_shown(clock: VirtualClock) -> ClockShown:
    """A clock, as it stands."""
    with clock.lock:
        return ClockShown(
            now=clock.now,
            mode=clock.mode,
            speed=clock.speed,
            step=clock.step.total_seconds(),
            next_event=clock.next_event(),
        )


def keys_shown(registry: Registry, world: World) -> list[KeyShown]:
    """The keys of a world, oldest first."""
    return [
        KeyShown(
            name=key.name,
            secret=registry.secret(world, key.secret),
            state=key.state,
            scopes=sorted(key.scopes),
            rate_limit=_own_rate(key),
        )
        for key in list(world.organization.keys.values())
    ]


def rate_shown(limit: RateLimit) -> RateShown:
    """A rate limit."""
    requests = None if limit.requests == UNLIMITED else limit.requests
    return RateShown(requests=requests, window=limit.window // SECOND)


def quota_shown(world: World) -> QuotaShown:
    """The quota of accounts, and what is tracked."""
    organization = world.organization
    return QuotaShown(accounts=organization.account_quota, tracked=len(organization.accounts))


def resource_shown(world: World, record: Tracked) -> ResourceShown:
    """An account or video, and its schedule."""
    now, weather = world.clock.instant, world.organization.weather(record)
    last = record.schedule.last_refresh(now, weather)
    following = record.schedule.next_attempt(now, weather)
    return ResourceShown(
        id=record.id,
        type="account" if isinstance(record, Account) else "video",
        platform=record.platform.value,
        name=_name(record),
        is_active=record.is_active,
        is_held=record.is_held,
        scrape_interval_hours=record.scrape_interval_hours,
        added_at=to_datetime(record.added_at),
        last_scrape=None if last is None else to_datetime(last),
        next_scrape=None if following is None else to_datetime(following.instant),
        next_outcome=None if following is None else following.outcome.value,
    )


def fault_shown(planned: PlannedFault) -> FaultShown:
    """A planned fault."""
    plan = planned.plan
    return FaultShown(
        name=plan.name,
        fault=plan.fault.kind,
        on=plan.operation,
        resource=plan.resource,
        times=plan.times,
        after=plan.after,
        probability=plan.probability,
        start=None if plan.start is None else to_datetime(plan.start),
        end=None if plan.end == FAR_FUTURE else to_datetime(plan.end),
        optional=plan.optional,
        met=planned.met,
        hits=planned.hits,
    )


def entry_shown(entry: Entry) -> EntryShown:
    """An entry of the journal."""
    return msgspec.convert(entry.to_dict(), EntryShown)


def command_shown(index: int, entry: LogEntry) -> CommandShown:
    """An entry of the log."""
    return CommandShown(index=index, at=to_datetime(entry.at), command=plain(entry.command))


def _own_rate(key: Key) -> RateShown | None:
    return None if key.rate_limit is None else rate_shown(key.rate_limit)


def _name(record: Tracked) -> str:
    if isinstance(record, Account):
        return record.username
    assert isinstance(record, Video)
    return str(record.post.number)
