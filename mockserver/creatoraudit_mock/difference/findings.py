"""Differences, and findings: the same difference wherever it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from creatoraudit_mock.contract import Evidence
from creatoraudit_mock.difference.kinds import SEVERITIES, Kind, Severity, kinds

BEHIND: Final[dict[Evidence, str]] = {
    "documented": "documented: the service has changed since, or its pages were misread",
    "inferred": "inferred: our conclusion was wrong, or the service has changed",
    "assumed": "assumed: our guess was wrong; the service did not break",
}
"""By evidence, what a difference tells of our side."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference at one place.

    `subject` names the thing, such as `Account.follower_count` or `query limit`; `place` is where
    it shows, such as `GET /accounts 200`. `ours` and `theirs` are descriptions, empty where there
    is nothing to describe. `switches` are the dialect's that bear upon the place.
    """

    code: str
    subject: str
    place: str
    evidence: Evidence
    ours: str = ""
    theirs: str = ""
    switches: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """What is known of such differences."""
        return kinds()[self.code]

    @property
    def severity(self) -> Severity:
        """How severe it is; what we only guessed cannot have been broken by the service."""
        severity = self.kind.severity
        return _milder(severity) if self.evidence == "assumed" else severity

    @property
    def identity(self) -> tuple[str, ...]:
        """Equal for the same difference at different places."""
        return (self.code, self.subject, self.ours, self.theirs, self.evidence)


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference with every place where it shows, and the dialect that would explain it."""

    difference: Difference
    places: tuple[str, ...]
    dialect: str | None = None
    """Such as `delete_status=200`: in that dialect the contract has no such difference."""

    @property
    def severity(self) -> Severity:
        """How severe it is; an answer to an open question breaks nobody who left it open."""
        return _milder(self.difference.severity) if self.dialect else self.difference.severity

    @property
    def message(self) -> str:
        """What differs, as a sentence with its subject."""
        told = self.difference.kind.says.format(
            ours=self.difference.ours, theirs=self.difference.theirs
        )
        return f"{self.difference.subject} {told}"

    @property
    def meaning(self) -> str:
        """What it means for pollers."""
        return self.difference.kind.means.format(
            ours=self.difference.ours, theirs=self.difference.theirs
        )

    @property
    def background(self) -> str:
        """What is behind our side, and what follows from that."""
        if self.dialect is None:
            return BEHIND[self.difference.evidence]
        return f"an open question, answered: the mock does the same with --dialect {self.dialect}"


def grouped(differences: Iterable[Difference]) -> list[Finding]:
    """Each difference once, with all its places, in the order of the contract."""
    places: dict[tuple[str, ...], dict[str, None]] = {}
    first: dict[tuple[str, ...], Difference] = {}
    for one in differences:
        first.setdefault(one.identity, one)
        places.setdefault(one.identity, {})[one.place] = None
    return [Finding(one, tuple(places[key])) for key, one in first.items()]


def ignoring(
    differences: Sequence[Difference], patterns: Iterable[str]
) -> tuple[list[Difference], list[str]]:
    """The differences that no pattern covers, and the patterns that cover none.

    A pattern with `*`, `?` and `[...]` is held against the code, the subject and the place.
    """
    left, idle = list(differences), []
    for pattern in patterns:
        kept = [one for one in left if not _covers(pattern, one)]
        if not any(_covers(pattern, one) for one in differences):
            idle.append(pattern)
        left = kept
    return left, idle


def _covers(pattern: str, one: Difference) -> bool:
    return any(fnmatchcase(text, pattern) for text in (one.code, one.subject, one.place))


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """The severest first."""
    return sorted(findings, key=_rank)


def _milder(severity: Severity) -> Severity:
    return "notice" if severity == "breaking" else severity


def _rank(finding: Finding) -> tuple[int, str, str, str]:
    one = finding.difference
    return SEVERITIES.index(finding.severity), one.subject, one.code, one.theirs
