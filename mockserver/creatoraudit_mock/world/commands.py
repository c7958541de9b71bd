"""Every change of a world, as data. Nothing else changes one.

Fields that a client may send are checked against the contract before they come here; instants
and durations are microseconds.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec import Struct

from creatoraudit_mock.simulation import Habits
from creatoraudit_mock.values import Instant
from creatoraudit_mock.world.fault_plans import FaultPlan

SCOPES = ("read", "write", "admin")
"""What a key may be allowed; each implies those before it (topic: Authentication)."""


class _Command(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="do"):
    """Base of all commands: immutable, and told apart in JSON by `do`."""


class TrackAccount(_Command, frozen=True, kw_only=True, tag="track_account"):
    """Begin to track an account."""

    platform: str
    username: str
    category: str | None = None
    scrape_interval_hours: int = 24
    is_active: bool = True
    metadata: dict[str, str] = {}
    creator_id: str | None = None
    max_recent_posts_per_account: int | None = None
    post_lookback_days: int | None = None
    first_refresh: int | None = None
    """How long the first scrape takes; None leaves it to the organization."""
    habits: Habits = Habits()
    """What is known of the profile; heeded when the handle is seen for the first time."""


class UpdateAccount(_Command, frozen=True, kw_only=True, tag="update_account"):
    """Change an account's settings; `changes` maps API field names to new values."""

    id: str
    changes: dict[str, Any]


class DeleteAccount(_Command, frozen=True, kw_only=True, tag="delete_account"):
    """Stop tracking an account and forget what was collected."""

    id: str


class TrackVideo(_Command, frozen=True, kw_only=True, tag="track_video"):
    """Begin to track one post by URL, shortcode or id."""

    platform: str
    identifier: str
    scrape_interval_hours: int = 24
    is_active: bool = True
    metadata: dict[str, str] = {}
    first_refresh: int | None = None


class UpdateVideo(_Command, frozen=True, kw_only=True, tag="update_video"):
    """Change a video's settings; `changes` maps API field names to new values."""

    id: str
    changes: dict[str, Any]


class DeleteVideo(_Command, frozen=True, kw_only=True, tag="delete_video"):
    """Stop tracking a video and forget what was collected."""

    id: str


class CreateCreator(_Command, frozen=True, kw_only=True, tag="create_creator"):
    """Add a creator, a named group of accounts."""

    name: str
    is_active: bool = True
    metadata: dict[str, str] = {}


class UpdateCreator(_Command, frozen=True, kw_only=True, tag="update_creator"):
    """Change a creator's settings; `changes` maps API field names to new values."""

    id: str
    changes: dict[str, Any]


class DeleteCreator(_Command, frozen=True, kw_only=True, tag="delete_creator"):
    """Remove a creator; its accounts stay."""

    id: str


class LinkAccount(_Command, frozen=True, kw_only=True, tag="link_account"):
    """Let an account belong to a creator."""

    creator_id: str
    account_id: str


class UnlinkAccount(_Command, frozen=True, kw_only=True, tag="unlink_account"):
    """Let an account belong to a creator no longer."""

    creator_id: str
    account_id: str


class ScrapeNow(_Command, frozen=True, kw_only=True, tag="scrape_now"):
    """Let a scrape of this resource succeed at this very instant, whatever the schedule says."""

    id: str


class HaveRefreshed(_Command, frozen=True, kw_only=True, tag="have_refreshed"):
    """Let a scrape of this resource have succeeded at this very instant, as somebody has observed.

    Unlike `ScrapeNow` it says when the next one is due, and is content with one that is there.
    """

    id: str
    due: Instant | None = None
    """None: an interval later."""


class Hold(_Command, frozen=True, kw_only=True, tag="hold"):
    """Let no scrape of this resource land until it is released."""

    id: str


class Release(_Command, frozen=True, kw_only=True, tag="release"):
    """End a hold; a scrape that became due meanwhile lands at this very instant."""

    id: str


class SetUnavailable(_Command, frozen=True, kw_only=True, tag="set_unavailable"):
    """Let the platform stop serving this item in `[start, end)`; without a start, from now on."""

    id: str
    start: Instant | None = None
    end: Instant


class RemoveProfile(_Command, frozen=True, kw_only=True, tag="remove_profile"):
    """Let a platform have no such profile in `[start, end)`; without a start, from now on."""

    platform: str
    username: str
    start: Instant | None = None
    end: Instant


class Outage(_Command, frozen=True, kw_only=True, tag="outage"):
    """Let every scrape in `[start, end)` fail; without a start, from now on."""

    start: Instant | None = None
    end: Instant


class AddKey(_Command, frozen=True, kw_only=True, tag="add_key"):
    """Issue an API key; without a secret it gets one that belongs to the seed and its name."""

    name: str
    secret: str | None = None
    scopes: tuple[str, ...] = SCOPES


class SetKeyState(_Command, frozen=True, kw_only=True, tag="set_key_state"):
    """Disable, enable or delete an API key."""

    name: str
    state: str


class SetSubscription(_Command, frozen=True, kw_only=True, tag="set_subscription"):
    """Let the organization's subscription lapse or resume."""

    is_active: bool


class SetRateLimit(_Command, frozen=True, kw_only=True, tag="set_rate_limit"):
    """Change how often one key may ask, or all keys that have no limit of their own."""

    requests: int | None = None
    """None: as good as no limit."""
    window: int | None = None
    """Microseconds; None leaves it as it is."""
    key: str | None = None
    """The name of the key; None for the organization's default."""


class SetQuota(_Command, frozen=True, kw_only=True, tag="set_quota"):
    """Change how many accounts may be tracked; those beyond it stay."""

    accounts: int | None = None
    """None: as many as one likes."""


class LoseReplica(_Command, frozen=True, kw_only=True, tag="lose_replica"):
    """Let another process of the service answer from now on, which knows no idempotency keys."""


class PlanFault(_Command, frozen=True, kw_only=True, tag="plan_fault"):
    """Let something go wrong with some of the requests to come."""

    plan: FaultPlan


class DropFault(_Command, frozen=True, kw_only=True, tag="drop_fault"):
    """Let a planned fault strike no more."""

    name: str


class Advance(_Command, frozen=True, kw_only=True, tag="advance"):
    """The clock was told to move to the instant at which this entry is stamped."""


Command: TypeAlias = (
    TrackAccount
    | UpdateAccount
    | DeleteAccount
    | TrackVideo
    | UpdateVideo
    | DeleteVideo
    | CreateCreator
    | UpdateCreator
    | DeleteCreator
    | LinkAccount
    | UnlinkAccount
    | ScrapeNow
    | HaveRefreshed
    | Hold
    | Release
    | SetUnavailable
    | RemoveProfile
    | Outage
    | AddKey
    | SetKeyState
    | SetSubscription
    | SetRateLimit
    | SetQuota
    | LoseReplica
    | PlanFault
    | DropFault
    | Advance
)
