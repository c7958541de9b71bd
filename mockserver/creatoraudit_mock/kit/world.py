"""What users hold: one simulated organization with its clock, clients, log and journal."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from creatoraudit_mock.clock import DEFAULT_START, VirtualClock
from creatoraudit_mock.contract import Contract, RequestInvalid, check_request, operations_of
from creatoraudit_mock.contract.dialect import Dialect
from creatoraudit_mock.http.gate import Gate
from creatoraudit_mock.http.routes import build_app
from creatoraudit_mock.http.tenants import Tenant, Tenants
from creatoraudit_mock.kit import clients, collector
from creatoraudit_mock.kit.clients import BASE_URL, Library
from creatoraudit_mock.kit.faults import Faults
from creatoraudit_mock.kit.handle import Handle
from creatoraudit_mock.kit.recording import Beginning, lines, read
from creatoraudit_mock.kit.replay import live_again
from creatoraudit_mock.kit.windows import window
from creatoraudit_mock.scenario import Scenario, from_text, load
from creatoraudit_mock.values import (
    Duration,
    Instant,
    Moment,
    parse_duration,
    to_datetime,
)
from creatoraudit_mock.world import (
    SCOPES,
    Account,
    AddKey,
    Command,
    CreateCreator,
    Creator,
    DeleteAccount,
    DeleteCreator,
    DeleteVideo,
    Hold,
    Key,
    KeyState,
    LinkAccount,
    Log,
    LoseReplica,
    Organization,
    Outage,
    Release,
    RemoveProfile,
    ScrapeNow,
    SetKeyState,
    SetQuota,
    SetRateLimit,
    SetSubscription,
    SetUnavailable,
    Shown,
    TrackAccount,
    TrackVideo,
    UnlinkAccount,
    UpdateAccount,
    UpdateCreator,
    UpdateVideo,
    Video,
)

if TYPE_CHECKING:
    import httpx


class World(Tenant):
    """A simulated CreatorAudit organization.

    Args:
        scenario: a name, a TOML file or a loaded `Scenario`; how the world begins.
        seed: all chance in it; the same seed and the same commands give the same world.
        start: its first instant; the scenario's, or a fixed one, by default.
        dialect: its answers to what the documentation leaves open.
        clock: a clock of your own instead of a frozen one that begins at `start`.

    Raises:
        ScenarioError: the scenario is unknown or not a valid one.
    """

    def __init__(
        self,
        scenario: str | Path | Scenario = "empty",
        *,
        seed: int = 0,
        start: Moment | None = None,
        dialect: Dialect | None = None,
        clock: VirtualClock | None = None,
    ) -> None:
        plan = scenario if isinstance(scenario, Scenario) else load(scenario)
        if clock is not None and start is not None:
            raise TypeError("give a world either a start or a clock that has one, not both")
        self.clock = clock or VirtualClock(
            start or plan.start or DEFAULT_START, source=time.monotonic_ns
        )
        if isinstance(self.clock.lock, nullcontext):
            self.clock.lock = threading.RLock()
        self.scenario = plan
        self.seed = seed
        self.started = self.clock.instant
        organization = Organization(
            self.clock,
            seed=seed,
            genesis=plan.genesis(self.started),
            settings=plan.settings,
            dialect=dialect or plan.dialect,
        )
        with collector.at_rest():
            plan.populate(organization, self.started)
        super().__init__(organization)
        self.base_url = BASE_URL
        self.deliveries: list[tuple[datetime, str, Any]] = []
        """What `deliver` was told: when, for which resource, and the payload."""

    def __repr__(self) -> str:
        return f"<World {self.scenario.name!r} seed={self.seed} {self.clock!r}>"

    # -- what it is

    @property
    def app(self) -> Gate:
        """The API of this world alone, as an ASGI application."""
        # Not kept: it has the world, and the two would stay until the collector comes by.
        return build_app(Tenants([self]))

    @property
    def api_key(self) -> str:
        """The secret of its first key."""
        return next(iter(self.organization.keys))

    @property
    def dialect(self) -> Dialect:
        """Its answers to what the documentation leaves open."""
        return self.organization.dialect

    @property
    def log(self) -> Log:
        """Every command so far."""
        return self.organization.log

    @property
    def accounts(self) -> list[Handle]:
        """Its tracked accounts, oldest first."""
        return [Handle(self, identifier) for identifier in self.organization.accounts]

    @property
    def videos(self) -> list[Handle]:
        """Its individually tracked videos, oldest first."""
        return [Handle(self, identifier) for identifier in self.organization.videos]

    @property
    def creators(self) -> list[Handle]:
        """Its creators, oldest first."""
        return [Handle(self, identifier) for identifier in self.organization.creators]

    def show(self, identifier: str) -> dict[str, Any]:
        """What the API shows of an account, video or creator right now.

        Raises:
            NotFound: there is none with this id.
        """
        with self.clock.lock:
            record = self.organization.resource(identifier)
            shown = _KINDS[type(record)].show(self.organization, record, self.clock.instant)
        # Read back from the bytes: what callers do to their copy must not change the world.
        fields: dict[str, Any] = msgspec.json.decode(shown.body)
        return fields

    def deliver(self, resource_id: str, payload: Any) -> None:
        """Stand in for whoever a poller hands its news to; `score(deliveries=...)` judges them.

        Args:
            resource_id: an account or video.
            payload: it, as the API showed it.
        """
        with self.clock.lock:
            self.deliveries.append((self.clock.now, resource_id, copy.deepcopy(payload)))

    # -- changing it

    def track_account(
        self,
        platform: str,
        username: str,
        *,
        first_refresh: Duration | None = None,
        **settings: Any,
    ) -> Handle:
        """Begin to track an account, as `POST /accounts` does.

        Args:
            platform: "instagram" or "tiktok".
            username: the handle.
            first_refresh: how long the first scrape takes.
            settings: other members of the API's request body, such as `scrape_interval_hours`.

        Raises:
            ValueError: the API would refuse it; the message says why.
        """
        sent = {"platform": platform, "username": username, **settings}
        body = _checked(self.contract, "track_account", sent)
        return self._track(TrackAccount(**body, first_refresh=_delay(first_refresh)))

    def track_video(
        self,
        platform: str,
        identifier: str,
        *,
        first_refresh: Duration | None = None,
        **settings: Any,
    ) -> Handle:
        """Begin to track a video by URL, shortcode or id, as `POST /videos` does.

        Raises:
            ValueError: the API would refuse it; the message says why.
        """
        sent = {"platform": platform, "identifier": identifier, **settings}
        body = _checked(self.contract, "track_video", sent)
        return self._track(TrackVideo(**body, first_refresh=_delay(first_refresh)))

    def create_creator(self, name: str, **settings: Any) -> Handle:
        """Add a creator, as `POST /creators` does; accounts are linked with `link`.

        Raises:
            ValueError: the API would refuse it; the message says why.
        """
        body = _checked(self.contract, "create_creator", {"name": name, **settings})
        creator: Creator = self.execute(CreateCreator(**body))
        return Handle(self, creator.id)

    def link(self, creator: str | Handle, account: str | Handle) -> None:
        """Let an account belong to a creator.

        Raises:
            Conflict: it belongs to another one.
        """
        self.execute(LinkAccount(creator_id=_id(creator), account_id=_id(account)))

    def unlink(self, creator: str | Handle, account: str | Handle) -> None:
        """Let an account belong to a creator no longer."""
        self.execute(UnlinkAccount(creator_id=_id(creator), account_id=_id(account)))

    def update(self, item: str | Handle, **changes: Any) -> None:
        """Change settings as PATCH does; `is_active=False` pauses, or archives a creator.

        Raises:
            ValueError: the API would refuse it; the message says why.
        """
        record = self.organization.resource(_id(item))
        kind = _KINDS[type(record)]
        body = _checked(
            self.contract, f"update_{kind.name}", changes, **{f"{kind.name}_id": record.id}
        )
        self.execute(kind.update(id=record.id, changes=body))

    def delete(self, item: str | Handle) -> None:
        """Stop tracking an account or video, or remove a creator."""
        record = self.organization.resource(_id(item))
        self.execute(_KINDS[type(record)].delete(id=record.id))

    def scrape_now(self, item: str | Handle) -> None:
        """Let a scrape succeed right now; the next follows an interval later.

        Raises:
            Misuse: one landed within this very second already.
        """
        self.execute(ScrapeNow(id=_id(item)))

    def hold(self, item: str | Handle) -> None:
        """Let no scrape land until `release`."""
        self.execute(Hold(id=_id(item)))

    def release(self, item: str | Handle) -> None:
        """End a hold; a scrape that became due meanwhile lands right now."""
        self.execute(Release(id=_id(item)))

    def outage(
        self,
        *,
        start: Moment | None = None,
        duration: Duration | None = None,
        end: Moment | None = None,
    ) -> None:
        """Let every scrape fail for a while, from now on unless `start` is given."""
        low, high = window(self.clock, start, duration, end)
        self.execute(Outage(start=low, end=high))

    def set_unavailable(
        self,
        item: str | Handle,
        *,
        start: Moment | None = None,
        duration: Duration | None = None,
        end: Moment | None = None,
    ) -> None:
        """Let the platform stop serving an item, for ever unless a duration or end is given."""
        low, high = window(self.clock, start, duration, end)
        self.execute(SetUnavailable(id=_id(item), start=low, end=high))

    def remove_profile(
        self,
        platform: str,
        username: str,
        *,
        start: Moment | None = None,
        duration: Duration | None = None,
        end: Moment | None = None,
    ) -> None:
        """Let a platform have no such profile, for ever unless a duration or end is given.

        An account that tracks it becomes unavailable; what tracking it from now on answers is a
        matter of the dialect (`missing_profile`).
        """
        sent = {"platform": platform, "username": username}
        _checked(self.contract, "track_account", sent)
        low, high = window(self.clock, start, duration, end)
        self.execute(RemoveProfile(**sent, start=low, end=high))

    def add_key(self, name: str, *scopes: str) -> str:
        """Issue another API key and return its secret; without scopes it has all three.

        Raises:
            ValueError: a scope is none of read, write and admin.
            Conflict: a key has this name already.
        """
        unknown = [scope for scope in scopes if scope not in SCOPES]
        if unknown:
            raise ValueError(f"scopes must be of {', '.join(SCOPES)}; got {', '.join(unknown)}")
        key: Key = self.execute(AddKey(name=name, scopes=scopes or SCOPES))
        return key.secret

    def set_key(self, name: str, state: KeyState | str) -> None:
        """Disable, re-enable or delete an API key.

        Raises:
            ValueError: the state is none of active, disabled and deleted.
            NotFound: no key has this name.
        """
        if state not in list(KeyState):
            raise ValueError(f"state must be one of: {', '.join(KeyState)}; got {state!r}")
        self.execute(SetKeyState(name=name, state=state))

    def set_subscription(self, *, active: bool) -> None:
        """Let the organization's subscription lapse or resume."""
        self.execute(SetSubscription(is_active=active))

    def set_rate_limit(
        self, requests: int | None, window: Duration | None = None, key: str | None = None
    ) -> None:
        """Change how often keys may ask; it holds for the very next request.

        Args:
            requests: how many in each window; None switches the limit off, which clients see as
                a limit of 2147483647, since the headers are promised on every response.
            window: whole seconds, aligned to the epoch; a minute unless it has been changed.
                Counting starts anew in a window of another length.
            key: the name of the key that it is for; without it, the default for all keys that
                have no limit of their own.

        Raises:
            WorldError: the figures make no limit, or there is no such key.
        """
        length = None if window is None else parse_duration(window, name="window")
        self.execute(SetRateLimit(requests=requests, window=length, key=key))

    def set_quota(self, accounts: int | None) -> None:
        """Change how many accounts may be tracked; None for no end. Those beyond it stay.

        Raises:
            WorldError: this is no number of accounts.
        """
        self.execute(SetQuota(accounts=accounts))

    def lose_replica(self) -> None:
        """Forget all idempotency keys, as when another process of the service takes over.

        The documentation warns of it: a retry then creates once more, or conflicts.
        """
        self.execute(LoseReplica())

    @property
    def faults(self) -> Faults:
        """What is planned to go wrong between the service and its clients."""
        return Faults(self)

    def execute(self, command: Command) -> Any:
        """Let a command take effect and log it."""
        return self.organization.execute(command)

    # -- ground truth

    def refreshes(self, item: str | Handle) -> list[datetime]:
        """The instants of every successful scrape of an account or video so far."""
        with self.clock.lock:
            return [to_datetime(t) for t in self.organization.refreshes(_id(item))]

    # -- keeping it

    def save(self, file: str | Path) -> None:
        """Write how it began and everything that happened since, as JSON lines."""
        Path(file).write_bytes(self.recording())

    def export(self, file: str | Path, *, real: bool = False) -> None:
        """Write the journal, to be read, graded (`score(file)`) or opened in other tools.

        Args:
            file: what ends in `.jsonl` gets the ground truth in its first line and then a line
                for each request; what ends in `.har` an HTTP archive (HAR 1.2).
            real: add the real time and the connection of each request. Without them the same
                seed, commands and requests give the same bytes.

        Raises:
            ValueError: the file's name ends otherwise.
        """
        path = Path(file)
        if path.suffix not in {".jsonl", ".har"}:
            raise ValueError(f"a journal is written to .jsonl or .har, got {path.name!r}")
        from creatoraudit_mock.scorecard import journal_lines  # noqa: PLC0415 - a world needs none

        with self.clock.lock:
            is_har = path.suffix == ".har"
            text = self.journal.to_har(real=real) if is_har else journal_lines(self, real=real)
        path.write_bytes(text)

    @classmethod
    def load(cls, file: str | Path) -> World:
        """The world of a saved run, on a frozen clock: same state, same log, same journal.

        Raises:
            RecordingError: the file is not a whole recording of a version that is known.
        """
        return cls.replay(Path(file).read_bytes())

    def recording(self) -> bytes:
        """What `save` writes."""
        with self.clock.lock:
            recorded = list(lines(self.beginning, self, self.clock.instant))
        return b"".join(line + b"\n" for line in recorded)

    @classmethod
    def replay(cls, recording: bytes) -> World:
        """What `load` reads.

        Raises:
            RecordingError: this is not a whole recording of a version that is known.
        """
        beginning, steps = read(recording.splitlines())
        world = cls.begun(beginning)
        for step in steps:
            live_again(step, world.organization, world.app.serve)
        return world

    @classmethod
    def begun(cls, beginning: Beginning) -> World:
        """A world as it began, on a frozen clock."""
        world = cls(
            from_text(beginning.source, f"{beginning.scenario}.toml"),
            seed=beginning.seed,
            start=to_datetime(beginning.start),
            dialect=Dialect.parse(beginning.dialect),
        )
        world.journal.cap = beginning.cap
        world.clock.by_request = beginning.by_request
        world.clock.speeds.update(beginning.speeds)
        return world

    @property
    def beginning(self) -> Beginning:
        """Everything that it was made from."""
        return Beginning(
            scenario=self.scenario.name,
            source=self.scenario.source,
            seed=self.seed,
            start=self.started,
            dialect=self.dialect.settings(),
            cap=self.journal.cap,
            by_request=self.clock.by_request,
            speeds=sorted(self.clock.speeds),
        )

    # -- mounts

    def transport(self, client: Library = "httpx") -> httpx.BaseTransport:
        """An in-process transport for `httpx` or `httpx2`, for their sync and async clients."""
        return clients.transport(self.app.serve, client)

    def client(self, client: Library = "httpx", **options: Any) -> httpx.Client:
        """A client of this world: base URL, key and in-process transport are set.

        Args:
            client: which library.
            options: anything else that its `Client` takes.
        """
        return clients.client(self.app.serve, self.api_key, client, options)

    def async_client(self, client: Library = "httpx", **options: Any) -> httpx.AsyncClient:
        """An async client of this world, for any event loop; arguments as for `client`."""
        return clients.async_client(self.app.serve, self.api_key, client, options)

    def _track(self, command: TrackAccount | TrackVideo) -> Handle:
        record, _ = self.organization.track(command)
        return Handle(self, record.id)


class _Kind(NamedTuple):
    """What `World` does alike with accounts, videos and creators."""

    name: str
    show: Callable[[Organization, Any, Instant], Shown]
    update: type[UpdateAccount | UpdateVideo | UpdateCreator]
    delete: type[DeleteAccount | DeleteVideo | DeleteCreator]


_KINDS = {
    Account: _Kind("account", Organization.show_account, UpdateAccount, DeleteAccount),
    Video: _Kind("video", Organization.show_video, UpdateVideo, DeleteVideo),
    Creator: _Kind("creator", Organization.show_creator, UpdateCreator, DeleteCreator),
}


def _checked(
    contract: Contract, operation_id: str, body: dict[str, Any], **path: str
) -> dict[str, Any]:
    """The body as the API would take it, or a ValueError in the API's words."""
    try:
        one = operations_of(contract)[operation_id]
        arguments = check_request(one, path, (), {}, msgspec.json.encode(body))
    except RequestInvalid as error:
        values = ", ".join(f"{e.field}={body.get(e.field)!r} {e.message}" for e in error.errors)
        raise ValueError(f"{operation_id}: {values}") from None
    unknown = sorted(set(body) - set(arguments.body))
    if unknown:
        raise TypeError(f"{operation_id} takes no {', '.join(unknown)}")
    return arguments.body


def _delay(first_refresh: Duration | None) -> int | None:
    return None if first_refresh is None else parse_duration(first_refresh, name="first_refresh")


def _id(item: str | Handle) -> str:
    return item.id if isinstance(item, Handle) else item
