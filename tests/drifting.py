"""A service that is almost ours: every answer passes through a function that may alter it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx

from creatoraudit_mock import World
from creatoraudit_mock.service import Caller
from creatoraudit_mock.service.verification import Report, verify
from wire import world_of

WORLD = """
description = "Two of everything, young enough to be quick."

[organization]
rate_limit = 10000

[[creators]]
name = "Ada"

[[creators]]
name = "Bo"

[[accounts]]
platform = "instagram"
username = "ada"
creator = "Ada"
added = "-5d"

[[accounts]]
platform = "tiktok"
username = "bo"
added = "-4d"
followers = 9000

[[videos]]
platform = "tiktok"
identifier = "7301234567890123456"
added = "-3d"

[[videos]]
platform = "instagram"
identifier = "C9z8Y7x6W5v"
added = "-2d"
"""


@dataclass(frozen=True)
class Question:
    """A request as it arrives at the service, its path below `/v2`."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def without(self, name: str) -> Question:
        """The same without a parameter of the query."""
        rest = {key: value for key, value in self.query.items() if key != name}
        return replace(self, query=rest)

    def unheaded(self, name: str) -> Question:
        """The same without a header field."""
        rest = {key: value for key, value in self.headers.items() if key != name}
        return replace(self, headers=rest)


@dataclass(frozen=True)
class Answer:
    """The answer on its way out; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """What the body spells; None if it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def saying(self, value: Any) -> Answer:
        """The same with another body."""
        return replace(self, body=json.dumps(value, ensure_ascii=False).encode())

    def headed(self, **fields: str | None) -> Answer:
        """The same with other header fields; None takes one away."""
        given = {name.replace("_", "-"): value for name, value in fields.items()}
        merged = {**self.headers, **given}
        return replace(self, headers={k: v for k, v in merged.items() if v is not None})


Drift = Callable[[Question, Answer], Answer]
Lead = Callable[[Question], Question]


def as_asked(question: Question) -> Question:
    """Let the service see what was asked."""
    return question


class Drifting(httpx.BaseTransport):
    """A world whose questions and answers are altered on the way."""

    def __init__(self, world: World, drift: Drift, lead: Lead = as_asked) -> None:
        self._inner = world.transport()
        self._drift = drift
        self._lead = lead

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, with the drift."""
        asked = _question(request)
        led = self._lead(asked)
        query = f"?{urlencode(led.query)}" if led.query else ""
        url = f"https://{request.url.host}/v2{led.path}{query}"
        inner = httpx.Request(led.method, url, headers=led.headers, content=led.body)
        answer = self._drift(asked, _answer(self._inner.handle_request(inner)))
        headers = {**answer.headers, "content-length": str(len(answer.body))}
        return httpx.Response(answer.status, headers=headers, content=answer.body)


def faithful(_: Question, answer: Answer) -> Answer:
    """No drift at all."""
    return answer


def verified(
    world: World,
    drift: Drift = faithful,
    lead: Lead = as_asked,
    *,
    only: Sequence[str] = (),
    ledgers: Path | None = None,
) -> Report:
    """The report on a world that drifts."""
    slept = 0.0

    def sleep(seconds: float) -> None:
        nonlocal slept
        slept += seconds
        world.clock.advance(seconds=seconds)

    caller = Caller(
        world.base_url,
        world.api_key,
        transport=Drifting(world, drift, lead),
        sleep=sleep,
        clock=lambda: slept,
    )
    with caller:
        return verify(caller, world.dialect, only=only, ledgers=ledgers)


def small_world(**options: Any) -> World:
    """A world with all that the suite looks for."""
    return world_of(WORLD, **options)


def members(value: Any, *names: str) -> Iterator[dict[str, Any]]:
    """Every object inside a value that has all these members."""
    if isinstance(value, dict):
        if all(name in value for name in names):
            yield value
        for part in value.values():
            yield from members(part, *names)
    elif isinstance(value, list):
        for part in value:
            yield from members(part, *names)


def _question(request: httpx.Request) -> Question:
    path = request.url.path.removeprefix("/v2")
    query = dict(parse_qsl(request.url.query.decode(), keep_blank_values=True))
    return Question(request.method, path, query, dict(request.headers), request.read())


def _answer(response: httpx.Response) -> Answer:
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return Answer(response.status_code, headers, response.read())
