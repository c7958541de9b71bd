"""One organization: what it tracks, and what can be asked of it at an instant."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any, TypeVar
from weakref import ref

import msgspec
from msgspec import Struct

from creatoraudit_mock.clock import VirtualClock
from creatoraudit_mock.contract.dialect import BEST_GUESS, Dialect
from creatoraudit_mock.simulation import (
    Caps,
    Collection,
    Hardship,
    Platform,
    Post,
    Profile,
    Sighting,
    Spans,
    Standing,
    Weather,
)
from creatoraudit_mock.simulation.platforms import post_origin
from creatoraudit_mock.values import (
    FAR_FUTURE,
    SECOND,
    Chance,
    Instant,
)
from creatoraudit_mock.world import views
from creatoraudit_mock.world.changes import apply
from creatoraudit_mock.world.commands import Command, TrackAccount, TrackVideo
from creatoraudit_mock.world.errors import Duplicate, NotFound
from creatoraudit_mock.world.fault_plans import FaultPlan
from creatoraudit_mock.world.listing import Order, Ordering
from creatoraudit_mock.world.log import Log, LogEntry
from creatoraudit_mock.world.rates import RateLimit
from creatoraudit_mock.world.records import Account, Creator, Kept, Key, Shown, Tracked, Video

_POST_BITS = 20
_Record = TypeVar("_Record")
_T = TypeVar("_T")


class Settings(Struct, frozen=True, kw_only=True):
    """What an organization is given at its birth and keeps for life."""

    name: str = "Example organization"
    hardship: Hardship = Hardship()
    first_refresh: int = 5 * SECOND
    """Microseconds until the first scrape, unless a command says otherwise."""
    caps: Caps = Caps(0)
    """Collection limits that accounts inherit."""
    account_quota: int | None = None
    """How many accounts may be tracked, until a command says otherwise."""
    rate_limit: RateLimit = RateLimit()
    """What holds for keys without a limit of their own, until a command says otherwise."""


class Organization:
    """A fold of commands over an empty organization.

    Args:
        clock: its time.
        seed: its chance.
        genesis: the instant at which its history begins; not after the clock's.
        settings: see `Settings`.
        dialect: its answers to what the documentation leaves open.
    """

    def __init__(
        self,
        clock: VirtualClock,
        *,
        seed: int = 0,
        genesis: Instant | None = None,
        settings: Settings | None = None,
        dialect: Dialect | None = None,
    ) -> None:
        self.clock = clock
        self.chance = Chance(seed)
        self.genesis = clock.instant if genesis is None else genesis
        self.settings = settings or Settings()
        self.dialect = dialect or BEST_GUESS
        self.id = self.chance.uuid("organization")
        self.log = Log()
        self.accounts: dict[str, Account] = {}
        self.videos: dict[str, Video] = {}
        self.creators: dict[str, Creator] = {}
        self.keys: dict[str, Key] = {}
        self.departed: dict[str, Tracked] = {}
        """Deleted resources: the API has forgotten them, the ground truth has not."""
        self.former: dict[tuple[str, str | int], Tracked] = {}
        """The same by what they tracked: platform, and handle or number."""
        self.missing: dict[tuple[str, str], Spans] = {}
        """When a platform has no profile of a handle."""
        self.profiles: dict[tuple[str, str], Profile] = {}
        self.profiles_by_number: dict[int, Profile] = {}
        self.lone_posts: dict[tuple[str, int], Post] = {}
        """Posts of no known profile: the same post whenever it is tracked again."""
        self.accounts_by_handle: dict[tuple[str, str], Account] = {}
        self.accounts_by_serial: dict[int, Account] = {}
        self.videos_by_post: dict[tuple[str, int], Video] = {}
        self.subscription_active = True
        self.rate_limit = self.settings.rate_limit
        self.account_quota = self.settings.account_quota
        self.replica = 0
        """Which process of the service answers; each has idempotency keys of its own."""
        self.faults: dict[str, FaultPlan] = {}
        """What is planned to go wrong, by name, in the order of planning."""
        self.fault_names: set[str] = set()
        """Of dropped ones too."""
        self.outages = Spans()
        self.serials: dict[str, int] = {}
        self.revision = 0
        """Grows with every command; what was derived under another revision may be stale."""
        self.orderings: dict[tuple[str, Order], Ordering[Any]] = {}
        """Sorted collections, by name and sort."""
        # Its clock does not keep it alive: in a circle, even the smallest world would stay until
        # the collector comes by.
        clock.on_move.append(self.log.moved)
        clock.events.append(_next_event_of(ref(self)))

    def __repr__(self) -> str:
        held = f"{len(self.accounts)} accounts, {len(self.videos)} videos"
        return f"<Organization {self.settings.name!r} seed={self.chance.seed}: {held}>"

    # -- changes

    def execute(self, command: Command) -> Any:
        """Let a command take effect now, and log it. What it returns depends on the command.

        Raises:
            WorldError: the world refuses; nothing has changed and nothing is logged.
        """
        with self.clock.lock:
            now = self.clock.instant
            result = self.apply(command, now)
            self.log.append(LogEntry(now, command))
        return result

    def track(self, command: TrackAccount | TrackVideo) -> tuple[Tracked, bool]:
        """Let something be tracked, and tell whether that is new.

        Raises:
            Conflict: it is tracked already, and the dialect does not return what is there.
            WorldError: the world refuses for another reason; nothing has changed.
        """
        try:
            return self.execute(command), True
        except Duplicate as error:
            if self.dialect.duplicate == 409:  # noqa: PLR2004 - the status
                raise
            return self.tracked(str(error.existing)), False

    def apply(self, command: Command, at: Instant) -> Any:
        """Let a command take effect at an instant, without logging: how scenarios begin."""
        self.revision += 1
        return apply(self, command, at)

    # -- finding things

    def account(self, identifier: str) -> Account:
        """The account with this id, or `NotFound`."""
        return _found("account", self.accounts, identifier)

    def video(self, identifier: str) -> Video:
        """The video with this id, or `NotFound`."""
        return _found("video", self.videos, identifier)

    def creator(self, identifier: str) -> Creator:
        """The creator with this id, or `NotFound`."""
        return _found("creator", self.creators, identifier)

    def resource(self, identifier: str) -> Account | Video | Creator:
        """The account, video or creator with this id, or `NotFound`."""
        for records in (self.accounts, self.videos, self.creators):
            if identifier in records:
                found: Account | Video | Creator = records[identifier]
                return found
        raise NotFound("account, video or creator", identifier)

    def tracked(self, identifier: str) -> Tracked:
        """The account or video with this id, or `NotFound`."""
        record = self.accounts.get(identifier) or self.videos.get(identifier)
        if record is None:
            raise NotFound("account or video", identifier)
        return record

    def author_id(self, video: Video) -> str | None:
        """The id of the tracked account whose post a video is, if there is one."""
        if video.author is None:
            return None
        account = self.accounts_by_handle.get((video.platform, video.author))
        return account.id if account else None

    def post(self, post_id: int, now: Instant) -> tuple[Account, Sighting] | None:
        """The collected post with this internal id, with its account."""
        serial, place = post_id >> 1 >> _POST_BITS, (post_id >> 1) & ((1 << _POST_BITS) - 1)
        account = self.accounts_by_serial.get(serial)
        if account is None or post_id != _post_id(account, place):
            return None
        sighting = self.collection(account).sighting(place, now)
        return (account, sighting) if sighting else None

    def collected(self, platform: Platform, number: int, now: Instant) -> int | None:
        """The internal id of the post with this number, if an account's feed has brought it in."""
        origin = post_origin(number)
        profile = self.profiles_by_number.get(origin[0]) if origin else None
        account = profile and self.accounts_by_handle.get((platform, profile.handle))
        if not origin or not account or account.profile is not profile:
            return None
        sighting = self.collection(account).sighting(origin[1], now)
        return _post_id(account, sighting.place) if sighting else None

    # -- ground truth

    def weather(self, record: Tracked) -> Weather:
        """What stands in the way of a record's scrapes."""
        return Weather(self.outages, record.absences)

    def refreshes(self, identifier: str, until: Instant | None = None) -> Iterator[Instant]:
        """Every successful scrape of an account or video so far, deleted ones included."""
        record = self.departed.get(identifier) or self.tracked(identifier)
        end = self.clock.instant if until is None else until
        return record.schedule.refreshes(record.added_at, end, self.weather(record))

    def next_event(self, instant: Instant) -> Instant | None:
        """When the next scrape of anything is attempted, or None if nothing is scheduled."""
        upcoming = min((self.next_attempt(r, instant) for r in self.everything()), default=None)
        return None if upcoming == FAR_FUTURE else upcoming

    def everything(self) -> Iterator[Tracked]:
        """All accounts, then all videos."""
        yield from self.accounts.values()
        yield from self.videos.values()

    def next_attempt(self, record: Tracked, instant: Instant) -> Instant:
        """When a record is scraped next, with or without success; never is the far future."""
        attempt = record.schedule.next_attempt(instant, self.weather(record))
        return FAR_FUTURE if attempt is None else attempt.instant

    def standing(self, record: Tracked, now: Instant) -> Standing:
        """A record's last refresh, and until when it is not scraped again."""
        return record.schedule.standing(now, self.weather(record))

    def count(self, account: Account, counter: int, now: Instant) -> tuple[int, Instant]:
        """One of an account's counters, by its place in a tally, and until when it holds."""
        weather = self.weather(account)
        refresh, until = account.schedule.standing(now, weather)
        if refresh is None:
            return 0, until
        return _collection(account, weather).count_at(refresh, counter), until

    # -- what the API shows

    def show_account(self, account: Account, now: Instant) -> Shown:
        """An account's representation now."""
        return _current(account, now) or self._show(account, now, self._account_fields)

    def show_video(self, video: Video, now: Instant) -> Shown:
        """A video's representation now."""
        return _current(video, now) or self._show(video, now, self._video_fields)

    def show_creator(self, creator: Creator, now: Instant) -> Shown:
        """A creator's representation now; it changes with each scrape of its accounts."""
        if creator.shown is not None:
            revision, shown = creator.shown
            if revision == self.revision and shown.since <= now < shown.until:
                return shown
        fields = views.creator_fields(creator, self.weather, now)
        ends = [self.standing(account, now).until for account in creator.accounts.values()]
        shown = Shown(fields, msgspec.json.encode(fields), now, min(ends, default=FAR_FUTURE))
        creator.shown = (self.revision, shown)
        return shown

    def show_posts(self, account: Account, now: Instant) -> list[Shown]:
        """The collected posts of an account now, oldest first."""
        cached = account.posts_shown
        if cached and cached[0] <= now < cached[1]:
            return cached[2]
        until = self.standing(account, now).until
        rows = []
        for sighting in self.collection(account).sightings(now):
            post_id = _post_id(account, sighting.place)
            fields = views.post_fields(account, post_id, sighting, self.dialect)
            rows.append(Shown(fields, msgspec.json.encode(fields), now, until))
        account.posts_shown = (now, until, rows)
        return rows

    def kept(
        self, record: Tracked, what: Hashable, make: Callable[[], _T], now: Instant
    ) -> tuple[_T, Instant]:
        """What *make* works out of a record, and until when it holds if nobody commands anything.

        It is worked out once until the record's next scrape or the next command.
        """
        kept = record.kept
        if kept is None or kept.revision != self.revision or not kept.since <= now < kept.until:
            kept = record.kept = Kept(self.revision, now, self.standing(record, now).until, {})
        if what not in kept.found:
            kept.found[what] = make()
        return kept.found[what], kept.until

    def collection(self, account: Account) -> Collection:
        """What an account's scrapes bring in."""
        return _collection(account, self.weather(account))

    def _show(
        self,
        record: Tracked,
        now: Instant,
        describe: Callable[[Any, Weather, Instant, Instant | None], dict[str, Any]],
    ) -> Shown:
        weather = self.weather(record)
        refresh, until = record.schedule.standing(now, weather)
        fields = describe(record, weather, now, refresh)
        record.shown = Shown(fields, msgspec.json.encode(fields), now, until)
        return record.shown

    def _account_fields(
        self, account: Account, weather: Weather, now: Instant, refresh: Instant | None
    ) -> dict[str, Any]:
        collection, known = _collection(account, weather), account.shown
        if known is not None and known.since <= now and known.fields["last_scrape_time"]:
            # Commands that change anything else about it forget what was shown.
            assert refresh is not None
            news = views.account_news(account, collection, weather, now, refresh, self.dialect)
            return {**known.fields, **news}
        creator = self.creators.get(account.creator_id) if account.creator_id else None
        return views.account_fields(
            account,
            collection,
            weather,
            now,
            refresh,
            self.settings.caps,
            creator.name if creator else None,
            self.dialect,
        )

    def _video_fields(
        self, video: Video, weather: Weather, now: Instant, refresh: Instant | None
    ) -> dict[str, Any]:
        author = self.author_id(video)
        return views.video_fields(video, weather, now, refresh, author, self.dialect)


def _collection(account: Account, weather: Weather) -> Collection:
    return Collection(account.profile, account.schedule, weather, account.caps)


def _post_id(account: Account, place: int) -> int:
    """The internal integer id of a feed's post; the lowest bit keeps the platforms apart."""
    return ((account.serial << _POST_BITS) + place) * 2 + (account.platform is Platform.TIKTOK)


def _current(record: Tracked, now: Instant) -> Shown | None:
    shown = record.shown
    return shown if shown is not None and shown.since <= now < shown.until else None


def _next_event_of(alive: ref[Organization]) -> Callable[[Instant], Instant | None]:
    """What a clock asks of an organization for as long as there is one."""

    def next_event(instant: Instant) -> Instant | None:
        org = alive()
        return None if org is None else org.next_event(instant)

    return next_event


def _found(kind: str, records: dict[str, _Record], identifier: str) -> _Record:
    record = records.get(identifier)
    if record is None:
        raise NotFound(kind, identifier)
    return record
