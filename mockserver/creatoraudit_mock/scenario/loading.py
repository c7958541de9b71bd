"""Finding, reading and checking scenario files."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import msgspec

import creatoraudit_scenarios
from creatoraudit_mock.contract import RequestInvalid, check_request, completed, operation
from creatoraudit_mock.contract.dialect import BEST_GUESS, Dialect
from creatoraudit_mock.scenario.errors import ScenarioError
from creatoraudit_mock.scenario.faults import PlannedFault, planned_fault
from creatoraudit_mock.scenario.format import (
    AccountTable,
    KeyTable,
    OrganizationTable,
    Rate,
    ScenarioFile,
    VideoTable,
)
from creatoraudit_mock.scenario.scenario import Item, KeyPlan, Past, Scenario
from creatoraudit_mock.simulation import Caps, Habits, Hardship, Platform
from creatoraudit_mock.values import DAY, FAR_FUTURE, HOUR, parse_duration, parse_instant
from creatoraudit_mock.world import (
    SCOPES,
    CreateCreator,
    KeyState,
    RateLimit,
    RemoveProfile,
    Settings,
    TrackAccount,
    TrackVideo,
)
from creatoraudit_mock.world.identifiers import handle, post_identity
from creatoraudit_mock.world.rates import UNLIMITED

_T = TypeVar("_T")
_SHIPPED = Path(creatoraudit_scenarios.__file__).parent
_SECRET = re.compile(r"[!-~]+")
_LONGEST = 36_525 * DAY
_MSGSPEC_PATH = re.compile(r"(?P<reason>.*?)(?: - at `\$\.?(?P<key>[^`]*)`)?", re.DOTALL)


def names() -> list[str]:
    """The scenarios that come with the package."""
    return sorted(file.stem for file in _SHIPPED.glob("*.toml"))


@functools.cache
def _shipped() -> frozenset[str]:
    return frozenset(names())


@functools.cache
def _named(name: str) -> Scenario:
    source = f"{name}.toml"
    text = (_SHIPPED / source).read_text("utf-8")
    return _Trusting(source).scenario(text, _tables(text, source))


def load(name_or_file: str | Path) -> Scenario:
    """A scenario by its name, or from a TOML file.

    Raises:
        ScenarioError: there is no such scenario, or the file is not a valid one.
    """
    text = str(name_or_file)
    if text in _shipped():
        return _named(text)
    if not text.endswith(".toml"):
        known = ", ".join(names())
        raise ScenarioError(text, None, f"no such scenario; known: {known}; or give a .toml file")
    try:
        return from_text(Path(text).read_text("utf-8"), text)
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(text, None, f"cannot be read: {error}") from None


def from_text(text: str, source: str = "scenario") -> Scenario:
    """A scenario from the text of a TOML file; `source` names it in errors.

    Raises:
        ScenarioError: not TOML, an unknown key, a value of the wrong kind or out of range.
    """
    return _Checker(source).scenario(text, _tables(text, source))


def _tables(text: str, source: str) -> ScenarioFile:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(source, None, f"is not valid TOML: {error}") from None
    try:
        return msgspec.convert(tables, ScenarioFile)
    except msgspec.ValidationError as error:
        found = _MSGSPEC_PATH.fullmatch(str(error))
        assert found is not None
        raise ScenarioError(source, found["key"] or None, found["reason"]) from None


class _Checker:
    """Turns the tables of a file into a scenario, naming file and key in every complaint."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._dialect = BEST_GUESS
        self._handles: set[tuple[str, str]] = set()
        self._posts: set[tuple[str, int]] = set()
        self._creators: set[str] = set()

    def scenario(self, text: str, file: ScenarioFile) -> Scenario:
        self._dialect = self._check("dialect", lambda: Dialect.parse(file.dialect))
        creators = self._creator_commands(file)
        items = [item for n, t in enumerate(file.accounts) for item in self._accounts(n, t)]
        items += [item for n, t in enumerate(file.videos) for item in self._videos(n, t)]
        start = file.start
        if start is not None:
            self._check("start", lambda: parse_instant(start))
        return Scenario(
            name=Path(self._source).stem,
            description=file.description,
            source=text,
            start=start,
            settings=self._settings(file),
            dialect=self._dialect,
            keys=self._keys(file),
            creators=tuple(creators),
            items=tuple(sorted(items, key=lambda item: item.offset)),
            missing=tuple(self._missing(file)),
            outages=tuple(self._outages(file)),
            faults=tuple(self._faults(file)),
        )

    def _settings(self, file: ScenarioFile) -> Settings:
        table = file.organization
        days = table.post_lookback_days
        limits = {
            "max_recent_posts_per_account": table.max_recent_posts_per_account,
            "post_lookback_days": days,
        }
        # The same bounds as for the accounts that inherit them.
        example = {"platform": Platform.INSTAGRAM, "username": "any", **limits}
        self._against_contract("organization", "track_account", example)
        quota, tracked = table.account_quota, len(self._handles)
        if quota is not None and quota < tracked:
            reason = f"must be at least the number of [[accounts]], {tracked}; got {quota}"
            self._refuse("organization.account_quota", reason)
        shares = msgspec.structs.asdict(file.hardship)
        given = {name: share for name, share in shares.items() if share is not None}
        return Settings(
            name=table.name,
            hardship=self._check("hardship", lambda: Hardship(**given)),
            first_refresh=self._duration("organization.first_refresh", table.first_refresh),
            caps=Caps(0, table.max_recent_posts_per_account, days and days * DAY),
            account_quota=table.account_quota,
            rate_limit=self._rate_limit(table),
        )

    def _rate_limit(self, table: OrganizationTable) -> RateLimit:
        window = self._duration("organization.rate_window", table.rate_window)
        self._check("organization.rate_window", lambda: RateLimit(window=window))
        requests = _requests(table.rate_limit)
        return self._check("organization.rate_limit", lambda: RateLimit(requests, window))

    def _own_rate_limit(
        self, key: str, table: KeyTable, organization: OrganizationTable
    ) -> RateLimit | None:
        """A key's own number of requests, in the organization's window."""
        if table.rate_limit is None:
            return None
        window, requests = self._rate_limit(organization).window, _requests(table.rate_limit)
        return self._check(key, lambda: RateLimit(requests, window))

    def _keys(self, file: ScenarioFile) -> tuple[KeyPlan, ...]:
        if not file.keys:
            return (KeyPlan("Default key", SCOPES, None, "active"),)
        plans: list[KeyPlan] = []
        for n, table in enumerate(file.keys):
            for scope in table.scopes:
                if scope not in SCOPES:
                    self._refuse(f"keys[{n}].scopes", f"must be of {', '.join(SCOPES)}: {scope!r}")
            if table.state not in list(KeyState):
                options = ", ".join(KeyState)
                self._refuse(f"keys[{n}].state", f"must be one of: {options}; got {table.state!r}")
            if table.name in {plan.name for plan in plans}:
                self._refuse(f"keys[{n}].name", f"{table.name!r} is taken already")
            if table.secret is not None and not _SECRET.fullmatch(table.secret):
                self._refuse(f"keys[{n}].secret", "must be visible ASCII characters, no spaces")
            if table.secret is not None and table.secret in {plan.secret for plan in plans}:
                self._refuse(f"keys[{n}].secret", "is the secret of another key")
            limit = self._own_rate_limit(f"keys[{n}].rate_limit", table, file.organization)
            plans.append(KeyPlan(table.name, table.scopes, table.secret, table.state, limit))
        return tuple(plans)

    def _creator_commands(self, file: ScenarioFile) -> list[CreateCreator]:
        commands = []
        for n, table in enumerate(file.creators):
            for number in self._numbers(f"creators[{n}]", table.count):
                name = _numbered(table.name, number)
                if name in self._creators:
                    self._refuse(f"creators[{n}].name", f"{name!r} is taken already")
                command = CreateCreator(
                    name=name, is_active=table.is_active, metadata=table.metadata
                )
                self._against_contract(f"creators[{n}]", "create_creator", _body_of(command))
                self._creators.add(name)
                commands.append(command)
        return commands

    def _accounts(self, n: int, table: AccountTable) -> list[Item]:
        key = f"accounts[{n}]"
        return [self._account(key, table, number) for number in self._numbers(key, table.count)]

    def _account(self, key: str, table: AccountTable, number: int) -> Item:
        body: dict[str, Any] = {
            "platform": table.platform,
            "username": _numbered(table.username, number),
            "category": table.category,
            "max_recent_posts_per_account": table.max_recent_posts_per_account,
            "post_lookback_days": table.post_lookback_days,
            **_shared(table),
        }
        body = self._against_contract(key, "track_account", body)
        identity = (table.platform, handle(body["username"]))
        if identity in self._handles:
            self._refuse(f"{key}.username", f"{identity[1]!r} is there already: use {{n}} in it")
        self._handles.add(identity)
        creator = table.creator and _numbered(table.creator, number)
        if creator is not None and creator not in self._creators:
            self._refuse(f"{key}.creator", f"{creator!r} is not among [[creators]]")
        command = TrackAccount(
            **body, first_refresh=self._first_refresh(key, table), habits=self._habits(key, table)
        )
        item = self._item(key, table, command)
        return item._replace(creator=creator, posts=table.posts)

    def _habits(self, key: str, table: AccountTable) -> Habits:
        every = table.posts_every
        if table.followers is not None and table.followers < 0:
            self._refuse(f"{key}.followers", f"must not be negative, got {table.followers}")
        period = self._duration(f"{key}.posts_every", every) if every is not None else None
        if period is not None and period < 3_600_000_000:  # noqa: PLR2004 - an hour
            self._refuse(f"{key}.posts_every", f"must be at least '1h', got {every!r}")
        for name in ("posts", "following", "views_per_post"):
            if (count := getattr(table, name)) is not None and count < 0:
                self._refuse(f"{key}.{name}", f"must not be negative, got {count}")
        return Habits(
            table.followers,
            period,
            self._duration(f"{key}.history", table.history),
            following=table.following,
            verified=table.verified,
            views=table.views_per_post,
        )

    def _videos(self, n: int, table: VideoTable) -> list[Item]:
        key = f"videos[{n}]"
        return [self._video(key, table, number) for number in self._numbers(key, table.count)]

    def _video(self, key: str, table: VideoTable, number: int) -> Item:
        identifier = _numbered(table.identifier, number)
        body = {"platform": table.platform, "identifier": identifier, **_shared(table)}
        body = self._against_contract(key, "track_video", body)
        identity = self._check(
            f"{key}.identifier", lambda: post_identity(Platform(table.platform), identifier)
        )
        if (table.platform, identity.number) in self._posts:
            self._refuse(f"{key}.identifier", f"{identifier!r} is there already: use {{n}} in it")
        self._posts.add((table.platform, identity.number))
        command = TrackVideo(**body, first_refresh=self._first_refresh(key, table))
        return self._item(key, table, command)

    def _item(
        self, key: str, table: AccountTable | VideoTable, command: TrackAccount | TrackVideo
    ) -> Item:
        offset = self._offset(f"{key}.added", table.added)
        if offset > 0:
            self._refuse(f"{key}.added", f"must not lie after the start, got {table.added!r}")
        absence = self._absence(key, table, offset)
        past = self._past(key, table, offset)
        if past is not None and past.first is not None:
            # What is due earlier would come before what was observed.
            wait = past.first - offset + table.scrape_interval_hours * HOUR
            command = msgspec.structs.replace(command, first_refresh=wait)
        return Item(offset, command, held=table.held, unavailable=absence, past=past)

    def _past(self, key: str, table: AccountTable | VideoTable, added: int) -> Past | None:
        names = ("first_refreshed", "refreshed", "paused")
        given = {n: getattr(table, n) for n in names if getattr(table, n) is not None}
        at = {name: self._offset(f"{key}.{name}", text) for name, text in given.items()}
        for name, before in (("first_refreshed", "added"), ("refreshed", "first_refreshed")):
            if name in at and at[name] < at.get(before, added):
                self._refuse(f"{key}.{name}", f"must not lie before {before}, got {given[name]!r}")
        for name, offset in at.items():
            if offset > 0:
                reason = f"must not lie after the start, got {given[name]!r}"
                self._refuse(f"{key}.{name}", reason)
        if "first_refreshed" in at and "refreshed" not in at:
            self._refuse(f"{key}.first_refreshed", "needs refreshed beside it")
        if "paused" in at and at["paused"] < at.get("refreshed", added):
            self._refuse(f"{key}.paused", f"must not lie before refreshed, got {given['paused']!r}")
        if "paused" in at and not table.is_active:
            self._refuse(f"{key}.paused", "is for what was active before: leave is_active out")
        last = at.get("refreshed")
        due = self._due(key, table, last)
        return Past(at.get("first_refreshed", last), last, due, at.get("paused")) if at else None

    def _due(self, key: str, table: AccountTable | VideoTable, last: int | None) -> int | None:
        """When the next scrape runs: as given, else whole intervals after the last, not yet."""
        if table.due is None:
            interval = table.scrape_interval_hours * HOUR
            return None if last is None else last + (-last // interval + 1) * interval
        due = self._offset(f"{key}.due", table.due)
        if last is None:
            self._refuse(f"{key}.due", "needs refreshed beside it: else give first_refresh")
        if due <= last:
            self._refuse(f"{key}.due", f"must lie after refreshed, got {table.due!r}")
        return due

    def _absence(
        self, key: str, table: AccountTable | VideoTable, offset: int
    ) -> tuple[int, int | None] | None:
        span = table.unavailable_for
        if table.unavailable_from is None:
            if span is not None:
                self._refuse(f"{key}.unavailable_for", "needs unavailable_from beside it")
            return None
        low = self._offset(f"{key}.unavailable_from", table.unavailable_from)
        if span is None:
            return max(low, offset), None
        high = low + self._duration(f"{key}.unavailable_for", span)
        if high <= max(low, offset):
            reason = f"must reach beyond the moment when the item is added, got {span!r}"
            self._refuse(f"{key}.unavailable_for", reason)
        return max(low, offset), high

    def _missing(self, file: ScenarioFile) -> Iterator[RemoveProfile]:
        for n, table in enumerate(file.missing_profiles):
            key = f"missing_profiles[{n}]"
            for number in self._numbers(key, table.count):
                platform, username = table.platform, _numbered(table.username, number)
                body = {"platform": platform, "username": username}
                self._against_contract(key, "track_account", body)
                if (platform, handle(username)) in self._handles:
                    reason = "is among [[accounts]]: give that one an unavailable_from instead"
                    self._refuse(f"{key}.username", f"{username!r} {reason}")
                yield RemoveProfile(platform=platform, username=username, end=FAR_FUTURE)

    def _outages(self, file: ScenarioFile) -> list[tuple[int, int]]:
        spans = []
        for n, table in enumerate(file.outages):
            low = self._offset(f"outages[{n}].start", table.start)
            length = self._duration(f"outages[{n}].duration", table.duration)
            if length == 0:
                self._refuse(f"outages[{n}].duration", "must be longer than nothing")
            spans.append((low, low + length))
        return spans

    def _faults(self, file: ScenarioFile) -> list[PlannedFault]:
        dialect = self._check("dialect", lambda: Dialect.parse(file.dialect))
        planned: list[PlannedFault] = []
        for n, table in enumerate(file.faults):
            taken = {one.plan.name for one in planned}
            make = functools.partial(planned_fault, table, taken, dialect)
            planned.append(self._check(f"faults[{n}]", make))
        return planned

    def _first_refresh(self, key: str, table: AccountTable | VideoTable) -> int | None:
        text = table.first_refresh
        return None if text is None else self._duration(f"{key}.first_refresh", text)

    def _numbers(self, key: str, count: int) -> range:
        if not 1 <= count <= 1_000_000:  # noqa: PLR2004 - a million items fit into memory
            self._refuse(f"{key}.count", f"must be from 1 to 1000000, got {count}")
        return range(1, count + 1)

    def _against_contract(
        self, key: str, operation_id: str, body: dict[str, Any]
    ) -> dict[str, Any]:
        """The body as the API itself would take it, defaults filled in."""
        given = _given(body)
        try:
            arguments = check_request(
                operation(operation_id, self._dialect), {}, (), {}, msgspec.json.encode(given)
            )
        except RequestInvalid as error:
            first = error.errors[0]
            got = given.get(first.field)
            self._refuse(f"{key}.{first.field}", f"{first.message}; got {got!r}")
        return arguments.body

    def _offset(self, key: str, text: str) -> int:
        sign = -1 if text.startswith("-") else 1
        return sign * self._duration(key, text[1:] if text.startswith(("+", "-")) else text)

    def _duration(self, key: str, text: str) -> int:
        length = self._check(key, lambda: parse_duration(text, name="value"))
        if length > _LONGEST:
            self._refuse(key, f"must be at most a century, got {text!r}")
        return length

    def _check(self, key: str, convert: Callable[[], _T]) -> _T:
        try:
            return convert()
        except (ValueError, TypeError) as error:
            self._refuse(key, str(error))

    def _refuse(self, key: str, reason: str) -> NoReturn:
        raise ScenarioError(self._source, key, reason)


def _requests(rate: Rate) -> int:
    return UNLIMITED if rate == "off" else rate


class _Trusting(_Checker):
    """For what comes with the package: tests hold it against the contract, so no start has to."""

    def _against_contract(
        self,
        key: str,  # noqa: ARG002 - nothing is refused
        operation_id: str,
        body: dict[str, Any],
    ) -> dict[str, Any]:
        return completed(operation(operation_id, self._dialect), _given(body))


def _shared(table: AccountTable | VideoTable) -> dict[str, Any]:
    return {
        "is_active": table.is_active,
        "scrape_interval_hours": table.scrape_interval_hours,
        "metadata": table.metadata,
    }


def _given(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value is not None}


def _body_of(command: CreateCreator) -> dict[str, Any]:
    return {"name": command.name, "is_active": command.is_active, "metadata": command.metadata}


def _numbered(text: str, number: int) -> str:
    """`{n}` replaced by a number; `{n:3}` by one with leading zeros."""
    return re.sub(r"\{n(?::(\d))?\}", lambda m: str(number).zfill(int(m[1] or 0)), text)
