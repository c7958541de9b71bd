"""What a run has told: every claim with its verdict, by evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from creatoraudit_mock.contract import Dialect, Evidence
from creatoraudit_mock.service.verification.claims import Addition, Sighting, Verdict

MARKS: Final[tuple[Evidence, ...]] = get_args(Evidence)
"""The kinds of evidence, the strongest first."""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one run.

    `stopped` says why it could not be finished, if it could not. `paths` has the method and path
    of each operation.
    """

    base_url: str
    dialect: Dialect
    sightings: tuple[Sighting, ...]
    additions: tuple[Addition, ...]
    requests: int
    budget: int
    checks: int
    writes: bool
    stopped: str = ""
    removed: tuple[str, ...] = ()
    paths: dict[str, str] = field(default_factory=dict)

    def of(self, verdict: Verdict, *marks: Evidence) -> list[Sighting]:
        """The sightings with a verdict, and some evidence if any is named."""
        wanted = marks or MARKS
        return [
            one for one in self.sightings if one.verdict is verdict and one.claim.evidence in wanted
        ]

    def counts(self) -> dict[Evidence, Counter[Verdict]]:
        """How many claims of each evidence have which verdict."""
        table: dict[Evidence, Counter[Verdict]] = {mark: Counter() for mark in MARKS}
        for one in self.sightings:
            table[one.claim.evidence][one.verdict] += 1
        return table

    def fails(self, weakest: Evidence = "assumed") -> bool:
        """Whether anything was refuted that has this evidence, or stronger."""
        return bool(self.of(Verdict.REFUTED, *MARKS[: MARKS.index(weakest) + 1]))

    def where(self, operation: str) -> str:
        """An operation as people write it."""
        return self.paths.get(operation, operation or "the service")

    def reasons(self) -> Iterator[tuple[str, int]]:
        """Why claims could not be tested, and how many for each reason."""
        counted = Counter(one.reason for one in self.of(Verdict.UNOBSERVED))
        yield from counted.most_common()

    def as_data(self) -> dict[str, Any]:
        """The whole report for programs."""
        return {
            "base_url": self.base_url,
            "dialect": self.dialect.settings(),
            "writes": self.writes,
            "checks": self.checks,
            "requests": {"spent": self.requests, "budget": self.budget},
            "stopped": self.stopped or None,
            "removed": list(self.removed),
            "counts": {
                mark: {verdict.value: count[verdict] for verdict in Verdict}
                for mark, count in self.counts().items()
            },
            "claims": [_row(self, one) for one in _sorted(self.sightings)],
            "additions": [
                {"operation": self.where(one.operation), "place": one.place, "kind": one.kind}
                for one in self.additions
            ],
        }


def _sorted(sightings: Sequence[Sighting]) -> list[Sighting]:
    order = [Verdict.REFUTED, Verdict.CONFIRMED, Verdict.UNOBSERVED]
    return sorted(sightings, key=lambda one: order.index(one.verdict))


def _row(report: Report, one: Sighting) -> dict[str, Any]:
    row = {
        "operation": report.where(one.claim.operation),
        "claim": one.claim.subject,
        "evidence": one.claim.evidence,
        "verdict": one.verdict.value,
        "check": one.check,
        "expected": one.expected,
        "seen": one.seen,
        "reason": one.reason,
        "request": one.request,
        "status": one.status,
        "request_id": one.request_id,
        "times": one.times,
    }
    return {name: value for name, value in row.items() if value not in {None, ""}}
