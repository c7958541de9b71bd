"""CA4: what a client does when it is refused, or the service fails."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from creatoraudit_mock.scorecard.asked import Request
from creatoraudit_mock.scorecard.bodies import members
from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.groups import in_order, instants, streaks
from creatoraudit_mock.scorecard.run import Client
from creatoraudit_mock.scorecard.vocabulary import CREATES, LISTS, READS
from creatoraudit_mock.scorecard.wording import micros, span
from creatoraudit_mock.values import Instant, format_instant

_THROTTLED = 429
_TOLD_WHEN = {429, 503}
_REFUSED = {401, 403}
_STEADY = 1.5
"""Gaps within this factor of each other do not grow."""
_INSTANT_RETRY = 100_000
"""Microseconds; gaps below this are no gaps."""


def too_early(client: Client) -> Iterator[Offence]:
    """CA401."""
    if all(call.retry_at is None for call in client.failures):
        return
    told: dict[Request, Call] = {}
    throttled: Call | None = None
    for call in client.calls:
        same = told.get(call.request)
        again = throttled if call.status == _THROTTLED else None
        broken = next((one for one in (same, again) if one and _is_early(client, call, one)), None)
        if broken is not None and broken.retry_at is not None:
            wait, left = broken.retry_at - broken.at, broken.retry_at - call.at
            detail = (
                f"came {span(left)} before the Retry-After of {span(wait)} had passed that a "
                f"{broken.status} gave at {format_instant(broken.at)}"
            )
            yield Offence("CA401", call, detail)
        if call.status in _TOLD_WHEN and call.retry_at is not None:
            told[call.request] = call
            if call.status == _THROTTLED:
                throttled = call


def no_backoff(client: Client) -> Iterator[Offence]:
    """CA402."""
    settings = client.settings

    def joins(before: Call, after: Call) -> bool:
        # Who was told when to come again is judged by that.
        return before.failed and after.failed and before.retry_at is None

    for request in dict.fromkeys(call.request for call in client.failures):
        for row in streaks(client.by_request[request], micros(settings.backoff_gap), joins):
            if len(row) >= settings.jittered_retries or (
                len(row) >= settings.hot_retries and _is_steady(row)
            ):
                detail = f"tried {len(row)} times at gaps of {span(_longest_gap(row))} at most"
                yield Offence("CA402", row[1], detail, times=len(row) - 1)


def repeated_creates(client: Client) -> Iterator[Offence]:
    """CA403."""
    for name in CREATES & client.by_operation.keys():
        unsure: dict[str, Call] = {}
        for call in _creates_and_looks(client, name):
            if call.operation != name:
                unsure.clear()  # it has looked whether the thing is there by now
                continue
            what = repr(sorted(members(call.body).items()))
            before = unsure.get(what)
            if before is not None and _is_other_attempt(client, before, call):
                detail = f"created again what may have been created at {format_instant(before.at)}"
                yield Offence("CA403", call, f"{detail}, without the same Idempotency-Key")
            if _is_ambiguous(call):
                unsure[what] = call
            else:
                unsure.pop(what, None)


def gave_up(client: Client) -> Iterator[Offence]:
    """CA404."""
    paths: dict[tuple[str, str], list[list[Call]]] = {}
    for asked, calls in client.by_asked.items():
        if asked.operation in READS and not asked.parameters.get("cursor"):
            paths.setdefault((asked.operation, asked.path), []).append(calls)
    for groups in paths.values():
        last = max((calls[-1] for calls in groups), key=lambda call: call.index)
        if not last.failed:
            continue
        calls = in_order(groups)
        good = [call for call in calls if call.ok]
        if len(instants(good)) > 1 or _is_to_follow(client, last):
            silence = _silence(client, calls)
            end = _went_on(client, last)
            if end - last.at >= silence and not _is_excused(client, last, end):
                detail = f"never asked again after {last.outcome}, in {span(end - last.at)}"
                yield Offence("CA404", last, detail, last.path)


def _is_to_follow(client: Client, call: Call) -> bool:
    """Whether it should follow what it asked for; else one good answer may be all it wanted."""
    return not (client.run.resources or frozenset()).isdisjoint(call.ids)


def kept_going(client: Client) -> Iterator[Offence]:
    """CA405."""
    if not _REFUSED.isdisjoint(client.statuses):
        refused = [call for call in client.calls if call.status in _REFUSED or call.ok]
        yield from _refused_rows(client, refused, {"UNAUTHORIZED", "FORBIDDEN"})
    for calls in client.by_operation.values():
        yield from _refused_rows(client, calls, {"INSUFFICIENT_SCOPE"})


def _refused_rows(client: Client, calls: list[Call], codes: set[str]) -> Iterator[Offence]:
    unanswered = (call for call in calls if not (call.ok or call.faulty))
    refused = {call.index for call in unanswered if call.code in codes}
    if not refused:
        return
    kept = [call for call in calls if call.operation not in {"get_health", "get_meta"}]

    def joins(before: Call, after: Call) -> bool:
        return before.index in refused and after.index in refused

    for row in streaks(kept, micros(client.settings.refusal_gap) - 1, joins):
        times = len(instants(row))
        if times >= client.settings.refusals:
            detail = f"asked {times} times in a row although {row[0].code} does not pass by itself"
            yield Offence("CA405", row[1], detail, times=times - 1)


def _is_early(client: Client, call: Call, refused: Call) -> bool:
    """Whether it came in between; at the same instant nothing was known yet."""
    until = (refused.retry_at or 0) - micros(client.settings.early_grace)
    return refused.at < call.at < until


def _is_steady(row: list[Call]) -> bool:
    gaps = [after.at - before.at for before, after in pairwise(row)]
    return max(gaps) <= _INSTANT_RETRY or max(gaps) <= _STEADY * min(gaps)


def _longest_gap(calls: list[Call]) -> int:
    return max((after.at - before.at for before, after in pairwise(calls)), default=0)


def _creates_and_looks(client: Client, name: str) -> list[Call]:
    """Creates of one kind, and the answered reads by which a client can find out about them."""
    looks = [call for call in client.of({*LISTS, "search"}) if call.ok]
    return sorted([*client.by_operation.get(name, ()), *looks], key=lambda call: call.index)


def _is_other_attempt(client: Client, before: Call, call: Call) -> bool:
    key = before.sent.idempotency_key
    in_time = call.at - before.at <= micros(client.settings.retry_window)
    return in_time and (not key or call.sent.idempotency_key != key)


def _is_ambiguous(call: Call) -> bool:
    """Whether it may have taken effect, for all that the client knows."""
    return call.failed and (call.faulty or call.status != _THROTTLED)


def _silence(client: Client, calls: list[Call]) -> int:
    settings, last = client.settings, calls[-1]
    wait = 2 * (last.retry_at - last.at) if last.retry_at is not None else 0
    return max(settings.silence_factor * _longest_gap(calls), micros(settings.silence), wait)


def _went_on(client: Client, last: Call) -> Instant:
    """Until when the client is known to have gone on with other things."""
    return max(client.calls[-1].at, client.run.until or 0, last.at)


def _is_excused(client: Client, last: Call, end: Instant) -> bool:
    """Whether it had a reason to stop, or goes on in another way."""
    return any(_needs_no_more(client, name, last, end) for name in last.ids)


def _needs_no_more(client: Client, name: str, last: Call, end: Instant) -> bool:
    resource = client.run.truth.resources.get(name)
    if resource is None or resource.was_deleted(end):
        return True
    reads = client.by_resource.get(name, ())
    if any(call.at > last.at and call.ok for call in reads):
        return True
    if reads and reads[-1].rows[name].is_settled:
        return True
    return client.last_named[name] > last.index
