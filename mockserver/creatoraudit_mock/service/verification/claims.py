"""What is claimed of a service, and what was seen of it."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, replace

from creatoraudit_mock.contract import Evidence
from creatoraudit_mock.service.exchange import Exchange

SERVICE = "service"
"""What stands for the operation where a claim concerns all of them."""


class Verdict(enum.StrEnum):
    """What a run could tell about a claim; the stronger ones come later."""

    UNOBSERVED = "not observable"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about one operation, such as that an answer has a member of some type."""

    operation: str
    subject: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Sighting:
    """A claim, the verdict on it, and the exchange that decided.

    `expected` and `seen` are filled where it was refuted, `reason` where nothing could be told.
    """

    claim: Claim
    verdict: Verdict
    check: str
    expected: str = ""
    seen: str = ""
    reason: str = ""
    request: str = ""
    status: int | None = None
    request_id: str | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Addition:
    """A member that the contract does not have: worth knowing, and no fault."""

    operation: str
    place: str
    kind: str


_ORDER = tuple(Verdict)


class Findings:
    """What a run has seen so far. Of several sightings of a claim the strongest verdict stays."""

    def __init__(self) -> None:
        self._sightings: dict[tuple[str, str], Sighting] = {}
        self.additions: dict[tuple[str, str], Addition] = {}
        self.check = ""
        """The code of the check that is running."""

    def __iter__(self) -> Iterator[Sighting]:
        return iter(self._sightings.values())

    def __contains__(self, claim: Claim) -> bool:
        return (claim.operation, claim.subject) in self._sightings

    def decide(
        self, claim: Claim, *, holds: bool, expected: str, seen: str, exchange: Exchange | None
    ) -> None:
        """Note that a claim was put to the test."""
        verdict = Verdict.CONFIRMED if holds else Verdict.REFUTED
        told = Sighting(claim, verdict, self.check)
        if not holds:
            told = replace(told, expected=expected, seen=seen)
        if exchange is not None:
            told = replace(
                told,
                request=exchange.line,
                status=exchange.status,
                request_id=exchange.request_id,
            )
        self._note(told)

    def miss(self, claim: Claim, reason: str) -> None:
        """Note that nothing could be told about a claim."""
        self._note(Sighting(claim, Verdict.UNOBSERVED, self.check, reason=reason))

    def add(self, operation: str, place: str, kind: str) -> None:
        """Note a member that is new."""
        self.additions.setdefault((operation, place), Addition(operation, place, kind))

    def _note(self, new: Sighting) -> None:
        key = (new.claim.operation, new.claim.subject)
        old = self._sightings.get(key)
        if old is None or _ORDER.index(new.verdict) > _ORDER.index(old.verdict):
            self._sightings[key] = new
        elif new.verdict == old.verdict:
            self._sightings[key] = replace(old, times=old.times + 1)
