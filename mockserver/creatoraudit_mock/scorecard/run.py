"""A run as the rules look at it: the truth, and each client's requests in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from creatoraudit_mock.journal import Entry
from creatoraudit_mock.scorecard.bodies import Reader, Row, Shown
from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.deliveries import Delivery
from creatoraudit_mock.scorecard.settings import Settings
from creatoraudit_mock.scorecard.tags import Tags
from creatoraudit_mock.scorecard.truth import Truth
from creatoraudit_mock.scorecard.vocabulary import BATCHES, LISTS, SHOWING
from creatoraudit_mock.values import Instant

_SHOWN = SHOWING | BATCHES.keys()


@dataclass(eq=False)
class Client:
    """Who sent requests: an API key's name and a User-Agent. Rules judge each by itself."""

    run: Run
    key: str | None
    agent: str
    calls: list[Call] = field(default_factory=list)
    known: dict[str, Row] = field(default_factory=dict)
    """What it was last shown of each account and video."""
    waiting: int = 0
    """How many of those have not been refreshed."""
    writes: int = 0

    def __str__(self) -> str:
        return f"{self.key or 'no known key'}, {self.agent or 'no User-Agent'}"

    @property
    def settings(self) -> Settings:
        """The thresholds."""
        return self.run.settings

    @cached_property
    def by_request(self) -> dict[tuple[str, str, bytes], list[Call]]:
        """Its calls, those that are the same request together."""
        return _grouped((call.request, call) for call in self.calls)

    @cached_property
    def by_operation(self) -> dict[str, list[Call]]:
        """Its calls by operation; those of unknown paths under an empty name."""
        return _grouped((call.operation, call) for call in self.calls)

    @cached_property
    def by_resource(self) -> dict[str, list[Call]]:
        """Its answered reads that show an account or video, by its id; falsified ones too."""
        return _grouped((name, call) for call in self.calls for name in call.rows)

    def of(self, operations: Iterable[str]) -> list[Call]:
        """Its calls of some operations, in order."""
        found = [call for name in operations for call in self.by_operation.get(name, ())]
        return sorted(found, key=lambda call: call.index)

    def learn(self, call: Call) -> None:
        """Take in what an answer shows."""
        call.writes = self.writes
        self.writes += call.is_write
        for name, row in call.rows.items():
            before = self.known.get(name)
            self.waiting += row.is_awaited - (before is not None and before.is_awaited)
            self.known[name] = row
        call.is_ready = self._is_ready(call)

    def _is_ready(self, call: Call) -> bool | None:
        if call.operation in LISTS and call.rows:
            return not any(row.is_awaited for row in call.rows.values())
        concerned = [*call.rows] or [*call.ids]
        if not concerned:
            return self.waiting == 0
        states = [self._has_data(name, call.at) for name in concerned]
        return False if False in states else (None if None in states else True)

    def _has_data(self, name: str, at: Instant) -> bool | None:
        """What it was told; else what it could see from the data itself."""
        row = self.known.get(name)
        if row is not None:
            return row.refresh is not None
        resource = self.run.truth.resources.get(name)
        return True if resource is not None and resource.latest(at) is not None else None


class Run:
    """Everything that rules may look at."""

    def __init__(
        self,
        truth: Truth,
        entries: Iterable[Entry],
        *,
        settings: Settings | None = None,
        lag: int | None = None,
        until: Instant | None = None,
        deliveries: Sequence[Delivery] | None = None,
        resources: frozenset[str] | None = None,
    ) -> None:
        self.truth = truth
        self.settings = settings or Settings()
        self.lag = lag
        self.until = until
        self.deliveries = deliveries
        self.resources = resources
        self.calls = [Call(entry) for entry in entries]
        self.clients: list[Client] = []
        self._link()

    def horizon(self, client: Client) -> Instant:
        """Until when a client is known to have been at work."""
        return client.calls[-1].at if self.until is None else self.until

    def called(self, resource_id: str) -> str:
        """A resource in words."""
        resource = self.truth.resources.get(resource_id)
        return f"{resource.kind} {resource.name} ({resource.id})" if resource else resource_id

    def _link(self) -> None:
        clients: dict[tuple[str | None, str], Client] = {}
        held, tags = _Held(), Tags()
        for call in self.calls:
            who = (call.entry.key, call.header("user-agent"))
            client = clients.setdefault(who, Client(self, *who))
            client.calls.append(call)
            call.client = client
            call.tag_trouble = tags.trouble(call)
            call.shown = held.after(call)
            client.learn(call)
            tags.give(call)
        self.clients = list(clients.values())


class _Held:
    """What bodies show, by target and tag: most answers are read once, though sent many times."""

    def __init__(self) -> None:
        self._reader = Reader()
        self._sound: dict[tuple[str, str], Shown] = {}
        self._doubtful: dict[tuple[str, str], Shown] = {}
        """From falsified answers: their tags may be those of sound ones."""

    def after(self, call: Call) -> Shown | None:
        """What the client holds after a call; of a falsified answer, what there was in it."""
        where = (call.target, call.etag or "")
        if call.status == 304:  # noqa: PLR2004 - the status
            return self._sound.get(where) or self._doubtful.get(where)
        if call.status not in {200, 201} or call.method == "HEAD":
            return None
        known = self._doubtful if call.faulty else self._sound
        if not call.etag or call.faulty or where not in known:
            known[where] = self._read(call)
        return known[where]

    def _read(self, call: Call) -> Shown:
        body = call.content
        if call.operation in _SHOWN:
            return self._reader.shown(call.operation, body)
        return Shown({}, len(body))


def _grouped(pairs: Iterable[tuple[Any, Call]]) -> dict[Any, list[Call]]:
    found: defaultdict[Any, list[Call]] = defaultdict(list)
    for key, call in pairs:
        found[key].append(call)
    return found


def streaks(calls: Iterable[Call], joins: Callable[[Call, Call], bool]) -> Iterator[list[Call]]:
    """Calls in a row, cut where two neighbours do not belong together."""
    streak: list[Call] = []
    for call in calls:
        if streak and not joins(streak[-1], call):
            yield streak
            streak = []
        streak.append(call)
    if streak:
        yield streak


def instants(calls: Iterable[Call]) -> list[Instant]:
    """The different instants of calls in order."""
    return [at for at, _ in groupby(call.at for call in calls)]
