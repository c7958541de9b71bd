"""Calls, put together and taken apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby, pairwise
from operator import attrgetter
from typing import Any

from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.values import Instant

_BY_INDEX = attrgetter("index")


def grouped(key: Callable[[Call], Any], calls: list[Call]) -> dict[Any, list[Call]]:
    """Those of which something is the same together."""
    found: defaultdict[Any, list[Call]] = defaultdict(list)
    for group, call in zip(map(key, calls), calls, strict=True):
        found[group].append(call)
    return found


def by_shown(calls: list[Call]) -> dict[str, list[Call]]:
    """Those that show an account or video, by its id."""
    together: defaultdict[tuple[str, ...], list[Call]] = defaultdict(list)
    for call in calls:
        if call.shown is not None:
            together[call.shown.names].append(call)
    found: defaultdict[str, list[list[Call]]] = defaultdict(list)
    for names, group in together.items():
        for name in names:
            found[name].append(group)
    return {name: in_order(groups) for name, groups in found.items()}


def in_order(groups: Sequence[list[Call]]) -> list[Call]:
    """The calls of groups, in order."""
    if len(groups) == 1:
        return groups[0]
    return sorted(chain.from_iterable(groups), key=_BY_INDEX)


def streaks(
    calls: list[Call], gap: int, joins: Callable[[Call, Call], bool]
) -> Iterator[list[Call]]:
    """Two or more calls in a row, cut where two neighbours lie further apart or do not fit."""
    start = 0
    for place, (before, after) in enumerate(pairwise(calls), 1):
        if after.at - before.at > gap or not joins(before, after):
            if place - start > 1:
                yield calls[start:place]
            start = place
    if len(calls) - start > 1:
        yield calls[start:]


def instants(calls: Iterable[Call]) -> list[Instant]:
    """The different instants of calls in order."""
    return [at for at, _ in groupby(call.at for call in calls)]
