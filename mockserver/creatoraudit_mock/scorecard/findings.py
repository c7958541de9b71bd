"""Findings: what rules hold against a client, gathered so that each is said once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.catalogue import Level, rule
from creatoraudit_mock.values import format_instant, parse_instant, to_datetime


class Offence(NamedTuple):
    """One occasion on which a rule was broken."""

    code: str
    call: Call
    """The request that broke it, or the last one that did not do what it should."""
    detail: str
    """What happened, with its figures."""
    subject: str = ""
    """What it was done to, if not what the request names."""
    level: Level | None = None
    """Another level than the rule's own."""
    times: int = 1
    aspect: str = ""
    """Which of the rule's several sides, if it has several."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A rule that a client broke, in one way, however often."""

    code: str
    name: str
    level: Level
    message: str
    """What happened, where and when for the first time, and what to do instead."""
    topic: str
    """The page of the API's documentation that says so."""
    client: str
    """Key name and User-Agent."""
    at: datetime
    """The virtual instant of the first occasion."""
    entries: tuple[int, ...]
    """Where the occasions are in the journal: the indices of the requests."""
    subjects: tuple[str, ...]
    """The requests or resources concerned."""
    count: int
    """How many occasions there were."""
    aspect: str = ""
    """Which side of the rule, of CA301 and CA303: these look at several things."""

    @property
    def place(self) -> str:
        """Where to look first: the journal's index and the virtual time."""
        return f"#{self.entries[0]} {format_instant(parse_instant(self.at))}"

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON values."""
        return {
            "code": self.code,
            "name": self.name,
            "level": self.level,
            "message": self.message,
            "topic": self.topic,
            "client": self.client,
            "at": format_instant(parse_instant(self.at), micros=True),
            "entries": list(self.entries),
            "subjects": list(self.subjects),
            "count": self.count,
            "aspect": self.aspect,
        }

    def __str__(self) -> str:
        return f"{self.code} {self.message}"


def gathered(offences: Iterable[Offence]) -> list[Finding]:
    """One finding for each rule and aspect, client, operation and level; in order of occurrence."""
    groups: dict[tuple[Any, ...], list[Offence]] = {}
    for offence in offences:
        call = offence.call
        where = call.operation or call.path
        group = (offence.code, offence.aspect, call.client, where, offence.level)
        groups.setdefault(group, []).append(offence)
    found = [_finding(sorted(group, key=_order)) for group in groups.values()]
    return sorted(found, key=lambda finding: (finding.entries[0], finding.code, finding.level))


def _order(offence: Offence) -> int:
    return offence.call.index


def _finding(offences: list[Offence]) -> Finding:
    first = offences[0]
    broken = rule(first.code)
    subjects = tuple(dict.fromkeys(offence.subject or offence.call.target for offence in offences))
    others = f", and {len(subjects) - 1} more like it" if len(subjects) > 1 else ""
    return Finding(
        code=broken.code,
        name=broken.name,
        level=first.level or broken.level,
        message=f"{first.detail} ({first.call}{others}): {broken.fix}",
        topic=broken.topic,
        client=str(first.call.client),
        at=to_datetime(first.call.at),
        entries=tuple(dict.fromkeys(offence.call.index for offence in offences)),
        subjects=subjects,
        count=sum(offence.times for offence in offences),
        aspect=first.aspect,
    )
