"""A run as the rules look at it: the truth, and each client's requests in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from creatoraudit_mock.journal import Entry
from creatoraudit_mock.scorecard.asked import Asked, Heard, Request, Who
from creatoraudit_mock.scorecard.bodies import Reader, Shown
from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.deliveries import Delivery
from creatoraudit_mock.scorecard.groups import by_shown, grouped, in_order
from creatoraudit_mock.scorecard.knowledge import Knowledge
from creatoraudit_mock.scorecard.settings import Settings
from creatoraudit_mock.scorecard.sightings import FirstSeen
from creatoraudit_mock.scorecard.tags import Tags
from creatoraudit_mock.scorecard.truth import Truth
from creatoraudit_mock.scorecard.vocabulary import BATCHES, POLLED, SHOWING
from creatoraudit_mock.values import Instant

_SHOWN = SHOWING | BATCHES.keys()


@dataclass(eq=False)
class Client:
    """Who sent requests. Rules judge each by itself."""

    run: Run
    who: Who
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._knowledge = Knowledge(self.run.truth.resources)
        self._writes = 0
        self._first_seen: dict[str, FirstSeen] = {}

    @property
    def settings(self) -> Settings:
        """The thresholds."""
        return self.run.settings

    @cached_property
    def by_asked(self) -> dict[Asked, list[Call]]:
        """Its calls, those in the same words together."""
        return grouped(attrgetter("asked"), self.calls)

    @cached_property
    def by_request(self) -> dict[Request, list[Call]]:
        """Its calls, those that are the same request together."""
        return grouped(attrgetter("request"), self.calls)

    @cached_property
    def by_operation(self) -> dict[str, list[Call]]:
        """Its calls by operation; those of unknown paths under an empty name."""
        return grouped(attrgetter("operation"), self.calls)

    @cached_property
    def statuses(self) -> Counter[int]:
        """How many of its calls were answered with each status."""
        return Counter(map(attrgetter("status"), self.calls))

    @cached_property
    def by_resource(self) -> dict[str, list[Call]]:
        """Its answered reads that show an account or video, by its id; falsified ones too."""
        return by_shown(self.calls)

    @cached_property
    def last_named(self) -> dict[str, int]:
        """The index of its last request that names an account or video, by its id."""
        found: dict[str, int] = {}
        for asked, calls in self.by_asked.items():
            for name in asked.ids:
                found[name] = max(found.get(name, 0), calls[-1].index)
        return found

    @cached_property
    def failures(self) -> list[Call]:
        """Its calls that failed."""
        return [call for call in self.calls if call.failed]

    @cached_property
    def polls(self) -> list[list[Call]]:
        """Its repeatable GETs, those of each target together."""
        targets: dict[str, list[list[Call]]] = {}
        for asked, calls in self.by_asked.items():
            method, target, _ = asked.request
            if method == "GET" and asked.operation in POLLED:
                targets.setdefault(target, []).append(calls)
        return [in_order(groups) for groups in targets.values()]

    def of(self, operations: Iterable[str]) -> list[Call]:
        """Its calls of some operations, in order."""
        return in_order(
            [self.by_operation[name] for name in operations if name in self.by_operation]
        )

    def first_seen(self, resource: str) -> FirstSeen:
        """When it first saw the refreshes of a resource."""
        known = self._first_seen.get(resource)
        if known is None:
            reads = self.by_resource.get(resource, ())
            known = self._first_seen[resource] = FirstSeen(resource, reads)
        return known

    def take(self, call: Call) -> None:
        """Add its next call, and take in what the answer shows."""
        self.calls.append(call)
        call.writes = self._writes
        self._writes += call.asked.is_write
        if call.shown is not None:
            self._knowledge.take_in(call.shown)
        call.is_ready = self._knowledge.is_ready(call)


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
        self.calls = list(_calls(entries))
        self.clients = list(self._clients())

    def horizon(self, client: Client) -> Instant:
        """Until when a client is known to have been at work."""
        return client.calls[-1].at if self.until is None else self.until

    def called(self, resource_id: str) -> str:
        """A resource in words."""
        resource = self.truth.resources.get(resource_id)
        return f"{resource.kind} {resource.name} ({resource.id})" if resource else resource_id

    def _clients(self) -> Iterable[Client]:
        clients: dict[Who, Client] = {}
        held, tags = _Held(), Tags()
        for call in self.calls:
            client = clients.get(call.sent.client)
            if client is None:
                client = clients[call.sent.client] = Client(self, call.sent.client)
            call.tag_trouble = tags.trouble(call)
            call.shown = held.after(call)
            client.take(call)
            tags.give(call)
        return clients.values()


def _calls(entries: Iterable[Entry]) -> Iterator[Call]:
    heard = Heard()
    for entry in entries:
        yield Call.of(entry, heard.asked(entry), heard.sent(entry))


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
        return Shown(len(body))
