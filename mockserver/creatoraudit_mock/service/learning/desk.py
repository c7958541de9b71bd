"""Where probes ask: what was asked before is not asked again, and nothing forbidden is asked."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from creatoraudit_mock.service.caller import Caller
from creatoraudit_mock.service.errors import BudgetExhausted, ServiceTrouble
from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.learning.throwaways import Throwaways, clean_dead
from creatoraudit_mock.service.learning.unlearned import NotSeen, Unlearned, code_of
from creatoraudit_mock.service.learning.wishes import Permissions

_T = TypeVar("_T")

MAIN: Final = "main"
UNKNOWN_ID: Final = "00000000-0000-4000-8000-000000000000"
"""An id that nothing has."""
BATCHES: Final = frozenset(
    {"/accounts/metrics", "/videos/metrics", "/account-videos/metrics", "/videos/deltas"}
)
"""POSTs that only read."""
_OK, _CREATED, _BUSY, _FAULT = 200, 201, 429, 500


class KeyRefused(ServiceTrouble):
    """The service does not let the key in, so nothing can be learned with it."""


@dataclass(frozen=True)
class _Fact:
    """What several probes need to know, how it was found, and why not, if it was not."""

    value: Any
    error: Unlearned | None
    trail: tuple[Exchange, ...]


@dataclass
class Desk:
    """Sends what probes ask for, by key, and remembers it.

    Args:
        connect: makes a caller with one of the keys, by its name.
        keys: the names of the keys that there are.
        may: what is allowed.
        token: tells what this run makes from all else.
        made: what the run makes.
        sleep: waits so many seconds.
    """

    connect: Callable[[str], Caller]
    keys: frozenset[str]
    may: Permissions
    token: str
    made: Throwaways
    sleep: Callable[[float], None]
    trail: list[Exchange] = field(default_factory=list)
    """What the present probe has asked and relied on."""
    waited: float = 0.0
    _callers: dict[str, Caller] = field(default_factory=dict)
    _answers: dict[str, Exchange] = field(default_factory=dict)
    _facts: dict[Any, _Fact] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        """Where the service is."""
        return self._caller(MAIN).base_url

    # -- asking

    def get(self, path: str, **params: Any) -> Exchange:
        """A GET with the main key, from memory if it was asked before."""
        return self.ask("GET", path, params=params)

    def ask(
        self,
        method: str,
        path: str,
        *,
        key: str = MAIN,
        fresh: bool = False,
        harmless: bool = False,
        **sent: Any,
    ) -> Exchange:
        """Send what only reads; what was asked before is answered from memory.

        Args:
            method: GET, or POST for a batch.
            path: below the base URL.
            key: the name of a key.
            fresh: ask in any case.
            harmless: it reads not, but nothing can come of it, so that it may be sent all the same.
            sent: params, headers, json and content, as `Caller.send` takes them.

        Raises:
            NotSeen: the service is in trouble, or the key may not do this.
        """
        assert harmless or method == "GET" or (method == "POST" and path in BATCHES), path
        place = repr((key, method, path, sent))
        answer = self._answers.get(place)
        if fresh or answer is None:
            answer = self._send(key, method, path, repeatable=True, **sent)
            self._answers[place] = answer
        self.trail.append(answer)
        return _usable(answer, is_main=key == MAIN)

    def change(self, method: str, path: str, *, fault: int = 0, **sent: Any) -> Exchange:
        """Send what changes something; allowed only where writes are.

        Args:
            method: POST, PATCH, PUT or DELETE.
            path: below the base URL.
            fault: a status that would be trouble elsewhere, yet is an answer here.
            sent: headers and json, as `Caller.send` takes them.
        """
        assert self.may.writes, f"{method} {path}"
        self._answers.clear()
        answer = self._send(MAIN, method, path, repeatable=False, **sent)
        self.trail.append(answer)
        return answer if answer.status == fault else _usable(answer, is_main=True)

    def create(
        self, path: str, body: Mapping[str, Any], *, fault: int = 0, **sent: Any
    ) -> Exchange:
        """Create something that is to be removed again.

        Only what a 201 has brought counts as made: 200 may show what was there before.
        """
        self.made.will_make(path, body)
        answer = self.change("POST", path, fault=fault, json=body, **sent)
        self.made.add(path, body, created_id(answer) if answer.status == _CREATED else None)
        return answer

    def remove(self, path: str) -> Exchange:
        """Delete something that this run has made."""
        answer = self.change("DELETE", path)
        if answer.status < 300:  # noqa: PLR2004 - statuses of success
            self.made.gone(path)
        return answer

    def without_patience(self, path: str) -> Exchange:
        """A GET that does not wait for the rate limit, and is not repeated."""
        with self.connect(MAIN) as caller:
            answer = caller.send("GET", path, repeatable=False)
        self.trail.append(answer)
        return answer

    def spare(self) -> int:
        """How many requests may be sent beyond those that cleaning up will take."""
        return self._caller(MAIN).budget.left - self.made.cost()

    # -- knowing and waiting

    def known(self, find: Callable[[Desk], _T]) -> _T:
        """What a function finds; it is called once, and its requests count as evidence each time.

        Raises:
            Unlearned: it did not find it, now or before.
        """
        fact = self._facts.get(find)
        if fact is None:
            outer, self.trail = self.trail, []
            try:
                fact = _Fact(find(self), None, tuple(self.trail))
            except Unlearned as error:
                fact = _Fact(None, error, tuple(self.trail))
            finally:
                self.trail = outer
            self._facts[find] = fact
        self.trail += fact.trail
        if fact.error is not None:
            raise fact.error.with_traceback(None)
        return fact.value  # type: ignore[no-any-return]  # of what find returns

    def wait(self, seconds: float) -> None:
        """Let time pass.

        Raises:
            NotSeen: it is more than may be waited in all.
        """
        if self.waited + seconds > self.may.wait:
            needed = int(self.waited + seconds) + 1
            raise NotSeen(f"more waiting is needed: --wait {needed}s at least")
        self.waited += seconds
        self._answers.clear()
        self.sleep(seconds)

    def clean_dead(self, folder: Path) -> list[str]:
        """Remove what runs were killed over that left their notes in a folder."""
        return clean_dead(self._caller(MAIN), folder)

    def close(self) -> None:
        """Close all connections, and the notes of what was made."""
        self.made.close()
        for caller in self._callers.values():
            caller.close()

    def clean(self) -> list[str]:
        """Remove what is left of what was made; return what could not be removed."""
        return self.made.clean(self._caller(MAIN))

    def _caller(self, key: str) -> Caller:
        if key not in self._callers:
            self._callers[key] = self.connect(key)
        return self._callers[key]

    def _send(self, key: str, method: str, path: str, **sent: Any) -> Exchange:
        caller = self._caller(key)
        # What was made must be removed from the same budget; a creation adds to that, and may have
        # to be looked for if no answer comes.
        reserve = self.made.cost() + 4 * (method == "POST") if self.may.writes else 0
        if caller.budget.left <= reserve:
            budget = caller.budget
            raise BudgetExhausted(
                budget.spent, budget.spent + reserve + 1, budget.limit, f"{method} {path}"
            )
        return caller.send(method, path, **sent)


def fact(find: Callable[[Desk], _T]) -> Callable[[Desk], _T]:
    """Let a function of the desk be called once in a run, however many probes build on it."""

    @functools.wraps(find)
    def known(desk: Desk) -> _T:
        return desk.known(find)

    return known


def created_id(answer: Exchange) -> str | None:
    """The id of what an answer shows."""
    shown = answer.json if answer.is_json else None
    item = shown.get("data") if isinstance(shown, dict) else None
    return item.get("id") if isinstance(item, dict) else None


def moment(answer: Exchange) -> datetime:
    """When the service answered, by its own clock; without a `Date`, by ours."""
    try:
        return parsedate_to_datetime(answer.header("date") or "").astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)


def _usable(answer: Exchange, *, is_main: bool) -> Exchange:
    """The answer, unless it says more of the moment or the key than of the service."""
    if answer.status == _BUSY or answer.status >= _FAULT:
        raise NotSeen(f"the service was in trouble: {answer.line} was answered {answer.status}")
    if not is_main:
        return answer
    if answer.status == 401 or code_of(answer) == "FORBIDDEN":  # noqa: PLR2004 - the status
        raise KeyRefused(
            f"the service does not let the key in: {answer.line} was answered {answer.status} "
            f"{code_of(answer) or ''} (request id {answer.request_id})"
        )
    if code_of(answer) == "INSUFFICIENT_SCOPE":
        raise NotSeen(f"the key lacks the scope for {answer.line}")
    return answer
