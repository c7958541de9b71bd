"""CA4: what a client does when it is refused, or the service fails."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from creatoraudit_mock.scorecard.bodies import members
from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.run import Client, instants, streaks
from creatoraudit_mock.scorecard.vocabulary import CREATES, LISTS, READS
from creatoraudit_mock.scorecard.wording import micros, span
from creatoraudit_mock.values import Instant, format_instant

_THROTTLED = 429
_TOLD_WHEN = {429, 503}
_STEADY = 1.5
"""Gaps within this factor of each other do not grow."""
_INSTANT_RETRY = 100_000
"""Microseconds; gaps below this are no gaps."""


def too_early(client: Client) -> Iterator[Offence]:
    """CA401."""
    told: dict[tuple[str, str, bytes], Call] = {}
    throttled: Call | None = None
    for call in client.calls:
        same = told.get(call.request)
        again = throttled if call.status == _THROTTLED else None
        broken = next((one for one in (same, again) if one and _is_early(call, one)), None)
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
        both = before.failed and after.failed and before.retry_at is None
        return both and after.at - before.at <= micros(settings.backoff_gap)

    for calls in client.by_request.values():
        for row in streaks(calls, joins):
            if len(row) >= settings.jittered_retries or (
                len(row) >= settings.hot_retries and _is_steady(row)
            ):
                detail = f"tried {len(row)} times at gaps of {span(_longest_gap(row))} at most"
                yield Offence("CA402", row[1], detail, times=len(row) - 1)


def repeated_creates(client: Client) -> Iterator[Offence]:
    """CA403."""
    for name in CREATES:
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
    paths: dict[tuple[str, str], list[Call]] = {}
    for call in client.calls:
        if call.operation in READS and not call.parameter("cursor"):
            paths.setdefault((call.operation, call.path), []).append(call)
    for calls in paths.values():
        last, good = calls[-1], [call for call in calls if call.ok]
        if last.failed and len(instants(good)) > 1:
            silence = _silence(client, calls)
            end = _went_on(client, last)
            if end - last.at >= silence and not _is_excused(client, last, end):
                detail = f"never asked again after {last.outcome}, in {span(end - last.at)}"
                yield Offence("CA404", last, detail, last.path)


def kept_going(client: Client) -> Iterator[Offence]:
    """CA405."""
    refused = [call for call in client.calls if call.status in {401, 403} or call.ok]
    yield from _refused_rows(client, refused, {"UNAUTHORIZED", "FORBIDDEN"})
    for calls in client.by_operation.values():
        yield from _refused_rows(client, calls, {"INSUFFICIENT_SCOPE"})


def _refused_rows(client: Client, calls: list[Call], codes: set[str]) -> Iterator[Offence]:
    settings = client.settings
    kept = [call for call in calls if call.operation not in {"get_health", "get_meta"}]
    marked = [(call, not call.faulty and not call.ok and call.code in codes) for call in kept]
    refused = {call.index for call, is_refused in marked if is_refused}

    def joins(before: Call, after: Call) -> bool:
        both = before.index in refused and after.index in refused
        return both and after.at - before.at < micros(settings.refusal_gap)

    for row in streaks(kept, joins):
        times = len(instants(row))
        if times >= settings.refusals and row[0].index in refused:
            detail = f"asked {times} times in a row although {row[0].code} does not pass by itself"
            yield Offence("CA405", row[1], detail, times=times - 1)


def _is_early(call: Call, refused: Call) -> bool:
    """Whether it came in between; at the same instant nothing was known yet."""
    until = (refused.retry_at or 0) - micros(call.client.settings.early_grace)
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
    key = before.header("idempotency-key")
    in_time = call.at - before.at <= micros(client.settings.retry_window)
    return in_time and (not key or call.header("idempotency-key") != key)


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
    return any(call.index > last.index and name in call.ids for call in client.calls)
