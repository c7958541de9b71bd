"""CA3: whether a client follows the refreshes, and what it makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.lateness import first_seen
from creatoraudit_mock.scorecard.run import Client
from creatoraudit_mock.scorecard.truth import Resource
from creatoraudit_mock.scorecard.vocabulary import METRICS, SINGLE
from creatoraudit_mock.scorecard.wording import span
from creatoraudit_mock.values import Instant

_FEWEST_REFRESHES = 3


def unready_metrics(client: Client) -> Iterator[Offence]:
    """CA301, for what was asked; what was delivered is looked at with the deliveries."""
    resources = client.run.truth.resources
    for call in client.of(METRICS):
        for name in call.ids if call.ok else ():
            resource = resources.get(name)
            if resource and resource.existed(call.at) and resource.latest(call.at) is None:
                detail = f"asked for metrics of {client.run.called(name)} before its first refresh"
                yield Offence("CA301", call, detail, name)


def hard_coded(client: Client) -> Iterator[Offence]:
    """CA304."""
    singles: dict[str, list[Call]] = {}
    for call in client.of(SINGLE):
        for name in call.ids:
            singles.setdefault(name, []).append(call)
    for name, calls in singles.items():
        resource = client.run.truth.resources.get(name)
        if resource is not None and len(calls) >= client.settings.cadence_reads:
            yield from _drift(client, resource, calls)


def _drift(client: Client, resource: Resource, calls: list[Call]) -> Iterator[Offence]:
    settings = client.settings
    gap = _constant_gap([call.at for call in calls], settings.cadence_tolerance)
    seen = [at for at in resource.refreshes if calls[0].at < at <= calls[-1].at]
    if gap is None or len(seen) < _FEWEST_REFRESHES:
        return
    interval = median(after - before for before, after in pairwise(seen))
    lag = _median_lag(client, resource, seen)
    if lag is None or (client.run.lag is not None and lag <= client.run.lag):
        return
    differs = abs(interval - gap) > settings.cadence_tolerance * interval
    if differs and gap >= interval / 2 and lag > settings.cadence_lag * interval:
        detail = (
            f"reads it every {span(gap)}, whatever happens, but it is refreshed every "
            f"{span(interval)}, and was seen {span(lag)} late"
        )
        yield Offence("CA304", calls[-1], detail, resource.id)


def _constant_gap(instants: list[Instant], tolerance: float) -> float | None:
    gaps = [after - before for before, after in pairwise(instants)]
    middle = median(gaps)
    constant = all(abs(gap - middle) <= tolerance * middle for gap in gaps)
    return middle if constant and middle else None


def _median_lag(client: Client, resource: Resource, refreshes: list[Instant]) -> float | None:
    index = first_seen(client, resource.id)
    found = [(at, index.at(at)) for at in refreshes]
    lags = [call.at - at for at, call in found if call is not None]
    return median(lags) if lags else None
