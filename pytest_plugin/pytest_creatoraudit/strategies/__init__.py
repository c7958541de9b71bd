"""Hypothesis strategies for worlds, for what happens to them, and for what is asked of them.

    from pytest_creatoraudit import strategies as st

Importing this imports Hypothesis; nothing else of the package does. Everything drawn is valid
unless its name says otherwise, in every dialect, and shrinks toward the boring case.
"""

from pytest_creatoraudit.strategies.bodies import (
    account_bodies,
    account_changes,
    creator_bodies,
    creator_changes,
    metadata,
    video_bodies,
    video_changes,
)
from pytest_creatoraudit.strategies.dialects import dialects
from pytest_creatoraudit.strategies.durations import durations
from pytest_creatoraudit.strategies.events import (
    Advance,
    Delete,
    Event,
    Hold,
    Interval,
    KeyState,
    Link,
    Outage,
    Pause,
    RateLimit,
    Release,
    Resume,
    ScrapeNow,
    Track,
    Unavailable,
    Unlink,
)
from pytest_creatoraudit.strategies.faults import FAULT_KINDS, FaultPlan, fault_plans
from pytest_creatoraudit.strategies.identifiers import (
    Post,
    handles,
    ids,
    platforms,
    post_identifiers,
    posts,
)
from pytest_creatoraudit.strategies.invalid import (
    Invalid,
    invalid_account_bodies,
    invalid_creator_bodies,
    invalid_video_bodies,
)
from pytest_creatoraudit.strategies.labels import labels
from pytest_creatoraudit.strategies.machine import Adapter, Read, client_machine, run_machine
from pytest_creatoraudit.strategies.periods import periods
from pytest_creatoraudit.strategies.scenarios import scenarios, worlds
from pytest_creatoraudit.strategies.schedules import Schedule, schedules
from pytest_creatoraudit.strategies.tags import Validator, validators
from pytest_creatoraudit.strategies.timelines import EVENT_KINDS, Timeline, timelines
from pytest_creatoraudit.strategies.walks import COLLECTIONS, Walk, walks

__all__ = [
    "COLLECTIONS",
    "EVENT_KINDS",
    "FAULT_KINDS",
    "Adapter",
    "Advance",
    "Delete",
    "Event",
    "FaultPlan",
    "Hold",
    "Interval",
    "Invalid",
    "KeyState",
    "Link",
    "Outage",
    "Pause",
    "Post",
    "RateLimit",
    "Read",
    "Release",
    "Resume",
    "Schedule",
    "ScrapeNow",
    "Timeline",
    "Track",
    "Unavailable",
    "Unlink",
    "Validator",
    "Walk",
    "account_bodies",
    "account_changes",
    "client_machine",
    "creator_bodies",
    "creator_changes",
    "dialects",
    "durations",
    "fault_plans",
    "handles",
    "ids",
    "invalid_account_bodies",
    "invalid_creator_bodies",
    "invalid_video_bodies",
    "labels",
    "metadata",
    "periods",
    "platforms",
    "post_identifiers",
    "posts",
    "run_machine",
    "scenarios",
    "schedules",
    "timelines",
    "validators",
    "video_bodies",
    "video_changes",
    "walks",
    "worlds",
]
