"""Who is struck: counts the requests that each planned fault is for, and those that it struck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from creatoraudit_mock.contract import Operation
from creatoraudit_mock.values import Chance, Instant
from creatoraudit_mock.world import FaultPlan

_WHOLE = 1 << 64


class Sighting(NamedTuple):
    """What of a request decides which faults it meets."""

    operation: Operation
    subject: str
    """What it is about: requests about one thing have chances of their own."""
    names: frozenset[str]
    """Every id that it names."""
    now: Instant


class FaultTally:
    """The counters of one world's faults, by the names of their plans."""

    def __init__(self) -> None:
        self._met: Counter[str] = Counter()
        self._rounds: Counter[tuple[str, str]] = Counter()
        self._hits: Counter[str] = Counter()

    def met(self, name: str) -> int:
        """How many requests a fault was for, struck or not."""
        return self._met[name]

    def hits(self, name: str) -> int:
        """How many requests a fault has struck."""
        return self._hits[name]

    def meet(
        self, plans: Iterable[FaultPlan], seen: Sighting, chance: Chance
    ) -> tuple[FaultPlan, ...]:
        """Count a request; return the faults that may strike it, by stage, then by age."""
        due = [plan for plan in plans if self._is_due(plan, seen, chance)]
        return tuple(sorted(due, key=lambda plan: plan.fault.stage))

    def strike(self, name: str) -> None:
        """Count a request that a fault has struck."""
        self._hits[name] += 1

    def _is_due(self, plan: FaultPlan, seen: Sighting, chance: Chance) -> bool:
        if not plan.covers(seen.operation, seen.now):
            return False
        named = plan.resource is None or plan.resource in seen.names
        if not named and not plan.fault.looks_inside:
            return False
        self._met[plan.name] += 1
        passed = self._met[plan.name] > plan.after
        spent = plan.times is not None and self._hits[plan.name] >= plan.times
        return self._is_chosen(plan, seen.subject, chance) and passed and not spent

    def _is_chosen(self, plan: FaultPlan, subject: str, chance: Chance) -> bool:
        """By a keyed hash of plan, subject and count: other subjects' requests do not matter."""
        if plan.probability >= 1:
            return True
        self._rounds[plan.name, subject] += 1
        word = chance.stream("fault", plan.name, subject).words(self._rounds[plan.name, subject])[0]
        return word < plan.probability * _WHOLE
