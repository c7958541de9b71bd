"""The whole way: from a document to a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from creatoraudit_mock.contract import Dialect, contract_in
from creatoraudit_mock.difference.document import Document
from creatoraudit_mock.difference.findings import Difference, Finding, grouped, ignoring, ranked
from creatoraudit_mock.difference.operations import Comparison
from creatoraudit_mock.difference.report import Report


def compare(
    theirs: Document,
    dialect: Dialect | None = None,
    *,
    ignore: Iterable[str] = (),
    explain: bool = True,
) -> Report:
    """What differs between the contract and a document.

    Args:
        theirs: the document, see `Document.read`.
        dialect: which of its dialects the contract is in; today's best guess by default.
        ignore: patterns for codes, subjects or places of differences that are not wanted.
        explain: look for the switches of the dialect that would explain a difference.

    Raises:
        DocumentError: the document refers to what is not there.
    """
    spoken = dialect or Dialect()
    found = _differences(spoken, theirs)
    left, idle = ignoring(found, ignore)
    findings = grouped(left)
    if explain:
        findings = _explained(findings, spoken, theirs)
    notes = [f"--ignore {pattern!r} covers nothing" for pattern in idle]
    return Report(theirs.name, tuple(ranked(findings)), len(found) - len(left), tuple(notes))


def _differences(dialect: Dialect, theirs: Document) -> list[Difference]:
    return list(Comparison(Document(contract_in(dialect).document), theirs).differences())


def _explained(findings: list[Finding], dialect: Dialect, theirs: Document) -> list[Finding]:
    """The findings, each with the one switch whose turning makes it go away, if there is one."""
    open_ones = [one for one in findings if one.severity != "harmless"]
    switches = dict.fromkeys(name for one in open_ones for name in one.difference.switches)
    by_finding: dict[tuple[str, ...], str] = {}
    for name, value, other in _neighbours(dialect, switches):
        left = _differences(other, theirs)
        if len(left) < sum(len(one.places) for one in findings):
            still = {one.identity[:4] for one in left}
            for one in open_ones:
                if one.difference.identity[:4] not in still:
                    by_finding.setdefault(one.difference.identity, f"{name}={value}")
    return [replace(one, dialect=by_finding.get(one.difference.identity)) for one in findings]


def _neighbours(dialect: Dialect, switches: Iterable[str]) -> Iterator[tuple[str, Any, Dialect]]:
    """Every dialect that differs in one of some switches."""
    for name in switches:
        for value in Dialect.alternatives()[name]:
            if value != getattr(dialect, name):
                yield name, value, Dialect(**dialect.settings() | {name: value})
