"""CA3: whether a client follows the refreshes, and what it makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.groups import in_order
from creatoraudit_mock.scorecard.run import Client
from creatoraudit_mock.scorecard.truth import Resource
from creatoraudit_mock.scorecard.vocabulary import METRICS, SINGLE
from creatoraudit_mock.scorecard.wording import span
from creatoraudit_mock.values import FAR_FUTURE, Instant

_FEWEST_REFRESHES = 3


def unready_metrics(client: Client) -> Iterator[Offence]:
    """CA301, for what was asked; what was delivered is looked at with the deliveries."""
    for asked, calls in client.by_asked.items():
        if asked.operation in METRICS:
            concerned = [client.run.truth.resources.get(name) for name in asked.ids]
            resources = [resource for resource in concerned if resource is not None]
            ready = max(map(_first_refresh, resources), default=0)
            for call in calls:
                if call.ok and call.at < ready:
                    yield from _unready(client, call, resources)


def _first_refresh(resource: Resource) -> Instant:
    return resource.refreshes[0] if resource.refreshes else FAR_FUTURE


def _unready(client: Client, call: Call, resources: list[Resource]) -> Iterator[Offence]:
    for resource in resources:
        if resource.existed(call.at) and resource.latest(call.at) is None:
            called = client.run.called(resource.id)
            detail = f"asked for metrics of {called} before its first refresh"
            yield Offence("CA301", call, detail, resource.id)


def hard_coded(client: Client) -> Iterator[Offence]:
    """CA304."""
    singles: dict[str, list[list[Call]]] = {}
    for asked, calls in client.by_asked.items():
        if asked.operation in SINGLE:
            for name in asked.ids:
                singles.setdefault(name, []).append(calls)
    for name, groups in singles.items():
        resource, reads = client.run.truth.resources.get(name), in_order(groups)
        if resource is not None and len(reads) >= client.settings.cadence_reads:
            yield from _drift(client, resource, reads)


def _drift(client: Client, resource: Resource, calls: list[Call]) -> Iterator[Offence]:
    settings = client.settings
    seen = [at for at in resource.refreshes if calls[0].at < at <= calls[-1].at]
    if len(seen) < _FEWEST_REFRESHES:
        return
    gap = _constant_gap([call.at for call in calls], settings.cadence_tolerance)
    if gap is None:
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
    widest = max(max(gaps) - middle, middle - min(gaps))
    return middle if middle and widest <= tolerance * middle else None


def _median_lag(client: Client, resource: Resource, refreshes: list[Instant]) -> float | None:
    index = client.first_seen(resource.id)
    found = [(at, index.at(at)) for at in refreshes]
    lags = [call.at - at for at, call in found if call is not None]
    return median(lags) if lags else None
