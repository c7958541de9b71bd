"""What the control interface answers, as types: for the document, and for typed clients."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from creatoraudit_mock.clock import Mode
from creatoraudit_mock.world import KeyState


class Answer(Struct, frozen=True, kw_only=True):
    """Base of all answers."""


class ScenarioShown(Answer, frozen=True, kw_only=True):
    """A scenario that comes with the package."""

    name: str
    description: str


class ClockShown(Answer, frozen=True, kw_only=True):
    """Where the clock is, and what moves it."""

    now: datetime
    mode: Mode
    speed: float
    """Virtual seconds per real second; 0 unless scaled."""
    step: float
    """Seconds by which each request moves it; 0 unless per-request."""
    next_event: datetime | None
    """When the next scrape is attempted, or null if none is scheduled."""


class RateShown(Answer, frozen=True, kw_only=True):
    """How often a key may ask."""

    requests: int | None
    """In each window; null for no limit."""
    window: int
    """Seconds."""


class KeyShown(Answer, frozen=True, kw_only=True):
    """An API key, by the secret under which it is known on this server."""

    name: str
    secret: str
    state: KeyState
    scopes: list[str]
    rate_limit: RateShown | None
    """Null: the organization's."""


class QuotaShown(Answer, frozen=True, kw_only=True):
    """How many accounts may be tracked, and how many are."""

    accounts: int | None
    """Null for no end."""
    tracked: int


class SubscriptionShown(Answer, frozen=True, kw_only=True):
    """Whether the organization's subscription is in force."""

    active: bool


class WorldShown(Answer, frozen=True, kw_only=True):
    """A world: where it is, how it began, and how it stands."""

    id: str
    base_url: str
    api_key: str
    """The secret of its first key here."""
    keys: list[KeyShown]
    scenario: str
    description: str
    seed: int
    started: datetime
    clock: ClockShown
    dialect: dict[str, Any]
    """The switches that differ from their defaults."""
    rate_limit: RateShown
    quota: QuotaShown
    subscription: SubscriptionShown
    requests: int
    """Entries in its journal."""
    commands: int
    """Entries in its log."""


class ResourceShown(Answer, frozen=True, kw_only=True):
    """Something tracked, and its schedule."""

    id: str
    type: Literal["account", "video"]
    platform: Literal["instagram", "tiktok"]
    name: str
    """A handle, or the number of a post."""
    is_active: bool
    is_held: bool
    scrape_interval_hours: int
    added_at: datetime
    last_scrape: datetime | None
    """When the last scrape succeeded."""
    next_scrape: datetime | None
    """When the next is attempted."""
    next_outcome: str | None
    """What will come of it as things stand: refreshed, failed or unavailable."""


class RefreshesShown(Answer, frozen=True, kw_only=True):
    """The ground truth: every scrape that succeeded so far."""

    refreshes: list[datetime]


class FaultShown(Answer, frozen=True, kw_only=True):
    """A planned fault, and what has come of it."""

    name: str
    fault: str
    """Its kind."""
    on: str | None
    """The operation's id; null for all that it fits."""
    resource: str | None
    times: int | None
    after: int
    probability: float
    start: datetime | None
    end: datetime | None
    optional: bool
    met: int
    """How many requests it was for."""
    hits: int
    """How many it has struck."""


class SentShown(Answer, frozen=True, kw_only=True):
    """A request as it was served; secrets are replaced by the names of keys."""

    method: str
    target: str
    headers: dict[str, str]
    body: str


class RepliedShown(Answer, frozen=True, kw_only=True):
    """The response to it."""

    status: int
    headers: dict[str, str]
    body: str


class EntryShown(Answer, frozen=True, kw_only=True):
    """An entry of the journal."""

    index: int
    at: datetime
    operation: str | None
    key: str | None
    request: SentShown
    response: RepliedShown
    trace: list[str]
    """What was decided, in order; the last is the reason for the status."""
    faults: list[str]
    delay: int
    """Microseconds until the last byte of the response was to arrive."""
    lost: bool


class JournalShown(Answer, frozen=True, kw_only=True):
    """A page of the journal."""

    entries: list[EntryShown]
    next: int | None
    """What `since` of the next page is; null at the end."""
    total: int
    """Entries in the journal, shown or not."""


class CommandShown(Answer, frozen=True, kw_only=True):
    """An entry of the log."""

    index: int
    at: datetime
    command: dict[str, Any]
    """As in a recording: `do` says which, instants and durations are microseconds."""


class LogShown(Answer, frozen=True, kw_only=True):
    """A page of the log."""

    entries: list[CommandShown]
    next: int | None
    total: int


class FindingShown(Answer, frozen=True, kw_only=True):
    """A rule that a client broke, in one way, however often."""

    code: str
    name: str
    level: Literal["error", "advice"]
    message: str
    topic: str
    """The page of the API's documentation that says so."""
    client: str
    """Key name and `User-Agent`."""
    at: datetime
    """The first occasion."""
    entries: list[int]
    """Indices of the requests in the journal."""
    subjects: list[str]
    """The requests or resources concerned."""
    count: int
    aspect: str
    """Which side of the rule, of those that have several."""


class IdealShown(Answer, frozen=True, kw_only=True):
    """The fewest requests with which any poller could have kept a lag."""

    lag: float
    """Seconds."""
    one_by_one: int
    """Each request reads one resource."""
    all_at_once: int
    """Each request reads all of them, as a list does."""


class FiguresShown(Answer, frozen=True, kw_only=True):
    """What was counted; durations are seconds, null if there is nothing."""

    requests: int
    by_status: dict[int, int]
    clients: int
    span: float
    """From the first request to the last."""
    polls: int
    """Repeatable reads."""
    polls_per_hour: float | None
    resources: int
    """Accounts and videos that were read."""
    refreshes: int
    """Those that could have been seen."""
    detected: int
    missed: int
    lag_p50: float | None
    lag_p95: float | None
    lag_max: float | None
    requests_per_change: float | None
    unchanged_rereads: int
    share_304: float | None
    """How many of the re-reads without news were answered by a 304."""
    bytes_sent: int
    bytes_saved: int
    rate_limited: int
    early_retries: int
    """Requests before a `Retry-After` had passed."""
    ideal: list[IdealShown]
    suggestions: list[str]
    """Cheaper ways to see the same refreshes."""


class ScoreShown(Answer, frozen=True, kw_only=True):
    """The scorecard of whoever polls a world."""

    scenario: str
    seed: int
    findings: list[FindingShown]
    figures: FiguresShown
    notes: list[str]
    """What could not be judged, and why."""


class FieldWrong(Answer, frozen=True, kw_only=True):
    """A member that is refused, and why."""

    field: str
    message: str


class Problem(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldWrong] = []
