"""A failure as a story: what was tracked, what happened, what the poller did, what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from pytest_creatoraudit.checking.plan import Plan
from pytest_creatoraudit.checking.runner import Outcome
from pytest_creatoraudit.checking.verdict import Verdict, code_of

_BEFORE: Final = 14
"""Lines before the first thing that went wrong."""
_AFTER: Final = 4
_WAYS: Final = {
    False: "session.client(), or session.base_url and session.api_key with httpx, httpx2 or "
    "requests",
    True: "CREATORAUDIT_BASE_URL and CREATORAUDIT_API_KEY of its environment",
}


class Line(NamedTuple):
    """Something at a moment."""

    at: datetime
    rank: int
    text: str
    entry: int = -1
    """Where it is in the journal, if it is a request."""


def told(plan: Plan, outcome: Outcome, verdict: Verdict) -> str:
    """The whole story."""
    return "\n".join(_story(plan, outcome, verdict))


def _story(plan: Plan, outcome: Outcome, verdict: Verdict) -> Iterator[str]:
    for finding in verdict.blamed:
        yield f"{code_of(finding)} {finding.message} [x{finding.count}]"
    for finding in verdict.consequences:
        yield f"  and so: {code_of(finding)} {finding.message}"
    if verdict.error is not None:
        by_itself = f"the poller raised {type(verdict.error).__name__}: {verdict.error}"
        yield str(verdict.error) if outcome.is_command else by_itself
    if verdict.is_idle:
        yield f"the poller sent no request: let it use {_WAYS[outcome.is_command]}"
    if outcome.unjudged:
        yield f"not judged, since this clock is not true to the instant: {_rules(outcome)}"
    yield ""
    yield from _setting(plan, outcome)
    yield ""
    yield "What happened (virtual time):"
    yield from _events(outcome, verdict)


def _rules(outcome: Outcome) -> str:
    return ", ".join(sorted(outcome.unjudged))


def _setting(plan: Plan, outcome: Outcome) -> Iterator[str]:
    for handle, one in zip(outcome.staged.tracked, plan.tracked, strict=False):
        yield (
            f"  {one.kind} {handle.id} on {one.platform}: first refresh after {one.first} s, "
            f"then every {one.every} h"
        )
    if plan.crowd:
        yield f"  and {plan.crowd} more accounts"
    if plan.rate_limit is not None:
        yield f"  {plan.rate_limit} requests in a minute are allowed"
    for fault in plan.faults:
        wait = "" if fault.seconds is None else f", {fault.seconds} s"
        when = _since(fault.at)
        yield f"  fault {fault.what}{wait}: the next {fault.times} request(s) from {when} on"
    if plan.dialect:
        yield f"  dialect: {', '.join(f'{name}={value}' for name, value in plan.dialect)}"


def _since(seconds: int) -> str:
    days, rest = divmod(seconds, 86_400)
    return f"day {days + 1}, {rest // 3600:02}:{rest % 3600 // 60:02} of the run"


def _events(outcome: Outcome, verdict: Verdict) -> Iterator[str]:
    lines = sorted(_lines(outcome), key=lambda line: (line.at, line.rank))
    first, last = _window(lines, verdict)
    shown = lines[first:last]
    if first:
        yield f"  ... {first} earlier"
    yield from _folded(shown)
    if last < len(lines):
        yield f"  ... {len(lines) - last} later"
    if not outcome.stopped and outcome.error is None:
        yield f"  {_short(outcome.ended)} the poller ended by itself"


def _window(lines: list[Line], verdict: Verdict) -> tuple[int, int]:
    """Which lines tell of the first thing that went wrong."""
    index = min((one.entries[0] for one in verdict.blamed), default=None)
    places = [place for place, line in enumerate(lines) if line.entry == index]
    place = places[0] if index is not None and places else len(lines)
    return max(place - _BEFORE, 0), min(place + _AFTER, len(lines))


def _folded(lines: list[Line]) -> Iterator[str]:
    """The lines, with many of a kind in a row as one."""
    place = 0
    while place < len(lines):
        line, end = lines[place], place + 1
        while end < len(lines) and lines[end].text == line.text:
            end += 1
        again = f"  (and {end - place - 1} times more until {_short(lines[end - 1].at)})"
        yield f"  {_short(line.at)} {line.text}{again if end - place > 1 else ''}"
        place = end


def _lines(outcome: Outcome) -> Iterator[Line]:
    staged = outcome.staged
    for at, text in staged.happened:
        yield Line(at, 0, f"event     {text}")
    for handle in staged.tracked:
        for at in staged.world.refreshes(handle.id):
            yield Line(at, 1, f"refresh   of {handle.id}")
    for entry in outcome.journal:
        yield Line(_moment(outcome, entry.at), 2, _asked(entry), entry.index)
    for at, name, payload in outcome.delivered:
        yield Line(at, 3, f"delivered {name}, of {payload.get('last_scrape_time')}")


def _asked(entry: Any) -> str:
    sent = dict(entry.request_headers)
    validator = " with a validator" if sent.get("if-none-match") else ""
    struck = f" (fault: {', '.join(entry.faults)})" if entry.faults else ""
    answer = "no whole answer" if entry.lost else entry.status
    retry = dict(entry.response_headers).get("retry-after")
    told = f", Retry-After {retry}" if retry else ""
    return f"request   {entry.method} {entry.target}{validator} -> {answer}{told}{struck}"


def _moment(outcome: Outcome, instant: int) -> datetime:
    clock = outcome.staged.clock
    return clock.now.fromtimestamp(instant / 1_000_000, tz=clock.now.tzinfo)


def _short(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
