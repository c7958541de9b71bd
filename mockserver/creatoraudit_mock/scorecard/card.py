"""The scorecard: what was found, what was counted, and how to fail a test with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import msgspec

from creatoraudit_mock.scorecard.catalogue import chosen
from creatoraudit_mock.scorecard.figures import Figures
from creatoraudit_mock.scorecard.findings import Finding
from creatoraudit_mock.scorecard.picture import picture
from creatoraudit_mock.scorecard.reports import github, html, markdown, sarif, text
from creatoraudit_mock.scorecard.run import Run
from creatoraudit_mock.scorecard.truth import Truth
from creatoraudit_mock.timeline import Timeline

Codes = str | Sequence[str] | None
"""Codes or their beginnings: `"CA201"`, `["CA2", "CA501"]`, `"CA2,CA501"`."""


class NotClean(AssertionError):
    """A poller broke rules; `findings` says which."""

    def __init__(self, findings: tuple[Finding, ...], message: str) -> None:
        self.findings = findings
        super().__init__(message)


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """The findings and figures of a run.

    `notes` says what could not be judged, and why.
    """

    findings: tuple[Finding, ...]
    figures: Figures
    notes: tuple[str, ...]
    truth: Truth
    run: Run = field(repr=False, compare=False)

    @cached_property
    def timeline(self) -> Timeline:
        """The run and the findings, to be drawn (`creatoraudit_mock.timeline`)."""
        return picture(self.run, self.findings)

    def chosen(
        self, *, select: Codes = None, ignore: Codes = None, strict: bool = True
    ) -> tuple[Finding, ...]:
        """Some of the findings.

        Args:
            select: only rules with these codes or beginnings of codes.
            ignore: but for these.
            strict: advice too; False leaves errors only.

        Raises:
            ValueError: no rule begins so.
        """
        only, never = chosen(_listed(select), "select"), chosen(_listed(ignore), "ignore")
        return tuple(
            finding
            for finding in self.findings
            if (not only or finding.code.startswith(only))
            and not (never and finding.code.startswith(never))
            and (strict or finding.level == "error")
        )

    def only(self, *, select: Codes = None, ignore: Codes = None) -> Scorecard:
        """The same scorecard with some of the findings."""
        left = self.chosen(select=select, ignore=ignore)
        return replace(self, findings=left)

    def assert_clean(
        self, *, ignore: Codes = None, select: Codes = None, strict: bool = False
    ) -> None:
        """Fail if errors were found.

        Args:
            ignore: codes or beginnings of codes that are let pass.
            select: only these are looked at.
            strict: fail on advice too.

        Raises:
            NotClean: an `AssertionError` with every finding in its message.
            ValueError: no rule begins so.
        """
        left = self.chosen(select=select, ignore=ignore, strict=strict)
        if left:
            raise NotClean(left, text.listed(left))

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON values."""
        return {
            "scenario": self.truth.scenario,
            "seed": self.truth.seed,
            "findings": [finding.to_dict() for finding in self.findings],
            "figures": self.figures.to_dict(),
            "notes": list(self.notes),
        }

    def to_json(self) -> str:
        """Everything as JSON."""
        return msgspec.json.format(msgspec.json.encode(self.to_dict())).decode()

    def to_text(self) -> str:
        """For people and logs, without colours."""
        return text.report(self.findings, self.figures, self.notes)

    def to_markdown(self) -> str:
        """For job summaries and pull requests."""
        return markdown.report(self.findings, self.figures, self.notes)

    def to_html(self) -> str:
        """A page of its own: a timeline of the run, the findings, the requests they blame."""
        return html.report(self.timeline, self.figures, self.notes)

    def to_fragment(self, name: str = "run", *, data: int = html.DATA) -> str:
        """The same as markup to put into another page; `html_page` makes one.

        Args:
            name: begins every id in it, so that fragments can stand side by side.
            data: how many bytes the picture may have with the details of the requests; 0 for a
                still one.
        """
        return html.part(self.timeline, self.figures, self.notes, name=name, data=data)

    @staticmethod
    def html_page(title: str, body: str) -> str:
        """A page around fragments: the title is escaped, the body is markup."""
        return html.page(title, body)

    def to_github(self) -> str:
        """Annotations, one a line, for GitHub Actions."""
        return github.report(self.findings)

    def to_sarif(self, journal: str = "journal.jsonl") -> str:
        """SARIF 2.1.0, for code scanning.

        Args:
            journal: the file that the findings are about; each points to its line.
        """
        return sarif.report(self.findings, journal)

    def __rich__(self) -> Any:
        return text.rich_report(self.findings, self.figures, self.notes)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        errors = sum(finding.level == "error" for finding in self.findings)
        advice = len(self.findings) - errors
        return f"<Scorecard {errors} errors, {advice} advice, {self.figures.requests} requests>"


def _listed(codes: Codes) -> str | list[str] | None:
    return codes if codes is None or isinstance(codes, str) else list(codes)
