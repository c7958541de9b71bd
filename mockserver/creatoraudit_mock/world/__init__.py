"""One organization: its clock, its resources, its log of commands, and what can be asked of it.

Pure: no I/O, no wall clock, no unseeded chance. Operations take and return plain values.
"""

from creatoraudit_mock.world import reports
from creatoraudit_mock.world.catalogue import (
    ACCOUNT_VIDEOS,
    ACCOUNTS,
    CREATORS,
    VIDEOS,
    Catalogue,
    Page,
)
from creatoraudit_mock.world.commands import (
    AddKey,
    Advance,
    Command,
    CreateCreator,
    DeleteAccount,
    DeleteCreator,
    DeleteVideo,
    Hold,
    LinkAccount,
    LoseReplica,
    Outage,
    Release,
    ScrapeNow,
    SetKeyState,
    SetRateLimit,
    SetSubscription,
    SetUnavailable,
    TrackAccount,
    TrackVideo,
    UnlinkAccount,
    UpdateAccount,
    UpdateCreator,
    UpdateVideo,
)
from creatoraudit_mock.world.errors import (
    Conflict,
    CursorInvalid,
    Misuse,
    NotFound,
    QuotaExceeded,
    ValueRefused,
    WorldError,
)
from creatoraudit_mock.world.listing import Order
from creatoraudit_mock.world.log import Log, LogEntry
from creatoraudit_mock.world.organization import Organization, Settings
from creatoraudit_mock.world.rates import RateLimit
from creatoraudit_mock.world.records import Account, Creator, Key, KeyState, Shown, Tracked, Video
from creatoraudit_mock.world.windows import Period, resolve_period

__all__ = [
    "ACCOUNTS",
    "ACCOUNT_VIDEOS",
    "CREATORS",
    "VIDEOS",
    "Account",
    "AddKey",
    "Advance",
    "Catalogue",
    "Command",
    "Conflict",
    "CreateCreator",
    "Creator",
    "CursorInvalid",
    "DeleteAccount",
    "DeleteCreator",
    "DeleteVideo",
    "Hold",
    "Key",
    "KeyState",
    "LinkAccount",
    "Log",
    "LogEntry",
    "LoseReplica",
    "Misuse",
    "NotFound",
    "Order",
    "Organization",
    "Outage",
    "Page",
    "Period",
    "QuotaExceeded",
    "RateLimit",
    "Release",
    "ScrapeNow",
    "SetKeyState",
    "SetRateLimit",
    "SetSubscription",
    "SetUnavailable",
    "Settings",
    "Shown",
    "TrackAccount",
    "TrackVideo",
    "Tracked",
    "UnlinkAccount",
    "UpdateAccount",
    "UpdateCreator",
    "UpdateVideo",
    "ValueRefused",
    "Video",
    "WorldError",
    "reports",
    "resolve_period",
]
