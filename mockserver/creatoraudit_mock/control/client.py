"""A typed client of the control interface, for programs outside pytest; needs httpx."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Final, NamedTuple, Self, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from creatoraudit_mock.control.answers import (
    ClockShown,
    EntryShown,
    FaultShown,
    JournalShown,
    KeyShown,
    LogShown,
    Problem,
    QuotaShown,
    RateShown,
    RefreshesShown,
    ResourceShown,
    ScenarioShown,
    ScoreShown,
    SubscriptionShown,
    WorldShown,
)
from creatoraudit_mock.control.happenings import Happening
from creatoraudit_mock.values import SECOND, Duration, Moment, parse_duration

_T = TypeVar("_T")
_MOST: Final = 1_000


class ControlError(RuntimeError):
    """The control interface refused; `problem` is its whole answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.status} {problem.title}: {problem.detail}")
        self.problem = problem


class Told(NamedTuple):
    """An event, and the id by which a stream goes on after it."""

    id: str
    event: Happening


class ControlClient:
    """A client of the control interface of a running server.

    Args:
        url: where the server is; with or without a path.
        token: what the server demands, if it does.
        timeout: real seconds for each request.

    Raises:
        ModuleNotFoundError: httpx is not installed.
    """

    def __init__(self, url: str, *, token: str | None = None, timeout: float = 30) -> None:
        parts = urlsplit(url)
        if not parts.scheme or not parts.netloc:
            raise ValueError(f"url must look like http://127.0.0.1:8080, got {url!r}")
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        self._http = _httpx().Client(
            base_url=f"{parts.scheme}://{parts.netloc}/_mock",
            headers=headers,
            timeout=timeout,
            trust_env=False,
        )

    def __repr__(self) -> str:
        return f"<ControlClient of {self._http.base_url}>"

    def worlds(self) -> list[ControlledWorld]:
        """All worlds, oldest first."""
        found = self.ask("GET", "/worlds", list[WorldShown])
        return [ControlledWorld(self, one) for one in found]

    def world(self, identifier: str) -> ControlledWorld:
        """The world with this id."""
        return ControlledWorld(self, self.ask("GET", f"/worlds/{_quoted(identifier)}", WorldShown))

    def create(self, scenario: str | None = None, **settings: Any) -> ControlledWorld:
        """A new world.

        Args:
            scenario: one of `scenarios()`; or give `source`, the text of a scenario file.
            settings: `seed`, `start`, `dialect`, `clock` and `source`.
        """
        body = settings if scenario is None else {"scenario": scenario, **settings}
        return ControlledWorld(self, self.ask("POST", "/worlds", WorldShown, body))

    def replay(self, recording: bytes) -> ControlledWorld:
        """A new world that has lived through a recording."""
        made = self.ask("POST", "/recordings", WorldShown, recording)
        return ControlledWorld(self, made)

    def scenarios(self) -> list[ScenarioShown]:
        """The scenarios that a world may begin with."""
        return self.ask("GET", "/scenarios", list[ScenarioShown])

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self, method: str, path: str, kind: type[_T], body: Any = None, /, **query: Any) -> _T:
        """One request below `/_mock`; the answer as a type.

        Raises:
            ControlError: the server refused.
        """
        content = self.fetch(method, path, body, **query)
        return msgspec.json.decode(content or b"null", type=kind)

    def fetch(self, method: str, path: str, body: Any = None, /, **query: Any) -> bytes:
        """One request below `/_mock`; the answer as bytes.

        Raises:
            ControlError: the server refused.
        """
        given = {name: value for name, value in query.items() if value is not None}
        response = self._http.request(method, path, params=given, **_sent(body))
        content: bytes = response.content
        _check(response.status_code, content)
        return content

    @contextmanager
    def stream(self, path: str, /, **query: Any) -> Iterator[Iterator[str]]:
        """The lines of an endless answer."""
        # The server says something each second, so the usual timeout does no harm.
        with self._http.stream("GET", path, params=query) as response:
            if response.is_error:
                _check(response.status_code, response.read())
            yield response.iter_lines()


class ControlledWorld:
    """A world on a server; `about` is how it stood when it was last asked for.

    Durations and moments are what they are for a `World`.
    """

    def __init__(self, client: ControlClient, about: WorldShown) -> None:
        self._client = client
        self._path = f"/worlds/{_quoted(about.id)}"
        self.about = about
        self.id = about.id
        self.base_url = about.base_url
        self.api_key = about.api_key

    def __repr__(self) -> str:
        return f"<ControlledWorld {self.id!r} at {self.base_url}>"

    def refresh(self) -> WorldShown:
        """Ask again how it stands."""
        self.about = self._ask("GET", "", WorldShown)
        return self.about

    def remove(self) -> None:
        """Let the server serve it no longer."""
        self._ask("DELETE", "", type(None))

    # -- clock

    def clock(self) -> ClockShown:
        """Where the clock is, and what moves it."""
        return self._ask("GET", "/clock", ClockShown)

    def advance(self, by: Duration) -> ClockShown:
        """Move the clock by a duration."""
        return self._ask("POST", "/clock/advance", ClockShown, {"by": _text(by)})

    def advance_to(self, moment: Moment) -> ClockShown:
        """Move the clock to a moment."""
        return self._ask("POST", "/clock/advance", ClockShown, {"to": moment})

    def advance_to_next_event(self) -> ClockShown:
        """Move the clock to the next scrape that is attempted."""
        return self._ask("POST", "/clock/next", ClockShown)

    def freeze(self) -> ClockShown:
        """Let the clock move only when told."""
        return self._ask("POST", "/clock/freeze", ClockShown)

    def run(self, speed: float = 1) -> ClockShown:
        """Let the clock follow real time."""
        return self._ask("POST", "/clock/run", ClockShown, {"speed": speed})

    # -- resources

    def resources(self) -> list[ResourceShown]:
        """All accounts and videos, with their schedules."""
        return self._ask("GET", "/resources", list[ResourceShown])

    def resource(self, identifier: str) -> ResourceShown:
        """One of them."""
        return self._ask("GET", _resource(identifier), ResourceShown)

    def refreshes(self, identifier: str) -> list[datetime]:
        """The ground truth: every scrape of it that succeeded so far."""
        return self._ask("GET", _resource(identifier, "/refreshes"), RefreshesShown).refreshes

    def hold(self, identifier: str) -> ResourceShown:
        """Let no scrape of it land until `release`."""
        return self._ask("POST", _resource(identifier, "/hold"), ResourceShown)

    def release(self, identifier: str) -> ResourceShown:
        """End a hold."""
        return self._ask("POST", _resource(identifier, "/release"), ResourceShown)

    def scrape_now(self, identifier: str) -> ResourceShown:
        """Let a scrape of it succeed right now."""
        return self._ask("POST", _resource(identifier, "/scrape"), ResourceShown)

    def set_unavailable(self, identifier: str, **window: Any) -> ResourceShown:
        """Let the platform stop serving it; `start`, `duration` or `end` say when."""
        path = _resource(identifier, "/unavailable")
        return self._ask("POST", path, ResourceShown, _window(window))

    def outage(self, **window: Any) -> None:
        """Let every scrape fail; `start`, `duration` or `end` say when."""
        self._ask("POST", "/outages", type(None), _window(window))

    def remove_profile(self, platform: str, username: str, **window: Any) -> None:
        """Let a platform have no such profile; `start`, `duration` or `end` say when."""
        body = {"platform": platform, "username": username, **_window(window)}
        self._ask("POST", "/missing-profiles", type(None), body)

    # -- faults

    def faults(self) -> list[FaultShown]:
        """All planned faults."""
        return self._ask("GET", "/faults", list[FaultShown])

    def plan_fault(self, fault: str, **table: Any) -> FaultShown:
        """Plan a fault: its kind, its arguments and conditions, as in a scenario file."""
        return self._ask("POST", "/faults", FaultShown, {"fault": fault, **table})

    def remove_fault(self, name: str) -> None:
        """Let a planned fault strike no more."""
        self._ask("DELETE", f"/faults/{_quoted(name)}", type(None))

    def unused_faults(self) -> list[FaultShown]:
        """Planned faults that have struck nothing."""
        return self._ask("GET", "/faults/unused", list[FaultShown])

    # -- who may ask, and how often

    def keys(self) -> list[KeyShown]:
        """All API keys."""
        return self._ask("GET", "/keys", list[KeyShown])

    def add_key(self, name: str, *scopes: str) -> KeyShown:
        """Issue an API key; without scopes it has all three."""
        body = {"name": name, **({"scopes": scopes} if scopes else {})}
        return self._ask("POST", "/keys", KeyShown, body)

    def set_key(self, name: str, state: str) -> KeyShown:
        """Disable, re-enable or delete an API key."""
        return self._ask("PATCH", f"/keys/{_quoted(name)}", KeyShown, {"state": state})

    def set_rate_limit(
        self, requests: int | None, window: Duration | None = None, key: str | None = None
    ) -> RateShown:
        """Change how often keys may ask, or one key; arguments as for `World`."""
        body = {"requests": requests, **({} if window is None else {"window": _seconds(window)})}
        if key is None:
            return self._ask("PUT", "/rate-limit", RateShown, body)
        shown = self._ask("PUT", f"/keys/{_quoted(key)}/rate-limit", KeyShown, body)
        assert shown.rate_limit is not None
        return shown.rate_limit

    def set_quota(self, accounts: int | None) -> QuotaShown:
        """Change how many accounts may be tracked."""
        return self._ask("PUT", "/quota", QuotaShown, {"accounts": accounts})

    def set_subscription(self, *, active: bool) -> SubscriptionShown:
        """Let the subscription lapse or resume."""
        return self._ask("PUT", "/subscription", SubscriptionShown, {"active": active})

    def lose_replica(self) -> None:
        """Forget all idempotency keys."""
        self._ask("POST", "/replica/lose", type(None))

    # -- what has happened

    def journal(self, **conditions: Any) -> list[EntryShown]:
        """All entries that meet these: `operation`, `method`, `path`, `status`, `key`, `since`."""
        since: int | None = conditions.pop("since", 0)
        entries: list[EntryShown] = []
        while since is not None:
            query = {**conditions, "since": since, "limit": _MOST}
            page = self._ask("GET", "/journal", JournalShown, **query)
            entries += page.entries
            since = page.next
        return entries

    def journal_jsonl(self, **conditions: Any) -> bytes:
        """The same as JSON lines."""
        return self._client.fetch("GET", f"{self._path}/journal.jsonl", **conditions)

    def deliver(self, resource_id: str, payload: Any) -> None:
        """Hand over what a poller has learned, for the scorecard to judge."""
        body = {"resource_id": resource_id, "payload": payload}
        self._ask("POST", "/deliveries", type(None), body)

    def score(self, **settings: Any) -> ScoreShown:
        """The scorecard of whoever polls it: findings and figures.

        Args:
            settings: `lag`, `until`, `select`, `ignore` and `strict`, as `score` and
                `Scorecard.chosen` take them; codes are one text, such as `"CA201,CA4"`.
        """
        return self._ask("GET", "/score", ScoreShown, **_grading(settings))

    def score_report(self, form: str = "text", **settings: Any) -> str:
        """The same to be read or kept: as "text", "html", "markdown" or "sarif"."""
        query = {**_grading(settings), "format": form}
        return self._client.fetch("GET", f"{self._path}/score", **query).decode()

    def log(self, since: int = 0, limit: int = _MOST) -> LogShown:
        """The commands that changed it."""
        return self._ask("GET", "/log", LogShown, since=since, limit=limit)

    def recording(self) -> bytes:
        """What `ControlClient.replay` and `World.load` read."""
        return self._client.fetch("GET", f"{self._path}/recording")

    def events(self, since: str = "now", *, follow: bool = True) -> Iterator[Told]:
        """What happens, as it happens; ends with the server, or at once if not to follow.

        Args:
            since: "now", "start", or the id of the last event that is known already.
            follow: wait for more when everything has been told.
        """
        query = {"since": since, "follow": "true" if follow else "false"}
        with self._client.stream(f"{self._path}/events", **query) as lines:
            identifier = since
            for line in lines:
                name, _, value = line.partition(": ")
                if name == "id":
                    identifier = value
                elif name == "data":
                    yield Told(identifier, msgspec.json.decode(value, type=Happening))

    def _ask(self, method: str, path: str, kind: type[_T], body: Any = None, /, **query: Any) -> _T:
        return self._client.ask(method, f"{self._path}{path}", kind, body, **query)


def _httpx() -> Any:
    try:
        import httpx  # noqa: PLC0415 - optional
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "ControlClient needs httpx: pip install httpx, or 'creatoraudit-mock[pytest]'",
            name="httpx",
        ) from None
    return httpx


def _sent(body: Any) -> dict[str, Any]:
    if body is None:
        return {}
    if isinstance(body, bytes):
        return {"content": body, "headers": {"content-type": "application/jsonl"}}
    content = msgspec.json.encode(body)
    return {"content": content, "headers": {"content-type": "application/json"}}


def _check(status: int, content: bytes) -> None:
    if status >= 400:  # noqa: PLR2004 - where errors begin
        raise ControlError(msgspec.json.decode(content, type=Problem))


def _window(window: dict[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in window.items() if value is not None}
    return given | ({"duration": _text(given["duration"])} if "duration" in given else {})


def _grading(settings: dict[str, Any]) -> dict[str, Any]:
    """What is to be graded, as a query."""
    lag, until = settings.pop("lag", None), settings.pop("until", None)
    return {
        **settings,
        "lag": None if lag is None else _text(lag),
        "until": until.isoformat() if isinstance(until, datetime) else until,
    }


def _text(duration: Duration) -> str:
    """A duration in the one form that the interface takes."""
    if isinstance(duration, str):
        return duration
    seconds, micros = divmod(parse_duration(duration), SECOND)
    millis = f"{micros // 1000}.{micros % 1000:03}"
    return f"{seconds // 86_400}d{seconds % 86_400}s{millis}ms"


def _seconds(duration: Duration) -> int:
    return parse_duration(duration, name="window") // SECOND


def _resource(identifier: str, below: str = "") -> str:
    return f"/resources/{_quoted(identifier)}{below}"


def _quoted(text: str) -> str:
    return quote(text, safe="")
